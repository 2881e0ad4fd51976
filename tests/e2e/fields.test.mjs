// Fields of every kind, typed as people in Viet Nam type, in a form that is not one of the shipped surveys.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { SIZES, description, openBrowser } from "./support/browser.mjs";
import { portal } from "./support/portal.mjs";
import { ROOT } from "./support/program.mjs";
import { Respondent, UI } from "./support/respondent.mjs";

const browser = await openBrowser();
const { definition } = JSON.parse(readFileSync(join(ROOT, "tests/cases/kinds.json"), "utf8"));
const ui = UI.vi;

for (const size of SIZES) {
  test(`numbers, dates, boxes and what they compute are told and taken, at ${size.name}`, async (t) => {
    await portal(browser, t, { size }, "<main></main>", async ({ page }) => {
      await page.route("**/kinds.json", (route) => route.fulfill({ json: definition }));
      await page.evaluate(() => {
        const form = document.createElement("sipas-form");
        form.setAttribute("src", "/kinds.json");
        form.addEventListener("sipas-submit", (event) => {
          event.preventDefault();
          globalThis.sent = event.detail.submission.answers;
        });
        document.querySelector("main").append(form);
      });
      const field = (label) => page.getByRole("textbox", { name: `${label} ${ui.optional}`, exact: true });
      const person = new Respondent(page, undefined, { touch: size.touch });
      const press = (locator) => person.press(locator);
      const button = (name) => page.getByRole("button", { name, exact: true });
      const alert = page.getByRole("alert");
      const [whole, onTime, share, day] = ["Số hồ sơ", "Đúng hạn", "Tỷ lệ", "Ngày"].map(field);
      const why = page.getByRole("textbox", { name: "Lý do", exact: true });

      await whole.fill("1.250");
      await share.fill("1.25");
      await day.fill("31/02/2025");
      await press(button(ui.continue));
      assert.deepEqual(await alert.getByRole("link").allInnerTexts(), [
        "Xin nhập số từ 0 đến 1000 cho “Số hồ sơ”.",
        "Xin nhập lại số cho “Tỷ lệ”: dùng dấu phẩy cho phần thập phân (1,25), dấu chấm cho hàng nghìn (1.250).",
        "Xin nhập ngày cho “Ngày” theo dạng ngày/tháng/năm, ví dụ 31/12/2025.",
        "Ông/Bà đánh dấu để xác nhận.",
      ]);
      assert.equal(await share.inputValue(), "1.25", "what was typed stays as it was typed");

      // While it is mended the words follow, at the field as in the summary.
      await share.fill("-0,5");
      const words = "Xin nhập số từ 0 trở lên cho “Tỷ lệ”.";
      await alert.getByRole("link", { name: words, exact: true }).waitFor();
      assert.ok((await description(share)).includes(ui.error + words), await description(share));

      await whole.fill("20");
      await onTime.fill("20");
      await share.fill("1.234,5");
      await day.fill("1/11/2025");
      await press(page.getByRole("checkbox", { name: "Đồng ý", exact: true }));
      await alert.waitFor({ state: "detached" });

      // A calculation opens a question: 20 files, 18 in time, so why?
      assert.equal(await why.count(), 0);
      await onTime.fill("18");
      await why.fill("Mưa bão, đường nga\u0323\u0302p");
      await press(page.getByRole("radiogroup", { name: /^A/ }).getByRole("radio", { name: "2" }));
      await press(button(ui.clear).first());
      assert.equal(await page.getByRole("radio", { checked: true }).count(), 0, "the choice is taken back");
      await press(page.getByRole("radiogroup", { name: /^B/ }).getByRole("radio", { name: "—" }));
      await press(button(ui.continue));

      await page.getByRole("heading", { name: ui.review, exact: true }).waitFor();
      assert.deepEqual(await page.getByRole("definition").allInnerTexts(), [
        "20",
        "1234,5",
        "01/11/2025",
        "Có",
        "Mưa bão, đường ngập".normalize("NFC"),
        "18",
        ui.unanswered,
        "—",
      ]);
      await press(button(ui.send));
      await page.waitForFunction(() => globalThis.sent);
      assert.deepEqual(await page.evaluate(() => globalThis.sent), {
        whole: 20,
        share: 1234.5,
        day: "2025-11-01",
        agree: true,
        why: "Mưa bão, đường ngập".normalize("NFC"),
        late: 2,
        on_time: 18,
        b: "na",
      });
    });
  });
}
