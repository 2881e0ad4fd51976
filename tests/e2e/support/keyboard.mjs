// A person without a pointer.
import assert from "node:assert/strict";

/** What has the focus: the element, and whether anything around it shows so. */
export const focused = (page) =>
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
export async function tab(page, key = "Tab") {
  await page.keyboard.press(key);
  const now = await focused(page);
  assert.ok(now.drawn, `the focus is seen on ${now.kind} “${now.name}”`);
  return now;
}

/** Goes on until something is reached; gives what was passed. */
export async function tabTo(page, wanted) {
  const passed = [];
  for (let step = 0; step < 40; step += 1) {
    const now = await tab(page);
    passed.push(`${now.kind} ${now.name}`);
    if (wanted(now)) return passed;
  }
  return assert.fail(`not reached in: ${passed.join(" | ")}`);
}

/** Whether a button of this name was reached. */
export const button = (name) => (now) => now.kind.startsWith("button") && now.name === name;

/** Answers the question whose control has the focus. */
async function choose(page, survey, question, value) {
  const choices = survey.choices(question);
  const position = choices.findIndex(({ name }) => name === value);
  if (question.type === "select_multiple") {
    for (const [index, { name }] of choices.entries()) {
      if (index > 0) await tab(page);
      if (value.includes(name)) await page.keyboard.press("Space");
    }
  } else if (question.appearance === "minimal") {
    for (let step = 0; step <= position; step += 1) await page.keyboard.press("ArrowDown");
  } else {
    await page.keyboard.press("Space");
    for (let step = 0; step < position; step += 1) await tab(page, "ArrowDown");
  }
}

export const isField = ({ kind }) => /^(select|textarea|input)/.test(kind);

/** Goes to each question of a page and answers it; the first may have the focus already. */
export async function answerByKeyboard(page, survey, questions, answers, isThere = false) {
  for (const [index, question] of questions.entries()) {
    if (!isThere || index > 0) await tabTo(page, isField);
    if (question.type === "text") await page.keyboard.type(answers[question.name]);
    else await choose(page, survey, question, answers[question.name]);
  }
}
