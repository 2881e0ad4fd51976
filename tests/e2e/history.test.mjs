// The browser's own Back: one page of the form back, and no answer lost.
import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, openBrowser, visit } from "./support/browser.mjs";
import { serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();

test("Back goes one page of the form back, again and again, and then leaves", async (t) => {
  const server = await serve(t);
  const survey = new Survey("commune-office");
  const [first, second, third] = survey.pages;
  const answers = survey.answers(4, { commune: "14329" });
  await visit(browser, t, { size: PHONE }, async (page) => {
    const person = new Respondent(page, survey, { touch: true });
    await person.arrive(server.url);
    const start = page.url();
    await person.answerAll(first.questions, answers);
    await person.continue();
    await person.answerAll(second.questions, answers);
    await person.continue();
    await person.shows(third);

    await page.goBack();
    await person.shows(second);
    const rated = second.questions[0];
    assert.ok(await person.choice(rated, answers[rated.name]).isChecked(), "the answer is still there");
    await page.goBack();
    await person.shows(first);
    assert.equal(page.url(), start, "the address has not changed");

    // Nothing is left to go back to in the form: the browser asks, and leaves.
    const asked = page.waitForEvent("dialog").then((dialog) => dialog.accept().then(() => dialog.type()));
    await page.goBack().catch(() => {});
    assert.equal(await asked, "beforeunload");
    await page.waitForURL(server.url);
  });
});
