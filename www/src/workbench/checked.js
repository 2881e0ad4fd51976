// A file that was checked: what is wrong in it, what was counted, and how it is sent. It is left as one, so that nothing
// of it goes on unseen.
import { Fault } from "./desk.js";
import { download, emit, h, stemOf } from "./dom.js";
import { Issues, saveRefused } from "./issues.js";
import { originOf } from "./keyed-origin.js";
import { Results } from "./results.js";
import { Sending } from "./sending.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Progress} Progress */
/** @typedef {import("./desk.js").Refusal} Refusal */
/** @typedef {import("./desk.js").Row} Row */

/**
 * @typedef {object} Around
 * @property {HTMLElement} host
 * @property {import("./desk.js").Desk} desk
 * @property {import("./desk.js").FormInfo} form
 * @property {import("./desk.js").Question[]} questions
 * @property {string} language
 * @property {File} file
 * @property {string} kind Of the file.
 * @property {import("./desk.js").Setup} setup With which it was checked.
 * @property {import("./stage.js").Stage} stage
 * @property {(error: unknown) => void} fail
 * @property {(isBusy: boolean, element: HTMLElement) => void} freeze Keeps everything else still.
 */

export class Checked {
  #around;
  #issues;
  #results;
  #sending;
  #isClosed = false;
  /** Where the mended table is kept, once there is one. */
  #mended = h("p", { className: "actions" });
  /** Whether rows were mended: they are in no file. */
  isChanged = false;

  /** @param {Around} around @param {import("./desk.js").Told} told */
  constructor(around, told) {
    this.#around = around;
    const { desk, form, questions, language, file, setup, stage, host, freeze } = around;
    // What comes late is of no step that is shown; but that the engine broke, everyone is told.
    const isTold = (/** @type {unknown} */ error) =>
      !this.#isClosed || (error instanceof Fault && error.code === "broken");
    const own = {
      desk,
      language,
      questions,
      stem: stemOf(file.name),
      tell: (/** @type {string} */ text, /** @type {boolean | undefined} */ isProblem) =>
        this.#isClosed ? undefined : stage.tell(text, isProblem),
      fail: (/** @type {unknown} */ error) => (isTold(error) ? around.fail(error) : undefined),
    };
    originOf(file)?.read(told.file?.rows ?? 0);
    const changed = (/** @type {Row} */ row) => this.#changed(row);
    const refused = () => void this.#saveRefused();
    const hold = (/** @type {Refusal[]} */ refusals) =>
      this.#busy("looking", (listener) => desk.hold(file, refusals, listener));
    this.#issues = new Issues(
      { ...own, isKeyed: originOf(file) !== undefined, mapping: setup.mapping, changed, refused },
      told,
    );
    this.#results = new Results({ ...own, mapping: setup.mapping, least: Math.max(1, form.results_min) });
    const sent = { host, hash: form.hash, file, setup, changed, refused, hold, freeze };
    this.#sending = new Sending({ ...own, ...sent }, told);
    this.#announce(told);
  }

  /** Tells the page around. @param {import("./desk.js").Told} told */
  #announce({ rows, refused }) {
    const { host, file } = this.#around;
    const detail = { file: file.name, responses: rows, counted: rows - refused, refused };
    emit(host, "sipas-batch-checked", detail);
  }

  /** What is shown of it. */
  get elements() {
    const { stage, file, language } = this.#around;
    return [
      stage.heading("issues_heading", "issues"),
      originOf(file) !== undefined && h("p", { className: "hint" }, say("keyed_mends", language)),
      this.#issues.element,
      this.#mended,
      stage.heading("results_heading", "results"),
      this.#results.element,
      stage.heading("sending_heading", "sending"),
      this.#sending.element,
    ];
  }

  /** Whether it is being sent. */
  get isBusy() {
    return this.#sending.isBusy;
  }

  /** Counts what is shown; its element must be on the page by then. */
  count() {
    return this.#results.refresh();
  }

  close() {
    this.#isClosed = true;
    this.#sending.close();
  }

  /** @param {Row} row That was mended. */
  async #changed(row) {
    const { desk, file, language, stage, fail } = this.#around;
    const unkept = await originOf(file)?.mend(row);
    if (unkept !== "") this.isChanged = true;
    if (this.#isClosed) return;
    if (unkept) stage.tell(say(`keyed_unkept_${unkept}`, language, { row: row.row }), true);
    const told = await desk.told().catch(fail);
    if (this.#isClosed) return;
    if (this.isChanged) this.#offer();
    if (told) {
      this.#issues.update(told);
      this.#sending.update(told, row.row);
      this.#announce(told);
    }
    await this.#results.refresh();
  }

  /** Offers the mended table as a file. */
  #offer() {
    const { language } = this.#around;
    if (this.#mended.childElementCount > 0) return;
    const onclick = () => void this.#saveMended();
    this.#mended.append(
      h("button", { type: "button", className: "secondary", onclick }, say("save_mended", language)),
    );
  }

  async #saveMended() {
    const { desk, file, language, stage } = this.#around;
    const table = await this.#busy("writing", (listener) => desk.mended(file, listener));
    if (table) {
      const type = "text/csv;charset=utf-8";
      download(`${stemOf(file.name)}.${say("mended_name", language)}.csv`, new Blob([table], { type }));
      this.isChanged = false;
    } else if (!this.#isClosed) stage.focus();
  }

  async #saveRefused() {
    const { desk, file, kind, language, stage } = this.#around;
    const rows = await this.#busy("writing", async (listener) =>
      desk.refused(file, await this.#sending.refusals(), listener),
    );
    if (rows) saveRefused(file.name, kind, rows, language);
    else if (!this.#isClosed) stage.focus();
  }

  /**
   * Reads the file once more; what was read stays, also where it is stopped.
   *
   * @template Result
   * @param {string} code What is going on.
   * @param {(listener: import("./desk.js").Listener) => Promise<Result>} work
   */
  #busy(code, work) {
    const ending = new AbortController();
    const { signal } = ending;
    const read = (/** @type {(progress: Progress) => void} */ progress) => work({ progress, signal });
    return this.#around.stage.busy(code, read, () => ending.abort());
  }
}
