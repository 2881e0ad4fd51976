// The definitions of tests/cases/diagnostics and the texts of tests/cases/formats.csv in a browser's Wasm
// and in the native program: what is told of each is the same, byte for byte.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { openBrowser } from "./support/browser.mjs";
import { withEngines } from "./support/engine.mjs";
import { ROOT, folder, sipas } from "./support/program.mjs";

const browser = await openBrowser();
const read = (name) => readFileSync(join(ROOT, "tests/cases", name), "utf8");

test("a definition is told the same faults in the browser and by `sipas check`", async (t) => {
  const { base, cases } = JSON.parse(read("diagnostics/definitions.json"));
  const file = join(await folder(t), "form.json");
  await withEngines(browser, t, [], async (page) => {
    for (const { name, definition: changes, diagnostics } of cases) {
      const whole = { ...base, ...changes };
      const definition = JSON.stringify(
        Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null)),
      );
      for (const language of ["vi", "en"]) {
        const told = await page.evaluate(
          ([text, language]) => {
            try {
              new globalThis.full.Form(JSON.parse(text), language).free();
              return "[]";
            } catch (error) {
              return error.message;
            }
          },
          [definition, language],
        );
        const found = JSON.parse(told).map(({ place, code }) => `${place} ${code}`);
        assert.deepEqual(
          found,
          diagnostics.map(({ place, code }) => `${place} ${code}`),
          name,
        );
        // The program looks for a list's file beside the form, and tells what became of that.
        if (definition.includes('"file"')) continue;
        writeFileSync(file, definition);
        const checked = await sipas("check", file, "--json", "--lang", language);
        assert.ok(checked.includes(`"diagnostics":${told}`), `${name}:\n${checked}\n${told}`);
      }
    }
  });
  assert.ok(cases.length >= 50, `only ${cases.length} definitions`);
});

/** The rows of a CSV file, by its heads. */
function rowsOf(text) {
  const fields = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)];
  const rows = [[]];
  for (const [whole, quoted, plain, end] of fields) {
    if (whole === "") break;
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
  }
  const [heads, ...lines] = rows.filter((row) => row.length > 1);
  return lines.map((line) => Object.fromEntries(heads.map((head, index) => [head, line[index] ?? ""])));
}

test("formats are checked in the browser as their rows say", async (t) => {
  const rows = rowsOf(read("formats.csv")).filter(({ text }) => text.trim() === text && text !== "");
  const formats = [...new Set(rows.map(({ format }) => format))];
  const question = (format) => ({
    type: "text",
    name: `text_${format}`,
    label: format,
    ...(format === "legacy" ? {} : { format }),
  });
  const definition = {
    schema_version: 1,
    form_id: "formats",
    version: "1",
    title: "Formats",
    provenance: { source: "a test" },
    survey: [{ type: "group", name: "page", label: "Page", children: formats.map(question) }],
  };
  await withEngines(browser, t, [], async (page) => {
    const said = await page.evaluate(
      ([definition, rows]) => {
        const form = new globalThis.full.Form(definition, "vi");
        return rows.map(({ format, today, text }) =>
          form.validate({ [`text_${format}`]: text }, today, "vi"),
        );
      },
      [definition, rows],
    );
    const wrong = rows.filter(({ fault }, index) => (JSON.parse(said[index])[0]?.code ?? "") !== fault);
    assert.deepEqual(wrong, []);
  });
  assert.ok(rows.length >= 250, `only ${rows.length} rows`);
});
