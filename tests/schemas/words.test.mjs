// What the pages say beside the catalogue of the engine: every sentence in both languages, with the same figures in it,
// and none that is asked for and is not there.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { WORDS } from "../../www/src/workbench/words.js";

const folder = "www/src/workbench";

test("every sentence of the officer's page is there in both languages", () => {
  for (const [code, languages] of Object.entries(WORDS)) {
    assert.equal(languages.length, 2, code);
    const figures = languages.map((text) => {
      assert.ok(text.trim() === text && text.length > 0, code);
      return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    });
    assert.deepEqual(figures[0], figures[1], code);
  }
});

test("no sentence is asked for that is not there", () => {
  const asked = readdirSync(folder)
    .filter((name) => name.endsWith(".js"))
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return [...text.matchAll(/\b(?:say|words)\(\s*"(\w+)"/g)].map(([, code]) => code);
    });
  assert.ok(asked.length > 50);
  assert.deepEqual(
    asked.filter((code) => !(code in WORDS)),
    [],
  );
});
