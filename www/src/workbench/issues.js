// What was found in a file: by kind with counts, then row by row; a row is mended where it stands.
import { download, h } from "./dom.js";
import { count, say } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Told} Told */
/** @typedef {import("./desk.js").Kind} Kind */
/** @typedef {import("./desk.js").Row} Row */

/** How many rows are shown at once. */
const SHOWN = 10;

/**
 * What the list of issues needs of the page around it.
 *
 * @typedef {object} Around
 * @property {Desk} desk
 * @property {string} language
 * @property {import("./desk.js").Mapping | null} mapping
 * @property {import("./desk.js").Question[]} questions
 * @property {(text: string, isProblem?: boolean) => void} tell
 * @property {(error: unknown) => void} fail
 * @property {() => Promise<void>} changed A row was mended: figures, issues and results are no longer what they were.
 * @property {(() => void) | undefined} refused Writes the file of refused rows.
 */

export class Issues {
  element = h("div", { className: "issues" });
  #around;
  /** @type {Told} */
  #told;
  /** The kind whose rows are shown, and from which place on. @type {{ kind: Kind, from: number } | undefined} */
  #shown;

  /**
   * @param {Around} around
   * @param {Told} told
   */
  constructor(around, told) {
    this.#around = around;
    this.#told = told;
    this.#draw();
  }

  /** @param {string} code @param {Record<string, string | number>} [values] */
  #say(code, values) {
    return say(code, this.#around.language, values);
  }

  #draw() {
    const told = this.#told;
    const { language, refused } = this.#around;
    const figure = (/** @type {string} */ code, /** @type {number} */ number) =>
      h(
        "div",
        { className: "figure" },
        h("dt", {}, this.#say(code)),
        h("dd", { "data-figure": code }, count(number, language)),
      );
    const figures = h(
      "dl",
      { className: "figures" },
      figure("responses", told.rows),
      figure("counted", told.rows - told.refused),
      figure("refused", told.refused),
    );
    /** @type {HTMLElement[]} */
    const content = [figures, ...this.#remarks(), ...this.#numbering()];
    if (told.kinds.length === 0) content.push(h("p", {}, this.#say("no_issues")));
    else content.push(this.#kinds());
    if (told.refused > 0 && refused) {
      content.push(
        h(
          "p",
          { className: "actions" },
          h(
            "button",
            { type: "button", className: "secondary", onclick: refused },
            this.#say("refused_file"),
          ),
          " ",
          h(
            "span",
            { className: "hint" },
            this.#say(this.#isTable ? "refused_hint" : "refused_hint_documents"),
          ),
        ),
      );
    }
    content.push(this.#rows);
    this.element.replaceChildren(...content);
  }

  #remarks() {
    const { file } = this.#told;
    if (!file) return [];
    const told = Object.entries(file.remarks).map(([name, number]) =>
      this.#say(`remark_${name}`, { count: number }),
    );
    const sheets = file.sheets.filter(({ has_data }) => has_data !== false);
    const chosen = sheets.find(({ chosen }) => chosen);
    if (chosen && sheets.length > 1) told.push(this.#say("remark_sheets", { name: chosen.name }));
    if (told.length === 0) return [];
    return [
      h(
        "details",
        { className: "remarks", open: true },
        h("summary", {}, this.#say("remarks")),
        h("ul", {}, ...told.map((text) => h("li", {}, text))),
      ),
    ];
  }

  #numbering() {
    const { repeated, duplicates, missing, gaps, unnumbered } = this.#told.numbering;
    const part = (
      /** @type {string} */ code,
      /** @type {number} */ number,
      /** @type {string[]} */ places,
    ) =>
      number > 0
        ? [
            h("dt", {}, `${this.#say(code)}: ${count(number, this.#around.language)}`),
            ...places.slice(0, 20).map((text) => h("dd", {}, text)),
          ]
        : [];
    const parts = [
      ...part(
        "numbering_repeated",
        repeated,
        duplicates.map(({ rows, count }) =>
          this.#say("numbering_rows", { rows: rows.join(", ") + (count > rows.length ? ", …" : "") }),
        ),
      ),
      ...part(
        "numbering_missing",
        missing,
        gaps.map(({ first, last, count }) =>
          count === 1 ? first : this.#say("numbering_gap", { first, last, count }),
        ),
      ),
      ...part("numbering_unnumbered", unnumbered, []),
    ];
    return parts.length > 0 ? [h("dl", { className: "numbering" }, ...parts)] : [];
  }

  /** @param {Kind} kind @returns {string} Where it stands: the heading of its column, or the question. */
  #where({ column, question }) {
    const { questions } = this.#around;
    const heading = column === null ? undefined : this.#told.columns[column - 1];
    return heading?.trim() || (questions.find(({ name }) => name === question)?.label ?? "");
  }

  #kinds() {
    const heads = ["kind", "kind_column", "kind_count"].map((code, place) =>
      h("th", { scope: "col", className: place === 2 ? "number" : "" }, this.#say(code)),
    );
    const rows = this.#told.kinds.map((kind) =>
      h(
        "tr",
        { className: `is-${kind.severity}` },
        h(
          "th",
          { scope: "row" },
          h("span", { className: "severity" }, this.#say(`kind_${kind.severity}`)),
          " ",
          kind.message,
        ),
        h("td", { "data-label": this.#say("kind_column") }, this.#where(kind)),
        h(
          "td",
          { className: "number", "data-label": this.#say("kind_count") },
          count(kind.count, this.#around.language),
        ),
        h(
          "td",
          {},
          h(
            "button",
            {
              type: "button",
              className: "link",
              "aria-label": this.#say("show_rows_of", { kind: kind.message }),
              onclick: () => void this.#show(kind, 0),
            },
            this.#say("show_rows"),
          ),
        ),
      ),
    );
    return h(
      "div",
      { className: "table-scroll", role: "region", tabIndex: 0, "aria-label": this.#say("issues_heading") },
      h(
        "table",
        { className: "kinds" },
        h("thead", {}, h("tr", {}, ...heads, h("td", {}))),
        h("tbody", {}, ...rows),
      ),
    );
  }

  #rows = h("div", { className: "rows" });

  /**
   * @param {Kind} kind
   * @param {number} from
   * @param {boolean} moves Whether the focus goes there.
   */
  async #show(kind, from, moves = true) {
    this.#shown = { kind, from };
    const places = kind.places.slice(from, from + SHOWN);
    const rows = await this.#around.desk.rows(places.map(({ row }) => row)).catch(this.#around.fail);
    if (!rows) return;
    const title = h("h3", { tabIndex: -1 }, this.#say("rows_of", { kind: kind.message }));
    /** @type {HTMLElement[]} */
    const content = [title];
    if (kind.count > kind.places.length) {
      content.push(
        h(
          "p",
          { className: "hint" },
          this.#say("rows_first", { shown: kind.places.length, count: kind.count }),
        ),
      );
    }
    const list = h("ol", { className: "row-list" });
    for (const { row, line } of places) {
      const held = rows.find((known) => known.row === row);
      list.append(held ? this.#row(held) : this.#notHeld(row, line));
    }
    content.push(list);
    if (from + SHOWN < kind.places.length) {
      const next = () => void this.#show(kind, from + SHOWN);
      content.push(
        h("button", { type: "button", className: "secondary", onclick: next }, this.#say("next_rows")),
      );
    }
    this.#rows.replaceChildren(...content);
    if (moves) title.focus();
  }

  /** Whether the file is rows of cells, and no documents of JSON, which are mended where they come from. */
  get #isTable() {
    return this.#told.columns.length > 0;
  }

  /** @param {number} row @param {number} line */
  #notHeld(row, line) {
    return h(
      "li",
      {},
      h("strong", {}, this.#say("row", { row })),
      ` (${this.#say("row_line", { line })}) `,
      h("span", { className: "hint" }, this.#say(this.#isTable ? "row_not_held" : "row_document")),
    );
  }

  /** @param {Row} row */
  #row(row) {
    const item = h("li", { "data-row": row.row });
    const draw = (/** @type {Row} */ row) => {
      const mend = h(
        "button",
        {
          type: "button",
          className: "secondary small",
          "aria-label": this.#say("mend_row", { row: row.row }),
          onclick: () => edit(row),
        },
        this.#say("mend"),
      );
      item.className = row.issues.length === 0 ? "is-fine" : row.refused ? "is-error" : "is-warning";
      item.replaceChildren(
        h(
          "p",
          {},
          h("strong", {}, this.#say("row", { row: row.row })),
          ` (${this.#say("row_line", { line: row.line })}) `,
          mend,
        ),
        h(
          "ul",
          {},
          ...(row.issues.length > 0
            ? row.issues.map((issue) => h("li", {}, this.#issue(row, issue)))
            : [h("li", {}, this.#say("row_fine"))]),
        ),
      );
      return mend;
    };
    const edit = (/** @type {Row} */ row) => item.replaceChildren(this.#editor(row, draw));
    draw(row);
    return item;
  }

  /** @param {Row} row @param {import("./desk.js").Issue} issue */
  #issue(row, issue) {
    const place = this.#placeOf(issue);
    const heading = place < 0 ? "" : `${this.#told.columns[place]?.trim() ?? ""}: `;
    const cell = place < 0 || !row.cells[place] ? "" : ` [${row.cells[place]}]`;
    return `${heading}${issue.message}${cell}`;
  }

  /** The column that an issue is about; -1 for none. */
  #placeOf(/** @type {import("./desk.js").Issue} */ { path }) {
    const name = path.split("/")[1];
    const columns = this.#around.mapping?.columns ?? [];
    return columns.findIndex((target) => target && "question" in target && target.question === name);
  }

  /**
   * @param {Row} row
   * @param {(row: Row) => HTMLElement} draw Shows a row again; gives what takes the focus.
   */
  #editor(row, draw) {
    const { desk, fail, tell, changed } = this.#around;
    const cells = [...row.cells];
    const wrong = row.issues.map((issue) => this.#placeOf(issue));
    const field = (/** @type {number} */ place) => {
      const heading = this.#told.columns[place]?.trim() || `${this.#say("column")} ${place + 1}`;
      const messages = row.issues.filter((_, index) => wrong[index] === place).map(({ message }) => message);
      const hint = `cell-${row.row}-${place}-hint`;
      return h(
        "div",
        { className: "cell" },
        h("label", { htmlFor: `cell-${row.row}-${place}` }, heading),
        h("input", {
          id: `cell-${row.row}-${place}`,
          value: cells[place] ?? "",
          autocomplete: "off",
          "aria-invalid": messages.length > 0 ? "true" : undefined,
          "aria-describedby": messages.length > 0 ? hint : undefined,
          oninput: (/** @type {Event} */ { target }) => {
            cells[place] = /** @type {HTMLInputElement} */ (target).value;
          },
        }),
        messages.length > 0 && h("p", { id: hint, className: "error-text" }, messages.join(" ")),
      );
    };
    const places = this.#told.columns.map((_, place) => place);
    const first = places.filter((place) => wrong.includes(place));
    const others = places.filter((place) => !wrong.includes(place));
    const form = h(
      "form",
      {
        className: "row-editor",
        "aria-label": this.#say("mend_row", { row: row.row }),
        onsubmit: async (/** @type {Event} */ event) => {
          event.preventDefault();
          const mended = await desk.mend(row.row, cells).catch(fail);
          if (!mended) return;
          const { issues } = mended;
          tell(
            issues.length === 0
              ? this.#say("row_mended", { row: row.row })
              : this.#say("row_still", { row: row.row, count: issues.length }),
            issues.length > 0,
          );
          draw(mended).focus();
          await changed();
        },
        onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && draw(row).focus(),
      },
      h(
        "p",
        {},
        h("strong", {}, this.#say("row", { row: row.row })),
        ` (${this.#say("row_line", { line: row.line })})`,
      ),
      ...first.map(field),
      others.length > 0 &&
        h(
          "details",
          { open: first.length === 0 },
          h("summary", {}, this.#say("other_cells")),
          ...others.map(field),
        ),
      h(
        "p",
        { className: "actions" },
        h("button", { type: "submit", className: "primary" }, this.#say("save_row")),
        " ",
        h(
          "button",
          { type: "button", className: "secondary", onclick: () => draw(row).focus() },
          this.#say("cancel"),
        ),
      ),
    );
    queueMicrotask(() => form.querySelector("input")?.focus());
    return form;
  }

  /**
   * Figures and kinds changed since; the rows that are shown stay.
   *
   * @param {Told} told
   */
  update(told) {
    this.#told = told;
    const focused = /** @type {ShadowRoot} */ (this.element.getRootNode()).activeElement;
    this.#draw();
    // Taken out and put back, what had the focus lost it.
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
  }
}

/**
 * Lets the officer keep the refused rows.
 *
 * @param {string} name Of the file that was read.
 * @param {string} kind
 * @param {Blob} rows
 * @param {string} language
 */
export function saveRefused(name, kind, rows, language) {
  const stem = name.replace(/\.[^.]*$/, "");
  const isText = kind === "json" || kind === "ndjson";
  const type = isText ? "application/x-ndjson" : "text/csv;charset=utf-8";
  const ending = isText ? "ndjson" : "csv";
  download(`${stem}.${say("refused_name", language)}.${ending}`, new Blob([rows], { type }));
}
