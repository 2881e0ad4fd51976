// Double entry: how often the same was keyed both times, and what differs, for an officer to decide.
import { h } from "./dom.js";
import { fieldOf } from "./keyed-fields.js";
import { count, say } from "./words.js";

/** @typedef {import("./keyed-store.js").Keyed} Keyed */
/** @typedef {import("./desk.js").Question} Question */

/** Whether two texts are the same answer: how a letter is composed, and zeros of a day, make no difference. */
function isSame(/** @type {string} */ one, /** @type {string} */ other) {
  const plain = (/** @type {string} */ text) =>
    text
      .normalize("NFC")
      .replace(/\s+/g, " ")
      .replace(/^0?(\d{1,2})\/0?(\d{1,2})\/(\d{4})$/, "$1/$2/$3");
  return plain(one) === plain(other);
}

/**
 * Of each question, but not of the form number before them, how often the same was keyed both times.
 *
 * @param {Keyed[]} forms Those that were keyed twice.
 * @param {number} questions
 */
export function agreement(forms, questions) {
  const isAlike = (/** @type {Keyed} */ { double }, /** @type {number} */ place) =>
    double && isSame(double.first[place] ?? "", double.second[place] ?? "");
  return Array.from(
    { length: questions },
    (_, question) => forms.filter((form) => isAlike(form, question + 1)).length,
  );
}

/**
 * @param {Keyed[]} forms Those that were keyed twice.
 * @param {Question[]} questions Behind the number of the form, by which they were found.
 * @param {string} language
 * @param {(form: Keyed, place: number, which: "first" | "second") => Promise<void>} choose
 */
export function comparison(forms, questions, language, choose) {
  const columns = questions.map((question) => {
    const { read } = fieldOf(question, { id: "", labelled: "", language, changed: () => {} });
    return { name: question.name, label: question.label, read };
  });
  const words = (/** @type {string} */ code) => say(code, language);
  const alike = agreement(forms, columns.length);
  const all = alike.reduce((sum, number) => sum + number, 0);
  const rate = (/** @type {number} */ same, /** @type {number} */ total) =>
    `${(total > 0 ? same / total : 1).toLocaleString(language === "en" ? "en" : "vi", {
      style: "percent",
      maximumFractionDigits: 1,
    })} (${count(same, language)}/${count(total, language)})`;
  const head = (/** @type {string[]} */ codes) =>
    h("thead", {}, h("tr", {}, ...codes.map((code) => h("th", { scope: "col" }, words(code)))));
  const region = (/** @type {string} */ title, /** @type {HTMLElement} */ table) =>
    h("div", { className: "table-scroll", role: "region", tabIndex: 0, "aria-label": title }, table);

  const rates = h(
    "table",
    { className: "keyed-rates" },
    h("caption", {}, words("keyed_rates")),
    head(["question", "keyed_agreement"]),
    h(
      "tbody",
      {},
      ...columns.map(({ name, label }, place) =>
        h(
          "tr",
          { "data-question": name },
          h("th", { scope: "row" }, label),
          h("td", { className: "number" }, rate(alike[place] ?? 0, forms.length)),
        ),
      ),
    ),
  );

  const values = h("div", {});
  /** @param {boolean} isWhole Also what is the same both times. */
  function draw(isWhole) {
    const rows = forms.flatMap((form) =>
      columns.flatMap((column, place) => {
        const first = form.double?.first[place + 1] ?? "";
        const second = form.double?.second[place + 1] ?? "";
        const same = isSame(first, second);
        return same && !isWhole ? [] : [row(form, column, place + 1, first, second, same)];
      }),
    );
    if (rows.length === 0) values.replaceChildren(h("p", {}, words("keyed_no_differences")));
    else {
      const table = h(
        "table",
        { className: "keyed-values" },
        h("caption", {}, words("keyed_values")),
        head(["form_number", "question", "keyed_first", "keyed_second"]),
        h("tbody", {}, ...rows),
      );
      values.replaceChildren(region(words("keyed_values"), table));
    }
  }
  /**
   * @param {Keyed} form
   * @param {{ name: string, label: string, read: (text: string) => string }} column
   * @param {number} place
   * @param {string} first
   * @param {string} second
   * @param {boolean} same
   */
  function row(form, { name, label, read }, place, first, second, same) {
    const number = form.cells[0] ?? "";
    const value = (/** @type {"first" | "second"} */ which, /** @type {string} */ text) => {
      const shown = text === "" ? words("keyed_none") : read(text);
      if (same) return h("td", { "data-label": words(`keyed_${which}`) }, shown);
      return h(
        "td",
        { "data-label": words(`keyed_${which}`) },
        h(
          "label",
          { className: "keyed-choice" },
          h("input", {
            type: "radio",
            name: `${form.id}/${place}`,
            checked: (form.double?.chosen[name] ?? "first") === which,
            "aria-label": say(`keyed_${which}_of`, language, { number, question: label, answer: shown }),
            onchange: () => void choose(form, place, which),
          }),
          " ",
          shown,
        ),
      );
    };
    return h(
      "tr",
      { className: same ? "" : "keyed-differs", "data-form": form.id, "data-question": name },
      h("th", { scope: "row", "data-label": words("form_number") }, number),
      h("td", { "data-label": words("question") }, label),
      value("first", first),
      value("second", second),
    );
  }
  draw(false);
  const whole = h(
    "label",
    { className: "box" },
    h("input", {
      type: "checkbox",
      onchange: (/** @type {Event} */ { target }) => draw(/** @type {HTMLInputElement} */ (target).checked),
    }),
    " ",
    words("keyed_whole"),
  );
  return [
    h(
      "p",
      { className: "keyed-overall" },
      say("keyed_overall", language, { forms: forms.length, rate: rate(all, forms.length * columns.length) }),
    ),
    values,
    whole,
    h("p", { className: "hint" }, words("keyed_choose_hint")),
    region(words("keyed_rates"), rates),
  ];
}
