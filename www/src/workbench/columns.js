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

/** @returns {Record<string, Mapping>} */
function kept() {
  try {
    return { ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return {};
  }
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
  if (!known || !look.mapping || ![width, width - 1].includes(known.columns?.length)) return undefined;
  const isThere = (/** @type {Target} */ target) => {
    if (!target || !("question" in target)) return true;
    const question = questions.find(({ name }) => name === target.question);
    return question && (!target.choice || question.choices.some(({ name }) => name === target.choice));
  };
  if (!known.columns.every(isThere)) return undefined;
  // A workbook with these columns writes its numbers otherwise than a text does.
  const isAlike = (known.notation === "sheet") === (look.mapping.notation === "sheet");
  const notation = isAlike ? known.notation : look.mapping.notation;
  const columns = [...known.columns, null].slice(0, width);
  return { ...known, columns, notation, dates: look.dates ?? known.dates ?? look.mapping.dates };
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

/** A target as the value of an option, and back. */
const written = (/** @type {Target} */ target) => JSON.stringify(target);
const read = (/** @type {string} */ value) => /** @type {Target} */ (JSON.parse(value));

/**
 * The table of columns, and what it says of them.
 *
 * @param {Look} look
 * @param {Mapping} mapping That is changed as the officer chooses.
 * @param {Question[]} questions
 * @param {string} language
 */
export function columnsTable(look, mapping, questions, language) {
  const columns = look.columns ?? [];
  const words = (/** @type {string} */ code) => say(code, language);
  /** @type {[Target, string][]} */
  const special = [
    [null, words("ignored")],
    [{ is: "form_number" }, words("form_number")],
    [{ is: "started_at" }, words("started_at")],
    [{ is: "completed_at" }, words("completed_at")],
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
  const rows = columns.map(({ label, samples, sure }, place) => {
    const state = h("span", { className: `sure sure-${sure}` }, words(`sure_${sure}`));
    const heading = label.trim() || `${words("column")} ${place + 1}`;
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

  /** Says what is missing and what is there twice. */
  function tell() {
    const taken = mapping.columns.flatMap((target) =>
      target && "question" in target ? [target.question] : [],
    );
    const labelOf = (/** @type {string} */ name) =>
      questions.find((question) => question.name === name)?.label ?? name;
    const missing = questions.filter(({ name, scored }) => scored && !taken.includes(name));
    const whole = mapping.columns.flatMap((target) =>
      target && "question" in target && !target.choice ? [target.question] : [],
    );
    const twice = whole.filter((name, place) => whole.indexOf(name) < place);
    const list = (/** @type {string} */ code, /** @type {string[]} */ labels) => [
      h("p", {}, words(code)),
      h("ul", {}, ...labels.map((label) => h("li", {}, label))),
    ];
    /** @type {Node[]} */
    const content = [];
    if (taken.length === 0) content.push(h("p", {}, words("nothing_matched")));
    else if (missing.length > 0) {
      content.push(
        ...list(
          "unmatched",
          missing.map(({ label }) => label),
        ),
      );
    }
    if (twice.length > 0) content.push(...list("twice", twice.map(labelOf)));
    told.className = content.length > 0 ? "columns-told problem" : "columns-told";
    told.replaceChildren(...content);
  }
  tell();

  const heads = ["column", "samples", "question"].map((code) => h("th", { scope: "col" }, words(code)));
  return [
    told,
    h(
      "div",
      { className: "table-scroll", role: "region", tabIndex: 0, "aria-label": words("columns_heading") },
      h("table", { className: "columns" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows)),
    ),
  ];
}
