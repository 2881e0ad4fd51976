// A person before a survey, who finds things by what they are and what they are called.
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";

import { description, isFocused } from "./browser.mjs";
import { say } from "./survey.mjs";

/** What the page says. */
export const UI = {
  vi: {
    optional: "(không bắt buộc)",
    continue: "Tiếp tục",
    back: "Quay lại",
    change: "Sửa",
    clear: "Bỏ chọn",
    review: "Kiểm tra câu trả lời trước khi gửi",
    send: "Gửi phiếu",
    retry: "Gửi lại",
    sent: "Đã gửi phiếu",
    failed: "Chưa gửi được",
    unanswered: "Không trả lời",
    error: "Lỗi: ",
    errors: (count) => `Còn ${count} câu cần trả lời hoặc sửa lại`,
    needed: {
      select_one: (label) => `Xin chọn một câu trả lời cho “${label}”.`,
      text: (label) => `Xin trả lời câu “${label}”.`,
    },
  },
  en: {
    optional: "(optional)",
    continue: "Continue",
    back: "Back",
    change: "Change",
    clear: "Clear",
    review: "Check your answers before sending",
    send: "Send",
    retry: "Send again",
    sent: "Your answers were sent",
    failed: "Not sent yet",
    unanswered: "Not answered",
    error: "Error: ",
    errors: (count) =>
      count === 1
        ? "1 answer is missing or needs correcting"
        : `${count} answers are missing or need correcting`,
    needed: {
      select_one: (label) => `Choose an answer for “${label}”.`,
      text: (label) => `Answer “${label}”.`,
    },
  },
};

/** Within this time Chromium takes two taps at one place as one double tap. */
const DOUBLE_TAP_MS = 450;

export class Respondent {
  /** @param place The page, or a part of it when there are several forms. */
  constructor(place, survey, { language = "vi", touch = false } = {}) {
    Object.assign(this, { place, survey, language, touch, turned: false, tapped: 0 });
  }

  get ui() {
    return UI[this.language];
  }

  get page() {
    return this.place.page?.() ?? this.place;
  }

  /** Goes to the survey from the start page, as somebody does who scanned the office's code. */
  async arrive(url) {
    await this.place.goto(url);
    const title = say(this.survey.definition.title, this.language);
    await this.press(this.place.getByRole("link", { name: title, exact: true }));
    await this.shows(this.survey.pages[0]);
  }

  /** Waits until a page of the survey is shown. */
  async shows(page) {
    await this.title(say(page.label, this.language)).waitFor();
  }

  title(name) {
    return this.place.getByRole("heading", { level: 2, name, exact: true });
  }

  button(name) {
    return this.place.getByRole("button", { name, exact: true });
  }

  /** The button of the review that opens a page again. */
  change(page) {
    const label = say(page.label, this.language).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return this.place.getByRole("button", { name: new RegExp(`^${this.ui.change} ?: ${label}$`) });
  }

  /** Presses a button or link, which may show another page. */
  async press(locator) {
    await this.touchOrClick(locator);
    this.turned = true;
  }

  async touchOrClick(locator) {
    if (!this.touch) return locator.click();
    // A finger that turned the page is not on the new one at once: that would be a double tap.
    if (this.turned) await setTimeout(Math.max(0, this.tapped + DOUBLE_TAP_MS - Date.now()));
    await locator.tap();
    Object.assign(this, { turned: false, tapped: Date.now() });
  }

  /** The control of a question, or the group of its choices. */
  control(question) {
    const optional = question.required || question.type === "acknowledge" ? "" : ` ${this.ui.optional}`;
    const name = `${say(question.label, this.language)}${optional}`;
    const role = { select_one: "radiogroup", select_multiple: "group", text: "textbox" }[question.type];
    return this.place.getByRole(question.appearance === "minimal" ? "combobox" : role, { name, exact: true });
  }

  choice(question, name) {
    const role = question.type === "select_one" ? "radio" : "checkbox";
    const label = this.survey.label(question, name, this.language);
    return this.control(question).getByRole(role, { name: label, exact: true });
  }

  /** Answers one question; `undefined` leaves it alone. */
  async answer(question, value) {
    if (value === undefined) return;
    const control = this.control(question);
    if (question.type === "text") await control.fill(value);
    else if (question.appearance === "minimal") {
      await control.selectOption({ label: this.survey.label(question, value, this.language) });
    } else {
      for (const name of [value].flat()) {
        await this.touchOrClick(this.choice(question, name));
        assert.equal(
          await this.choice(question, name).isChecked(),
          true,
          `${question.name} ${name} is chosen`,
        );
      }
    }
  }

  async answerAll(questions, answers) {
    for (const question of questions) await this.answer(question, answers[question.name]);
  }

  /** Fills the pages from `from` on, up to the review. */
  async fill(answers, from = 0) {
    for (const page of this.survey.pages.slice(from)) {
      await this.shows(page);
      await this.answerAll(page.questions, answers);
      await this.continue();
    }
    await this.title(this.ui.review).waitFor();
  }

  async continue() {
    await this.press(this.button(this.ui.continue));
  }

  async send() {
    await this.press(this.button(this.ui.send));
  }

  /** Waits for the receipt and gives it. */
  async receipt() {
    const title = this.page.getByRole("heading", { level: 2, name: this.ui.sent, exact: true });
    const sent = this.place.getByRole("status").filter({ has: title });
    await sent.waitFor();
    return (await sent.getByRole("strong").innerText()).trim();
  }

  /** The words of a question that is required and empty. */
  needed(question) {
    if (question.required_message) return say(question.required_message, this.language);
    return this.ui.needed[question.type](say(question.label, this.language));
  }

  /** The summary of what is wrong: its heading, its links. */
  get summary() {
    const alert = this.place.getByRole("alert");
    return { heading: alert.getByRole("heading"), links: alert.getByRole("link") };
  }

  /**
   * What a page must tell when these questions, and no others, are faulty: a summary that has the
   * focus, a link to each, and at each the same words.
   */
  async isTold(faults) {
    const { heading, links } = this.summary;
    await this.place
      .getByRole("alert")
      .getByRole("heading", { name: this.ui.errors(faults.length), exact: true })
      .waitFor();
    assert.ok(await isFocused(heading), "the summary has the focus");
    assert.deepEqual(
      await links.allInnerTexts(),
      faults.map(({ words }) => words),
    );
    for (const [index, { question, words }] of faults.entries()) {
      const control = this.control(question);
      assert.ok(
        (await description(control)).includes(this.ui.error + words),
        `${question.name} says the same`,
      );
      assert.equal(await control.getAttribute("aria-invalid"), "true");
      await links.nth(index).click();
      const target = ["radiogroup", "group"].includes(await control.getAttribute("role"))
        ? control.getByRole(question.type === "select_one" ? "radio" : "checkbox").first()
        : control;
      assert.ok(await isFocused(target), `the link leads to ${question.name}`);
    }
  }

  /** A page left with nothing answered tells of every required question on it. */
  async missesAll(page) {
    const before = await this.titles();
    await this.continue();
    const missing = page.questions.filter((question) => question.required && !question.hides);
    await this.isTold(missing.map((question) => ({ question, words: this.needed(question) })));
    assert.deepEqual(await this.titles(), before, "neither title changed");
    return missing;
  }

  /** The titles of the document and of the survey's page. */
  async titles() {
    const headings = await this.place.getByRole("heading", { level: 2 }).allInnerTexts();
    return [await this.page.title(), headings.at(-1)];
  }

  /** The review as pairs of question and answer. */
  async reviewed() {
    const terms = await this.place.getByRole("term").allInnerTexts();
    const definitions = await this.place.getByRole("definition").allInnerTexts();
    return terms.map((term, index) => [term, definitions[index].split("\n").map((line) => line.trim())]);
  }

  /** What the review should show: every question that is asked, with its answer in words. */
  inWords(answers) {
    const asked = this.survey.questions.filter(({ hides, name }) => !hides || answers[name] !== undefined);
    return asked.map((question) => {
      const given = answers[question.name];
      const label = (name) => this.survey.label(question, name, this.language);
      const words = question.choices && given !== undefined ? [given].flat().map(label) : [given];
      return [say(question.label, this.language), given === undefined ? [this.ui.unanswered] : words];
    });
  }
}
