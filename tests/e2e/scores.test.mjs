// The panel of scores: what it says while figures are typed, that it disturbs nobody, and that only a form
// that is to have it pays for it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, PHONE, SIZES, isFocused, openBrowser, visit } from "./support/browser.mjs";
import { looksRight } from "./support/looks.mjs";
import { portal } from "./support/portal.mjs";
import { serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const sheet = new Survey("qd766");
const office = new Survey("commune-office");

/** The score sheet on its page of figures, which are typed by keyboard. */
async function sheetOf(t, options, body) {
  const server = await serve(t);
  await visit(browser, t, options, async (page) => {
    const narrow = options.size === PHONE;
    await page.goto(`${server.url}/qd766.html`);
    const person = new Respondent(page, sheet, { touch: narrow });
    await person.shows(sheet.pages[0]);
    await page.getByRole("radio", { name: "Toàn tỉnh", exact: true }).check();
    await page.locator("[name=period]").selectOption("year");
    await page.locator("[name=year]").fill("2026");
    await person.continue();
    await person.shows(sheet.pages[1]);
    const field = (name) => page.locator(`[name=${name}]`);
    const type = async (name, text) => {
      await field(name).fill("");
      await field(name).focus();
      await page.keyboard.type(text);
    };
    const panel = page.getByRole("region", { name: "Điểm tạm tính", exact: true });
    const fold = page.locator(".scores-fold > summary");
    await body({ page, person, panel, fold, narrow, field, type });
  });
}

/** The row of a node: its numbers, and what unfolds its explanation. */
function nodeOf(panel, label) {
  const body = panel.locator("tbody").filter({ has: panel.page().locator("summary", { hasText: label }) });
  return { cells: body.locator("td"), summary: body.locator("summary"), why: body.locator(".scores-why") };
}

/** Where an element is in the document. */
const placeOf = (locator) =>
  locator.evaluate((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return [x, y + scrollY, width, height].map(Math.round);
  });

for (const size of SIZES) {
  test(`what figures score is seen as they are typed, at ${size.name}`, async (t) => {
    await sheetOf(t, { size }, async ({ page, panel, fold, narrow, field, type }) => {
      const button = page.getByRole("button", { name: "Tiếp tục", exact: true });
      const before = await placeOf(button);
      if (narrow) {
        // Below the questions, folded behind a button that has the first score.
        assert.equal((await fold.textContent()).trim(), "Điểm tạm tính: —");
        assert.ok(!(await panel.locator(".scores-content").isVisible()));
        await fold.click();
      } else {
        assert.ok(!(await fold.isVisible()));
        assert.ok((await placeOf(panel))[0] > (await placeOf(button))[0] + 300, "it stands beside the form");
      }
      await panel.getByText("Chưa tính được: 6 trong 6 phần chưa có giá trị.").waitFor();

      const node = nodeOf(panel, "1.1. TTHC công bố đúng hạn");
      const told = () => node.cells.allInnerTexts();
      assert.deepEqual(await told(), ["—", "", "Thiếu số liệu"]);
      await type("c1_1_met", "27");
      await type("c1_1_all", "33");
      const missed = "Chưa đạt\n\nthiếu 6 thủ tục hành chính\n\nít nhất 6 (đủ điểm)";
      const lines = (text) => text.split(/\n+/).join("\n\n");
      assert.deepEqual((await told()).map(lines), ["4,91 / 6 điểm", "27 / 33", missed]);

      // An explanation stays open while one goes on typing, and the focus stays where it is.
      await node.summary.click();
      await node.why.getByText("27 trên 33 thủ tục hành chính: 27 ÷ 33 × 6 điểm = 4,91.").waitFor();
      const scrolled = await panel.evaluate((node) => node.scrollTop);
      await field("c1_1_met").focus();
      await page.keyboard.press("End");
      const top = await page.evaluate(() => scrollY);
      await page.keyboard.press("Backspace");
      await page.keyboard.press("Backspace");
      await page.keyboard.type("33");
      assert.ok(await isFocused(field("c1_1_met")));
      assert.equal(await page.evaluate(() => scrollY), top);
      assert.equal(await panel.evaluate((node) => node.scrollTop), scrolled);
      await node.why
        .getByText("33 trên 33 thủ tục hành chính là 100 %; từ 100 % trở lên được đủ 6 điểm.")
        .waitFor();
      const met = "Đạt\n\nvừa đủ\n\nít nhất 6 (đủ điểm)";
      assert.deepEqual((await told()).map(lines), ["6,00 / 6 điểm", "33 / 33", met]);

      // A ratio of nothing is told apart from one that is not known.
      await type("c1_3_met", "0");
      await type("c1_3_all", "0");
      const none = nodeOf(panel, "1.3. TTHC công khai đầy đủ nội dung");
      assert.equal((await none.cells.last().innerText()).trim(), "Không áp dụng");
      assert.deepEqual(await placeOf(button), before, "nothing moved the form");
      await looksRight(page, "figures");
      await page.emulateMedia({ colorScheme: "dark" });
      await looksRight(page, "figures, dark");

      // In the other language everything is said anew, and what is open stays open.
      await page.getByRole("button", { name: "English", exact: true }).click();
      const english = page.getByRole("region", { name: "Provisional scores", exact: true });
      const same = nodeOf(english, "1.1. Procedures announced on time");
      await same.why.getByText("33 of 33 procedures is 100%; from 100% it has all 6 points.").waitFor();
      assert.deepEqual(await english.locator("[aria-live], [role=status], [role=alert]").count(), 0);

      // It goes along to the next page.
      await page.getByRole("button", { name: "Continue", exact: true }).click();
      await same.why.getByText("33 of 33 procedures").waitFor();
    });
  });
}

test("the scores are printed with the review, whatever is folded", async (t) => {
  await sheetOf(t, { size: PHONE }, async ({ page, person, panel, fold, type }) => {
    await type("c1_1_met", "27");
    await type("c1_1_all", "33");
    for (const shown of sheet.pages.slice(1)) {
      await person.shows(shown);
      await person.continue();
    }
    await person.title(person.ui.review).waitFor();
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await fold.isVisible()));
    assert.ok(await nodeOf(panel, "1.1. TTHC công bố đúng hạn").summary.isVisible());
    assert.ok(await panel.getByText("4,91 / 6 điểm").isVisible());
    assert.ok(await panel.getByRole("heading", { name: "Điểm tạm tính" }).isVisible());
    await page.emulateMedia({ media: "screen" });
    await person.send();
    await person.receipt();
    assert.equal(await panel.count(), 0, "what was sent is no longer provisional");
  });
});

test("a survey has the panel, and what it takes, only where a page asks for it", async (t) => {
  for (const [attribute, count, engines] of [
    ["history", 0, ["/sipas-forms.wasm"]],
    ["scores", 1, ["/sipas-forms-full.js", "/sipas-forms-full.wasm"]],
  ]) {
    const content = '<section aria-label="một"></section>';
    await portal(browser, t, { size: DESK }, content, async ({ page, server, place }) => {
      const asked = [];
      page.on("request", (request) => asked.push(request.url().slice(server.url.length)));
      await page.evaluate((attribute) => {
        const form = document.createElement("sipas-form");
        form.setAttribute("src", "/forms/commune-office.form");
        form.setAttribute(attribute, "");
        document.querySelector("section").append(form);
      }, attribute);
      const person = new Respondent(place("một"), office);
      await person.fill(office.answers(3, { commune: "14329" }));
      assert.equal(await page.getByRole("region", { name: "Điểm tạm tính" }).count(), count);
      assert.equal(await page.locator("sipas-form[with-scores]").count(), count);
      assert.deepEqual(
        asked.filter((path) => /full|\.wasm$/.test(path)),
        engines,
      );
    });
  }
});
