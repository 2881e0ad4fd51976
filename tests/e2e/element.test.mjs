// <sipas-form> as a portal's script sees it: moved, removed, doubled, given another form, listened to.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { DESK, SIZES, eventually, openBrowser } from "./support/browser.mjs";
import { form, portal } from "./support/portal.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const office = new Survey("commune-office");
const transaction = new Survey("sipas-transaction");

const element = (place) => place.locator("sipas-form");

describe("element", { concurrency: 2 }, () => {
  for (const size of SIZES) {
    test(`two forms on one page are filled side by side, at ${size.name}`, async (t) => {
      // Two of them are read by the small engine, one by the full one.
      const content = form(office, "một") + form(transaction, "hai", "json") + form(office, "ba");
      await portal(browser, t, { size }, content, async ({ page, place, server }) => {
        const [one, two, three] = [
          ["một", office],
          ["hai", transaction],
          ["ba", office],
        ].map(([name, survey]) => new Respondent(place(name), survey, { touch: size.touch }));
        const answers = [
          office.answers(1, { commune: "14329" }),
          transaction.answers(2, { commune: "13285", gave_feedback: "no" }),
          office.answers(3, { commune: "13318" }),
        ];
        // Page by page in turns: what one shows and holds is not the others'.
        for (const [index, person] of [one, two, three].entries()) {
          await person.shows(person.survey.pages[0]);
          await person.answerAll(person.survey.pages[0].questions, answers[index]);
        }
        await two.continue();
        await two.shows(transaction.pages[1]);
        await one.shows(office.pages[0]);
        await one.fill(answers[0]);
        await two.fill(answers[1], 1);
        await three.fill(answers[2]);
        for (const person of [two, three, one]) {
          await person.send();
          await person.receipt();
        }
        assert.deepEqual(
          (await server.rows()).map((row) => JSON.parse(row.answers)),
          [answers[1], answers[2], answers[0]],
        );
        assert.equal(await page.getByRole("status").count(), 3);
      });
    });
  }

  test("a form that is moved keeps its answers", async (t) => {
    const content = `${form(office, "một")}<section aria-label="hai"></section>`;
    await portal(browser, t, {}, content, async ({ place, server }) => {
      const person = new Respondent(place("một"), office);
      const answers = office.answers(4, { commune: "14329" });
      await person.shows(office.pages[0]);
      await person.answerAll(office.pages[0].questions, answers);
      await person.continue();
      await person.shows(office.pages[1]);
      await person.answer(office.question("q1"), answers.q1);
      const target = await place("hai").elementHandle();
      await element(place("một")).evaluate((form, target) => target.append(form), target);
      person.place = place("hai");
      assert.ok(await person.choice(office.question("q1"), answers.q1).isChecked());
      await person.fill(answers, 1);
      await person.send();
      await person.receipt();
      assert.deepEqual(JSON.parse((await server.rows())[0].answers), answers);
    });
  });

  test("a form that is removed and comes back later goes on with its draft and works", async (t) => {
    await portal(browser, t, {}, form(office, "một"), async ({ page, place, server }) => {
      const person = new Respondent(place("một"), office);
      await person.shows(office.pages[0]);
      await person.answer(office.question("subject"), "Hộ tịch");
      for (let round = 0; round < 3; round += 1) {
        await element(place("một")).evaluate((form) => {
          globalThis.removed = form;
          form.remove();
        });
        await page.evaluate(() => document.querySelector("section").append(globalThis.removed));
        await person.shows(office.pages[0]);
        await eventually(async () =>
          assert.equal(await person.control(office.question("subject")).inputValue(), "Hộ tịch"),
        );
      }
      const answers = office.answers(5, { commune: "14329" });
      await person.fill(answers);
      await person.send();
      await person.receipt();
      assert.equal((await server.rows()).length, 1, "one listener, one send");
    });
  });

  test("a form that is removed while it loads, sends or is shown leaves no error behind", async (t) => {
    await portal(browser, t, {}, form(office, "một"), async ({ page, place }) => {
      const person = new Respondent(place("một"), office);
      await person.shows(office.pages[0]);
      const section = await place("một").elementHandle();
      // Removed and clicked afterwards by a script that still holds its parts.
      await element(place("một")).evaluate(async (form) => {
        form.remove();
        await new Promise((settle) => setTimeout(settle));
        form.shadowRoot.querySelector("[data-act]").click();
        form.setAttribute("lang", "en");
        form.setAttribute("src", "/forms/sipas-household.form");
        form.reply(201, { receipt: "late" });
      });
      // Removed before its definition arrives.
      await section.evaluate(async (section) => {
        const form = document.createElement("sipas-form");
        form.setAttribute("src", "/forms/commune-office.form");
        section.append(form);
        await Promise.resolve();
        form.remove();
      });
      // Removed while it sends.
      await section.evaluate((section) => {
        const form = document.createElement("sipas-form");
        form.setAttribute("src", "/forms/commune-office.form");
        form.setAttribute("endpoint", "/submissions");
        section.append(form);
      });
      await person.fill(office.answers(1, { commune: "14329" }));
      let arrived;
      const sent = new Promise((settle) => (arrived = settle));
      let release;
      const released = new Promise((settle) => (release = settle));
      await page.route("**/submissions", async (route) => {
        arrived();
        await released;
        await route.continue();
      });
      await person.send();
      await sent;
      await element(place("một")).evaluate((form) => form.remove());
      const answered = page.waitForResponse("**/submissions");
      release();
      await answered;
      await page.evaluate(() => new Promise((settle) => setTimeout(settle)));
    });
  });

  test("a listener may remove the form or give it another one", async (t) => {
    await portal(browser, t, {}, form(office, "một") + form(office, "hai"), async ({ place }) => {
      for (const [name, change] of [
        ["một", (form) => form.addEventListener("sipas-change", () => form.remove())],
        [
          "hai",
          (form) =>
            form.addEventListener("sipas-change", () =>
              form.setAttribute("src", "/forms/sipas-transaction.json"),
            ),
        ],
      ]) {
        const person = new Respondent(place(name), office);
        await person.shows(office.pages[0]);
        await element(place(name)).evaluate(change);
        await person.control(office.question("subject")).fill("x");
      }
      await place("một").getByRole("textbox").waitFor({ state: "detached" });
      await new Respondent(place("hai"), transaction).control(transaction.question("commune")).waitFor();
    });
  });

  test("a double click goes one page on, and touches nothing there", async (t) => {
    await portal(browser, t, { size: DESK }, form(office, "một"), async ({ page, place, server }) => {
      const person = new Respondent(place("một"), office);
      const answers = office.answers(2, { commune: "14329" });
      for (const [index, shown] of office.pages.entries()) {
        await person.shows(shown);
        await person.answerAll(shown.questions, answers);
        await person.button(person.ui.continue).dblclick();
        const next = office.pages[index + 1];
        if (!next) break;
        await person.shows(next);
        assert.equal(await page.getByRole("alert").count(), 0, "no faults are told");
        assert.equal(await page.getByRole("radio", { checked: true }).count(), 0, "nothing was answered");
      }
      await person.title(person.ui.review).waitFor();
      assert.deepEqual(await person.reviewed(), person.inWords(answers));
      assert.deepEqual(await server.rows(), []);
    });
  });

  test("another src shows the other form, and the last one wins", async (t) => {
    await portal(browser, t, {}, form(office, "một"), async ({ place }) => {
      const person = new Respondent(place("một"), transaction);
      await new Respondent(place("một"), office).shows(office.pages[0]);
      await element(place("một")).evaluate((form) => {
        form.setAttribute("src", "/forms/sipas-household.form");
        form.setAttribute("src", "/forms/sipas-transaction.json");
      });
      await person.control(transaction.question("commune")).waitFor();
      await person.answerAll(transaction.pages[0].questions, { commune: "14329" });
      await person.continue();
      await person.shows(transaction.pages[1]);
    });
  });

  test("the attribute lang changes the language and keeps the answers", async (t) => {
    await portal(browser, t, {}, form(office, "một"), async ({ place }) => {
      const person = new Respondent(place("một"), office);
      await person.shows(office.pages[0]);
      await person.answer(office.question("subject"), "Hộ tịch");
      await element(place("một")).evaluate((form) => form.setAttribute("lang", "en"));
      person.language = "en";
      await person.shows(office.pages[0]);
      assert.equal(await person.control(office.question("subject")).inputValue(), "Hộ tịch");
    });
  });

  test("a portal hears what happens, and can post by itself", async (t) => {
    await portal(browser, t, {}, form(office, "một"), async ({ page, place, server }) => {
      await page.evaluate(() => {
        globalThis.heard = [];
        for (const name of [
          "change",
          "invalid",
          "submit",
          "accepted",
          "rejected",
          "queued",
          "language",
          "broken",
        ]) {
          document.addEventListener(`sipas-${name}`, (event) => globalThis.heard.push([name, event.detail]));
        }
        document.addEventListener("sipas-submit", (event) => {
          event.preventDefault();
          globalThis.submission = event.detail.submission;
        });
      });
      const heard = () => page.evaluate(() => globalThis.heard.splice(0));
      const person = new Respondent(place("một"), office);
      await person.shows(office.pages[0]);
      await person.continue();
      assert.deepEqual(await heard(), [
        [
          "invalid",
          office.pages[0].questions.map((question) => ({
            path: `/${question.name}`,
            message: person.needed(question),
          })),
        ],
      ]);
      const answers = office.answers(8, { commune: "14329" });
      await person.answer(office.question("commune"), "14329");
      assert.deepEqual(await heard(), [["change", { name: "commune", path: "/commune" }]]);
      await person.press(person.button("English"));
      assert.deepEqual(await heard(), [["language", { language: "en" }]]);
      await person.press(person.button("Tiếng Việt"));
      await person.fill(answers);
      await heard();
      await person.send();
      await eventually(async () => assert.ok(await page.evaluate(() => globalThis.submission)));
      const submission = await page.evaluate(() => globalThis.submission);
      assert.deepEqual([submission.answers, submission.form], [answers, office.identity]);
      await element(place("một")).evaluate((form) => form.reply(503));
      await person.title(person.ui.failed).waitFor();
      await person.press(person.button(person.ui.retry));
      await element(place("một")).evaluate((form) => form.reply(201, { receipt: "PORTAL-1" }));
      assert.equal(await person.receipt(), "PORTAL-1");
      assert.deepEqual(
        (await heard()).map(([name]) => name),
        ["submit", "queued", "submit", "accepted"],
      );
      assert.deepEqual(await server.rows(), [], "the element itself posted nothing");
    });
  });
});
