// Bundles the page: the worker as text, then the page with it. Writes `page.js` and `page.css` into the folder named.
import { build } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../built");
const common = { bundle: true, minify: true, target: "es2022", format: "iife", charset: "utf8", legalComments: "none", loader: { ".toml": "text" } };
const worker = await build({ ...common, entryPoints: [join(here, "worker.ts")], write: false });
const text = worker.outputFiles[0].text;
await build({
  ...common,
  entryPoints: [join(here, "page.tsx")],
  outfile: join(out, "page.js"),
  // The small scenarios of the story come as text, so that the page can run them with any engine.
  loader: { ".toml": "text" },
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { WORKER: JSON.stringify(text) },
});
