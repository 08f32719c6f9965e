// Plays a shift by keyboard only, step by step: waits, blocks, orders a repair, lets back, goes to the end; sees the score
// and what one decision would have changed; and what is taken along gives the same score. node operator.mjs PAGE.html
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const page_ = resolve(process.argv[2] ?? "page.html");
const html = readFileSync(page_, "utf8");
const part = (id) => new RegExp(`<script[^>]*id="${id}"[^>]*>([^<]*)`).exec(html)[1];
const { instance } = await WebAssembly.instantiate(gunzipSync(Buffer.from(part("engine"), "base64")), {});
const ask = (request) => {
  const { memory, room, answer, at } = instance.exports;
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  const place = room(bytes.length);
  new Uint8Array(memory.buffer).set(bytes, place);
  const length = answer();
  return JSON.parse(new TextDecoder().decode(new Uint8Array(memory.buffer, at(), length)));
};
const { facts, wanted } = JSON.parse(part("data"));
// A changed scenario is a text, which lies beside the command and the file that name it.
const beside = wanted.text ? { text: wanted.text } : {};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
const errors = [];
page.on("pageerror", (error) => errors.push(error.message));
page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
await page.goto(`file://${page_}#operator`);
await page.waitForSelector("html[data-ready]");
await page.evaluate(() => {
  window.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach((one) => window.tasks.push(one.duration))).observe({ entryTypes: ["longtask"] });
});

/** Presses Tab until what has the focus says this; no mouse is there. */
async function reach(pattern, key = "Tab") {
  for (let presses = 0; presses < 120; presses++) {
    const text = await page.evaluate(() => {
      const one = document.activeElement;
      return `${one?.tagName} ${one?.getAttribute("aria-label") ?? ""} ${one?.closest("label")?.textContent ?? one?.textContent ?? ""}`;
    });
    if (pattern.test(text)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the keyboard does not get to ${pattern}`);
}
const press = async (pattern) => { await reach(pattern); await page.keyboard.press("Enter"); };
const said = () => page.textContent(".op-said");
const time = () => page.textContent(".op-time");
const goOn = async () => {
  const before = await time();
  await press(/^BUTTON +Go on/);
  await page.waitForFunction((was) => document.querySelector(".op-score") || (document.querySelector(".op-time")?.textContent !== was && document.querySelector('.op-clock [aria-disabled="true"]') === null), before, { timeout: 60000 });
};
/** What was done is said within a second. */
const acts = async (pattern, sentence) => {
  await reach(pattern);
  const began = Date.now();
  await page.keyboard.press("Enter");
  await page.waitForFunction((text) => new RegExp(text).test(document.querySelector(".op-said").textContent), sentence, { timeout: 5000 });
  const took = Date.now() - began;
  console.log(`${pattern}: “${await said()}” after ${took} ms`);
  assert(took < 1000, `said after ${took} ms`);
};

const phones = facts.classes.find((one) => one.phones).name;
assert(await page.isChecked("input[name=op-mode] >> nth=1"), "with reduced motion the run waits for the reader");
await press(/^BUTTON +Take the seat/);
await page.waitForSelector(".op-time");
assert.match(await said(), /begins/);
assert.ok((await page.$$(".op-standing li")).length >= 2, "the goals are seen while the shift goes on");
assert.match(await page.textContent(".op-actions"), /Nothing is known to be broken/, "what nobody noticed cannot be repaired");
assert(!/cache/i.test(await page.textContent(".op-board")), "the cause is not shown");
await goOn();
await goOn();
assert.match(await said(), /without/);
assert(!/cache fails/i.test(await page.textContent(".op-board")), "the log does not tell the cause");
await acts(new RegExp(`^BUTTON +Block ${phones}`), `${phones} blocked`);
assert.match(await page.evaluate(() => document.activeElement.textContent), new RegExp(`^Let ${phones} back`), "the focus stays, on what lets them back slowly");
await acts(/^BUTTON +Order a diagnosis/, "repair ordered");
for (let hours = 0; hours < 40 && !/repaired/.test(await page.textContent(".op-log")); hours++) await goOn();
assert.match(await page.textContent(".op-log"), /what was broken is repaired/);
await acts(new RegExp(`^BUTTON +Let ${phones} back`), "let back over");
await press(/^BUTTON +Leave it/);
await page.waitForSelector(".op-score", { timeout: 180000 });
console.log(await page.textContent(".op-score"));
console.log((await page.$$eval(".op-goals li", (all) => all.map((one) => one.textContent))).join(" | "));
await page.waitForFunction(() => document.querySelector(".op-told"), null, { timeout: 400000 });
console.log(await page.textContent(".op-told"));
console.log((await page.$$eval(".op-forks tr", (all) => all.map((one) => one.textContent))).join("\n"));
const forks = await page.$$eval(".op-forks tr", (all) => all.length);
assert(forks >= 3 && forks <= 8, `${forks} forks`);
await page.waitForFunction(() => document.querySelectorAll(".op-compare .op-bar.whole").length === 3, null, { timeout: 400000 });
console.log((await page.$$eval(".op-compare .op-bars > p", (all) => all.map((one) => one.textContent))).join(" | "));
const score = Number(await page.getAttribute(".op-score", "data-score"));

// The command, taken apart as a shell would do it.
const command = await page.textContent(".op-command");
const words = [...command.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map((one) => (one[1] ?? one[2]).replace(/'\\''/g, "'"));
const scale = Number(words[words.indexOf("--scale") + 1]);
const set = words.flatMap((word, at) => (words[at - 1] === "--set" ? [word] : []));
const perPerson = (request) => {
  const opened = ask({ open: request });
  assert(opened.opened, opened.refused);
  const { losses } = ask({ finish: { run: opened.opened.run } }).finished.seen;
  const people = losses.reduce((all, one) => all + (one.population ?? 0), 0);
  return losses.reduce((all, one) => all + one.outage_h * (one.population ?? 0), 0) / people;
};
assert.equal(perPerson({ scenario: words[2], ...beside, set, scale }), score, "the command gives the same score");
const [saved] = await Promise.all([page.waitForEvent("download"), press(/^BUTTON +Download the scenario/)]);
const file = readFileSync(await saved.path(), "utf8");
console.log(file);
// Of a shipped scenario with another length, the file is the shipped one with that length.
const whole = file.replace(`"${wanted.scenario}.toml"`, `"${wanted.scenario}"`);
const length = wanted.text ? [`run.length=${facts.horizon_h} h`] : [];
assert.equal(perPerson({ scenario: "shift.toml", text: whole, set: length, scale }), score, "the file gives the same score");

// Once more from before the last decision: what came after it is undone.
await press(/^BUTTON +Try again from before .*let back/);
await page.waitForSelector(".op-time");
assert.match(await said(), /undone/);
assert(await page.$(`button:has-text("Let ${phones} back")`), "they are blocked as they were");
console.log("longest tasks on the main thread, ms:", (await page.evaluate(() => window.tasks)).sort((a, b) => b - a).slice(0, 5));
assert.deepEqual(errors, []);
await browser.close();
console.log("ok");
