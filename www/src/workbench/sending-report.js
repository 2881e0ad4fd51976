// What became of the rows that were sent: by reason, those that were refused to be mended, and all of them as a file.
import { moment } from "../moment.js";
import { lineOf, MARK } from "./csv.js";
import { download, h } from "./dom.js";
import { rowItem } from "./row-editor.js";
import { otherFile } from "./sending-ask.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Issue} Issue */
/** @typedef {import("./desk.js").Refusal} Refusal */
/** @typedef {import("./ledger.js").Other} Other */
/** @typedef {import("./ledger.js").Outcome} Outcome */
/** @typedef {import("./ledger.js").Reason} Reason */
/** @typedef {import("./shipment.js").Group} Group */
/** @typedef {import("./shipment.js").Shipment} Shipment */

/**
 * @typedef {object} Around
 * @property {import("./desk.js").Desk} desk
 * @property {string} language
 * @property {import("./desk.js").Mapping | null} mapping
 * @property {import("./desk.js").Question[]} questions
 * @property {string[]} columns The header; none of documents.
 * @property {import("./keyed-origin.js").Origin | undefined} origin
 * @property {string} stem What files are called.
 * @property {(text: string, isProblem?: boolean) => void} tell
 * @property {(error: unknown) => void} fail
 * @property {(row: import("./desk.js").Row) => Promise<void>} changed A row was mended.
 * @property {() => void} refused Writes the file of refused rows.
 * @property {(refusals: Refusal[]) => Promise<true | undefined>} hold Reads the file once more, so that these rows are
 *   held.
 */

/** So many rows of a group are named. */
const NAMED = 20;
/** How many rows are shown at once. */
const SHOWN = 10;

export class Report {
  element = h("div", { className: "send-report" });
  #around;
  /** @type {Shipment | undefined} */
  #shipment;
  #table = h("div", {});
  #rows = h("div", { className: "rows" });

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
    this.element.append(this.#table, this.#rows);
  }

  /** @param {string} code @param {Record<string, string | number>} [values] */
  #say(code, values) {
    return say(code, this.#around.language, values);
  }

  /** Nothing of it is true any more: more is sent. */
  clear() {
    this.#rows.replaceChildren();
  }

  /** Where a row of the ledger stands in the file; nothing where it is no more. @param {number} row */
  #placeOf(row) {
    const { origin } = this.#around;
    return origin ? origin.placeOf(row) : { row, number: "", edition: undefined };
  }

  /** What a row of the ledger is called. @param {number} row @param {number} line Of the file. */
  #nameOf(row, line) {
    const place = this.#placeOf(row);
    if (!place) return this.#say("send_row_gone");
    const { row: shown, number } = place;
    if (!this.#around.origin) return String(line);
    return number ? this.#say("send_row_of", { row: String(shown), number }) : String(shown);
  }

  /** @param {Shipment} shipment @param {Group[]} groups */
  show(shipment, groups) {
    this.#shipment = shipment;
    const heads = ["send_became", "send_reason", "send_number_head", "send_rows"];
    const isRefused = groups.some(({ state }) => state === "refused");
    const isKeyed = Boolean(this.#around.origin);
    const button = (/** @type {string} */ code, /** @type {() => void} */ act) =>
      h("button", { type: "button", className: "secondary", onclick: act }, this.#say(code));
    this.#table.replaceChildren(
      h(
        "div",
        { className: "table-scroll", tabIndex: 0, role: "group", "aria-label": this.#say("send_report") },
        h(
          "table",
          { className: "kinds" },
          h("caption", {}, this.#say("send_report")),
          h(
            "thead",
            {},
            h("tr", {}, ...heads.map((code) => h("th", { scope: "col" }, this.#say(code))), h("td", {})),
          ),
          h("tbody", {}, ...groups.map((group) => this.#group(group))),
        ),
      ),
      ...(isRefused
        ? [h("p", { className: "hint" }, this.#say(isKeyed ? "send_mend_hint_keyed" : "send_mend_hint"))]
        : []),
      h(
        "p",
        { className: "actions" },
        button("send_save", () => void this.#save()),
        ...(isRefused ? [" ", button("send_refused_file", () => this.#around.refused())] : []),
      ),
    );
    if (!isRefused) this.#rows.replaceChildren();
  }

  /** @param {Group} group */
  #group(group) {
    const { state, reason, count, rows, lines } = group;
    const why = reason ? this.#reason(reason) : this.#why(group) || this.#say(`send_${state}_why`);
    const names = rows.slice(0, NAMED).map((row, index) => this.#nameOf(row, lines[index] ?? row));
    const isMendable = state === "refused" && this.#around.columns.length > 0;
    return h(
      "tr",
      { className: ["accepted", "before"].includes(state) ? "" : "is-error" },
      h("th", { scope: "row" }, this.#say(`send_${state}`)),
      h("td", { "data-label": this.#say("send_reason") }, why),
      h(
        "td",
        { className: "number", "data-label": this.#say("send_number_head") },
        this.#say("send_number", { count }),
      ),
      h(
        "td",
        { className: "send-rows", "data-label": this.#say("send_rows") },
        state === "accepted" ? "" : names.join(", ") + (count > names.length ? ", …" : ""),
      ),
      h(
        "td",
        {},
        isMendable &&
          h(
            "button",
            {
              type: "button",
              className: "link",
              "aria-label": this.#say("send_mend_of", { reason: why }),
              onclick: () => void this.#open(group, 0),
            },
            this.#say("send_mend"),
          ),
      ),
    );
  }

  /** Why nothing was sent, or not what is there now. @param {{ state: string, isLater?: boolean, from?: Other }} of */
  #why({ state, isLater, from }) {
    if (state === "other" && isLater) return this.#say("send_later_why");
    if (state !== "before" || !from) return "";
    return this.#say("send_before_from", { file: otherFile(from, this.#around.language) });
  }

  /** Shows rows of a group, to be mended. @param {Group} group @param {number} from */
  async #open(group, from) {
    const { desk, fail, hold } = this.#around;
    const refused = await this.#refused().catch(fail);
    if (!refused) return;
    const places = group.rows.flatMap((row) => this.#placeOf(row)?.row ?? []).slice(from, from + SHOWN + 1);
    const shown = places.slice(0, SHOWN);
    let rows = await desk.rows(shown).catch(fail);
    if (rows && rows.length < shown.length) {
      const refusals = refused.map(({ row, reasons }) => ({ row, reason: this.#words(reasons) }));
      if (!(await hold(refusals))) return;
      rows = await desk.rows(shown).catch(fail);
    }
    if (!rows) return;
    const title = h("h3", { tabIndex: -1 }, this.#say("send_mend_rows"));
    const list = h("ol", { className: "row-list" });
    for (const place of shown) {
      const row = rows.find(({ row }) => row === place);
      const said = refused.find(({ row }) => row === place)?.reasons ?? [];
      list.append(
        row
          ? rowItem(
              { ...this.#around, isKeyed: this.#around.origin !== undefined },
              row,
              said.map((reason) => this.#issue(reason)),
            )
          : h(
              "li",
              {},
              h("strong", {}, this.#say("row", { row: place })),
              " ",
              h("span", { className: "hint" }, this.#say("row_not_held")),
            ),
      );
    }
    this.#rows.replaceChildren(title, list);
    if (places.length > SHOWN) {
      const next = () => void this.#open(group, from + SHOWN);
      this.#rows.append(
        h("button", { type: "button", className: "secondary", onclick: next }, this.#say("next_rows")),
      );
    }
    title.focus();
  }

  /** What the server refused, by the rows of the file. @returns {Promise<{ row: number, reasons: Reason[] }[]>} */
  async #refused() {
    const outcomes = (await this.#shipment?.refused()) ?? [];
    return outcomes.flatMap(({ row, reasons, edition }) => {
      const place = this.#placeOf(row);
      // What was keyed anew since was refused by nobody.
      return place && place.edition === edition ? [{ row: place.row, reasons: reasons ?? [] }] : [];
    });
  }

  /** The same, as it is written into the file of refused rows. @returns {Promise<Refusal[]>} */
  async refusals() {
    const refused = await this.#refused();
    return refused.map(({ row, reasons }) => ({ row, reason: this.#words(reasons) }));
  }

  /** @param {Reason[]} [reasons] */
  #words(reasons = []) {
    const said = reasons.map((reason) => this.#reason(reason)).join(" ");
    return this.#say("send_refusal", { reason: said || this.#say("send_refused_why") });
  }

  /** @param {Reason} reason */
  #reason({ question, code, text }) {
    // What the server says has a text.
    if (!text) return this.#say(`send_${code}`);
    const label = this.#around.questions.find(({ name }) => name === question)?.label ?? question;
    return label ? `${label}: ${text}` : text;
  }

  /** What the server said, as an issue of the row. @param {Reason} reason @returns {Issue} */
  #issue({ code, text, question }) {
    const message = this.#say("send_said", { text });
    return { path: `/${question ?? ""}`, code, severity: "error", message };
  }

  /** The report as a file: of each row what became of it, and nothing of what it says. */
  async #save() {
    const { stem, fail, origin } = this.#around;
    const number = origin ? ["form_number"] : [];
    const heads = ["send_row", ...number, "send_id", "send_became", "send_receipt", "send_reason"];
    /** @type {string[]} */
    const parts = [MARK, lineOf(heads.map((code) => this.#say(code)))];
    try {
      await this.#shipment?.each((outcomes) => {
        for (const outcome of outcomes) parts.push(lineOf(this.#line(outcome)));
      });
      const name = `${stem}.${this.#say("send_name")}.${moment().slice(0, 10)}.csv`;
      download(name, new Blob(parts, { type: "text/csv;charset=utf-8" }));
    } catch (error) {
      fail(error);
    }
  }

  /** @param {Outcome} outcome */
  #line(outcome) {
    const { row, line = row, state, receipt, reasons } = outcome;
    // What was not sent is known to nobody by its id.
    const id = state === "before" ? "" : outcome.id;
    const place = this.#placeOf(row);
    const number = this.#around.origin ? [place?.number ?? ""] : [];
    const why = (reasons ?? []).map((reason) => this.#reason(reason)).join(" ");
    const shown = place ? String(this.#around.origin ? place.row : line) : this.#say("send_row_gone");
    return [shown, ...number, id, this.#say(`send_${state}`), receipt ?? "", why || this.#why(outcome)];
  }
}
