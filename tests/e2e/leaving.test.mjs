// Going back, and going away: nothing that was answered is lost unasked.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SIZES, eventually, openBrowser, visit } from "./support/browser.mjs";
import { serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { kept, notice } from "./support/device.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const survey = new Survey("commune-office");
const answers = survey.answers(5, { commune: "14329" });

for (const size of SIZES) {
  test(`the browser's Back goes back within the form, page by page, and then away, at ${size.name}`, async (t) => {
    const server = await serve(t);
    await visit(browser, t, { size }, async (page) => {
      const person = new Respondent(page, survey, { touch: size.touch });
      const asked = [];
      page.on("dialog", async (dialog) => {
        asked.push(dialog.type());
        await dialog.accept();
      });
      await person.arrive(server.url);
      const first = await page.evaluate(() => navigation.currentEntry.index);
      // The entry of the history that Back takes; a finger is slower than the event that makes it.
      const goBack = async () => {
        await page.waitForFunction((index) => navigation.currentEntry.index === index, first + 1);
        await page.goBack();
      };
      await person.fill(answers);
      for (const shown of [...survey.pages].reverse()) {
        await goBack();
        await person.shows(shown);
        for (const question of shown.questions) await isKept(person, question);
      }
      // Forwards again, so that it is not a way of one direction only.
      await person.continue();
      await person.shows(survey.pages[1]);
      await goBack();
      await person.shows(survey.pages[0]);
      assert.deepEqual(asked, []);
      await page.goBack();
      await page.getByRole("heading", { level: 1, name: "Khảo sát sự hài lòng" }).waitFor();
      assert.deepEqual(asked, [], "what was answered is on the device");
      await page.goForward();
      await notice(page, "Đã mở lại phiếu").waitFor();
    });
  });
}

test("after a reload the first Back goes back as well: a page of the form, or away from the receipt", async (t) => {
  const server = await serve(t);
  await visit(browser, t, {}, async (page) => {
    const person = new Respondent(page, survey);
    await person.arrive(server.url);
    await person.fill(answers);
    await eventually(async () => {
      const [draft] = (await kept(page)).drafts;
      assert.deepEqual([draft.draft.answers, draft.draft.page], [answers, ""]);
    });
    await page.reload();
    await person.title(person.ui.review).waitFor();
    const back = () => page.evaluate(() => history.back());
    await back();
    await person.shows(survey.pages.at(-1));
    await person.continue();
    await person.title(person.ui.review).waitFor();
    await person.send();
    await person.receipt();
    await page.reload();
    await person.shows(survey.pages[0]);
    await back();
    await page.getByRole("heading", { level: 1, name: "Khảo sát sự hài lòng" }).waitFor();
  });
});

async function isKept(person, question) {
  const given = answers[question.name];
  const kept =
    question.choices && question.appearance !== "minimal"
      ? await person.choice(question, given).isChecked()
      : await person.control(question).inputValue();
  assert.ok(kept === true || kept === given, `${question.name} is as it was`);
}

test("leaving a page that keeps nothing asks while answers were not received, and not before or afterwards", async (t) => {
  const server = await serve(t);
  await visit(browser, t, {}, async (page) => {
    const person = new Respondent(page, survey);
    const asked = [];
    page.on("dialog", async (dialog) => {
      asked.push(dialog.type());
      await dialog.dismiss();
    });
    const leave = () =>
      page.getByRole("link", { name: "Kết quả khảo sát", exact: true }).click({ noWaitAfter: true });
    const left = () => page.getByRole("heading", { level: 1, name: "Kết quả khảo sát" }).waitFor();
    // A portal's choice: nothing is stored on the device.
    await page.addInitScript(() =>
      addEventListener("DOMContentLoaded", () => {
        document.querySelector("sipas-form")?.setAttribute("keep", "none");
      }),
    );
    await person.arrive(server.url);
    await person.continue();
    await leave();
    await left();
    await page.goBack();
    await person.fill(answers);
    const question = page.waitForEvent("dialog");
    await leave();
    await question;
    await person.send();
    await person.receipt();
    await leave();
    await left();
    assert.deepEqual(asked, ["beforeunload"]);
  });
});
