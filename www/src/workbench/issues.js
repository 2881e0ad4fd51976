// What was found in a file: by kind with counts, then row by row; a row is mended where it stands.
import { download, h, stemOf } from "./dom.js";
import { brief } from "./message.js";
import { lineOf, rowItem } from "./row-editor.js";
import { count, say } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Told} Told */
/** @typedef {import("./desk.js").Kind} Kind */
/** @typedef {import("./desk.js").Row} Row */

/** How many rows are shown at once. */
const SHOWN = 10;
/** From how many columns on with the same to be said it is said once. */
const FOLDED = 3;

/**
 * What the list of issues needs of the page around it.
 *
 * @typedef {object} Around
 * @property {Desk} desk
 * @property {string} language
 * @property {import("./desk.js").Mapping | null} mapping
 * @property {import("./desk.js").Question[]} questions
 * @property {boolean} isKeyed Whether it was keyed in.
 * @property {(text: string, isProblem?: boolean) => void} tell
 * @property {(error: unknown) => void} fail
 * @property {(row: Row) => Promise<void>} changed A row was mended: figures, issues and results are no longer what they
 *   were.
 * @property {(() => void) | undefined} refused Writes the file of refused rows.
 */

export class Issues {
  element = h("div", { className: "issues" });
  #around;
  /** @type {Told} */
  #told;

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
    if (told.rows === 0) {
      content.push(h("p", {}, this.#say(this.#isTable ? "nothing_read_hint" : "nothing_read_documents")));
    } else if (told.kinds.length === 0) content.push(h("p", {}, this.#say("no_issues")));
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
    const { repeated, duplicates, missing, gaps, unnumbered, incomplete } = this.#told.numbering;
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
        duplicates.map(({ rows, lines = rows, count }) => {
          const shown = this.#around.isKeyed ? rows : lines;
          return this.#say("numbering_rows", {
            rows: shown.join(", ") + (count > shown.length ? ", …" : ""),
          });
        }),
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
    return [
      ...(parts.length > 0 ? [h("dl", { className: "numbering" }, ...parts)] : []),
      ...(incomplete ? [h("p", { className: "hint" }, this.#say("numbering_incomplete"))] : []),
    ];
  }

  /** @param {Kind} kind @returns {string} Where it stands: the heading of its column, or the question. */
  #where({ column, question }) {
    const { questions } = this.#around;
    const heading = column === null ? undefined : this.#told.columns[column - 1];
    return heading?.trim() || (questions.find(({ name }) => name === question)?.label ?? "");
  }

  /** @param {Kind} kind What it is, but for the question. */
  #brief({ message, question }) {
    const { questions } = this.#around;
    return brief(message, questions.find(({ name }) => name === question)?.label);
  }

  /** @param {Kind} kind */
  #head(kind) {
    const severity = h("span", { className: "severity" }, this.#say(`kind_${kind.severity}`));
    return h("th", { scope: "row" }, severity, " ", this.#brief(kind));
  }

  /**
   * @param {Kind} kind
   * @param {boolean} [isFolded] Whether it is one of several of which the same is said above them.
   */
  #kind(kind, isFolded = false) {
    const where = { "data-label": this.#say("kind_column") };
    const show = h(
      "button",
      {
        type: "button",
        className: "link",
        "aria-label": this.#say("show_rows_of", { kind: kind.message }),
        onclick: () => void this.#show(kind, 0),
      },
      this.#say("show_rows"),
    );
    return h(
      "tr",
      { className: `is-${kind.severity}` },
      ...(isFolded
        ? [h("td", { className: "folded" }), h("th", { scope: "row", ...where }, this.#where(kind))]
        : [this.#head(kind), h("td", where, this.#where(kind))]),
      h(
        "td",
        { className: "number", "data-label": this.#say("kind_count") },
        count(kind.count, this.#around.language),
      ),
      h("td", {}, show),
    );
  }

  /** The kinds that are shown one by one, of those that are folded. @type {Set<string>} */
  #open = new Set();

  /** Of several columns the same is to be said. @param {string} key @param {[Kind, ...Kind[]]} kinds */
  #fold(key, kinds) {
    const [first] = kinds;
    const members = kinds.map((kind) => this.#kind(kind, true));
    const unfold = h(
      "button",
      {
        type: "button",
        className: "link",
        onclick: () => {
          if (!this.#open.delete(key)) this.#open.add(key);
          draw();
        },
      },
      "",
    );
    const draw = () => {
      const isOpen = this.#open.has(key);
      for (const member of members) member.hidden = !isOpen;
      const code = isOpen ? "fold" : "unfold";
      unfold.textContent = this.#say(code);
      unfold.setAttribute(
        "aria-label",
        this.#say(isOpen ? "fold_of" : "unfold_of", { kind: this.#brief(first) }),
      );
      unfold.setAttribute("aria-expanded", String(isOpen));
    };
    draw();
    const most = Math.max(...kinds.map(({ count }) => count));
    const head = h(
      "tr",
      { className: `is-${first.severity} fold` },
      this.#head(first),
      h(
        "td",
        { "data-label": this.#say("kind_column") },
        this.#say("kind_questions", { count: kinds.length }),
      ),
      h(
        "td",
        { className: "number", "data-label": this.#say("kind_count") },
        this.#say("kind_most", { count: most }),
      ),
      h("td", {}, unfold),
    );
    return [head, ...members];
  }

  #kinds() {
    const heads = ["kind", "kind_column", "kind_count"].map((code, place) =>
      h("th", { scope: "col", className: place === 2 ? "number" : "" }, this.#say(code)),
    );
    /** @type {Map<string, [Kind, ...Kind[]]>} */
    const alike = new Map();
    for (const kind of this.#told.kinds) {
      const key = JSON.stringify([kind.severity, kind.code, this.#brief(kind)]);
      const others = alike.get(key);
      if (others) others.push(kind);
      else alike.set(key, [kind]);
    }
    const rows = [...alike].flatMap(([key, kinds]) =>
      kinds.length < FOLDED ? kinds.map((kind) => this.#kind(kind)) : this.#fold(key, kinds),
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
    const around = { ...this.#around, columns: this.#told.columns };
    for (const place of places) {
      const held = rows.find(({ row }) => row === place.row);
      list.append(held ? rowItem(around, held) : this.#notHeld(place));
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

  /** @param {import("./desk.js").Place} place */
  #notHeld(place) {
    return h(
      "li",
      {},
      h("strong", {}, this.#say("row", { line: lineOf(this.#around, place) })),
      " ",
      h("span", { className: "hint" }, this.#say(this.#isTable ? "row_not_held" : "row_document")),
    );
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
  const stem = stemOf(name);
  const isText = kind === "json" || kind === "ndjson";
  const type = isText ? "application/x-ndjson" : "text/csv;charset=utf-8";
  const ending = isText ? "ndjson" : "csv";
  download(`${stem}.${say("refused_name", language)}.${ending}`, new Blob([rows], { type }));
}
