// What was counted: pictures with their tables, to keep, to print, to add up and to compare.
import { trust } from "../trust.js";
import { Fault } from "./desk.js";
import { choose, download, h } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Picture} Picture */

/** The width of pictures: what there is, within what they are drawn for. */
const MAX_WIDTH = 900;
const MIN_WIDTH = 280;
/** Files of results are small: more is something else. */
const MAX_BYTES = 64 << 20;

/**
 * @typedef {object} Around
 * @property {Desk} desk
 * @property {string} language
 * @property {number} least The fewest responses of a group that is shown.
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
    this.element.replaceChildren(
      h("p", { className: "reference" }, report.note),
      this.#settings(),
      h("div", { className: "pictures" }, ...pictures.map((picture) => this.#picture(picture))),
      this.#files(report),
      this.#sources(),
    );
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
    const { desk, fail, stem } = this.#around;
    const button = (/** @type {string} */ code, /** @type {() => unknown} */ act) =>
      h("button", { type: "button", className: "secondary", onclick: act }, this.#say(code));
    return h(
      "div",
      { className: "actions result-files" },
      button("print", () => print()),
      button("save_xlsx", async () => {
        const bytes = await desk.workbook(this.#least).catch(fail);
        const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        if (bytes) download(`${stem}.xlsx`, new Blob([bytes], { type }));
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
