// Tries the workbench in a browser as a reader would: node test/workbench.mjs PAGE.html
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { chromium } from "playwright-core";

const file = resolve(process.argv[2] ?? "page.html");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, acceptDownloads: true });
const page = await context.newPage();
const errors = [];
const watch = (one) => {
  one.on("pageerror", (error) => errors.push(error.message));
  one.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
};
watch(page);

const settled = (one, ms = 60_000) => one.waitForSelector(".about[data-settled=yes]", { timeout: ms });
const sentence = (one) => one.locator(".difference .prose").innerText();
const curve = (one) => one.evaluate(() => document.querySelector("#chart-load path.line").getAttribute("d"));

await page.goto(`file://${file}#workbench`);
await page.waitForSelector(".bench");
await settled(page);
await page.waitForFunction(() => document.querySelectorAll(".elsewhere tbody tr").length > 0);
assert.doesNotMatch(await sentence(page), /original/, "nothing is changed, so nothing is compared");

// From the input event to the first frame with another curve, for each slider, by keyboard.
const sliders = await page.locator(".bench .slider input").count();
assert.ok(sliders > 0 && sliders <= 6);
await page.evaluate(() => {
  window.latency = (at, move) => new Promise((done) => {
    const input = document.querySelectorAll(".bench .slider input")[at];
    const chart = document.querySelector("#chart-load");
    const own = () => document.querySelector("#chart-load path.line").getAttribute("d");
    const began = performance.now();
    const first = own();
    let painted = null;
    const watch = new MutationObserver(() => {
      if (painted !== null || own() === first) return;
      painted = 0;
      watch.disconnect();
      // The frame after the next one begins when this one is painted.
      requestAnimationFrame(() => { const port = new MessageChannel(); port.port1.onmessage = () => done(performance.now() - began); port.port2.postMessage(0); });
    });
    watch.observe(chart, { subtree: true, attributes: true, childList: true });
    input.value = String(Number(input.value) + move);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
});
await page.evaluate(() => {
  window.long = [];
  new PerformanceObserver((list) => window.long.push(...list.getEntries().map((one) => one.duration))).observe({ entryTypes: ["longtask"] });
});
const times = [];
for (let round = 0; round < 2; round++) {
  for (let at = 0; at < sliders; at++) {
    const words = (await page.locator(".bench .slider span").nth(at).innerText()).replace(/\n/g, " ");
    const ms = await page.evaluate(([n, by]) => Promise.race([window.latency(n, by), new Promise((done) => setTimeout(() => done(NaN), 4000))]), [at, round ? 1 : -1]);
    times.push(ms);
    console.log(`first changed curve: ${ms.toFixed(0)} ms (${words})`);
    await settled(page);
  }
}
const sorted = times.filter((one) => !Number.isNaN(one)).sort((a, b) => a - b);
console.log(`median ${sorted[sorted.length >> 1].toFixed(0)} ms, longest ${sorted.at(-1).toFixed(0)} ms, of ${times.length}`);
console.log(`tasks of the page over 50 ms meanwhile: ${await page.evaluate(() => window.long.map(Math.round).join(", ") || "none")}`);
const all = page.getByRole("button", { name: "Reset everything" });
if (await all.isEnabled()) await all.click();
await settled(page);

// By keyboard: the sentence and the chart follow.
const was = await curve(page);
await page.locator(".bench .slider input").nth(1).focus();
for (let n = 0; n < 4; n++) await page.keyboard.press("ArrowLeft");
await page.waitForFunction((old) => document.querySelector("#chart-load path.line").getAttribute("d") !== old, was);
await settled(page);
assert.match(await sentence(page), /\(original: /, "what is changed is compared with the original");
assert.ok(await page.locator("#chart-load path.ghost").count(), "the run before is there as a ghost");
assert.equal(await page.locator(".changed li").count(), 1);
const said = await sentence(page);
console.log(said);

// One step takes the whole way of the slider back.
await page.getByRole("button", { name: "Undo" }).click();
assert.equal(await page.locator(".changed li").count(), 0);
await page.getByRole("button", { name: "Redo" }).click();
assert.equal(await page.locator(".changed li").count(), 1);
await settled(page);

// Five worlds and the next sizes.
await page.waitForFunction(() => /5 seeds/.test(document.querySelector(".elsewhere .prose")?.textContent ?? "") && !/comput/.test(document.querySelector(".elsewhere .prose").textContent), null, { timeout: 120_000 });
console.log(await page.locator(".elsewhere .prose").innerText());
assert.match(await page.locator(".elsewhere .prose").innerText(), /5 seeds/);

// The link.
const link = await page.locator(".copied input").first().inputValue();
const other = await context.newPage();
watch(other);
await other.goto(link);
await other.waitForSelector(".changed li");
await settled(other);
assert.deepEqual(await other.locator(".changed li span").allInnerTexts(), await page.locator(".changed li span").allInnerTexts());
assert.ok(await curve(other) === await curve(page), "the link shows the same run");
await other.close();
const command = await page.locator(".copied input").nth(1).inputValue();
console.log(command);
assert.match(command, /^syncstorm run \S+ --set .+ --seed \d+$/);

// Files.
const fetched = async (name) => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
};
const [csvName, csv] = await fetched(/CSV/);
assert.match(csvName, /\.csv$/);
assert.ok(csv.split("\n").length > 100);
assert.match((await fetched(/TOML/))[1], /^\[run\]/m);
for (const chart of [/How often.*SVG/, /Without service.*SVG/]) {
  const [, svg] = await fetched(chart);
  assert.match(svg, /^<\?xml[^]*<svg[^]*style="fill:[^]*<\/svg>/);
}

// Fixes by name: of two that set the same values only one is on, and two that do the same are one switch.
const fix = (name) => page.locator(`.switch[data-fix=${name}]`);
if (await fix("backoff").count()) {
  assert.equal(await fix("hold").count(), 0);
  const state = async () => [await fix("backoff").getAttribute("aria-checked"), await fix("error_handling").getAttribute("aria-checked")];
  const asCommand = () => page.locator(".copied input").nth(1).inputValue();
  await fix("backoff").click();
  await settled(page);
  assert.deepEqual(await state(), ["true", "false"]);
  assert.match(await asCommand(), /fixes\.error_handling=/);
  assert.match(await sentence(page), /wait longer/);
  await fix("error_handling").click();
  assert.deepEqual(await state(), ["false", "true"]);
  assert.match(await asCommand(), /fixes\.error_handling\.on=true/);
  await fix("error_handling").click();
  await settled(page);
  assert.deepEqual(await state(), ["false", "false"]);
}

// A value that is not possible, and one that is.
await page.getByText("Every other value").click();
await page.locator(".search input").fill("network.capacity");
const value = page.locator(".one-value").filter({ hasText: "network.capacity" }).first();
await value.locator("input").fill("-3 Mbit/s");
await value.getByRole("button", { name: "Use" }).click();
await value.locator("pre").waitFor();
const message = await value.locator("pre").innerText();
console.log(message);
assert.match(message, /network\.capacity/);
assert.match(message, /\^/);
assert.match(message, /help:/);
await value.locator("input").fill("11 Mbit/s");
await value.getByRole("button", { name: "Use" }).click();
await page.waitForFunction(() => document.querySelectorAll(".changed li").length === 2);
await settled(page);

// One's own service from the template, and back.
await page.getByText("Edit as a file").click();
await page.locator(".editor select").selectOption("your own service");
await page.waitForFunction(() => /Your own service/.test(document.querySelector(".editor textarea").value));
assert.ok((await page.locator(".editor textarea").inputValue()).split("\n").length <= 41);
await page.getByRole("button", { name: "Run this" }).click();
await page.waitForFunction(() => /My service/.test(document.querySelector(".workbench h2").textContent));
await settled(page);
assert.equal(await page.locator(".changed li").count(), 0);
console.log(await sentence(page));
assert.match(await sentence(page), /Clients lost [1-9].*well again/, "something happens in the template");
const own = await page.locator(".bench .slider").allInnerTexts();
console.log(own.join(" | "));
assert.equal(own.length, 4, "the sliders are those of the text");
const ownCurve = await curve(page);
await page.locator(".bench .slider input").first().focus();
for (let n = 0; n < 3; n++) await page.keyboard.press("ArrowRight");
await page.waitForFunction((old) => document.querySelector("#chart-load path.line").getAttribute("d") !== old, ownCurve);
await settled(page);
console.log(await sentence(page));
const ownLink = await page.locator(".copied input").first().inputValue();
const third = await context.newPage();
watch(third);
await third.goto(ownLink);
await third.waitForFunction(() => /My service/.test(document.querySelector(".workbench h2")?.textContent ?? ""));
await settled(third);
await third.waitForFunction(() => document.querySelectorAll(".bench .slider").length === 4);
assert.ok(await curve(third) === await curve(page), "the link shows one's own service as it was");
await third.close();
await page.locator(".editor textarea").fill("[run]\nlength = 3\n");
await page.getByRole("button", { name: "Run this" }).click();
await page.locator(".editor pre").waitFor();
assert.match(await page.locator(".editor pre").innerText(), /help:/);
await page.getByRole("button", { name: "Reset everything" }).click();
await page.waitForFunction(() => !/My service/.test(document.querySelector(".workbench h2").textContent));
await settled(page);

// Time passes while it is let, and nothing is drawn when it is not.
await page.getByRole("button", { name: "Play", exact: true }).click();
await page.waitForFunction(() => Number(document.querySelector(".scrubber").value) > 75);
const frames = await page.evaluate(() => new Promise((done) => {
  const gaps = [];
  let last = performance.now();
  requestAnimationFrame(function draw(now) { gaps.push(now - last); last = now; if (gaps.length < 120) requestAnimationFrame(draw); else done(gaps.slice(5)); });
}));
console.log(`while it plays: ${(1000 / (frames.reduce((all, one) => all + one) / frames.length)).toFixed(0)} frames a second, longest gap ${Math.max(...frames).toFixed(0)} ms`);
await page.getByRole("button", { name: "Halt", exact: true }).click();
assert.deepEqual(errors, []);
await browser.close();
console.log("the workbench works");
