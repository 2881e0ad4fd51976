// Changing the language in the middle of a survey.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SIZES, eventually, isFocused, openBrowser, visit } from "./support/browser.mjs";
import { kept } from "./support/device.mjs";
import { serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey, say } from "./support/survey.mjs";

const browser = await openBrowser();

for (const size of SIZES) {
  test(`the language changes in the middle, and the answers and errors come along, at ${size.name}`, async (t) => {
    const server = await serve(t);
    const survey = new Survey("sipas-transaction");
    const [start, dossier] = survey.pages;
    const answers = survey.answers(11, { commune: "14329", gave_feedback: "no" });
    await visit(browser, t, { size }, async (page) => {
      const person = new Respondent(page, survey, { touch: size.touch });
      await person.arrive(server.url);
      await person.answerAll(start.questions, answers);
      await person.continue();
      await person.shows(dossier);
      await person.answer(survey.question("subject"), answers.subject);
      await person.answer(survey.question("channel"), answers.channel);
      await person.continue();
      const fault = () => ({
        question: survey.question("respondent"),
        words: person.needed(survey.question("respondent")),
      });
      await person.isTold([fault()]);
      const title = page.getByRole("heading", { level: 2, name: say(dossier.label, "vi"), exact: true });
      assert.equal(await title.evaluate((node) => node.closest("[lang]").lang), "vi");

      const [vietnamese, english] = ["Tiếng Việt", "English"].map((name) =>
        page.getByRole("button", { name, exact: true }),
      );
      assert.equal(await vietnamese.getAttribute("aria-pressed"), "true");
      await person.press(english);
      person.language = "en";
      await person.shows(dossier);
      assert.ok(await isFocused(english), "the focus stays on the switch");
      assert.deepEqual(
        await Promise.all([vietnamese, english].map((button) => button.getAttribute("aria-pressed"))),
        ["false", "true"],
      );
      assert.equal(
        await person.title(say(dossier.label, "en")).evaluate((node) => node.closest("[lang]").lang),
        "en",
      );

      // The same fault in the new language, the same answers under their new names.
      assert.deepEqual(await person.summary.links.allInnerTexts(), [fault().words]);
      await person.press(person.summary.links.first());
      assert.ok(await person.choice(survey.question("channel"), answers.channel).isChecked());
      assert.equal(await person.control(survey.question("subject")).inputValue(), answers.subject);
      await page.getByText("Page 2 of", { exact: false }).waitFor();

      await person.fill(answers, 1);
      assert.deepEqual(await person.reviewed(), person.inWords(answers));
      await person.send();
      await person.receipt();
      const [row] = await server.rows();
      assert.deepEqual([row.language, JSON.parse(row.answers)], ["en", answers]);
    });
  });
}

/** What the page says around the form. */
const around = async (page) => [
  await page.getAttribute("html", "lang"),
  await page.title(),
  await page.getByRole("heading", { level: 1 }).innerText(),
  await page.getByRole("navigation").getByRole("link").innerText(),
  new URL(page.url()).pathname + new URL(page.url()).search,
];

for (const size of SIZES) {
  test(`there is one switch, and it takes the page along and the answers, at ${size.name}`, async (t) => {
    const server = await serve(t);
    const survey = new Survey("commune-office");
    const answers = survey.answers(5, { commune: "14329" });
    await visit(browser, t, { size }, async (page) => {
      const person = new Respondent(page, survey, { touch: size.touch });
      for (const path of ["/commune-office.html", "/fill/commune-office"]) {
        await page.goto(server.url + path);
        await person.shows(survey.pages[0]);
        await page.locator("sipas-form > form").waitFor({ state: "detached" });
        const before = await around(page);
        assert.equal(await page.getByText("English", { exact: true }).count(), 1);
        await person.answerAll(survey.pages[0].questions, answers);
        await person.press(person.button("English"));
        person.language = "en";
        await person.shows(survey.pages[0]);
        await page.getByRole("heading", { level: 1, name: say(survey.definition.title, "en") }).waitFor();
        const after = await around(page);
        assert.equal(after[0], "en");
        assert.equal(new Set([...before, ...after]).size, 10, `${before} ${after}`);
        assert.ok(await isFocused(person.button("English")), "the focus stays on the switch");
        assert.equal(await person.control(survey.question("subject")).inputValue(), answers.subject);
        await eventually(async () => assert.equal((await kept(page)).drafts[0]?.language.shown, "en"));

        // Loaded again it is what it was, and there is a way back.
        await page.reload();
        await person.shows(survey.pages[0]);
        assert.deepEqual(await around(page), after);
        await person.press(person.button("Tiếng Việt"));
        person.language = "vi";
        await page.getByRole("heading", { level: 1, name: say(survey.definition.title, "vi") }).waitFor();
        assert.deepEqual(await around(page), before);
        // A form that the server shows begins anew.
        if (path.startsWith("/fill")) continue;
        await person.press(person.button("Xóa và làm lại từ đầu"));
        await person.press(person.button("Xóa"));
        await eventually(async () => assert.deepEqual((await kept(page)).drafts, []));
      }
    });
  });
}

test("without scripts there is one switch on every page, and it loses nothing", async (t) => {
  const server = await serve(t);
  const survey = new Survey("commune-office");
  const answers = survey.answers(5, { commune: "14329" });
  await visit(browser, t, { javaScriptEnabled: false }, async (page) => {
    const person = new Respondent(page, survey);
    await page.goto(`${server.url}/fill/commune-office`);
    const switches = () => page.getByText("English", { exact: true }).count();
    for (const shown of survey.pages) {
      await person.shows(shown);
      assert.equal(await switches(), 1);
      await person.answerAll(shown.questions, answers);
      await person.continue();
    }
    await person.title(person.ui.review).waitFor();
    assert.equal(await switches(), 1);
    await person.press(person.button("English"));
    person.language = "en";
    await person.title(person.ui.review).waitFor();
    assert.deepEqual(await person.reviewed(), person.inWords(answers));
    assert.equal(await page.getAttribute("html", "lang"), "en");
  });
});

test("the English start page leads to surveys in English", async (t) => {
  const server = await serve(t);
  const survey = new Survey("commune-office");
  await visit(browser, t, {}, async (page) => {
    await page.goto(server.url);
    await page.getByRole("link", { name: "English", exact: true }).click();
    await page.getByRole("link", { name: survey.definition.title.en, exact: true }).click();
    await new Respondent(page, survey, { language: "en" }).shows(survey.pages[0]);
    assert.equal(
      await page.getByRole("document").or(page.locator("html")).first().getAttribute("lang"),
      "en",
    );
  });
});
