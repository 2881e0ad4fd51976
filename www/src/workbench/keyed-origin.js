// What stands behind a file that was keyed in: which form each of its rows is, so that a form is sent as itself wherever
// it stands, and what is mended in a row is mended in the batch. None of it is in the file.
import { DELIMITER } from "./csv.js";
import { nameOf, tableOf } from "./keyed-batches.js";
import { newEdition } from "./keyed-name.js";
import { hold } from "./keyed-store.js";

/** @typedef {import("./desk.js").Submission} Submission */
/** @typedef {import("./keyed-store.js").Batch} Batch */
/** @typedef {import("./keyed-store.js").Keyed} Form */
/** @typedef {import("./keyed-store.js").KeyedStore} KeyedStore */
/** Why what was mended did not get into the batch. @typedef {"elsewhere" | "other" | "unread" | "unsaved"} Unkept */

/** How the file of a batch is read. */
export const HINT = { delimiter: DELIMITER, header: 1 };

/** @type {WeakMap<File, Origin>} */
const origins = new WeakMap();

/** What a file was keyed in as, if it was. @param {File | undefined} file */
export const originOf = (file) => file && origins.get(file);

const isEmpty = (/** @type {string[]} */ cells) => cells.every((cell) => cell.trim() === "");

export class Origin {
  #store;
  #batch;
  /** Those of the file, in the order of its rows; `kept`: the edition that the batch has. */
  #forms;
  /** @type {Map<number, number>} */
  #rows;
  #isRead = false;

  /**
   * @param {KeyedStore} store
   * @param {Batch} batch
   * @param {Form[]} forms
   */
  constructor(store, batch, forms) {
    this.#store = store;
    this.#batch = batch;
    // An empty row is no response, and is not counted as one.
    this.#forms = forms
      .filter(({ cells }) => !isEmpty(cells))
      .map((form) => ({ ...form, kept: form.edition }));
    this.#rows = new Map(this.#forms.map(({ id }, place) => [id, place + 1]));
  }

  /** The file of the batch. @param {string} language */
  file(language) {
    const rows = this.#forms.map(({ cells }) => cells);
    const file = new File([tableOf(this.#batch, rows)], nameOf(this.#batch, language), { type: "text/csv" });
    origins.set(file, this);
    return file;
  }

  /** By what the ledger knows the batch, whatever forms it has. */
  get key() {
    return `keyed/${this.#batch.id}`;
  }

  /** The file was read. @param {number} rows How many rows were found: of another header they are others. */
  read(rows) {
    this.#isRead = rows === this.#forms.length;
  }

  /** Whether its rows are the forms. */
  get isRead() {
    return this.#isRead;
  }

  /** The id of the form of a row. @param {number} row */
  idOf(row) {
    return this.#forms[row - 1]?.id ?? 0;
  }

  /** The row of a form, and its number on paper; nothing where it was deleted. @param {number} id */
  placeOf(id) {
    const row = this.#rows.get(id);
    if (row === undefined) return undefined;
    const form = this.#forms[row - 1];
    return { row, number: form?.cells[0] ?? "", edition: form?.edition };
  }

  /** The forms as they would be sent, by their rows. */
  get all() {
    const rows = this.#forms.map(({ id, edition, cells }, place) => ({
      place: place + 1,
      row: id,
      edition,
      cells,
    }));
    return rows.filter(({ cells }) => !isEmpty(cells));
  }

  /** A submission of the file as that of its form. @param {Submission} submission @returns {Submission} */
  named(submission) {
    const form = this.#forms[submission.row - 1];
    if (!form?.name) throw new Error(`no form of row ${submission.row}`);
    return { ...submission, row: form.id, edition: form.edition, name: form.name };
  }

  /**
   * Mends a form of the batch as its row was, if it still is as it was handed over.
   *
   * @param {{ row: number, cells: string[] }} mended
   * @returns {Promise<Unkept | "">}
   */
  async mend({ row, cells }) {
    const form = this.#forms[row - 1];
    if (!form || !this.#isRead || cells.length !== form.cells.length) return "unread";
    // Whatever becomes of it: what is sent is no longer what was.
    Object.assign(form, { cells: [...cells], edition: newEdition() });
    const { edition } = form;
    const held = new AbortController();
    // Another page may have opened it since.
    if (!(await hold(this.#batch.id, held.signal))) return "elsewhere";
    try {
      const [batch, known] = await Promise.all([
        this.#store.batches().then((batches) => batches.find(({ id }) => id === this.#batch.id)),
        this.#store.forms(this.#batch.id).then((forms) => forms.find(({ id }) => id === form.id)),
      ]);
      if (!batch || !known || known.edition !== form.kept) return "other";
      const changed = { ...known, cells: [...cells], edition };
      await this.#store.save({ ...batch, savedAt: Date.now() }, { put: [changed] });
      form.kept = edition;
      return "";
    } catch (error) {
      console.error("sipas-workbench:", error);
      return "unsaved";
    } finally {
      held.abort();
    }
  }
}
