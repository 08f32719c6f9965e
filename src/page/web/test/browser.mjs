// What the tests of the page share: a browser, a page that must not complain, checks with names.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

export const folder = process.argv[2];
export const file = (name) => `file://${folder}/${name}`;

/** Starts a browser for `test`, and ends it whatever happens. */
export async function withBrowser(test, args = []) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", ...args] });
  try {
    await test(browser);
  } finally {
    await browser.close();
  }
}

/** Opens a page that is to ask nobody for anything and to complain of nothing. */
export async function opened(browser, address, { width = 1280, height = 720, ...wishes } = {}, there = "html[data-ready]") {
  const page = await browser.newPage({ viewport: { width, height }, ...wishes });
  const wrong = [];
  page.on("request", (request) => { if (!/^(file|blob|data):/.test(request.url())) wrong.push(`asked for ${request.url()}`); });
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("console", (message) => { if (message.type() === "error") wrong.push(`console: ${message.text()}`); });
  page.complaints = wrong;
  await page.goto(address);
  await page.waitForSelector(there);
  return page;
}

let failed = 0;
/** One named check. */
export async function check(name, test) {
  try {
    await test();
    console.log(`ok ${name}`);
  } catch (why) {
    failed += 1;
    console.log(`FAILED ${name}: ${why.stack ?? why}`);
  }
}
process.on("exit", () => { if (failed) process.exitCode = 1; });

export { assert };
