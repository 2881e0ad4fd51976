// What became of the rows of a file that is being sent, kept in IndexedDB so that a crash neither sends a row twice nor
// forgets one; in memory where that is denied, which whoever asks must say. No answer is in it.
import { database } from "../database.js";

/** How many rows of a file are one record. */
export const BLOCK = 100;
/** After this long a file is forgotten, with the receipts of its rows. */
const FORGOTTEN_MS = 400 * 24 * 60 * 60_000;

/**
 * What became of a row. `posted`: it was, and nobody knows whether it arrived. `other`: the server has it with other
 * content. `failed`: the server could not take it, however often it was asked. `before`: it was left out, since the same
 * was sent from another file.
 *
 * @typedef {"posted" | "accepted" | "refused" | "other" | "failed" | "before"} State
 */
/**
 * `row`: of a keyed form, which may move, its own number in the batch. `edition`: what its content was called then, of a
 * keyed form. `isLater`: the server has what was sent of it before, and what was sent now is another. `content`: a digest
 * of what the server has, by which the same is found in other files. `from`: the other file.
 *
 * @typedef {object} Outcome
 * @property {number} row
 * @property {number} [line] Of the file; of old batches it is not known.
 * @property {string} id
 * @property {State} state
 * @property {string} [receipt]
 * @property {Reason[]} [reasons]
 * @property {string} [edition]
 * @property {boolean} [isLater]
 * @property {string} [content]
 * @property {Other} [from]
 */
/** Another file, and when it was sent. @typedef {{ name: string, at: number }} Other */
/** Why a row was not taken, in the server's words. @typedef {{ code: string, text: string, question?: string }} Reason */
/**
 * A file that was sent, or partly.
 *
 * @typedef {object} Batch
 * @property {string} key That of its submissions; of a keyed batch that of the batch, whatever its file is.
 * @property {string} hash Of the form.
 * @property {string} name
 * @property {number} size In bytes; none of a keyed batch, which grows.
 * @property {number} header The line of its header: rows are counted from there.
 * @property {number} total How many rows were to be sent.
 * @property {string} now The moment that its submissions name, where the file does not: it stays the same.
 * @property {string} language That its submissions name.
 * @property {boolean} [isWhole] Whether it was decided to send what was sent from other files as well.
 * @property {number} at When it was sent last, in milliseconds since 1970.
 */
/** @typedef {{ batch: string, block: number, outcomes: Outcome[] }} Block */

export class Ledger {
  #open = database("sipas-workbench", (database) => {
    database.createObjectStore("batches", { keyPath: ["hash", "key"] });
    database.createObjectStore("blocks", { keyPath: ["batch", "block"] });
  });
  /** @type {{ batches: Map<string, Batch>, blocks: Map<string, Block> } | undefined} */
  #memory;

  /** Whether what is noted outlasts the page. */
  get isDurable() {
    return !this.#memory;
  }

  /** The ledger of this browser; old files are forgotten by the way. */
  static async open() {
    const ledger = new Ledger();
    try {
      await ledger.#forget();
    } catch {
      ledger.#memory = { batches: new Map(), blocks: new Map() };
    }
    return ledger;
  }

  async #forget() {
    const database = await this.#open();
    // Some browsers let a database be opened and refuse to write into it.
    const transaction = database.transaction(["batches", "blocks"], "readwrite");
    const batches = transaction.objectStore("batches");
    for (const batch of /** @type {Batch[]} */ (await batches.getAll())) {
      if (Date.now() - batch.at <= FORGOTTEN_MS) continue;
      await batches.delete([batch.hash, batch.key]);
      await transaction.objectStore("blocks").delete(range(batch));
    }
    await transaction.done;
  }

  /** The files of a form, or those with so many bytes. @param {string} hash @param {number} [size] @returns {Promise<Batch[]>} */
  async batches(hash, size) {
    const all = this.#memory
      ? [...this.#memory.batches.values()]
      : /** @type {Batch[]} */ (await (await this.#open()).getAll("batches"));
    return all.filter((batch) => batch.hash === hash && batch.size === (size ?? batch.size));
  }

  /**
   * Notes a file and what becomes of some of its rows; it is on the disk when this returns.
   *
   * @param {Batch} batch
   * @param {Block[]} blocks
   */
  async save(batch, blocks) {
    if (this.#memory) {
      this.#memory.batches.set(name(batch), batch);
      for (const block of blocks) this.#memory.blocks.set(`${block.batch}/${block.block}`, block);
      return;
    }
    const database = await this.#open();
    const transaction = database.transaction(["batches", "blocks"], "readwrite", { durability: "strict" });
    await Promise.all([
      transaction.objectStore("batches").put(batch),
      ...blocks.map((block) => transaction.objectStore("blocks").put(block)),
      transaction.done,
    ]);
  }

  /**
   * What became of some rows of a file.
   *
   * @param {Batch} batch
   * @param {number} number Of the block.
   * @returns {Promise<Outcome[]>}
   */
  async block(batch, number) {
    const key = [name(batch), number];
    const found = this.#memory
      ? this.#memory.blocks.get(key.join("/"))
      : await (await this.#open()).get("blocks", key);
    return found?.outcomes ?? [];
  }

  /**
   * What became of all rows of a file, in the order of the rows.
   *
   * @param {Batch} batch
   * @param {(outcomes: Outcome[]) => void} take
   */
  async each(batch, take) {
    if (this.#memory) {
      const own = [...this.#memory.blocks.values()].filter((block) => block.batch === name(batch));
      for (const { outcomes } of own.sort((one, other) => one.block - other.block)) take(outcomes);
      return;
    }
    const database = await this.#open();
    let cursor = await database.transaction("blocks").store.openCursor(range(batch));
    while (cursor) {
      take(/** @type {Block} */ (cursor.value).outcomes);
      cursor = await cursor.continue();
    }
  }
}

/** What the blocks of a file are found by. @param {Batch} batch */
export const name = ({ hash, key }) => `${hash}/${key}`;

/** @param {Batch} batch */
const range = (batch) => IDBKeyRange.bound([name(batch), 0], [name(batch), Infinity]);
