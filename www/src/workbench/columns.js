// Which column is which question: what was guessed, for the officer to look over and to change.
import { h } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Look} Look */
/** @typedef {import("./desk.js").Mapping} Mapping */
/** @typedef {import("./desk.js").Target} Target */
/** @typedef {import("./desk.js").Question} Question */

/** Where mappings are remembered, by the shape of the file. */
const KEPT = "sipas-workbench/columns";
/** How many shapes are remembered. */
const MAX_KEPT = 50;

/** What a column can be beside the answer to a question. */
const SPECIAL = ["form_number", "started_at", "completed_at"];
const NOTATIONS = ["vietnamese", "plain", "sheet"];
const DATES = ["day_first", "month_first"];

/** @returns {Record<string, unknown>} */
function kept() {
  try {
    return { ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return {};
  }
}

/**
 * Whether it is a mapping that the form can have: what a browser kept may be damaged, or of another version.
 *
 * @param {any} known
 * @param {Question[]} questions
 * @returns {known is Mapping}
 */
function isMapping(known, questions) {
  const isTarget = (/** @type {any} */ target) => {
    if (target === null) return true;
    if (typeof target !== "object") return false;
    if (!("question" in target)) return SPECIAL.includes(target.is);
    const question = questions.find(({ name }) => name === target.question);
    if (!question || "is" in target) return false;
    return !("choice" in target) || question.choices.some(({ name }) => name === target.choice);
  };
  return (
    known?.version === 1 &&
    NOTATIONS.includes(known.notation) &&
    DATES.includes(known.dates) &&
    Array.isArray(known.columns) &&
    known.columns.every(isTarget)
  );
}

/**
 * The mapping that was chosen for the last file of these columns, where the form still has all of its questions.
 *
 * @param {Look} look
 * @param {Question[]} questions
 */
export function remembered(look, questions) {
  const known = look.shape ? kept()[look.shape] : undefined;
  const width = look.mapping?.columns.length ?? 0;
  // Refused rows that come back have a column more, with the reasons.
  if (!look.mapping || !isMapping(known, questions)) return undefined;
  if (![width, width - 1].includes(known.columns.length)) return undefined;
  // A workbook with these columns writes its numbers otherwise than a text does.
  const isAlike = (known.notation === "sheet") === (look.mapping.notation === "sheet");
  const notation = isAlike ? known.notation : look.mapping.notation;
  const columns = [...known.columns, null].slice(0, width);
  return { ...known, columns, notation, dates: look.dates ?? known.dates };
}

/**
 * @param {Look} look
 * @param {Mapping} mapping
 */
export function remember(look, mapping) {
  if (!look.shape) return;
  const { [look.shape]: _, ...others } = kept();
  const entries = [...Object.entries(others), [look.shape, mapping]];
  try {
    localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(entries.slice(-MAX_KEPT))));
  } catch {
    // Then it is guessed again the next time.
  }
}

/** The questions that columns answer, one for each of its columns. @param {Mapping | null | undefined} mapping */
export const questionsOf = (mapping) =>
  (mapping?.columns ?? []).flatMap((target) => (target && "question" in target ? [target.question] : []));

/**
 * How many of the scored questions have a column, and which have none.
 *
 * @param {Mapping | null | undefined} mapping
 * @param {Question[]} questions
 */
export function scoredOf(mapping, questions) {
  const answered = questionsOf(mapping);
  const scored = questions.filter((question) => question.scored);
  const missing = scored.filter(({ name }) => !answered.includes(name));
  return { all: scored.length, missing };
}

/** A target as the value of an option, and back. */
const written = (/** @type {Target} */ target) => JSON.stringify(target);
const read = (/** @type {string} */ value) => /** @type {Target} */ (JSON.parse(value));

/**
 * @typedef {object} Around
 * @property {Look} look
 * @property {Mapping} mapping That is changed as the officer chooses.
 * @property {Question[]} questions
 * @property {string} language
 * @property {() => string[]} by What results are grouped by.
 * @property {() => Node | undefined} foreign What else is said where the file is hardly of this form; it is asked
 *   again whenever something changed.
 * @property {(isForeign: boolean) => void} judged Whether it is.
 */

/**
 * The table of columns, and what it says of them; `tell` says it anew.
 *
 * @param {Around} around
 */
export function columnsTable({ look, mapping, questions, language, by, foreign, judged }) {
  const columns = look.columns ?? [];
  const words = (/** @type {string} */ code) => say(code, language);
  /** @type {[Target, string][]} */
  const special = [
    [null, words("ignored")],
    ...SPECIAL.map((code) => /** @type {[Target, string]} */ ([{ is: code }, words(code)])),
  ];
  /** @type {[Target, string][]} */
  const asked = questions.flatMap(({ name, label, type, choices }) => {
    /** @type {[Target, string][]} */
    const own = [[{ question: name }, `${label} (${name})`]];
    if (type !== "select_multiple") return own;
    return [
      ...own,
      ...choices.map(
        (choice) =>
          /** @type {[Target, string]} */ ([
            { question: name, choice: choice.name },
            `${label} – ${choice.label}`,
          ]),
      ),
    ];
  });
  const told = h("div", { className: "columns-told", role: "status" });
  const all = [...special, ...asked].map(
    ([target, label]) => /** @type {const} */ ([written(target), label]),
  );
  const options = (/** @type {string} */ chosen, /** @type {boolean} */ isAll) =>
    all
      .filter(([value]) => isAll || value === chosen)
      .map(([value, label]) => h("option", { value, selected: value === chosen }, label));
  const headingOf = (/** @type {number} */ place) =>
    columns[place]?.label.trim() || `${words("column")} ${place + 1}`;
  const rows = columns.map(({ samples, sure }, place) => {
    const state = h("span", { className: `sure sure-${sure}` }, words(`sure_${sure}`));
    const heading = headingOf(place);
    // A browser measures every option of the page: there are all of them where one is about to be chosen only.
    const fill = () => {
      if (select.options.length < all.length) select.replaceChildren(...options(select.value, true));
    };
    const select = h(
      "select",
      {
        onfocus: fill,
        onpointerdown: fill,
        "aria-label": `${words("question")}: ${heading}`,
        onchange: () => {
          mapping.columns[place] = read(select.value);
          state.className = "sure sure-own";
          state.textContent = words("sure_own");
          tell();
        },
      },
      ...options(written(mapping.columns[place] ?? null), false),
    );
    return h(
      "tr",
      {},
      h("th", { scope: "row", "data-label": words("column") }, heading),
      h("td", { className: "samples", "data-label": words("samples") }, samples.join(" · ")),
      h("td", { "data-label": words("question") }, select, " ", state),
    );
  });

  const list = (/** @type {string} */ code, /** @type {Question[]} */ all) =>
    all.length > 0
      ? [h("p", {}, words(code)), h("ul", {}, ...all.map(({ label }) => h("li", {}, label)))]
      : [];

  /** The questions without a column, with what follows from it; each is named once. */
  function lacking() {
    const answered = questionsOf(mapping);
    const { missing } = scoredOf(mapping, questions);
    const others = questions.filter(({ name, scored }) => !scored && !answered.includes(name));
    const grouping = others.filter(({ name }) => by().includes(name));
    const required = others.filter((question) => question.required && !grouping.includes(question));
    const count = missing.length + grouping.length + required.length;
    const content = [
      ...list("unmatched", missing),
      ...list("unmatched_by", grouping),
      ...list("unmatched_required", required),
    ];
    return { count, content };
  }

  /** Columns that are chosen to be the same, of which only the first is read. */
  function twice() {
    const targets = mapping.columns.map(written);
    const isTwice = (/** @type {Target} */ target, /** @type {number} */ place) =>
      target && targets.indexOf(written(target)) < place;
    const items = mapping.columns.flatMap((target, place) => {
      if (!isTwice(target, place)) return [];
      const first = targets.indexOf(written(target));
      const label = all.find(([value]) => value === targets[place])?.[1] ?? "";
      return [say("twice_of", language, { label, first: headingOf(first), other: headingOf(place) })];
    });
    if (items.length === 0) return [];
    return [h("p", {}, words("twice")), h("ul", {}, ...items.map((item) => h("li", {}, item)))];
  }

  /** Says what is missing and what is there twice. */
  function tell() {
    const { all, missing } = scoredOf(mapping, questions);
    const isNone = questionsOf(mapping).length === 0;
    const isForeign = isNone || missing.length * 2 > all;
    const { count, content } = lacking();
    /** @type {(Node | undefined)[]} */
    const said = isForeign
      ? [
          h(
            "p",
            {},
            isNone
              ? words("nothing_matched")
              : say("few_matched", language, { count: all - missing.length, all }),
          ),
          foreign(),
          h("details", {}, h("summary", {}, say("unmatched_count", language, { count })), ...content),
        ]
      : content;
    const shown = [...said, ...twice()].filter((node) => node !== undefined);
    told.className = shown.length > 0 ? "columns-told problem" : "columns-told";
    told.replaceChildren(...shown);
    judged(isForeign);
  }
  const heads = ["column", "samples", "question"].map((code) => h("th", { scope: "col" }, words(code)));
  const table = h(
    "div",
    { className: "table-scroll", role: "region", tabIndex: 0, "aria-label": words("columns_heading") },
    h("table", { className: "columns" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows)),
  );
  return { elements: [told, table], tell };
}
