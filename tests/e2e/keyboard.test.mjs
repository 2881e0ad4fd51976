// A survey filled without a pointer.
import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, PHONE, openBrowser, visit } from "./support/browser.mjs";
import { answerByKeyboard, button, focused, isField, tab, tabTo } from "./support/keyboard.mjs";
import { serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();

for (const size of [PHONE, DESK]) {
  test(`a survey is filled, mended and sent by the keyboard alone at ${size.name}`, async (t) => {
    const server = await serve(t);
    const survey = new Survey("commune-office");
    const answers = survey.answers(3, { commune: survey.definition.choices.commune[2].name });
    await visit(browser, t, { size }, async (page) => {
      const person = new Respondent(page, survey);
      await page.goto(server.url);
      await tabTo(page, (now) => now.name === survey.definition.title.vi);
      await page.keyboard.press("Enter");
      await person.shows(survey.pages[0]);

      // One stop per thing that can be used, in the order in which they are read.
      const labels = survey.pages[0].questions.map(({ label }) => label.vi);
      assert.deepEqual(
        await tabTo(page, button("Tiếp tục")),
        [
          "a Đến nội dung chính",
          "a Khảo sát sự hài lòng",
          "a Kết quả khảo sát",
          "button:button Tiếng Việt",
          "button:button English",
          `select:select-one ${labels[0]}`,
          `textarea:textarea ${labels[1]}`,
          "button:submit Tiếp tục",
        ],
        "the order of the first page",
      );

      // Too early: the focus goes to what is wrong, and from there to the field.
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      await tab(page);
      await page.keyboard.press("Enter");
      assert.equal((await focused(page)).kind, "select:select-one");

      for (const shown of survey.pages) {
        await person.shows(shown);
        await answerByKeyboard(page, survey, shown.questions, answers, shown === survey.pages[0]);
        const rest = await tabTo(page, button("Tiếp tục"));
        assert.ok(rest.length <= 2, `after the last question comes the button: ${rest}`);
        await page.keyboard.press("Enter");
      }

      await person.title(person.ui.review).waitFor();
      assert.deepEqual(await person.reviewed(), person.inWords(answers));
      await tabTo(page, button("Gửi phiếu"));
      await page.keyboard.press("Enter");
      const receipt = await person.receipt();

      const [row, ...others] = await server.rows();
      assert.deepEqual([JSON.parse(row.answers), row.receipt, others], [answers, receipt, []]);
    });
  });
}

/** What the conditional questions of a survey are answered with, so that both kinds are there. */
const OWN = {
  "commune-office": {},
  "sipas-transaction": { gave_feedback: "yes", c20: "4", c21: "5", c22: "1" },
  "sipas-household": { q2: ["1", "7"], q2_other: "Zalo", q10_other: "Thêm ghế ngồi" },
};

for (const [stem, own] of Object.entries(OWN)) {
  test(`${stem} is filled, reviewed, changed there and sent by the keyboard alone`, async (t) => {
    const server = await serve(t);
    const survey = new Survey(stem);
    const commune = survey.definition.choices.commune[1].name;
    const answers = survey.answers(5, { commune, ...own });
    await visit(browser, t, {}, async (page) => {
      const person = new Respondent(page, survey);
      await page.goto(`${server.url}/${stem}.html`);
      await person.shows(survey.pages[0]);
      for (const shown of survey.pages) {
        await person.shows(shown);
        const asked = shown.questions.filter(({ name }) => answers[name] !== undefined);
        await answerByKeyboard(page, survey, asked, answers);
        await tabTo(page, button("Tiếp tục"));
        await page.keyboard.press("Enter");
      }
      await person.title(person.ui.review).waitFor();
      assert.equal((await focused(page)).name, person.ui.review, "the review begins at its heading");
      assert.deepEqual(await person.reviewed(), person.inWords(answers));

      // One page is opened again, changed, and left for the review.
      const last = survey.pages.at(-1);
      await tabTo(page, ({ name }) => name.replace(" :", ":") === `Sửa: ${last.label.vi}`);
      await page.keyboard.press("Enter");
      await person.shows(last);
      assert.equal((await focused(page)).name, last.label.vi, "the page begins at its heading");
      const gender = last.questions[0];
      await tabTo(page, isField);
      const [first, second] = survey.choices(gender).map(({ name }) => name);
      answers[gender.name] = answers[gender.name] === first ? second : first;
      await tab(page, answers[gender.name] === first ? "ArrowUp" : "ArrowDown");
      await tabTo(page, button("Tiếp tục"));
      await page.keyboard.press("Enter");
      await person.title(person.ui.review).waitFor();
      assert.deepEqual(await person.reviewed(), person.inWords(answers));
      await tabTo(page, button("Gửi phiếu"));
      await page.keyboard.press("Enter");
      await person.receipt();
      const [row, ...others] = await server.rows();
      assert.deepEqual([JSON.parse(row.answers), others], [answers, []]);
    });
  });
}
