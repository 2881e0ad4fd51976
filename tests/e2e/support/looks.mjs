// How a page looks to those who check it by rule: axe, and the width of the window.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Asserts that axe finds nothing, but by the rules of `except`, and that nothing is wider than the window. */
export async function looksRight(page, state, except = []) {
  if (await page.evaluate(() => !globalThis.axe)) await page.evaluate(axe);
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run({ runOnly }), rules);
  const broken = violations.filter(({ id }) => !except.includes(id));
  const faults = broken.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  assert.deepEqual(faults, [], state);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${state}: nothing is wider than the window`);
}
