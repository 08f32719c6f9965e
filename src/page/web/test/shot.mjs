// Takes a picture of a page, to be looked at: node shot.mjs PAGE.html[#fragment] OUT.png [WIDTHxHEIGHT] [dark] [full]
import { chromium } from "playwright-core";
import { resolve } from "node:path";

const [target, out, size = "1280x720", ...more] = process.argv.slice(2);
const [width, height] = size.split("x").map(Number);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width, height }, colorScheme: more.includes("dark") ? "dark" : "light" });
page.on("console", (message) => console.log(message.type(), message.text()));
page.on("pageerror", (error) => console.log("error", error.message));
const [file, fragment] = target.split("#");
await page.goto(`file://${resolve(file)}${fragment ? `#${fragment}` : ""}`);
await page.waitForSelector("html[data-ready]");
await page.waitForTimeout(3000);
await page.screenshot({ path: out, fullPage: more.includes("full") });
await browser.close();
