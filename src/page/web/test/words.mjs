// The words for numbers are the same in the page and in the program, whose texts for many numbers are given.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { assert, check, folder } from "./browser.mjs";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const of = `export * from "./words"; export { brief, rate, waiting } from "./dots/words";`;
const made = await build({ stdin: { contents: of, resolveDir: web }, bundle: true, write: false, format: "esm" });
const words = await import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].text).toString("base64")}`);
const plain = (text) => text.replaceAll(/[\u00a0\u202f\u2009]/g, " ");
const all = JSON.parse(readFileSync(`${folder}/words.json`, "utf8"));
for (const [name, said] of Object.entries(all)) {
  await check(`${said.length} numbers in words: ${name}`, async () => {
    assert.ok(said.length > 100);
    for (const [value, text] of said) assert.equal(plain(words[name](value)), plain(text), `${name}(${value})`);
  });
}
