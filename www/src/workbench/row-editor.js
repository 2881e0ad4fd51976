// A row with what is wrong with it, mended where it stands.
import { h } from "./dom.js";
import { brief } from "./message.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Issue} Issue */
/** @typedef {import("./desk.js").Row} Row */
/**
 * What a row needs of the page around it.
 *
 * @typedef {object} Around
 * @property {import("./desk.js").Desk} desk
 * @property {string} language
 * @property {import("./desk.js").Mapping | null} mapping
 * @property {import("./desk.js").Question[]} questions
 * @property {string[]} columns The header.
 * @property {boolean} [isKeyed] Whether it was keyed in: then there is no file of whose lines it could be.
 * @property {(text: string, isProblem?: boolean) => void} tell
 * @property {(error: unknown) => void} fail
 * @property {(row: Row) => Promise<void>} changed The row was mended.
 */

/**
 * By what a person finds a row: the line of the file, or its place among what was keyed in.
 *
 * @param {{ isKeyed?: boolean }} around
 * @param {import("./desk.js").Place} place
 */
export const lineOf = ({ isKeyed }, { row, line }) => String(isKeyed ? row : line);

/**
 * @param {Around} around
 * @param {Row} row
 * @param {Issue[]} [said] What the server said of it as it was.
 */
export function rowItem(around, row, said = []) {
  const { desk, language, columns, fail } = around;
  const words = (/** @type {string} */ code, values = {}) => say(code, language, values);
  const item = h("li", { "data-row": row.row });
  const line = lineOf(around, row);
  const draw = (/** @type {Row} */ row) => {
    const mend = h(
      "button",
      {
        type: "button",
        className: "secondary small",
        "aria-label": words("mend_row", { line }),
        onclick: async () => {
          // It may have been mended in another list.
          const [now = row] = (await desk.rows([row.row]).catch(fail)) ?? [];
          item.replaceChildren(editor(around, now, [...now.issues, ...said], draw, mended));
        },
      },
      words("mend"),
    );
    const issues = [...row.issues, ...said];
    item.className =
      issues.length === 0 ? "is-fine" : row.refused || said.length > 0 ? "is-error" : "is-warning";
    item.replaceChildren(
      h("p", {}, h("strong", {}, words("row", { line })), " ", mend),
      h(
        "ul",
        {},
        ...(issues.length > 0
          ? issues.map((issue) => h("li", {}, told(around, row, issue)))
          : [h("li", {}, words("row_fine"))]),
      ),
    );
    return mend;
  };
  const mended = (/** @type {Row} */ row) => {
    // What the server said was of what it got.
    said = [];
    return draw(row);
  };
  draw(row);
  return item;
}

/** The column that an issue is about; -1 for none. @param {Around} around @param {Issue} issue */
function placeOf({ mapping }, { path }) {
  const name = path.split("/")[1];
  return (mapping?.columns ?? []).findIndex(
    (target) => target && "question" in target && target.question === name,
  );
}

/** @param {Around} around @param {Row} row @param {Issue} issue */
function told(around, row, issue) {
  const place = placeOf(around, issue);
  const heading = place < 0 ? "" : `${around.columns[place]?.trim() ?? ""}: `;
  const cell = place < 0 || !row.cells[place] ? "" : ` [${row.cells[place]}]`;
  return `${heading}${place < 0 ? issue.message : messageOf(around, issue)}${cell}`;
}

/** What is wrong, where its column is named beside it. @param {Around} around @param {Issue} issue */
function messageOf({ questions }, { path, message }) {
  return brief(message, questions.find(({ name }) => name === path.split("/")[1])?.label);
}

/**
 * The answers that a column can have, to be picked into its cell.
 *
 * @param {Around} around
 * @param {number} place Of the column.
 * @param {string} heading
 * @param {HTMLInputElement} input
 */
function choicesOf({ mapping, questions, language }, place, heading, input) {
  const target = mapping?.columns[place];
  if (!target || !("question" in target) || target.choice) return undefined;
  const question = questions.find(({ name }) => name === target.question);
  if (!question || question.choices.length === 0) return undefined;
  const isSeveral = question.type !== "select_one";
  const select = h(
    "select",
    {
      "aria-label": say("cell_choices_of", language, { question: heading }),
      onchange: () => {
        const others = isSeveral ? input.value.split(";").map((text) => text.trim()) : [];
        input.value = [...others, select.value].filter(Boolean).join("; ");
        if (isSeveral) select.value = "";
        input.dispatchEvent(new Event("input"));
      },
    },
    h("option", { value: "" }, say("cell_choices", language)),
    ...question.choices.map(({ label }) => h("option", {}, label)),
  );
  const show = () => {
    const label = isSeveral ? "" : input.value.trim();
    select.value = question.choices.some((choice) => choice.label === label) ? label : "";
  };
  input.addEventListener("input", show);
  show();
  return select;
}

/** Of how many editors there are, so that the ids of their fields differ. */
let editors = 0;

/**
 * @param {Around} around
 * @param {Row} row
 * @param {Issue[]} issues What is wrong with it.
 * @param {(row: Row) => HTMLElement} draw Shows a row again; gives what takes the focus.
 * @param {(row: Row) => HTMLElement} drawMended
 */
function editor(around, row, issues, draw, drawMended) {
  const { desk, language, columns, fail, tell, changed } = around;
  const words = (/** @type {string} */ code, values = {}) => say(code, language, values);
  const own = `cell-${(editors += 1)}`;
  const cells = [...row.cells];
  const wrong = issues.map((issue) => placeOf(around, issue));
  const field = (/** @type {number} */ place) => {
    const heading = columns[place]?.trim() || `${words("column")} ${place + 1}`;
    const messages = issues
      .filter((_, index) => wrong[index] === place)
      .map((issue) => messageOf(around, issue));
    const hint = `${own}-${place}-hint`;
    const input = h("input", {
      type: "text",
      id: `${own}-${place}`,
      value: cells[place] ?? "",
      autocomplete: "off",
      "aria-invalid": messages.length > 0 ? "true" : undefined,
      "aria-describedby": messages.length > 0 ? hint : undefined,
      oninput: () => {
        cells[place] = input.value;
      },
    });
    return h(
      "div",
      { className: "cell" },
      h("label", { htmlFor: input.id }, heading),
      h("div", { className: "cell-fields" }, input, choicesOf(around, place, heading, input)),
      messages.length > 0 && h("p", { id: hint, className: "error-text" }, messages.join(" ")),
    );
  };
  const places = columns.map((_, place) => place);
  const first = places.filter((place) => wrong.includes(place));
  const others = places.filter((place) => !wrong.includes(place));
  const back = () => draw(row).focus();
  const line = lineOf(around, row);
  const form = h(
    "form",
    {
      className: "row-editor",
      "aria-label": words("mend_row", { line }),
      onsubmit: async (/** @type {Event} */ event) => {
        event.preventDefault();
        if (cells.every((cell, place) => cell === (row.cells[place] ?? ""))) {
          // What is as it was in the file needs no saving.
          tell(words("row_same", { line }));
          back();
          return;
        }
        const mended = await desk.mend(row.row, cells).catch(fail);
        if (!mended) return;
        const count = mended.issues.length;
        const code = count === 0 ? "row_mended" : "row_still";
        tell(words(code, { line, count }), count > 0);
        drawMended(mended).focus();
        await changed(mended);
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && back(),
    },
    h("p", {}, h("strong", {}, words("row", { line }))),
    // What is of no field.
    ...issues
      .filter((_, index) => (wrong[index] ?? -1) < 0)
      .map(({ message }) => h("p", { className: "error-text" }, message)),
    ...first.map(field),
    others.length > 0 &&
      h(
        "details",
        { open: first.length === 0 },
        h("summary", {}, words("other_cells")),
        ...others.map(field),
      ),
    h(
      "p",
      { className: "actions" },
      h("button", { type: "submit", className: "primary" }, words("save_row")),
      " ",
      h("button", { type: "button", className: "secondary", onclick: back }, words("cancel")),
    ),
  );
  queueMicrotask(() => form.querySelector("input")?.focus());
  return form;
}
