// Puts the program, the style and the engine of `built` into pages that were written before: for work on the page without
// building anything else. node refill.mjs OLD.html NEW.html
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const built = join(dirname(fileURLToPath(import.meta.url)), "../built");
const [from, to] = process.argv.slice(2);
const program = readFileSync(join(built, "page.js"), "utf8");
const hash = createHash("sha256").update(program).digest("base64");
const engine = readFileSync(join(built, "engine.wasm.gz")).toString("base64");
let page = readFileSync(from, "utf8");
page = page.replace(/script-src 'sha256-[^']+'/, () => `script-src 'sha256-${hash}'`);
page = page.replace(/<style>[^]*?<\/style>/, () => `<style>${readFileSync(join(built, "page.css"), "utf8")}</style>`);
page = page.replace(/(<script id="engine"[^>]*>)[^<]*/, (_, tag) => tag + engine);
const last = page.lastIndexOf("<script>");
page = `${page.slice(0, last)}<script>${program}</script></body></html>`;
writeFileSync(to, page);
