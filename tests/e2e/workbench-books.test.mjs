// The workbook of results in a spreadsheet: LibreOffice opens it and finds the figures of the page.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { workbench } from "./support/bench.mjs";
import { DESK, openBrowser } from "./support/browser.mjs";
import { folder } from "./support/program.mjs";
import { csv, responses, table } from "./support/responses.mjs";

const run = promisify(execFile);
const browser = await openBrowser();

const isThere = () => {
  try {
    return Boolean(execFileSync("soffice", ["--version"], { stdio: ["ignore", "pipe", "ignore"] }));
  } catch {
    return false;
  }
};

/** Every sheet as LibreOffice shows it, in no order: its rows of cells, to the last that is not empty. */
async function sheetsOf(t, path) {
  const [profile, out] = [await folder(t), await folder(t)];
  // Semicolons, quotation marks, UTF-8, from line 1, cells as they are shown, all sheets.
  const filter = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,true,true,true,false,false,-1";
  const args = ["--headless", "--convert-to", filter, "--outdir", out, path];
  await run("soffice", [`-env:UserInstallation=file://${profile}`, ...args], { timeout: 120_000 });
  const names = await readdir(out);
  return Promise.all(
    names.map(async (name) => {
      const lines = (await readFile(join(out, name), "utf8")).trimEnd().split("\n");
      return lines.map((line) =>
        line.split(";").map((cell) => cell.replace(/^"|"$/g, "").replaceAll('""', '"')),
      );
    }),
  );
}

/** A number of the page as LibreOffice, which has no settings here, writes it. */
const asThere = (cell) =>
  cell.replace(/^—$/, "").replace(/^-?[\d.]+(,\d+)?$/, (text) => text.replaceAll(".", "").replace(",", "."));
/** Without separators of thousands, which the page has as well. */
const plain = (cell) => (/^-?[\d,]+(\.\d+)?$/.test(cell) ? cell.replaceAll(",", "") : cell);

test(
  "a workbook of results opens in LibreOffice with every table of the page, to the digit",
  { skip: !isThere() && "there is no soffice here" },
  async (t) => {
    await workbench(browser, t, { size: DESK }, async (officer, { page }) => {
      // Enough for counts in thousands.
      const path = await officer.file("phieu.csv", csv(table(responses(1203))));
      await officer.reads(path);
      const saved = await officer.saves(officer.button("Mọi bảng (XLSX)"));
      assert.equal(saved.name, "phieu.xlsx");
      const note = await page.locator(".reference").innerText();
      const shown = await page.locator("figure.picture table").evaluateAll((tables) =>
        tables.map((table) => ({
          caption: table.caption.textContent.trim(),
          rows: Array.from(table.rows, (row) => Array.from(row.cells, (cell) => cell.textContent.trim())),
        })),
      );
      assert.ok(shown.length >= 4);
      assert.ok(shown.flatMap(({ rows }) => rows.flat()).some((cell) => /^\d\.\d{3}$/.test(cell)));
      const sheets = await sheetsOf(t, await officer.file(saved.name, saved.bytes));
      assert.equal(sheets.length, shown.length);
      for (const { caption, rows } of shown) {
        const sheet = sheets.find(([[title]]) => title === caption);
        assert.ok(sheet, caption);
        const [, , head, ...below] = sheet;
        assert.deepEqual(head, rows[0], caption);
        const figures = below.slice(0, rows.length - 1).map((row) => row.map(plain));
        assert.deepEqual(
          figures,
          rows.slice(1).map((row) => row.map(asThere)),
          caption,
        );
        assert.equal(below.at(-1)[0], note, "whose figures they are stands below");
        assert.equal(below.length, rows.length + 1, caption);
      }
    });
  },
);
