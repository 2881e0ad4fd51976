// The tables that the officer's page writes itself are written as the engine writes them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { csvOf, harmless } from "../../www/src/workbench/csv.js";

test("a cell is written as the table of cases says", async () => {
  const cases = JSON.parse(await readFile(new URL("../cases/csv/cells.json", import.meta.url), "utf8"));
  assert.ok(cases.length > 0);
  for (const [text, written] of cases) assert.equal(harmless(text), written);
  assert.equal(
    csvOf([
      ["a", "=1"],
      ["b,=1", '"'],
    ]),
    '\ufeff"a";"\'=1"\r\n"\'b,\'=1";""""\r\n',
  );
});
