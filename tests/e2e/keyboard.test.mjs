// A survey filled without a pointer.
import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, PHONE, openBrowser, visit } from "./support/browser.mjs";
import { serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();

/** What has the focus: the element, and whether anything around it shows so. */
const focused = (page) =>
  page.evaluate(() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    // The ring may be drawn on the control, on its label, or on what stands for it beside it.
    const drawn = [node, node.nextElementSibling, node.closest("label")].some((part) => {
      if (!part) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(part);
      const { width, height } = part.getBoundingClientRect();
      return outlineStyle !== "none" && parseFloat(outlineWidth) > 0 && width > 4 && height > 4;
    });
    const text = node.labels?.[0]?.innerText ?? node.innerText;
    const name = (node.getAttribute("aria-label") ?? text ?? "").replace(/\s+/g, " ").trim();
    return { kind: `${node.localName}${node.type ? `:${node.type}` : ""}`, name, drawn };
  });

/** Goes on to the next thing that can be used; the focus must be seen there. */
async function tab(page, key = "Tab") {
  await page.keyboard.press(key);
  const now = await focused(page);
  assert.ok(now.drawn, `the focus is seen on ${now.kind} “${now.name}”`);
  return now;
}

/** Goes on until something is reached; gives what was passed. */
async function tabTo(page, wanted) {
  const passed = [];
  for (let step = 0; step < 40; step += 1) {
    const now = await tab(page);
    passed.push(`${now.kind} ${now.name}`);
    if (wanted(now)) return passed;
  }
  return assert.fail(`not reached in: ${passed.join(" | ")}`);
}

const button = (name) => (now) => now.kind.startsWith("button") && now.name === name;

async function choose(page, survey, question, value) {
  const position = survey.choices(question).findIndex(({ name }) => name === value);
  if (question.appearance === "minimal") {
    for (let step = 0; step <= position; step += 1) await page.keyboard.press("ArrowDown");
  } else {
    await page.keyboard.press("Space");
    for (let step = 0; step < position; step += 1) await tab(page, "ArrowDown");
  }
}

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
          "a English",
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
        for (const [index, question] of shown.questions.entries()) {
          const here = shown === survey.pages[0] && index === 0;
          if (!here) await tabTo(page, ({ kind }) => /^(select|textarea|input)/.test(kind));
          if (question.type === "text") await page.keyboard.type(answers[question.name]);
          else await choose(page, survey, question, answers[question.name]);
        }
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
