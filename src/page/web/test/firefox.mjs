// A smoke test in Firefox: the page opens from the file, its engine runs there, a slider changes the picture, and nothing
// complains. Firefox is spoken to by WebDriver BiDi, which it knows itself. node firefox.mjs PAGE.html

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

// Node has had a socket of its own only since 22; Playwright brings one along.
const { ws: Socket } = createRequire(import.meta.url)("playwright-core/lib/utilsBundle");
const file = resolve(process.argv[2]);
const profile = mkdtempSync(join(tmpdir(), "firefox-"));
const firefox = spawn(process.env.FIREFOX ?? "firefox-esr", ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"], { env: { ...process.env, MOZ_DISABLE_CONTENT_SANDBOX: "1" } });
const address = new Promise((done, failed) => {
  let said = "";
  firefox.stderr.on("data", (text) => {
    said += text;
    const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
    if (found) done(found[1]);
  });
  firefox.on("exit", () => failed(new Error(`Firefox ended: ${said}`)));
  firefox.on("error", failed);
});

const wrong = [];
try {
  const socket = new Socket(`${await address}/session`);
  await new Promise((done, failed) => { socket.onopen = done; socket.onerror = failed; });
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === "event") {
      const { level, text } = message.params;
      if (level === "error") wrong.push(text);
      return;
    }
    const { done, failed } = waiting.get(message.id);
    if (message.type === "error") failed(new Error(message.message));
    else done(message.result);
  };
  let next = 1;
  const tell = (method, params) => new Promise((done, failed) => {
    waiting.set(next, { done, failed });
    socket.send(JSON.stringify({ id: next++, method, params }));
  });
  await tell("session.new", { capabilities: {} });
  await tell("session.subscribe", { events: ["log.entryAdded"] });
  const { contexts: [{ context }] } = await tell("browsingContext.getTree", {});
  await tell("browsingContext.setViewport", { context, viewport: { width: 1280, height: 720 } });
  const see = async (expression) => {
    const { type, result, exceptionDetails } = await tell("script.evaluate", { expression, target: { context }, awaitPromise: true });
    assert.equal(type, "success", exceptionDetails?.text);
    return result.value;
  };
  /** Waits until an expression is true. */
  const until = async (expression, seconds = 120) => {
    for (let tried = 0; tried < seconds * 4; tried++) {
      if (await see(expression)) return;
      await new Promise((done) => setTimeout(done, 250));
    }
    throw new Error(`never: ${expression}`);
  };
  await tell("browsingContext.navigate", { context, url: `file://${file}#workbench`, wait: "complete" });
  await until(`document.documentElement.dataset.ready === "yes" && document.querySelector("#chart-load path.line") !== null`);
  assert.equal(await see("document.scrollingElement.scrollWidth <= 1280"), true, "it fits");
  const curve = `document.querySelector("#chart-load path.line").getAttribute("d")`;
  await see(`window.was = ${curve}; const slider = document.querySelector(".bench .slider input"); slider.value = "2"; slider.dispatchEvent(new Event("input", { bubbles: true })); true`);
  await until(`${curve} !== window.was`);
  await until(`document.querySelector(".about").dataset.settled === "yes"`, 300);
  console.log(await see(`document.querySelector(".difference .prose").textContent`));
  assert.match(await see(`document.querySelector(".difference .prose").textContent`), /\(original: /);
  assert.deepEqual(wrong, []);
  console.log("ok Firefox");
} finally {
  firefox.removeAllListeners("exit");
  const ended = new Promise((done) => firefox.on("exit", done));
  firefox.kill();
  await ended;
  rmSync(profile, { recursive: true, force: true });
}
process.exit();
