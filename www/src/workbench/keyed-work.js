// A batch as it is worked on: kept from other pages, each form on the device before it is one of the batch.
import { newBatch } from "./keyed-batches.js";
import { newEdition, newName } from "./keyed-name.js";
import { hold, KeyedStore } from "./keyed-store.js";

/** @typedef {import("./keyed-store.js").Batch} Batch */
/** @typedef {import("./keyed-store.js").Keyed} Form */

/** The cell of the number of the form. */
export const NUMBER = 0;

export class KeyedWork {
  /** @type {KeyedStore} */
  store = new KeyedStore();
  /** @type {Batch} */
  batch;
  /** @type {Form[]} */
  forms = [];
  #around;
  #isWriting = false;
  #isUnwritten = false;
  #held = new AbortController();

  /**
   * @param {object} around
   * @param {import("./desk.js").FormInfo} around.form
   * @param {import("./desk.js").Question[]} around.questions Those that are keyed.
   * @param {string} around.language
   * @param {(error: unknown) => void} around.notSaved
   */
  constructor(around) {
    this.#around = around;
    this.batch = this.fresh();
  }

  /** A batch that is not begun yet. */
  fresh() {
    return newBatch(this.#around.form, this.#around.questions);
  }

  /** Other pages may have the batch. */
  close() {
    this.#held.abort();
  }

  /**
   * Goes on with the batch of the last time, if there is one that no other page has.
   *
   * @returns {Promise<"resumed" | "elsewhere" | "fresh">}
   */
  async open() {
    this.store = await KeyedStore.open();
    const all = await this.store.batches();
    const own = all.filter(({ form }) => form.hash === this.#around.form.hash);
    for (const batch of own) {
      if (!(await hold(batch.id, this.#held.signal))) continue;
      this.batch = batch;
      if (!this.#held.signal.aborted) await this.#read();
      return "resumed";
    }
    await hold(this.batch.id, this.#held.signal);
    return own.length > 0 ? "elsewhere" : "fresh";
  }

  /** Leaves this batch for another; tells whether no other page has that. @param {Batch} batch */
  async turnTo(batch) {
    const held = new AbortController();
    if (!(await hold(batch.id, held.signal))) return false;
    this.#held.abort();
    this.#held = held;
    this.batch = batch;
    await this.#read();
    return true;
  }

  async #read() {
    this.forms = await this.store.forms(this.batch.id);
    await this.nameAll();
  }

  /**
   * Names the forms that were stored before forms had names: once, for they are on the device with them.
   *
   * @returns {Promise<boolean>} Whether all have one that will last.
   */
  async nameAll() {
    const unnamed = this.forms.filter(({ name }) => !name);
    if (unnamed.length === 0) return true;
    const { startedAt, handedAt } = this.batch;
    const named = unnamed.map((form) => ({
      ...form,
      name: newName(this.#around.language, new Date(startedAt)),
    }));
    // As it was handed over then, its forms had other keys.
    const after = handedAt ? { ...this.batch, unnamedAt: handedAt } : this.batch;
    if (!(await this.#save(after, { put: named }))) return false;
    unnamed.forEach((form, place) => Object.assign(form, named[place]));
    return true;
  }

  /**
   * @param {Batch} after
   * @param {Parameters<KeyedStore["save"]>[1]} forms
   */
  async #save(after, forms) {
    // Whatever is written from now on is not of what was before.
    const before = this.batch;
    this.batch = after;
    try {
      await this.store.save(after, forms);
      return true;
    } catch (error) {
      this.batch = before;
      this.#around.notSaved(error);
      return false;
    }
  }

  /** Writes what is being typed: the last of it, when many keys come at once. */
  async write() {
    this.#isUnwritten = true;
    if (this.#isWriting) return;
    this.#isWriting = true;
    try {
      while (this.#isUnwritten) {
        this.#isUnwritten = false;
        this.batch.savedAt = Date.now();
        await this.store.saveTyping(this.batch);
      }
    } catch (error) {
      this.#around.notSaved(error);
    } finally {
      this.#isWriting = false;
    }
  }

  /** What is typed of a form that is not stored yet: it is begun with the first of it. @param {string[]} cells @param {number} at */
  type(cells, at) {
    const name = this.batch.typing?.name ?? newName(this.#around.language);
    this.batch.typing = { cells, at, name };
  }

  /** Stores the form that was being typed. @param {string[]} cells @returns {Promise<Form | undefined>} */
  async add(cells) {
    const { batch } = this;
    const id = Math.max(batch.last ?? 0, this.forms.at(-1)?.id ?? 0) + 1;
    const name = batch.typing?.name ?? newName(this.#around.language);
    const form = { batch: batch.id, id, name, cells };
    const after = { ...batch, savedAt: Date.now(), last: id, typing: null };
    if (!(await this.#save(after, { put: [form] }))) return undefined;
    this.forms.push(form);
    return form;
  }

  /**
   * Stores a form anew, with what goes with it of the batch; what it was stays where that fails.
   *
   * @param {Form} form
   * @param {Partial<Form>} change
   * @param {Partial<Batch>} [ofBatch]
   */
  async change(form, change, ofBatch = {}) {
    const edition = change.cells ? { edition: newEdition() } : {};
    const changed = { ...form, ...change, ...edition };
    const isSaved = await this.#save({ ...this.batch, savedAt: Date.now(), ...ofBatch }, { put: [changed] });
    if (isSaved) Object.assign(form, changed);
    return isSaved;
  }

  /** @param {Form} form */
  async remove(form) {
    const { mending, sample } = this.batch;
    const after = {
      ...this.batch,
      // Its number is never that of another.
      last: Math.max(this.batch.last ?? 0, this.forms.at(-1)?.id ?? 0),
      mending: mending?.id === form.id ? null : mending,
      sample: sample.filter((id) => id !== form.id),
    };
    if (!(await this.#save(after, { delete: [form.id] }))) return false;
    this.forms = this.forms.filter((other) => other !== form);
    return true;
  }

  /** The form that is being mended. */
  get mended() {
    return this.forms.find(({ id }) => id === this.batch.mending?.id);
  }

  /** Those that are still to be keyed a second time. */
  left() {
    return this.forms.filter(({ id, double }) => this.batch.sample.includes(id) && !double);
  }
}
