// The page in four sizes and several tempers: it asks nobody, fits, is usable by everybody, prints, and stays a picture where
// no engine can run.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { assert, check, file, opened, withBrowser } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = [[1280, 720], [1600, 900], [390, 844], [320, 640]];

/** Waits until every part of the page that is shown has settled. */
const settled = (page) => page.waitForTimeout(1500);

const VIEWS = ["story", "workbench", "operator"];

/** Goes to a part as a link does. */
async function shown(page, view) {
  await page.evaluate((hash) => { location.hash = hash; }, view);
  await settled(page);
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run().then((result) => result.violations));
  return found.map((one) => `${one.id}: ${one.help}\n  ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join("\n  ")}`);
}

await withBrowser(async (browser) => {
  for (const name of ["play.html", "report.html", "metastable.html"]) {
    await check(`${name} asks nobody and complains of nothing`, async () => {
      const page = await opened(browser, file(name));
      for (const view of VIEWS) await shown(page, view);
      assert.deepEqual(page.complaints, []);
      assert.ok((await page.locator("h1").textContent()).length > 5);
      await page.close();
    });
    await check(`${name} fits desks and phones`, async () => {
      for (const [width, height] of SIZES) {
        const page = await opened(browser, file(name), { width, height });
        for (const view of VIEWS) {
          await shown(page, view);
          const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
          assert.ok(wide <= width, `${view} at ${width} is ${wide} wide`);
        }
        await page.close();
      }
    });
  }

  await check("axe finds nothing, and finds what is wrong", async () => {
    for (const colorScheme of ["light", "dark"]) {
      for (const [width, height] of [SIZES[0], SIZES[2]]) {
        const page = await opened(browser, file("report.html"), { width, height, colorScheme, reducedMotion: "reduce" });
        for (const view of VIEWS) {
          await shown(page, view);
          assert.deepEqual(await violations(page), [], `${view}, ${colorScheme}, ${width}`);
        }
        await page.close();
      }
    }
    const page = await opened(browser, file("play.html"));
    await page.evaluate(() => document.body.append(document.createElement("img")));
    assert.ok((await violations(page)).some((found) => found.includes("image-alt")));
    await page.close();
  });

  await check("titles full of markup are texts", async () => {
    const page = await opened(browser, file("markup.html"));
    await settled(page);
    assert.ok((await page.locator("h1").first().textContent()).includes("<img src=x onerror="));
    assert.ok(!(await page.title()).startsWith("broken"));
    assert.equal(await page.locator("#app img").count(), 0);
    assert.deepEqual(page.complaints, []);
    await page.close();
  });

  await check("the first screen says who, how large, and where to go", async () => {
    for (const name of ["play.html", "metastable.html"]) {
      const page = await opened(browser, file(name));
      await settled(page);
      assert.ok((await page.locator(".lead").textContent()).length > 40);
      assert.match(await page.locator(".size-said").textContent(), /A model at .*full size/);
      const doors = await page.locator(".doors button").all();
      assert.equal(doors.length, name === "play.html" ? 3 : 2);
      for (const door of doors) {
        const box = await door.boundingBox();
        assert.ok(box.y + box.height <= 720, `${await door.textContent()} is below the first screen`);
      }
      await doors.at(-1).click();
      await page.waitForFunction(() => document.querySelector("#parts").getBoundingClientRect().top < 200);
      assert.equal(await page.locator("nav.parts [aria-current]").textContent(), "You are the operator");
      await page.close();
    }
  });

  await check("a bet opens its picture, and what nobody claimed stands apart", async () => {
    const page = await opened(browser, file("play.html"));
    const step = page.locator("#story-1");
    await step.scrollIntoViewIfNeeded();
    assert.equal(await step.locator(".covered").count(), 1);
    await step.locator(".bet button").first().click();
    await step.locator(".bet .borne").waitFor();
    assert.equal(await step.locator(".covered").count(), 0);
    assert.match(await step.locator(".bet").textContent(), /your bet/);
    const [said, unsaid] = await page.locator("#statement .points").all();
    assert.ok((await said.locator("summary").allTextContents()).every((text) => text.startsWith("Who said so")));
    assert.ok((await unsaid.locator("summary").allTextContents()).every((text) => text === "Why"));
    // In how many of them, whatever was found; and each half of a point with its interval.
    assert.match(await said.locator(".point-verdict").first().textContent(), / (seen in .+ (worlds|seeds), and for this reason )?in (all \d+ of \d+|none of \d+|\d+ of \d+)( worlds| seeds)?$/);
    for (const half of await said.locator(".halves .quiet").allTextContents()) assert.match(half, /\d+ (worlds|seeds); of all such, .+\s% to .+\s% \(95 % interval\)/);
    assert.ok((await said.locator(".halves").count()) > 0);
    await page.close();
  });

  await check("the load is one number everywhere, and what is assumed says so", async () => {
    const page = await opened(browser, file("play.html"));
    const worst = /([\d.]+) ×the healthy load, all clients together/.exec(await page.locator(".figures").textContent());
    await page.locator("#story-said li").first().waitFor();
    assert.ok(worst && (await page.locator("#story-said li").first().textContent()).includes(`up to ${worst[1]} times the load of a healthy day`));
    // Counted: the marks of all values, as the box says.
    const { values } = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent).facts);
    const many = (mark) => values.filter((one) => one.mark === mark && one.source).length;
    await page.locator("details.known summary").click();
    assert.match(await page.locator("details.known .prose").textContent(), new RegExp(`${many("fact")} are read in a public source, ${many("inferred")} follow from such, and ${many("assumption")} are assumptions`));
    for (const row of await page.locator("table.known td").allTextContents()) assert.match(row, /^(known|inferred|assumed): .{5}/);
    await page.close();
  });

  await check("a keyboard goes through the parts", async () => {
    const page = await opened(browser, file("play.html"));
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the page");
    const seen = new Set();
    for (let n = 0; n < 12; n++) {
      await page.keyboard.press("Tab");
      seen.add(await page.evaluate(() => document.activeElement.textContent));
    }
    assert.ok(seen.has("Workbench") && seen.has("You are the operator"), [...seen].join(" | "));
    await page.locator("nav.parts button", { hasText: "Workbench" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".workbench h2");
    await page.close();
  });

  await check("what has the focus is seen, whatever is pinned", async () => {
    for (const [width, height] of [SIZES[0], SIZES[2]]) {
      const page = await opened(browser, `${file("play.html")}#workbench`, { width, height, reducedMotion: "reduce" });
      // The last part of it, which comes in after the others.
      await page.locator(".share summary, .share button").first().waitFor();
      await settled(page);
      await page.locator(".bench button, .bench input").first().focus();
      const hidden = [];
      let sliders = 0;
      // Down, and back up again: from below, what is pinned above is in the way.
      const focused = () => page.evaluate(() => {
        const one = document.activeElement;
        const box = one.getBoundingClientRect();
        const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return { slider: one.type === "range", seen: one === document.body || one.contains(there) || (there?.contains(one) ?? false), what: one.dataset.path ?? one.textContent.slice(0, 30), at: `${Math.round(box.top)} to ${Math.round(box.bottom)} of ${innerHeight}` };
      });
      for (const key of [...Array(40).fill("Tab"), ...Array(40).fill("Shift+Tab")]) {
        await page.keyboard.press(key);
        let found = await focused();
        // A busy browser may scroll late or not at all; what it would scroll to is what is asked: clear of what is pinned.
        if (!found.seen) {
          await page.evaluate(() => document.activeElement.scrollIntoView({ block: "nearest", behavior: "instant" }));
          found = await focused();
        }
        if (found.slider) sliders++;
        if (!found.seen) hidden.push(`${key} ${found.what} at ${found.at}`);
      }
      assert.ok(sliders > 5);
      assert.deepEqual(hidden, [], `${width}`);
      await page.close();
    }
  });

  await check("it prints on A4, story and appendices", async () => {
    const page = await opened(browser, file("report.html"));
    await settled(page);
    const paper = await page.pdf({ format: "A4" });
    assert.equal(paper.subarray(0, 4).toString(), "%PDF");
    const sheets = paper.toString("latin1").match(/\/Type \/Page\n/g)?.length ?? 0;
    assert.ok(sheets >= 4 && sheets <= 60, `${sheets} sheets`);
    await page.close();
  });

  await check("the hand-out is one sheet of A4, printed on both sides", async () => {
    const page = await opened(browser, file("letters/letters.html"), {}, "body");
    const paper = await page.pdf({ preferCSSPageSize: true });
    assert.equal(paper.toString("latin1").match(/\/Type \/Page\n/g)?.length, 2);
    await page.close();
  });

  await check("a slow machine gets there, too", async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
    // It gets there, however long that takes: other browsers are at work beside it.
    page.setDefaultTimeout(180_000);
    await page.goto(`${file("play.html")}#workbench`);
    await page.waitForSelector("html[data-ready]");
    await page.waitForSelector(".workbench input[type=range]");
    await page.close();
  });

  await check("the report is small", async () => {
    const size = readFileSync(new URL(file("report.html"))).length;
    console.log(`  report.html: ${(size / 1e6).toFixed(2)} MB`);
    assert.ok(size <= 3_000_000, `${size} bytes`);
  });
});

await withBrowser(async (browser) => {
  await check("without WebAssembly it stays a picture, and says so", async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => { delete globalThis.WebAssembly; });
    const page = await context.newPage();
    await page.goto(file("report.html"));
    await page.waitForSelector("html[data-ready]");
    assert.ok((await page.locator(".notice").textContent()).includes("cannot run the engine"));
    assert.ok(await page.locator(".opening svg").count() > 0);
    await context.close();
  });
  await check("without scripts the picture and the appendices are there", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(file("report.html"));
    assert.ok(await page.locator("#app svg").count() > 0);
    assert.ok((await page.locator("#why").textContent()).length > 500);
    await context.close();
  });
});
