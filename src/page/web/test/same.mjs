// The engine of the page gives the bytes of the program: every shipped scenario, in the browser, against answers that the
// library has given.

import { readFileSync } from "node:fs";
import { assert, check, file, folder, opened, withBrowser } from "./browser.mjs";

const runs = JSON.parse(readFileSync(`${folder}/same.json`, "utf8"));
await withBrowser(async (browser) => {
  const page = await opened(browser, file("play.html"));
  await page.evaluate(async () => {
    const packed = Uint8Array.from(atob(document.getElementById("engine").textContent), (letter) => letter.charCodeAt(0));
    const bytes = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
    const { instance } = await WebAssembly.instantiate(bytes, {});
    globalThis.ask = (text) => {
      const { memory, room, answer, at } = instance.exports;
      const request = new TextEncoder().encode(text);
      const place = room(request.length);
      new Uint8Array(memory.buffer).set(request, place);
      const length = answer();
      return new TextDecoder().decode(new Uint8Array(memory.buffer, at(), length));
    };
  });
  for (const { request, answer } of runs) {
    await check(`the same bytes: ${request}`, async () => {
      const found = await page.evaluate((text) => globalThis.ask(text), request);
      assert.ok(found === answer, "the committed engine answers otherwise: .ci/page builds it anew");
    });
  }
});
