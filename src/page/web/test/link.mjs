// Links: what is written is read again, an old or broken one says why, and nothing that stands there does any harm.

import { assert, check, file, opened, withBrowser } from "./browser.mjs";

/** Numbers that are the same every time. */
function generator(seed) {
  let state = seed;
  return () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 4294967296; };
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.%<>\"'&=/";

async function packed(page, state) {
  return page.evaluate(async (value) => {
    const stream = new Blob([new TextEncoder().encode(JSON.stringify(value))]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }, state);
}

await withBrowser(async (browser) => {
  const page = await opened(browser, file("play.html"));
  const shown = async (fragment) => {
    await page.evaluate((text) => { location.hash = ""; location.hash = text; }, fragment);
    await page.waitForTimeout(60);
  };

  await check("a link of version 1 opens what it says", async () => {
    await shown(`v1.${await packed(page, { view: "workbench", set: ["timeline.block.at=1 h"], seed: 7 })}`);
    await page.waitForSelector(".workbench");
    await page.waitForFunction(() => document.querySelector(".workbench").textContent.replaceAll("\u00a0", " ").includes("Phones blocked after: 1 h (original: 3 h)"));
  });
  await check("what operators did is not taken over from the workbench by who sits in their seat", async () => {
    const seat = async (set) => {
      await shown(`v1.${await packed(page, { view: "operator", set })}`);
      await page.waitForSelector(".operator, .op-choice, [class^=op-]");
      return page.evaluate(() => new Promise((done) => setTimeout(() => done(document.getElementById("main").textContent.replaceAll("\u00a0", " ")), 300)));
    };
    assert.match(await seat(["timeline.block.at=1 h", "classes.phones.activesync.window=6"]), /One change of the workbench holds here, too\./);
    assert.doesNotMatch(await seat(["timeline.block.at=1 h"]), /of the workbench hold/);
    await shown("story");
  });
  await check("a newer link says why it cannot be read", async () => {
    await shown("v9.abc");
    await page.waitForFunction(() => document.querySelector(".notice")?.textContent.includes("newer page"));
  });
  await check("a damaged link says so", async () => {
    await shown("v1.AAAA");
    await page.waitForFunction(() => document.querySelector(".notice")?.textContent.includes("damaged"));
  });
  await check("nothing that stands in a link does any harm", async () => {
    const random = generator(20130814);
    const odd = [{ view: "story", set: 3 }, { view: "x", set: [] }, { view: "workbench", set: ["<img src=x onerror=alert(1)>=1"] }, { view: "operator", set: [], acts: [[1, 2, 3]] }, null, [], "x", { view: "workbench", set: [], scale: -1 }, { view: "workbench", set: ["run.length=1e300 h"], seed: 1e300 }];
    for (const state of odd) await shown(`v1.${await packed(page, state)}`);
    for (let n = 0; n < 150; n++) {
      const length = 1 + Math.floor(random() * 60);
      const text = Array.from({ length }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join("");
      await shown(random() < 0.5 ? `v1.${text}` : text);
    }
    assert.deepEqual(page.complaints, []);
    assert.ok(await page.locator("h1").isVisible());
    assert.equal(await page.locator("#app img").count(), 0);
  });
});
