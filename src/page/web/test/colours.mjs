// Colours mean the same everywhere: dots are painted as the legend says, in both themes, and nothing is told by colour alone.

import { assert, check, file, opened, withBrowser } from "./browser.mjs";

/** Colours that fill more of a canvas than the blended edges of dots do, and those of the legend beside them. */
const painted = () => {
  const found = new Set();
  for (const canvas of document.querySelectorAll(".player .crowd canvas")) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const many = new Map();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] !== 255) continue;
      const colour = `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`;
      many.set(colour, (many.get(colour) ?? 0) + 1);
    }
    for (const [colour, pixels] of many) if (pixels > 24) found.add(colour);
  }
  const legend = [...document.querySelectorAll(".player .crowds .legend .swatch")].map((one) => getComputedStyle(one).backgroundColor);
  return { found: [...found], legend };
};

/** Light of a colour as an eye sees it, and what stands between two of them. */
const light = (colour) => {
  const [r, g, b] = colour.match(/\d+/g).map((part) => { const share = part / 255; return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => { const [low, high] = [light(one), light(other)].sort((a, b) => a - b); return (high + 0.05) / (low + 0.05); };

await withBrowser(async (browser) => {
  for (const colorScheme of ["light", "dark"]) {
    await check(`dots have the colours of the legend, ${colorScheme}`, async () => {
      const page = await opened(browser, `${file("play.html")}#workbench`, { colorScheme, reducedMotion: "reduce" });
      await page.waitForSelector(".player .crowd canvas");
      await page.waitForTimeout(300);
      const { found, legend } = await page.evaluate(painted);
      assert.ok(found.length >= 2, `${found}`);
      for (const colour of found) assert.ok(legend.includes(colour), `${colour} is not in the legend: ${legend}`);
      assert.equal(new Set(legend).size, legend.length, "no two states look alike");
      await page.close();
    });
    await check(`lines of classes stand out from the paper, ${colorScheme}`, async () => {
      const page = await opened(browser, `${file("play.html")}#workbench`, { colorScheme, reducedMotion: "reduce" });
      await page.waitForSelector("#chart-people path.line");
      const { paper, lines, dashes } = await page.evaluate(() => {
        const all = [...document.querySelectorAll("#chart-people path.line")];
        return { paper: getComputedStyle(document.documentElement).backgroundColor, lines: all.map((one) => getComputedStyle(one).stroke), dashes: all.map((one) => one.getAttribute("stroke-dasharray")) };
      });
      for (const line of lines) assert.ok(contrast(line, paper) >= 3, `${line} on ${paper}`);
      assert.equal(new Set(lines).size, lines.length);
      assert.equal(new Set(dashes).size, dashes.length, "lines differ in more than colour");
      await page.close();
    });
  }
});
