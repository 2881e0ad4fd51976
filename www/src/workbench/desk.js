// The page's side of the desk: what the worker is asked, how far it is, and how it is stopped.
import { trustAddress } from "../trust.js";

/** @typedef {{ size?: number, header?: number, sheet?: string, delimiter?: string }} Hint */
/** @typedef {{ question: string, choice?: string } | { is: string } | null} Target What a column is. */
/** @typedef {{ version: 1, notation: string, dates: string, columns: Target[] }} Mapping */
/** @typedef {{ mapping: Mapping | null, hint: Hint, by: string[], now: string }} Setup */
/** @typedef {{ name: string, hidden: boolean, has_data: boolean | null, chosen: boolean }} Sheet */
/**
 * The beginning of a file.
 *
 * @typedef {object} Look
 * @property {"csv" | "xlsx" | "json" | "ndjson"} kind
 * @property {string} [delimiter]
 * @property {number} [header] The line of the header.
 * @property {{ label: string, samples: string[], sure: "exact" | "likely" | "none" }[]} [columns]
 * @property {Mapping} [mapping]
 * @property {string[]} [unmatched] Questions that no column answers.
 * @property {{ column: number, question: string }[]} [duplicates]
 * @property {string | null} [dates] The order of day and month, where the dates show it.
 * @property {Sheet[]} [sheets] Those of a workbook.
 * @property {string} [shape] By what a mapping is remembered.
 */
/** @typedef {{ name: string, label: string, type: string, choices: { name: string, label: string }[], groups: boolean, required: boolean, scored: boolean }} Question */
/** @typedef {{ id: string, version: string, hash: string, title: string, results_min: number, results_by: string[] }} FormInfo */
/** @typedef {{ row: number, line: number }} Place */
/** @typedef {{ code: string, severity: "error" | "warning", question: string | null, column: number | null, message: string, count: number, places: Place[] }} Kind */
/**
 * What is known of a file that was read.
 *
 * @typedef {object} Told
 * @property {number} rows Responses, the refused ones among them.
 * @property {number} refused
 * @property {number} blank
 * @property {Kind[]} kinds
 * @property {{ repeated: number, duplicates: { rows: number[], lines?: number[], count: number }[], missing: number, gaps: { first: string, last: string, count: number }[], unnumbered: number, incomplete: boolean }} numbering
 * @property {string[]} columns The header.
 * @property {{ kind: string, bytes: number, rows: number, blank: number, columns: number, remarks: Record<string, number>, sheets: Sheet[] } | null} file
 * @property {number} held How many rows can be mended.
 */
/** @typedef {{ path: string, code: string, severity: string, message: string }} Issue */
/** @typedef {{ row: number, line: number, cells: string[], refused: boolean, issues: Issue[] }} Row */
/** @typedef {{ name: string, title: string, svg: string, table: string, csv: string, json: unknown }} Picture */
/**
 * A submission of a file's row, with a digest of what it says; of a keyed form (see keyed-origin.js) its own number in
 * place of the row, its name, and what its content is called.
 *
 * @typedef {{ row: number, line?: number, content: string, id: string, body: string, edition?: string, name?: import("./keyed-name.js").Name }} Submission
 */
/** A row that the server refused, and what it said. @typedef {{ row: number, reason: string }} Refusal */
/** @typedef {{ bytes: number, size: number, rows: number }} Progress */
/**
 * Who is told of what goes on. `signal` ends it, and nothing else; what was read stays.
 *
 * @typedef {object} Listener
 * @property {(progress: Progress) => void} [progress]
 * @property {(submissions: Submission[]) => Promise<boolean>} [chunk]
 * @property {AbortSignal} [signal]
 */

/** What the engine found wrong: `code`, and in words `message`. */
export class Fault extends Error {
  /** @param {string} text A code, or the JSON text of a fault. */
  constructor(text) {
    /** @type {{ code: string, message?: string }} */
    let told = { code: text };
    try {
      told = JSON.parse(text);
    } catch {
      // It is a code.
    }
    super(told.message ?? told.code);
    this.code = told.code;
    /** Whether `message` is for people. */
    this.isSaid = Boolean(told.message);
  }
}

/** That the officer stopped what was asked. */
export class Stopped extends Error {}

export class Desk {
  /** @type {Worker | undefined} */
  #worker;
  #files;
  #form;
  #language;
  #count = 0;
  /** @type {Map<number, { settle: (result: any) => void, fail: (error: Error) => void } & Listener>} */
  #waiting = new Map();
  /** @type {Promise<{ form: FormInfo, questions: Question[] }>} */
  #opened;
  /** Files of results that are added to those of the file: a new worker gets them as well. @type {string[]} */
  #merged = [];
  /** What results are compared with, and the file of it. @type {Map<"province" | "last", string>} */
  #compared = new Map();

  /**
   * @param {{ worker: URL, engine: URL }} files
   * @param {Uint8Array} form Packed, or a definition.
   * @param {string} language
   */
  constructor(files, form, language) {
    this.#files = files;
    this.#form = form;
    this.#language = language;
    this.#opened = this.#open();
  }

  #open() {
    this.#worker = new Worker(trustAddress(String(this.#files.worker)), { type: "module" });
    this.#worker.addEventListener("message", ({ data }) => this.#told(data));
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#failAll(new Fault("broken"));
    });
    const opened = this.#ask("open", [String(this.#files.engine), this.#form, this.#language]);
    const given = [
      opened,
      ...this.#merged.map((results) => this.#ask("merge", [results, true])),
      ...Array.from(this.#compared, (given) => this.#ask("compare", given)),
    ];
    // It took them before; that it is ended once more is told to whoever asks for something.
    for (const one of given) one.catch(() => {});
    return opened;
  }

  /** @param {{ id: number, result?: unknown, fault?: string, progress?: Progress, chunk?: Submission[] }} data */
  #told({ id, result, fault, progress, chunk }) {
    const asked = this.#waiting.get(id);
    const worker = this.#worker;
    const more = (/** @type {boolean} */ more) => worker?.postMessage({ more });
    if (!asked) {
      // It was ended before; the worker must not wait for a word about it.
      if (chunk) more(false);
    } else if (progress) asked.progress?.(progress);
    else if (chunk) {
      void asked.chunk?.(chunk).then(more, (error) => {
        // Whoever takes them cannot: that ends the pass, and what was read stays.
        this.#waiting.delete(id);
        asked.fail(error);
        more(false);
      });
    } else {
      this.#waiting.delete(id);
      if (fault === undefined) asked.settle(result);
      else asked.fail(new Fault(fault));
    }
  }

  /** @param {Error} error */
  #failAll(error) {
    for (const { fail } of this.#waiting.values()) fail(error);
    this.#waiting.clear();
  }

  /**
   * @param {string} call
   * @param {unknown[]} args
   * @param {Listener} [listener]
   * @returns {Promise<any>}
   */
  #ask(call, args, listener = {}) {
    const id = ++this.#count;
    const { signal } = listener;
    return new Promise((settle, fail) => {
      if (signal?.aborted) {
        fail(new Stopped("ended"));
        return;
      }
      this.#waiting.set(id, { settle, fail, ...listener });
      this.#worker?.postMessage({ id, call, args });
      signal?.addEventListener("abort", () => {
        if (!this.#waiting.delete(id)) return;
        this.#worker?.postMessage({ end: id });
        fail(new Stopped("ended"));
      });
    });
  }

  /** @returns {Promise<{ form: FormInfo, questions: Question[] }>} */
  opened() {
    return this.#opened;
  }

  /**
   * Ends what is going on, whatever it is; what was read is gone, but not what it is added to or compared with.
   */
  stop() {
    this.#worker?.terminate();
    this.#failAll(new Stopped("stopped"));
    this.#opened = this.#open();
  }

  close() {
    this.#worker?.terminate();
    this.#failAll(new Stopped("closed"));
    this.#worker = undefined;
  }

  /** @param {Blob} file @param {Hint} hint @returns {Promise<Look>} */
  look(file, hint) {
    return this.#ask("look", [file, hint]);
  }

  /** @param {Blob} file @param {Setup} setup @param {(progress: Progress) => void} progress @returns {Promise<Told>} */
  check(file, setup, progress) {
    return this.#ask("check", [file, setup], { progress });
  }

  /** @param {Setup} setup @returns {Promise<void>} For rows that are typed in. */
  begin(setup) {
    return this.#ask("begin", [setup]);
  }

  /** @param {number} row @param {string[]} cells @returns {Promise<Row>} */
  add(row, cells) {
    return this.#ask("add", [row, cells]);
  }

  /** @param {string} number @returns {Promise<number[]>} */
  rowsOfNumber(number) {
    return this.#ask("rowsOfNumber", [number]);
  }

  /** @returns {Promise<Told>} */
  told() {
    return this.#ask("told", []);
  }

  /** @param {number[]} numbers @returns {Promise<Row[]>} */
  rows(numbers) {
    return this.#ask("rows", [numbers]);
  }

  /** @param {number} from @param {number} count @returns {Promise<number[]>} */
  refusedRows(from, count) {
    return this.#ask("refusedRows", [from, count]);
  }

  /** @param {number} row @param {string[]} cells @returns {Promise<Row>} */
  mend(row, cells) {
    return this.#ask("mend", [row, cells]);
  }

  /** @param {number} least The fewest responses of a group. @returns {Promise<any>} */
  report(least) {
    return this.#ask("report", [least]);
  }

  /** @param {number} least @param {number} width In CSS pixels. @returns {Promise<Picture[]>} */
  pictures(least, width) {
    return this.#ask("pictures", [least, width]);
  }

  /** @param {number} least @returns {Promise<Uint8Array<ArrayBuffer> | undefined>} */
  workbook(least) {
    return this.#ask("workbook", [least]);
  }

  /** @returns {Promise<string | undefined>} All that was counted, for `merge`. */
  kept() {
    return this.#ask("kept", []);
  }

  /** How many files of results are added to those of the file. */
  get merged() {
    return this.#merged.length;
  }

  /** @param {string} results @param {boolean} [again] Also where they are added already. @returns {Promise<void>} */
  async merge(results, again = false) {
    await this.#ask("merge", [results, again]);
    this.#merged.push(results);
  }

  /** @returns {Promise<void>} */
  async forgetMerged() {
    await this.#ask("forgetMerged", []);
    this.#merged = [];
  }

  /** Whether results are compared with these. @param {"province" | "last"} beside */
  isCompared(beside) {
    return this.#compared.has(beside);
  }

  /** @param {"province" | "last"} beside @param {string | undefined} file @returns {Promise<void>} */
  async compare(beside, file) {
    await this.#ask("compare", [beside, file]);
    if (file === undefined) this.#compared.delete(beside);
    else this.#compared.set(beside, file);
  }

  /**
   * The refused rows as a file, with why.
   *
   * @param {Blob} file
   * @param {Refusal[]} refusals Those that the server refused, which are among them.
   * @param {Listener} listener
   * @returns {Promise<Blob>}
   */
  refused(file, refusals, listener) {
    return this.#ask("refused", [file, refusals], listener);
  }

  /** The whole table, as it was mended, as a CSV file. @param {Blob} file @param {Listener} listener @returns {Promise<Blob>} */
  mended(file, listener) {
    return this.#ask("mended", [file], listener);
  }

  /**
   * Holds rows that the server refused, so that `rows` gives them.
   *
   * @param {Blob} file
   * @param {Refusal[]} refusals
   * @param {Listener} listener
   * @returns {Promise<true>}
   */
  hold(file, refusals, listener) {
    return this.#ask("hold", [file, refusals], listener);
  }

  /** @param {Blob} file @param {Listener} [listener] @returns {Promise<string>} */
  key(file, listener) {
    return this.#ask("key", [file], listener);
  }

  /**
   * Hands over the submissions of a file that was checked, chunk by chunk; the next once `chunk` has settled, and none
   * after it gave `false`.
   *
   * @param {Blob} file
   * @param {string} key
   * @param {Listener} listener
   * @returns {Promise<number>} How many there were.
   */
  submissions(file, key, listener) {
    return this.#ask("submissions", [file, key], listener);
  }
}
