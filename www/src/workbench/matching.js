// The step before a file is checked: which column is which question, what results are grouped by, and how the file is
// read.
import { columnsTable, remember } from "./columns.js";
import { h } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./page.js").Choice} Choice */
/** @typedef {import("./desk.js").Hint} Hint */
/** @typedef {import("./desk.js").Look} Look */
/** @typedef {import("./desk.js").Mapping} Mapping */
/** @typedef {import("./desk.js").Question} Question */

const DELIMITERS = { comma: ",", semicolon: ";", tab: "\t" };

/**
 * @typedef {object} Around
 * @property {string} language
 * @property {File} file
 * @property {Hint} hint How the file was read.
 * @property {Look} look What was seen of it.
 * @property {Mapping} mapping Is changed in place.
 * @property {boolean} isKnown Whether it is matched as a file before.
 * @property {Question[]} questions
 * @property {string[]} by What results are grouped by.
 * @property {(by: string[]) => void} grouped
 * @property {() => void} check
 * @property {(hint: Hint) => void} again The file is to be read in another way.
 * @property {() => Promise<Choice | undefined>} suiting Which other form the file is of.
 * @property {(form: Choice) => void} choose
 */

/**
 * What stands below the step's heading, and the button that goes on.
 *
 * @param {Around} around
 */
export function matching(around) {
  const { language, file, look, mapping, isKnown, questions, check } = around;
  let by = around.by;
  const words = (/** @type {string} */ code, /** @type {Record<string, string>} */ values = {}) =>
    say(code, language, values);
  const onclick = () => {
    remember(look, mapping);
    check();
  };
  const go = h("button", { type: "button", className: "primary", onclick }, words("check"));
  const table = columnsTable({
    look,
    mapping,
    questions,
    language,
    by: () => by,
    foreign: suggestion(around),
    // It is possible all the same.
    judged: (isForeign) => (go.className = isForeign ? "secondary" : "primary"),
  });
  table.tell();
  const grouped = (/** @type {string[]} */ chosen) => {
    by = chosen;
    around.grouped(by);
    table.tell();
  };
  return {
    elements: [
      h("p", {}, words("columns_lead", { file: file.name })),
      isKnown && h("p", { className: "hint" }, words("columns_known")),
      sheets(around),
      ...table.elements,
      groups({ ...around, grouped }),
      settings(around),
    ],
    go,
  };
}

/**
 * Names the form that the file is of, once that is asked and known.
 *
 * @param {Around} around
 * @returns {() => Node}
 */
function suggestion({ language, suiting, choose }) {
  /** @type {HTMLElement | undefined} */
  let place;
  return () => {
    if (place) return place;
    const shown = (place = h("div", { className: "suits" }));
    void suiting().then((form) => {
      if (!form) return;
      const onclick = () => choose(form);
      shown.append(
        h("p", {}, say("suits", language, { title: form.title })),
        h("button", { type: "button", className: "primary", onclick }, say("suits_choose", language)),
      );
    });
    return shown;
  };
}

/** @param {Around} around */
function groups({ language, questions, by, grouped }) {
  let chosen = by;
  const box = (/** @type {Question} */ { name, label }) =>
    h(
      "label",
      { className: "box" },
      h("input", {
        type: "checkbox",
        value: name,
        checked: chosen.includes(name),
        onchange: (/** @type {Event} */ { target }) => {
          const { checked } = /** @type {HTMLInputElement} */ (target);
          chosen = checked ? [...chosen, name] : chosen.filter((other) => other !== name);
          grouped(chosen);
        },
      }),
      " ",
      label,
    );
  const groupable = questions.filter(({ groups, choices }) => groups && choices.length > 0);
  const scored = groupable.filter((question) => question.scored);
  const others = groupable.filter((question) => !question.scored);
  return h(
    "fieldset",
    { className: "by" },
    h("legend", {}, say("group_by", language)),
    ...others.map(box),
    scored.length > 0 &&
      h("details", {}, h("summary", {}, say("group_by_scored", language)), ...scored.map(box)),
  );
}

/**
 * Of a workbook of several sheets, which is read.
 *
 * @param {Around} around
 * @returns {HTMLElement | false}
 */
function sheets({ language, hint, look, again }) {
  const all = look.sheets?.filter(({ has_data, chosen }) => chosen || has_data !== false) ?? [];
  if (all.length < 2) return false;
  const name = (/** @type {import("./desk.js").Sheet} */ { name, hidden }) =>
    hidden ? say("sheet_hidden", language, { name }) : name;
  const select = h(
    "select",
    {
      id: "setting-sheet",
      // Another sheet has a header of its own.
      onchange: () => again({ ...hint, header: undefined, sheet: select.value }),
    },
    ...all.map((sheet) => h("option", { value: sheet.name, selected: sheet.chosen }, name(sheet))),
  );
  return h(
    "p",
    { className: "setting" },
    h("label", { htmlFor: select.id }, say("sheet", language)),
    " ",
    select,
  );
}

/**
 * How the file is read, where what was seen of it is not right.
 *
 * @param {Around} around
 */
function settings({ language, hint: before, look, mapping, again }) {
  /** @type {Hint} */
  const hint = { ...before, header: look.header };
  const setting = (/** @type {string} */ code, /** @type {HTMLElement} */ field) => {
    field.id = `setting-${code}`;
    const label = h("label", { htmlFor: field.id }, say(code, language));
    return h("p", { className: "setting" }, label, " ", field);
  };
  const header = h("input", {
    type: "number",
    min: "1",
    value: String(look.header ?? 1),
    onchange: () => (hint.header = Math.max(1, Math.round(Number(header.value)) || 1)),
  });
  const delimiter = h(
    "select",
    { onchange: () => (hint.delimiter = delimiter.value) },
    ...Object.entries(DELIMITERS).map(([name, value]) =>
      h("option", { value, selected: value === look.delimiter }, say(`delimiter_${name}`, language)),
    ),
  );
  const notation = h(
    "select",
    { onchange: () => (mapping.notation = notation.value) },
    ...["vietnamese", "plain", "sheet"].map((name) =>
      h("option", { value: name, selected: name === mapping.notation }, say(`notation_${name}`, language)),
    ),
  );
  const dates = h(
    "select",
    { onchange: () => (mapping.dates = dates.value) },
    ...["day_first", "month_first"].map((name) =>
      h("option", { value: name, selected: name === mapping.dates }, say(`dates_${name}`, language)),
    ),
  );
  return h(
    "details",
    { className: "settings" },
    h("summary", {}, say("more", language)),
    setting("notation", notation),
    setting("dates", dates),
    setting("header_line", header),
    look.kind === "csv" && setting("delimiter", delimiter),
    h(
      "button",
      { type: "button", className: "secondary", onclick: () => again(hint) },
      say("look_again", language),
    ),
  );
}
