// A form without scripts: filled, corrected, reviewed, sent; taken over by the element where scripts run.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { DESK, PHONE, SIZES, eventually, isFocused, openBrowser, visit } from "./support/browser.mjs";
import { looksRight } from "./support/looks.mjs";
import { serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey, say } from "./support/survey.mjs";

const browser = await openBrowser();

/** A browser leaves what it was loading when a page sends it on at once. */
const SENT_ON = /net::ERR_ABORTED|sipas-form\.js: csp$/;
const MORE = "Theo câu trả lời của Ông/Bà, trang này có thêm câu hỏi. Xin trả lời tiếp rồi bấm “Tiếp tục”.";

/** What is answered, and which of it is asked only once something else was answered. */
const CASES = {
  "commune-office": { own: { commune: "13285" }, opened: [] },
  "sipas-transaction": {
    own: { commune: "14329", gave_feedback: "yes", c20: "5", c21: "2", c22: "4" },
    opened: ["c20", "c21", "c22"],
  },
  "sipas-household": {
    own: { commune: "14623", q2: ["1", "7"], q2_other: "Nhóm Zalo của tổ dân phố" },
    opened: ["q2_other"],
  },
};

function caseOf(stem) {
  const survey = new Survey(stem);
  const { own, opened } = CASES[stem];
  return { survey, answers: survey.answers(3, own), opened };
}

/** Fills a page; what opens on it is shown by the server, once, with a sentence. */
async function fillPage(person, page, answers, opened) {
  await person.shows(page);
  await person.answerAll(
    page.questions.filter(({ name }) => !opened.includes(name)),
    answers,
  );
  await person.continue();
  const later = page.questions.filter(({ name }) => opened.includes(name));
  if (later.length === 0) return;
  await person.place.getByText(MORE, { exact: true }).waitFor();
  assert.equal(await person.place.getByRole("alert").count(), 0, "nobody is blamed for what was not asked");
  await person.answerAll(later, answers);
  await person.continue();
}

async function fill(person, answers, opened, from = 0) {
  for (const page of person.survey.pages.slice(from)) await fillPage(person, page, answers, opened);
  await person.title(person.ui.review).waitFor();
}

/** The answers as they are stored: without what nobody gave. */
const stored = (row) => JSON.parse(row.answers);

describe("without scripts", { concurrency: 2 }, () => {
  for (const size of SIZES) {
    for (const stem of Object.keys(CASES)) {
      test(`${stem} is filled, corrected, reviewed and sent at ${size.name}`, async (t) => {
        const server = await serve(t);
        const { survey, answers, opened } = caseOf(stem);
        const options = { size, javaScriptEnabled: false, provoked: [SENT_ON] };
        await visit(browser, t, options, async (page) => {
          const person = new Respondent(page, survey, { touch: size.touch });
          await person.arrive(server.url);
          assert.equal(new URL(page.url()).pathname, `/fill/${stem}`);

          // Nothing is answered: the title says so first, the summary has the focus and leads to each.
          const [first] = survey.pages;
          const title = await page.title();
          await person.continue();
          const missing = first.questions.filter((question) => question.required && !question.hides);
          if (missing.length > 0) {
            await person.isTold(missing.map((question) => ({ question, words: person.needed(question) })));
            assert.equal(await page.title(), `Lỗi: ${title}`);
          } else {
            await person.press(person.button(person.ui.back));
          }
          await fill(person, answers, opened);
          assert.deepEqual(await person.reviewed(), person.inWords(answers));
          assert.equal(await page.title(), title);

          // One answer is changed from the review, to which its page leads back.
          const last = survey.pages.at(-1);
          const question = last.questions.find(({ type }) => type === "select_one");
          const other = survey.choices(question).find(({ name }) => name !== answers[question.name]).name;
          await person.press(person.change(last));
          await person.shows(last);
          await person.answer(question, other);
          await person.continue();
          await person.title(person.ui.review).waitFor();
          const changed = { ...answers, [question.name]: other };
          assert.deepEqual(await person.reviewed(), person.inWords(changed));

          // Sent, and sent again to the letter, as by a double click or from the page before.
          const posted = page.waitForRequest((request) => request.method() === "POST");
          await person.send();
          const receipt = await person.receipt();
          const request = await posted;
          const again = await fetch(request.url(), {
            method: "POST",
            headers: { "Content-Type": "application/x-www-form-urlencoded" },
            body: request.postData(),
          });
          assert.ok((await again.text()).includes(receipt), "the same receipt");
          const [row, ...more] = await server.rows();
          assert.deepEqual(more, [], "stored once");
          assert.deepEqual(stored(row), changed);
          assert.equal(row.language, "vi");
          assert.ok(row.scores_agree === 1 && row.started_at <= row.completed_at);
          assert.ok(!(await page.content()).includes("sipas-state"), "nothing is left but the receipt");

          // From the receipt to an empty form.
          await person.press(page.getByRole("button", { name: "Trả lời thêm một phiếu" }));
          await person.shows(first);
        });
      });
    }
  }

  test("the form speaks English, keeps what was typed when it changes, and clears what was chosen", async (t) => {
    const server = await serve(t);
    const { survey, answers, opened } = caseOf("sipas-transaction");
    await visit(browser, t, { javaScriptEnabled: false, provoked: [SENT_ON] }, async (page) => {
      const person = new Respondent(page, survey);
      await page.goto(`${server.url}/fill/sipas-transaction`);
      await person.answerAll(survey.pages[0].questions, answers);
      await page.getByRole("button", { name: "English", exact: true }).click();
      person.language = "en";
      await person.shows(survey.pages[0]);
      assert.equal(await page.getAttribute("html", "lang"), "en");
      await person.continue();
      for (const shown of survey.pages.slice(1)) {
        await person.shows(shown);
        await person.answerAll(
          shown.questions.filter(({ name }) => !opened.includes(name)),
          answers,
        );
        const optional = shown.questions.find(({ type, required }) => type === "select_one" && !required);
        if (optional && answers[optional.name] && !opened.includes(optional.name)) {
          const clear = page.getByRole("button", { name: person.ui.clear }).first();
          if (await clear.isVisible()) {
            const before = await page.getByRole("radio", { checked: true }).count();
            await clear.click();
            await person.shows(shown);
            assert.equal(await page.getByRole("radio", { checked: true }).count(), before - 1);
            await person.answerAll(
              shown.questions.filter(({ name }) => !opened.includes(name)),
              answers,
            );
          }
        }
        await person.continue();
        const later = shown.questions.filter(({ name }) => opened.includes(name));
        if (later.length > 0) {
          await person.answerAll(later, answers);
          await person.continue();
        }
      }
      await person.title(person.ui.review).waitFor();
      await person.send();
      await person.receipt();
      const [row] = await server.rows();
      assert.equal(row.language, "en");
      assert.deepEqual(stored(row), answers);
    });
  });
});

for (const size of SIZES) {
  test(`axe finds nothing on the pages without scripts at ${size.name}`, async (t) => {
    const server = await serve(t);
    const { survey, answers, opened } = caseOf("sipas-transaction");
    await visit(browser, t, { size }, async (page) => {
      // Scripts run, for axe, but the element's is empty: what is looked at is what the server wrote.
      await page.route("**/sipas-form.js", (route) =>
        route.fulfill({ contentType: "text/javascript", body: "export {};" }),
      );
      const person = new Respondent(page, survey, { touch: size.touch });
      await page.goto(`${server.url}/fill/${survey.stem}`);
      await looksRight(page, "first page");
      await person.continue();
      await page.getByRole("alert").waitFor();
      await looksRight(page, "errors");
      for (const shown of survey.pages) {
        await person.shows(shown);
        await looksRight(page, say(shown.label, "vi"));
        await fillPage(person, shown, answers, opened);
      }
      await person.title(person.ui.review).waitFor();
      await looksRight(page, "review");
      await person.send();
      await person.receipt();
      await looksRight(page, "receipt");
    });
  });
}

/** Adds up how far things moved by themselves. */
const watchShifts = () => {
  globalThis.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
};

/** Holds the engine back; the function that is given lets it through. */
async function holdEngine(page) {
  let release;
  const released = new Promise((settle) => (release = settle));
  await page.route("**/*.wasm", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** Where everything in the form is, and how it looks: of the server's, or of the element's that took over. */
const looks = (page) =>
  page.locator("sipas-form").evaluate((element) => {
    const root = element.querySelector(".form") ?? element.shadowRoot.querySelector(".form");
    // A form is a part of the page there, around it here; only a script says what becomes of a paste.
    const nodes = [...root.querySelectorAll("*")].filter((node) => !node.matches(".page, .pasted, option"));
    return nodes.map((node) => {
      const { x, y, width, height } = node.getBoundingClientRect();
      const style = getComputedStyle(node);
      const names = [
        "color",
        "background-color",
        "font",
        "border",
        "outline",
        "box-shadow",
        "text-decoration",
      ];
      const look = names.map((name) => style.getPropertyValue(name));
      return [node.localName, node.className, x, y, width, height, ...look].join(" ");
    });
  });

const isTaken = (page) =>
  eventually(async () => {
    const light = await page.locator("sipas-form").evaluate((element) => element.querySelector("form"));
    assert.equal(light, null, "the element took over");
  });

for (const size of [PHONE, DESK]) {
  test(`the element takes over what was typed, chosen and focused, and nothing moves, at ${size.name}`, async (t) => {
    const server = await serve(t);
    const { survey, answers } = caseOf("commune-office");
    await visit(browser, t, { size, provoked: [SENT_ON] }, async (page, context) => {
      await context.addInitScript(watchShifts);
      const release = await holdEngine(page);
      const person = new Respondent(page, survey, { touch: size.touch });
      await page.goto(`${server.url}/fill/commune-office`);
      const [first, second] = survey.pages;
      await person.answerAll(first.questions, answers);
      const subject = person.control(survey.question("subject"));
      await subject.fill("Đăng ký khai sinh");
      await subject.evaluate((field) => field.setSelectionRange(4, 4));
      const before = await looks(page);
      assert.ok(before.length > 20);
      release();
      await isTaken(page);
      assert.ok(await isFocused(subject), "the field has the focus");
      assert.equal(await subject.inputValue(), "Đăng ký khai sinh");
      assert.equal(await subject.evaluate((field) => field.selectionStart), 4);
      assert.ok((await page.evaluate(() => globalThis.shifted)) < 0.02, "nothing moved");
      assert.deepEqual(await looks(page), before, "it looks the same");
      await page.keyboard.type(" ");
      assert.equal(await subject.inputValue(), "Đăng  ký khai sinh");

      // The element goes on by itself: no page is loaded any more.
      await person.continue();
      await person.shows(second);
      const given = { ...answers, subject: "Đăng  ký khai sinh" };
      await person.fill(given, 1);
      await person.send();
      await person.receipt();
      const [row] = await server.rows();
      assert.equal(stored(row).q1, answers.q1);
      assert.equal(new URL(page.url()).pathname, "/fill/commune-office");
    });
  });
}

test("the element takes over in the middle, with faults, and sends under the same key", async (t) => {
  const server = await serve(t);
  const { survey, answers } = caseOf("commune-office");
  await visit(browser, t, { provoked: [SENT_ON] }, async (page) => {
    const release = await holdEngine(page);
    const person = new Respondent(page, survey);
    await page.goto(`${server.url}/fill/commune-office`);
    await person.answerAll(survey.pages[0].questions, answers);
    await person.continue();
    await person.shows(survey.pages[1]);
    await person.continue();
    await page.getByRole("alert").waitFor();
    const state = JSON.parse(await page.locator("[name=sipas-state]").inputValue());
    const told = await person.summary.links.allInnerTexts();
    release();
    await isTaken(page);
    assert.deepEqual(await person.summary.links.allInnerTexts(), told);
    assert.ok(await isFocused(person.summary.heading), "the summary kept the focus");
    await person.fill(answers, 1);
    await person.send();
    await person.receipt();
    const [row] = await server.rows();
    assert.deepEqual(stored(row), answers);
    assert.equal(row.submission_id, state.submission_id);
    assert.equal(row.started_at, state.started_at);
  });
});

test("where no engine runs the form stays as it is, and the surveys' pages lead to it", async (t) => {
  const server = await serve(t);
  const { survey, answers } = caseOf("commune-office");
  const provoked = [SENT_ON, /sipas-form:/];
  await visit(browser, t, { provoked }, async (page, context) => {
    await context.addInitScript(() => delete globalThis.WebAssembly);
    const person = new Respondent(page, survey);
    await page.goto(`${server.url}/commune-office.html`);
    await page.getByRole("alert").waitFor();
    await page.getByRole("link", { name: "Dùng bản đơn giản" }).click();
    await page.waitForURL("**/fill/commune-office");
    await fill(person, answers, []);
    await person.send();
    await person.receipt();
    assert.deepEqual(stored((await server.rows())[0]), answers);
  });
});
