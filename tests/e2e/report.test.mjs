// A form with everything that reports need (tests/cases/reports.json), in a real browser: rows and rows
// within rows, a list narrowed by another answer, a rank, scales, a table of numbers, a warning.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { SIZES, description, isFocused, openBrowser, visit } from "./support/browser.mjs";
import { looksRight } from "./support/looks.mjs";
import { DIST, ROOT, folder, serve } from "./support/program.mjs";

const browser = await openBrowser();
const { definition } = JSON.parse(readFileSync(join(ROOT, "tests/cases/reports.json"), "utf8"));

/** The report on a page of a portal, under the server's own policy. */
async function report(t, options, body) {
  const dist = join(await folder(t), "dist");
  cpSync(DIST, dist, { recursive: true });
  writeFileSync(join(dist, "forms/report.json"), JSON.stringify(definition));
  const server = await serve(t, { dist });
  await visit(browser, t, options, async (page) => {
    await page.route("**/portal", async (route) => {
      const { headers } = await fetch(server.url);
      const policy = headers.get("content-security-policy").replace("img-src 'self'", "img-src 'self' data:");
      await route.fulfill({
        contentType: "text/html; charset=utf-8",
        headers: { "content-security-policy": policy },
        body: `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
          <title>Portal</title><link rel="icon" href="data:,"><script type="module" src="/sipas-form.js"></script>
          <main><h1>Report</h1><sipas-form src="/forms/report.json" endpoint="/submissions" lang="en" module="full"></sipas-form></main>`,
      });
    });
    await page.goto(`${server.url}/portal`);
    await page.getByRole("heading", { name: "Page", exact: true }).waitFor();
    await body(page, server);
  });
}

for (const size of SIZES) {
  test(`a report is filled, mended and sent, at ${size.name}`, async (t) => {
    await report(t, { size }, async (page, server) => {
      const button = (name) => page.getByRole("button", { name, exact: true });
      const group = (name) => page.getByRole("group", { name, exact: true });

      // A list narrowed by another answer, and a label that shows it.
      const province = page.getByRole("radiogroup", { name: /^Province/ });
      await province.getByRole("radio", { name: "Hà Nội" }).check();
      const commune = page.getByRole("radiogroup", { name: "Commune of Hà Nội (optional)" });
      assert.deepEqual(await commune.getByRole("radio").count(), 1);
      await province.getByRole("radio", { name: "Ninh Bình" }).check();
      await page.getByRole("radio", { name: "Tam Điệp" }).check();
      // The other province has no such commune: it is to be chosen anew.
      await province.getByRole("radio", { name: "Hà Nội" }).check();
      await commune.waitFor();
      assert.equal(await commune.getByRole("radio", { checked: true }).count(), 0);
      await page.getByRole("radio", { name: "Ba Đình" }).check();

      // A rank is made by choosing one after the other.
      for (const name of ["Care", "Speed"]) await page.getByRole("checkbox", { name }).check();
      await page.getByRole("checkbox", { name: "2 Speed" }).waitFor();
      await button("Continue").click();
      await page.getByRole("alert").getByText("Rank all 3 items of “Goals”.").waitFor();
      await page.getByRole("checkbox", { name: "Cost" }).check();
      await page.getByRole("checkbox", { name: "1 Care" }).uncheck();
      await page.getByRole("checkbox", { name: "Care" }).check();
      await page.getByRole("checkbox", { name: "3 Care" }).waitFor();

      // Scales are chosen from.
      await page
        .getByRole("radiogroup", { name: /^Recommend/ })
        .getByRole("radio", { name: "9", exact: true })
        .check();
      await page
        .getByRole("radiogroup", { name: /^Share/ })
        .getByRole("radio", { name: "0,75" })
        .check();

      // A warning at the field, which keeps nobody from going on.
      await page.getByRole("textbox", { name: /^Before/ }).fill("10");
      const now = page.getByRole("textbox", { name: /^Now/ });
      await now.fill("7");
      await page.getByText("This period is lower than the one before; please check.").waitFor();
      assert.match(await description(now), /lower than the one before/);

      // A table of numbers: each cell has its row and its column.
      const row = (name) => page.getByRole("row", { name: new RegExp(`^${name}`) });
      await row("Online").getByRole("textbox", { name: /^In/ }).fill("10");
      await row("Online").getByRole("textbox", { name: /^Done/ }).fill("12");
      await button("Continue").click();
      await page
        .getByRole("alert")
        .getByRole("link", { name: /“Online – Done”/ })
        .click();
      await row("Online").getByRole("textbox", { name: /^Done/ }).fill("9");
      await looksRight(page, "the first page");
      await button("Continue").click();

      // Rows: one is there from the start; the focus goes to a new one.
      await page.getByRole("heading", { name: "Fields", exact: true }).first().waitFor();
      const first = group("Row 1");
      await first.getByRole("textbox", { name: "Field", exact: true }).fill("Đất đai");
      await first.getByRole("textbox", { name: /^Received/ }).fill("10");
      await first.getByRole("textbox", { name: /^On time/ }).fill("8");
      await button("Add a row: Fields").click();
      assert.ok(await isFocused(page.getByRole("heading", { name: "Row 2" })));
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.type("Hộ tịch");
      await button("Add a row: Fields").click();
      // Three are the most.
      assert.equal(await button("Add a row: Fields").count(), 0);
      await group("Row 3")
        .getByRole("textbox", { name: /^Received/ })
        .fill("1");
      await page.getByRole("button", { name: /^Remove the row ?: Row 3$/ }).click();
      assert.ok(await isFocused(page.getByRole("heading", { name: "Row 2" })));

      // Rows within a row, where it is late.
      await button("Add a row: Causes").click();
      const cause = first.getByRole("textbox", { name: "Cause in Đất đai" });
      await first.getByRole("textbox", { name: /^Late/ }).fill("0");
      await looksRight(page, "rows");
      await button("Continue").click();
      await page.getByRole("alert").getByRole("link", { name: "Answer “Cause in … (Row 1.1)”." }).click();
      assert.ok(await isFocused(cause));
      await page.keyboard.type("Quá tải");
      await first.getByRole("textbox", { name: /^Late/ }).fill("2");
      await page.getByRole("alert").waitFor({ state: "detached" });
      await looksRight(page, "rows, mended");
      await button("Continue").click();

      await page.getByRole("heading", { name: /Check your answers/ }).waitFor();
      await page.getByText("This period is lower than the one before; please check.").waitFor();
      await looksRight(page, "the review");
      await button("Send").click();
      await page.getByRole("heading", { name: "Your answers were sent" }).waitFor();
      assert.deepEqual(JSON.parse((await server.rows())[0].answers), {
        province: "01",
        commune: "ba_dinh",
        goals: ["speed", "cost", "care"],
        recommend: 9,
        share: 0.75,
        source: "qr",
        first_goal: "Speed",
        before: 10,
        now_count: 7,
        online_in: 10,
        online_done: 9,
        fields: [
          {
            field: "Đất đai",
            received: 10,
            on_time: 8,
            row_number: 1,
            causes: [{ cause: "Quá tải", late: 2 }],
            explained: 2,
          },
          { field: "Hộ tịch", row_number: 2 },
        ],
        rows: 2,
        total: 10,
        all_late: 2,
        names: "Đất đai, Hộ tịch",
      });
    });
  });
}

test("what the portal knows is there from the start, and is no reason to ask before leaving", async (t) => {
  const prefill = { source: "portal", province: "37", fields: [{ field: "Đất đai" }, { field: "Hộ tịch" }] };
  await report(t, { provoked: [/prefill has what is no question/] }, async (page, server) => {
    await page.evaluate((prefill) => {
      const form = document.querySelector("sipas-form");
      form.prefill = { ...prefill, nobody: "asks" };
      form.setAttribute("src", "/forms/report.json?again");
    }, prefill);
    await page.getByRole("radiogroup", { name: "Commune of Ninh Bình (optional)" }).waitFor();
    const asked = await page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
    assert.equal(asked, false);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("textbox", { name: "Field", exact: true }).nth(1).waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("heading", { name: "Your answers were sent" }).waitFor();
    const { source, fields } = JSON.parse((await server.rows())[0].answers);
    assert.deepEqual(
      [source, fields.map(({ field }) => field)],
      [prefill.source, prefill.fields.map(({ field }) => field)],
    );
  });
});
