// What was counted: pictures with their tables, to keep, to print, to add up and to compare.
import { trust } from "../trust.js";
import { scoredOf } from "./columns.js";
import { Fault } from "./desk.js";
import { choose, download, h } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Picture} Picture */

/** The width of pictures: what there is, within what they are drawn for. */
const MAX_WIDTH = 900;
const MIN_WIDTH = 280;
/** So many of the questions are named that an index is without; a list of nearly all helps nobody. */
const NAMED = 3;
/** Files of results are small: more is something else. */
const MAX_BYTES = 64 << 20;

/**
 * @typedef {object} Around
 * @property {Desk} desk
 * @property {string} language
 * @property {number} least The fewest responses of a group that is shown.
 * @property {import("./desk.js").Question[]} questions
 * @property {import("./desk.js").Mapping | null} mapping Of the columns of the file; none of documents.
 * @property {string} stem What files are called.
 * @property {(text: string, isProblem?: boolean) => void} tell
 * @property {(error: unknown) => void} fail
 */

export class Results {
  element = h("div", { className: "results" });
  #around;
  #least;
  #pictures = h("div", { className: "pictures" });
  #turn = 0;

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
    this.#least = around.least;
    this.element.append(this.#pictures);
  }

  /** @param {string} code @param {Record<string, string | number>} [values] */
  #say(code, values) {
    return say(code, this.#around.language, values);
  }

  /** Shows what is counted now. */
  async refresh() {
    const turn = ++this.#turn;
    const { desk, fail } = this.#around;
    const style = getComputedStyle(this.element);
    const room = this.element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const width = Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, room - 24)));
    const counted = await Promise.all([desk.report(this.#least), desk.pictures(this.#least, width)]).catch(
      fail,
    );
    if (turn !== this.#turn) return;
    if (!counted) {
      const again = () => void this.refresh();
      this.element.replaceChildren(
        h("p", { className: "told problem" }, this.#say("results_failed")),
        h("button", { type: "button", className: "secondary", onclick: again }, this.#say("retry")),
      );
      return;
    }
    const [report, pictures] = counted;
    if (!report || report.responses === 0) {
      this.element.replaceChildren(h("p", { className: "empty" }, this.#say("no_results")), this.#sources());
      return;
    }
    const { note } = report;
    const missing = this.#missing();
    if (missing) report.note = `${report.note} ${missing}`;
    this.element.replaceChildren(
      ...(missing ? [h("p", { className: "partial" }, missing)] : []),
      h("p", { className: "reference" }, note),
      this.#settings(),
      ...this.#hidden(report),
      h("div", { className: "pictures" }, ...pictures.map((picture) => this.#picture(picture))),
      this.#files(report),
      this.#sources(),
    );
  }

  /** Of which questions there is no column, where the index is counted without some. */
  #missing() {
    const { mapping, questions } = this.#around;
    if (!mapping) return "";
    const { all, missing } = scoredOf(mapping, questions);
    if (missing.length === 0) return "";
    const isMany = missing.length > NAMED + 1;
    const named = (isMany ? missing.slice(0, NAMED) : missing).map(({ label }) => `“${label}”`).join("; ");
    const others = missing.length - NAMED;
    const list = isMany ? this.#say("partial_more", { questions: named, count: others }) : named;
    return this.#say("partial", { count: all - missing.length, all, questions: list });
  }

  /**
   * The groups that were asked for and are not shown.
   *
   * @param {{ by: { label: string, error?: string, hidden_groups?: number, groups: unknown[] }[] }} report
   */
  #hidden({ by }) {
    const told = by.flatMap(({ label, error, hidden_groups: count = 0, groups }) => {
      if (error) return [this.#say("groups_many", { question: label })];
      if (count === 0) return [];
      const code = groups.length > 0 ? "groups_some" : "groups_none";
      return [this.#say(code, { question: label, count })];
    });
    if (told.length === 0) return [];
    return [
      h("p", {}, this.#say("groups_hidden", { least: this.#least })),
      h("ul", { className: "groups-hidden" }, ...told.map((text) => h("li", {}, text))),
    ];
  }

  #settings() {
    const input = h("input", {
      id: "least",
      type: "number",
      min: "1",
      max: "1000",
      value: String(this.#least),
      onchange: () => {
        this.#least = Math.max(1, Math.min(1000, Math.round(Number(input.value)) || 1));
        void this.refresh();
      },
    });
    return h("p", { className: "setting" }, h("label", { htmlFor: "least" }, this.#say("least")), " ", input);
  }

  /** @param {Picture} picture */
  #picture(picture) {
    const figure = h("figure", { className: "picture", "data-picture": picture.name });
    const drawn = h("div", { className: "drawn" });
    drawn.innerHTML = /** @type {string} */ (trust(picture.svg));
    const table = h("div", {});
    table.innerHTML = /** @type {string} */ (trust(picture.table));
    const name = `${this.#around.stem}.${picture.name}`;
    const save = (
      /** @type {string} */ kind,
      /** @type {string} */ type,
      /** @type {() => string} */ content,
    ) =>
      h(
        "button",
        {
          type: "button",
          className: "link",
          "aria-label": this.#say("save_of", { title: picture.title, kind: this.#say(`save_${kind}`) }),
          onclick: () => download(`${name}.${kind}`, new Blob([content()], { type })),
        },
        this.#say(`save_${kind}`),
      );
    figure.append(
      drawn,
      table,
      h(
        "p",
        { className: "actions" },
        `${this.#say("downloads")}: `,
        save("svg", "image/svg+xml", () => picture.svg),
        " ",
        save("csv", "text/csv;charset=utf-8", () => picture.csv),
        " ",
        save("json", "application/json", () => JSON.stringify(picture.json, null, 1)),
      ),
    );
    return figure;
  }

  /** @param {unknown} report */
  #files(report) {
    const { desk, fail, stem, tell } = this.#around;
    const button = (/** @type {string} */ code, /** @type {() => unknown} */ act) =>
      h("button", { type: "button", className: "secondary", onclick: act }, this.#say(code));
    return h(
      "div",
      { className: "actions result-files" },
      button("print", () => print()),
      button("save_xlsx", async () => {
        const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        try {
          const bytes = await desk.workbook(this.#least);
          if (bytes) download(`${stem}.xlsx`, new Blob([bytes], { type }));
          else tell(this.#say("no_xlsx"), true);
        } catch (error) {
          fail(error);
        }
      }),
      button("save_report", () =>
        download(
          `${stem}.${this.#say("report_name")}.json`,
          new Blob([JSON.stringify(report, null, 1)], { type: "application/json" }),
        ),
      ),
      button("save_results", async () => {
        const kept = await desk.kept().catch(fail);
        const name = `${stem}.${this.#say("results_name")}.json`;
        if (kept) download(name, new Blob([kept], { type: "application/json" }));
      }),
      h("p", { className: "hint" }, this.#say("save_results_hint")),
    );
  }

  /** Adds kept results; those that are there already only when that is meant. @param {string} text */
  async #merge(text) {
    const { desk } = this.#around;
    try {
      await desk.merge(text);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "batch_known") throw error;
      if (confirm(`${error.message} ${this.#say("merge_again")}`)) await desk.merge(text, true);
    }
  }

  /** What is added to the results, and what they are compared with. */
  #sources() {
    const { desk, fail } = this.#around;
    const button = (/** @type {string} */ code, /** @type {() => void} */ act) =>
      h("button", { type: "button", className: "secondary", onclick: act }, this.#say(code));
    /** @param {(text: string) => Promise<void>} take */
    const file = (take) =>
      choose(".json,application/json", async (file) => {
        try {
          if (file.size > MAX_BYTES) throw new RangeError("too large");
          await take(await file.text());
          await this.refresh();
        } catch (error) {
          fail(error);
        }
      });
    const besides = /** @type {const} */ (["province", "last"]).map((beside) =>
      desk.isCompared(beside)
        ? h(
            "span",
            { className: "compared" },
            `${this.#say(`compared_${beside}`)} `,
            button("uncompare", async () => {
              await desk.compare(beside, undefined).catch(fail);
              await this.refresh();
            }),
          )
        : button(`compare_${beside}`, () => file((text) => desk.compare(beside, text))),
    );
    return h(
      "div",
      { className: "actions result-sources" },
      button("merge", () => file((text) => this.#merge(text))),
      desk.merged > 0 &&
        h(
          "span",
          { className: "merged" },
          `${this.#say("merged", { count: desk.merged })} `,
          button("unmerge", async () => {
            await desk.forgetMerged().catch(fail);
            await this.refresh();
          }),
        ),
      ...besides,
    );
  }
}
