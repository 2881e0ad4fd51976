// What is keyed in, kept on this device: each form before the next begins, and the one that is being typed. In
// IndexedDB; where that is denied, in memory, which whoever asks must say.
import { database, within } from "../database.js";

/** @typedef {import("./keyed-name.js").Name} Name */
/** @typedef {{ cells: string[], at: number, name?: Name }} Typing A form that is being typed, and at which field. */
/**
 * The forms that are keyed in together.
 *
 * @typedef {object} Batch
 * @property {string} id
 * @property {{ id: string, version: string, hash: string }} form
 * @property {string[]} names What the cells of its forms are.
 * @property {number} startedAt In milliseconds since 1970.
 * @property {number} savedAt
 * @property {number} [handedAt] When it was last handed to be checked as a whole.
 * @property {number} [unnamedAt] When it was handed over with forms that had no name, if it ever was.
 * @property {number} [last] The highest id that a form of it ever had.
 * @property {string[]} kept The questions whose answer stays for the next form.
 * @property {Typing | null} typing The form that is being keyed in.
 * @property {(Typing & { id: number }) | null} mending The one that is being mended.
 * @property {Typing | null} again The one that is keyed a second time.
 * @property {number[]} sample Those that are to be keyed a second time.
 */
/**
 * A form that was keyed in.
 *
 * @typedef {object} Keyed
 * @property {string} batch
 * @property {number} id In the order in which they were keyed.
 * @property {Name} [name] What it is sent as; forms that were stored by a page of before have none.
 * @property {string} [edition] What its content is called since it was changed.
 * @property {string[]} cells What stands.
 * @property {{ first: string[], second: string[], chosen: Record<string, "first" | "second"> }} [double] What was keyed
 *   each time, and which the officer chose, by the name of the question.
 */

export class KeyedStore {
  #open = database("sipas-workbench-keyed", (database) => {
    database.createObjectStore("batches", { keyPath: "id" });
    database.createObjectStore("forms", { keyPath: ["batch", "id"] });
  });
  /** @type {{ batches: Map<string, Batch>, forms: Map<string, Map<number, Keyed>> } | undefined} */
  #memory;

  /** Whether what is kept outlasts the page. */
  get isDurable() {
    return !this.#memory;
  }

  /** The device's storage, or memory where it may not be used. */
  static async open() {
    const store = new KeyedStore();
    try {
      // Some browsers let a database be opened and refuse to write into it.
      await store.#run(async ({ batches }) => {
        await batches.put({ id: "" });
        await batches.delete("");
      });
    } catch {
      store.#memory = { batches: new Map(), forms: new Map() };
    }
    return store;
  }

  /**
   * Runs one transaction, which is over when this returns.
   *
   * @param {(stores: { batches: any, forms: any }) => Promise<void>} work
   * @param {"strict" | "relaxed"} [durability] Whether it is on the disk then.
   */
  async #run(work, durability = "strict") {
    await within(await this.#open(), ["batches", "forms"], "readwrite", durability, work);
  }

  /** All batches, the one that was worked on last first. @returns {Promise<Batch[]>} */
  async batches() {
    const all = this.#memory
      ? [...this.#memory.batches.values()]
      : /** @type {Batch[]} */ (await (await this.#open()).getAll("batches"));
    return all.filter(({ id }) => id).sort((one, other) => other.savedAt - one.savedAt);
  }

  /** Those of a batch, in their order. @param {string} batch @returns {Promise<Keyed[]>} */
  async forms(batch) {
    if (this.#memory) return [...(this.#memory.forms.get(batch)?.values() ?? [])];
    return (await this.#open()).getAll("forms", IDBKeyRange.bound([batch], [batch, []]));
  }

  /** How many forms a batch has. @param {string} batch @returns {Promise<number>} */
  async count(batch) {
    if (this.#memory) return this.#memory.forms.get(batch)?.size ?? 0;
    return (await this.#open()).count("forms", IDBKeyRange.bound([batch], [batch, []]));
  }

  /** What is being typed, after every key: it need not wait for the disk. @param {Batch} batch */
  async saveTyping(batch) {
    if (this.#memory) this.#memory.batches.set(batch.id, batch);
    else await this.#run(async ({ batches }) => void (await batches.put(batch)), "relaxed");
  }

  /**
   * @param {Batch} batch
   * @param {{ put?: Keyed[], delete?: number[] }} forms
   */
  async save(batch, forms) {
    if (this.#memory) {
      this.#memory.batches.set(batch.id, batch);
      const known = this.#memory.forms.get(batch.id) ?? new Map();
      this.#memory.forms.set(batch.id, known);
      for (const form of forms.put ?? []) known.set(form.id, form);
      for (const id of forms.delete ?? []) known.delete(id);
      return;
    }
    await this.#run(async (stores) => {
      await stores.batches.put(batch);
      for (const form of forms.put ?? []) await stores.forms.put(form);
      for (const id of forms.delete ?? []) await stores.forms.delete([batch.id, id]);
    });
  }

  /** @param {string} batch */
  async delete(batch) {
    if (this.#memory) {
      this.#memory.batches.delete(batch);
      this.#memory.forms.delete(batch);
      return;
    }
    await this.#run(async ({ batches, forms }) => {
      await batches.delete(batch);
      await forms.delete(IDBKeyRange.bound([batch], [batch, []]));
    });
  }
}

/**
 * Keeps a batch to this page, until the page is gone or `signal` says so. Two pages on one batch would write over each
 * other.
 *
 * @param {string} batch
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} Whether no other page has it.
 */
export function hold(batch, signal) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((found) => {
    const released = new Promise((settle) => signal.addEventListener("abort", settle));
    // A page that is being left may still have it.
    const options = { signal: AbortSignal.timeout(1_000) };
    const isHeld = () => {
      found(true);
      return released;
    };
    navigator.locks.request(`sipas-workbench-keyed/${batch}`, options, isHeld).catch(() => found(false));
  });
}
