// A typist at the page where paper forms are keyed in.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { DIST } from "./program.mjs";

export const FORM = "sipas-transaction";
const { choices } = JSON.parse(readFileSync(join(DIST, `forms/${FORM}.json`), "utf8"));
const ITEMS = Array.from({ length: 22 }, (_, place) => `c${String(place + 1).padStart(2, "0")}`);
export const HEADER = [
  ...["form_number", "commune", "respondent", "channel", "subject"],
  ...[...ITEMS.slice(0, 19), "gave_feedback", ...ITEMS.slice(19)],
  ...["gender", "age"],
];

/** What stands on a paper form: the digits are picked by their place. */
export const paper = (
  number,
  { commune = "hoa lu", items = "5".repeat(19), given = "", subject = "" } = {},
) => ({
  number,
  commune,
  subject,
  picks: ["1", "2"],
  rest: [...items, given ? "1" : "2", ...(given || "000"), "1", "3"],
});

export class Typist {
  constructor(page) {
    this.page = page;
    this.strokes = 0;
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The field of a question, or the number of the form. */
  field(name) {
    return this.page.locator(`.keyed-form [data-question="${name}"]`);
  }

  row(number) {
    const head = this.page.getByRole("rowheader", { name: number, exact: true });
    return this.page.locator(".keyed-list tr").filter({ has: head });
  }

  async arrive(server) {
    await this.page.goto(`${server.url}/workbench.html`);
    await this.choose();
  }

  async choose() {
    // What is still being fetched for another form would be broken off.
    await this.button("Nhập phiếu giấy bằng bàn phím").waitFor();
    await this.page
      .getByLabel("Biểu mẫu")
      .selectOption({ label: "Khảo sát sự hài lòng sau khi giải quyết thủ tục hành chính" });
    await this.button("Nhập phiếu giấy bằng bàn phím").waitFor();
  }

  /** @param at The field that was being filled. */
  async open(at = "form_number") {
    await this.button("Nhập phiếu giấy bằng bàn phím").focus();
    await this.press("Enter");
    await this.isAt(at);
  }

  /** The focus is in the field of a question. */
  async isAt(name) {
    const focused = this.field(name).locator("input:focus");
    await focused.waitFor({ state: "attached" });
  }

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      this.strokes += 1;
    }
  }

  async type(text) {
    for (const sign of text) {
      if (/[ -~]/.test(sign)) await this.press(sign);
      else await this.page.keyboard.insertText(sign);
    }
  }

  /** Everything up to the last question. */
  async fill({ number, commune, picks, subject, rest }, keepsCommune = false) {
    await this.type(number);
    await this.press("Enter");
    if (!keepsCommune) {
      await this.type(commune);
      await this.press("Enter");
    }
    await this.press(...picks);
    await this.type(subject);
    await this.press("Enter", ...rest);
  }

  async key(form, keepsCommune) {
    await this.fill(form, keepsCommune);
    await this.press("Enter");
  }

  async save(name) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.button(name).click()]);
    return readFileSync(await download.path(), "utf8");
  }
}

/** The name of a choice, by its label. */
export const name = (list, label) => {
  const found = choices[list].find((choice) => (choice.label.vi ?? choice.label) === label);
  return found.name;
};

/** The rows of a file as the page writes it. */
export const rowsOf = (csv) => {
  assert.equal(csv[0], "\ufeff");
  const lines = csv.slice(1).trimEnd().split("\r\n");
  return lines.map((line) => line.slice(1, -1).split('";"'));
};
