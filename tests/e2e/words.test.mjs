// A further language that is data: the survey is filled, mended and sent in it, by the keyboard, in the small
// module, and nothing that Vietnamese or English speakers would read is left on any screen.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SIZES, openBrowser, visit } from "./support/browser.mjs";
import { answerByKeyboard, button, focused, tab, tabTo } from "./support/keyboard.mjs";
import { distWith, post, serve, sipas } from "./support/program.mjs";
import { Respondent, UI } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";
import { PSEUDO, inPseudo, pseudo } from "./support/words.mjs";

const browser = await openBrowser();

const translated = (words) =>
  Object.fromEntries(
    Object.entries(words).map(([key, text]) => [key, typeof text === "string" ? pseudo(text) : text]),
  );
UI[PSEUDO] = {
  ...translated(UI.vi),
  needed: {
    select_one: (label) => pseudo("Xin chọn một câu trả lời cho “{label}”.").replace("{label}", label),
  },
};

/** Texts of the form that stand in no brackets, beside the names of other languages and of communes. */
const strangers = (page, plain) =>
  page.evaluate((plain) => {
    const root = document.querySelector("sipas-form").shadowRoot;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const text = walker.currentNode.data.trim();
      const outside = text.replace(/⟦.*⟧/su, "").trim();
      if (/\p{L}/u.test(outside) && !plain.includes(outside)) found.push(text);
    }
    return found;
  }, plain);

for (const size of SIZES) {
  test(`a survey is filled in a language made of data, at ${size.name}`, async (t) => {
    const { path, definition } = await inPseudo(t, "commune-office");
    const checked = JSON.parse(await sipas("check", path, "--json"));
    assert.deepEqual([checked.ok, checked.unsaid], [true, {}], "every sentence is there");
    const server = await serve(t, { dist: await distWith(t, path) });
    const survey = new Survey("commune-office", definition);
    const communes = survey.definition.choices.commune;
    const answers = survey.answers(3, { commune: communes[2].name });
    const plain = ["Tiếng Việt", "English", answers.subject, ...communes.map(({ label }) => label)];
    await visit(browser, t, { size }, async (page) => {
      const person = new Respondent(page, survey, { language: PSEUDO });
      const look = async (screen) => assert.deepEqual(await strangers(page, plain), [], screen);
      await page.goto(`${server.url}/commune-office.html`);
      await tabTo(page, button("⟦Qps⟧"));
      await page.keyboard.press("Enter");
      await person.shows(survey.pages[0]);
      assert.equal((await focused(page)).name, "⟦Qps⟧", "the focus stays on the switch");
      await look("the first page");
      for (const shown of survey.pages) {
        await person.shows(shown);
        const first = shown === survey.pages[0];
        if (first) {
          await tabTo(page, button(person.ui.continue));
          await page.keyboard.press("Enter");
          await page.getByRole("alert").waitFor();
          await look("what is missing");
          await tab(page);
          assert.ok((await focused(page)).name.startsWith("⟦"));
          await page.keyboard.press("Enter");
        }
        await answerByKeyboard(page, survey, shown.questions, answers, first);
        await look(shown.name);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(beyond <= 0, `${shown.name}: longer words fit`);
        await tabTo(page, button(person.ui.continue));
        await page.keyboard.press("Enter");
      }
      await person.title(person.ui.review).waitFor();
      assert.deepEqual(await person.reviewed(), person.inWords(answers));
      await look("the review");
      await tabTo(page, button(person.ui.send));
      await page.keyboard.press("Enter");
      const receipt = await person.receipt();
      await page.getByText(receipt).waitFor();
      plain.push(receipt);
      await look("the receipt");
      const [row] = await server.rows();
      assert.deepEqual([row.language, JSON.parse(row.answers)], [PSEUDO, answers]);
    });
    // The server's own words are in that language as well.
    const { hash } = checked.form;
    const envelope = survey.envelope({}, { language: PSEUDO });
    const body = JSON.stringify({ ...envelope, form: { ...envelope.form, hash } });
    const refused = await post(`${server.url}/submissions`, envelope.submission_id, body);
    assert.equal(refused.status, 422);
    for (const { detail } of [refused.body, ...refused.body.errors]) assert.match(detail, /^⟦.*⟧$/u);
  });
}
