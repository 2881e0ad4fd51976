// The rules of the periodic report in a browser's Wasm: the cases of tests/reports/rules.json, which
// tests/reports.rs runs natively.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { openBrowser } from "./support/browser.mjs";
import { withEngines } from "./support/engine.mjs";
import { DIST, ROOT } from "./support/program.mjs";

const browser = await openBrowser();
const read = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));
const definition = read(DIST, "forms/cchc-report.json");
const { today, cases } = read(ROOT, "tests/reports/rules.json");

/** An example report with the changes of a case; null takes an answer away. */
function changed({ report, change }) {
  const answers = { ...read(ROOT, "tests/reports", report), ...change };
  return Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== null));
}

test("the browser's Wasm breaks and keeps every rule of the report", async (t) => {
  await withEngines(browser, t, [], async (page) => {
    const said = await page.evaluate(
      ([definition, all]) => {
        const form = new globalThis.full.Form(definition, "vi");
        return all.map(([answers, day]) => form.validate(answers, day, "vi"));
      },
      [definition, cases.map((one) => [changed(one), one.today ?? today])],
    );
    for (const [index, { rule, name, issues }] of cases.entries()) {
      const found = JSON.parse(said[index]).map(({ params, message, ...issue }, place) => ({
        ...issue,
        ...(Object.keys(params).length > 0 && { params }),
        ...(issues[place]?.message && { message }),
      }));
      assert.deepEqual(found, issues, `${rule} ${name}`);
    }
  });
  assert.ok(cases.length >= 60, `only ${cases.length} cases`);
  t.diagnostic(`${cases.length} cases`);
});
