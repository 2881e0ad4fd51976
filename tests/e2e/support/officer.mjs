// An officer before the periodic report, who finds things by what they are and what they are called.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { PHONE, visit } from "./browser.mjs";
import { DIST, ROOT } from "./program.mjs";
import { say } from "./survey.mjs";

const read = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));
export const definition = read(DIST, "forms/cchc-report.json");
export const example = read(ROOT, "tests/reports/commune.json");
export const rules = read(ROOT, "tests/reports/rules.json").cases;

/** Every question by its name: what it is called, on which page, in which group, in which table and line. */
export const questions = new Map();
/** The labels of the pages. */
export const pages = definition.survey.map(({ label }) => say(label, "vi"));

definition.survey.forEach((page, index) => collect(page.children, { page: index }));

function collect(elements, place) {
  for (const element of elements) {
    const label = element.label && say(element.label, "vi");
    if (element.type === "group") {
      const inside = { ...place, group: label };
      if (element.appearance === "table") inside.table = label;
      else if (place.table) Object.assign(inside, { group: place.group, row: label });
      collect(element.children, inside);
    } else if (element.label && !["note", "check", "calculate"].includes(element.type)) {
      questions.set(element.name, { ...element, ...place, label });
    }
  }
}

/** What is called as a question is, required or not. */
const called = (label) =>
  new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}( \\(không bắt buộc\\))?$`);

/** What an officer types for an answer. */
export const typed = ({ type }, answer) => {
  if (type === "date") return answer.split("-").reverse().join("/");
  return typeof answer === "number" ? String(answer).replace(".", ",") : answer;
};

export class Officer {
  constructor(page, size) {
    Object.assign(this, { page, narrow: size === PHONE });
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  title(name) {
    return this.page.getByRole("heading", { level: 2, name, exact: true });
  }

  /** The box of a question. */
  field(name) {
    const { type, appearance, label, group, table, row } = questions.get(name);
    let place = this.page;
    if (group) place = place.getByRole("group", { name: group, exact: true });
    if (table) {
      // A line is called by its head and by what its cells say.
      place = place
        .getByRole("row")
        .filter({ has: this.page.getByRole("rowheader", { name: row, exact: true }) });
    }
    if (type !== "select_one") return place.getByRole("textbox", { name: called(label) });
    const role = ["minimal", "autocomplete"].includes(appearance) ? "combobox" : "radiogroup";
    return place.getByRole(role, { name: called(label) });
  }

  get contents() {
    return this.page.getByRole("navigation", { name: "Mục lục" });
  }

  /** On a phone the table of contents is folded. */
  get fold() {
    return this.page.locator("summary").filter({ hasText: /^Mục lục:/ });
  }

  async unfold() {
    if (this.narrow && !(await this.contents.getByRole("list").first().isVisible())) await this.fold.click();
  }

  /** Opens a page by the table of contents. */
  async open(index) {
    await this.unfold();
    const name = new RegExp(`^\\d+\\. ${called(pages[index]).source.slice(1).replace(/\(.*$/, "")}`);
    await this.contents.getByRole("button", { name }).click();
    await this.title(pages[index]).waitFor();
  }

  async toReview() {
    await this.unfold();
    await this.contents.getByRole("button", { name: "Kiểm tra và gửi" }).click();
    await this.title("Kiểm tra báo cáo trước khi gửi").waitFor();
  }

  /** Presses a key until something has the focus. */
  async reach(locator, { key = "Tab", most = 40 } = {}) {
    // Found once: to look for a name in a long page takes longer than the key.
    const node = await locator.elementHandle();
    const hasFocus = () => node.evaluate((node) => node.getRootNode().activeElement === node);
    for (let pressed = 0; pressed <= most; pressed += 1) {
      if (await hasFocus()) return;
      await this.page.keyboard.press(key);
    }
    assert.fail(`${locator} is not reached by ${most} presses of ${key}`);
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** What a tool takes from a file. */
  async give(tool, name, content) {
    await this.unfoldTools();
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.button(tool).click()]);
    const buffer = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
    await chooser.setFiles({ name, mimeType: "application/json", buffer });
  }

  /** What a tool downloads. */
  async take(tool) {
    await this.unfoldTools();
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.button(tool).click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  }

  async unfoldTools() {
    const tools = this.page.locator("summary").filter({ hasText: "Tệp và bản in" });
    await tools.waitFor();
    if (!(await this.button("Mở bản nháp").isVisible())) await tools.click();
  }

  /** Opens a draft with these answers, in place of what was there. */
  async reopen(answers) {
    const draft = {
      schema: "sipas-forms/draft/1",
      form: await this.identity(),
      language: "vi",
      answers,
      typed: {},
    };
    await this.give("Mở bản nháp", "draft.json", draft);
    const opened = this.page.getByText("Đã mở bản nháp.");
    const replace = this.button("Mở và thay câu trả lời đang có");
    await opened.or(replace).first().waitFor();
    if (await replace.isVisible()) await replace.click();
    await opened.waitFor();
  }

  /** The form as this page's own drafts name it. */
  async identity() {
    this.form ??= JSON.parse((await this.take("Lưu bản nháp ra tệp")).text).form;
    return this.form;
  }

  /** Sends what is on the review, and gives what was sent. */
  async send() {
    const [request] = await Promise.all([
      this.page.waitForRequest((request) => request.method() === "POST"),
      this.button("Gửi báo cáo").click(),
    ]);
    return request.postDataJSON();
  }

  async receipt() {
    const title = this.title("Đã gửi báo cáo");
    const sent = this.page.getByRole("status").filter({ has: title });
    await sent.waitFor();
    return (await sent.getByRole("strong").innerText()).trim();
  }
}

/** The day on which the officer sits before it: two days before the deadline of the quarter. */
export const DAY = "2025-09-18T09:00:00+07:00";

/** Runs `body` with an officer before the report's page. */
export async function sits(browser, t, server, { day = DAY, size, ...options }, body) {
  await visit(browser, t, { size, ...options }, async (page, context) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.clock.setFixedTime(day);
    await page.goto(`${server.url}/cchc-report.html`);
    const officer = new Officer(page, size);
    await officer.title(pages[0]).waitFor();
    await body(officer, page);
  });
}
