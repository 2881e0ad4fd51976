// What a device keeps between two visits: drafts, submissions that wait to be sent, receipts. In IndexedDB; where
// that is denied, in memory, which whoever asks must say. Nothing here knows a page.
import { database, within } from "./database.js";

/** After this long an unfinished draft is forgotten. What was finished never is. */
const DRAFT_MS = 7 * 24 * 60 * 60_000;
/** How many receipts are kept. */
const RECEIPTS = 100;

/** @typedef {import("./delivery.js").Route} Route */
/** @typedef {{ id: string, version: string, hash: string }} Identity */
/**
 * A form that is being filled.
 *
 * @typedef {object} Draft
 * @property {string} id That of the submission it becomes.
 * @property {Identity} form
 * @property {string} startedAt When it was begun (RFC 3339).
 * @property {number} savedAt When it was saved, in milliseconds since 1970.
 * @property {string} owner Which tab fills it.
 * @property {unknown} draft What the engine goes on with.
 * @property {string} [body] The envelope, to the letter, once a page that sends by itself was given it: it may be
 *   stored there.
 * @property {{ status: number, body: unknown }} [reply] What that page then told of it.
 * @property {{ asked: string, shown: string }} [language] Which language the page asked for, and which one it was filled in.
 * @property {[string, string, string][]} words Of each answer the name of its control, the question and the answer
 *   as they were shown.
 */
/**
 * A submission that no server has confirmed yet.
 *
 * @typedef {object} Pending
 * @property {string} id
 * @property {Identity} form
 * @property {string} title The page it was filled on.
 * @property {string} page The address of that page, without query.
 * @property {Route} route
 * @property {string} body The envelope, to the letter.
 * @property {boolean} shared Whether the device is shared: then nothing of it is shown to the next person.
 * @property {number} createdAt In milliseconds since 1970.
 * @property {number} attempts
 * @property {number} notBefore When it may be tried again.
 * @property {number} wait How long that was from the last attempt, in milliseconds.
 * @property {boolean} uncertain Whether an attempt may have been stored although no reply said so.
 * @property {Reason} reason
 * @property {{ status: number, body: unknown } | null} reply The last reply, when there was one.
 */
/**
 * Why it is still here: not tried yet, or what the last attempt met. Those of the second line wait for somebody.
 *
 * @typedef {"" | "network" | "busy" | "sign_in"
 *   | "rejected" | "other_version" | "refused"} Reason
 */
/** @typedef {{ id: string, title: string, receipt: string | null, createdAt: number, receivedAt: number, seen: boolean }} Receipt */
/** @typedef {{ name: string, owner: string, until: number }} Lease */
/**
 * @typedef {object} Schema
 * @property {{ key: string, value: Draft }} drafts
 * @property {{ key: string, value: Pending }} pending
 * @property {{ key: string, value: Receipt }} receipts
 * @property {{ key: string, value: Lease }} leases
 */
/** @typedef {"drafts" | "pending" | "receipts" | "leases"} Name */
/**
 * @template T
 * @typedef {{ get(key: string): Promise<T | undefined>, getAll(): Promise<T[]>, put(value: T): Promise<unknown>,
 *   delete(key: string): Promise<unknown> }} Store
 */
/**
 * @typedef {object} Stores
 * @property {Store<Draft>} drafts
 * @property {Store<Pending>} pending
 * @property {Store<Receipt>} receipts
 * @property {Store<Lease>} leases
 */

const NAMES = /** @type {const} */ (["drafts", "pending", "receipts", "leases"]);

/** Whether a submission waits for a person, not for a server. */
export const needsSomebody = (/** @type {Pending} */ { reason }) =>
  ["rejected", "other_version", "refused"].includes(reason);

/** Whether something failed because there is no room left. */
export const isQuota = (/** @type {unknown} */ error) =>
  error instanceof DOMException && error.name === "QuotaExceededError";

export class Device {
  #open = database("sipas-forms", (database) => {
    for (const name of NAMES)
      database.createObjectStore(name, { keyPath: name === "leases" ? "name" : "id" });
  });
  /** @type {Record<Name, Map<string, any>> | undefined} */
  #memory;

  /** Whether nothing is stored because there is no room. */
  isFull = false;

  /** Whether what is kept outlasts the page. */
  get isDurable() {
    return !this.#memory;
  }

  /** A device that keeps nothing beyond the page. */
  static inMemory() {
    const device = new Device();
    device.#memory = { drafts: new Map(), pending: new Map(), receipts: new Map(), leases: new Map() };
    return device;
  }

  /** The device's storage, or memory where it may not be used. */
  static async open() {
    const device = new Device();
    try {
      // Some browsers let a database be opened and refuse to write into it.
      await device.#run(["leases"], "readwrite", async ({ leases }) => {
        await leases.put({ name: "", owner: "", until: 0 });
        await leases.delete("");
      });
      return device;
    } catch (error) {
      return Object.assign(Device.inMemory(), { isFull: isQuota(error) });
    }
  }

  /**
   * Runs one transaction, which is on the disk when this returns.
   *
   * @template T
   * @param {readonly Name[]} names
   * @param {IDBTransactionMode} mode
   * @param {(stores: Stores) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #run(names, mode, work) {
    const memory = this.#memory;
    if (memory) {
      const over = (/** @type {Name} */ name) => ({
        get: async (/** @type {string} */ key) => memory[name].get(key),
        getAll: async () => [...memory[name].values()],
        put: async (/** @type {any} */ value) => memory[name].set(value.id ?? value.name, value),
        delete: async (/** @type {string} */ key) => memory[name].delete(key),
      });
      return work(/** @type {any} */ (Object.fromEntries(NAMES.map((name) => [name, over(name)]))));
    }
    return within(await this.#open(), names, mode, "strict", work);
  }

  /** The drafts that are not too old; those that are get forgotten. */
  drafts() {
    return this.#run(["drafts"], "readwrite", async ({ drafts }) => {
      const all = await drafts.getAll();
      const isOld = (/** @type {Draft} */ draft) => !draft.body && Date.now() - draft.savedAt > DRAFT_MS;
      for (const { id } of all.filter(isOld)) await drafts.delete(id);
      return all.filter((draft) => !isOld(draft));
    });
  }

  /**
   * Saves a draft, unless it was sent meanwhile by another tab that had it too; tells whether it did.
   *
   * @param {Draft} draft
   */
  saveDraft(draft) {
    return this.#run(
      ["drafts", "pending", "receipts"],
      "readwrite",
      async ({ drafts, pending, receipts }) => {
        const body = (await drafts.get(draft.id))?.body ?? draft.body;
        const isSent = (await pending.get(draft.id)) || (await receipts.get(draft.id));
        if (isSent || body !== draft.body) return false;
        await drafts.put(draft);
        return true;
      },
    );
  }

  /** @param {string} id */
  dropDraft(id) {
    return this.#run(["drafts"], "readwrite", async ({ drafts }) => void (await drafts.delete(id)));
  }

  /**
   * Takes a finished submission, in place of its draft; tells whether it is here then. It is not where another is, or
   * was sent, under its id: the same draft went on in two tabs, which without Web Locks can be.
   *
   * @param {Pending} submission
   */
  enqueue(submission) {
    return this.#run(
      ["drafts", "pending", "receipts"],
      "readwrite",
      async ({ drafts, pending, receipts }) => {
        const known = await pending.get(submission.id);
        if ((known && known.body !== submission.body) || (await receipts.get(submission.id))) return false;
        if (!known) await pending.put(submission);
        await drafts.delete(submission.id);
        return true;
      },
    );
  }

  /** Those that wait, the oldest first. */
  async pending() {
    const all = await this.#run(["pending"], "readonly", ({ pending }) => pending.getAll());
    return all.sort((one, other) => one.createdAt - other.createdAt);
  }

  /**
   * Changes one that waits, unless it is gone.
   *
   * @param {string} id
   * @param {Partial<Pending>} change
   */
  amend(id, change) {
    return this.#run(["pending"], "readwrite", async ({ pending }) => {
      const submission = await pending.get(id);
      if (submission) await pending.put({ ...submission, ...change });
      return submission && { ...submission, ...change };
    });
  }

  /**
   * Takes those of a file that are not here yet.
   *
   * @param {Pending[]} submissions
   */
  admit(submissions) {
    return this.#run(["pending", "receipts"], "readwrite", async ({ pending, receipts }) => {
      let taken = 0;
      for (const submission of submissions) {
        if ((await pending.get(submission.id)) || (await receipts.get(submission.id))) continue;
        await pending.put(submission);
        taken += 1;
      }
      return taken;
    });
  }

  /**
   * A submission was received: all that stays of it is the receipt, and on a shared device nothing.
   *
   * @param {string} id
   * @param {string | null} receipt
   * @param {boolean} seen Whether it is shown to whoever filled it.
   */
  received(id, receipt, seen) {
    return this.#run(["pending", "receipts"], "readwrite", async ({ pending, receipts }) => {
      const submission = await pending.get(id);
      await pending.delete(id);
      if (!submission || submission.shared) return;
      const { title, createdAt } = submission;
      await receipts.put({ id, title, receipt, createdAt, receivedAt: Date.now(), seen });
      const all = (await receipts.getAll()).sort((one, other) => other.receivedAt - one.receivedAt);
      for (const { id } of all.slice(RECEIPTS)) await receipts.delete(id);
    });
  }

  /**
   * A submission that was certainly not stored becomes a draft again, under another id. Tells whether it was here: of
   * several tabs that want it, one gets it.
   *
   * @param {string} id
   * @param {Draft | undefined} draft
   */
  giveBack(id, draft) {
    return this.#run(["drafts", "pending"], "readwrite", async ({ drafts, pending }) => {
      if (!(await pending.get(id))) return false;
      if (draft) await drafts.put(draft);
      await pending.delete(id);
      return true;
    });
  }

  /** The receipts, the newest first. */
  async receipts() {
    const all = await this.#run(["receipts"], "readonly", ({ receipts }) => receipts.getAll());
    return all.sort((one, other) => other.receivedAt - one.receivedAt);
  }

  /** @param {string} id */
  async receipt(id) {
    return this.#run(["receipts"], "readonly", ({ receipts }) => receipts.get(id));
  }

  /**
   * Somebody has seen these receipts.
   *
   * @param {string[]} ids
   */
  seen(ids) {
    return this.#run(["receipts"], "readwrite", async ({ receipts }) => {
      for (const id of ids) {
        const receipt = await receipts.get(id);
        if (receipt) await receipts.put({ ...receipt, seen: true });
      }
    });
  }

  /** @param {string} id */
  dropReceipt(id) {
    return this.#run(["receipts"], "readwrite", async ({ receipts }) => void (await receipts.delete(id)));
  }

  /**
   * Takes a lease unless somebody else has it; for pages without TLS, where there are no Web Locks.
   *
   * @param {string} name
   * @param {string} owner
   * @param {number} duration In milliseconds.
   */
  lease(name, owner, duration) {
    return this.#run(["leases"], "readwrite", async ({ leases }) => {
      const held = await leases.get(name);
      const left = (held?.until ?? 0) - Date.now();
      // A lease that ends later than one could have been made is of a clock that was set back.
      if (held && held.owner !== owner && left > 0 && left <= duration) return false;
      await leases.put({ name, owner, until: Date.now() + duration });
      return true;
    });
  }

  /**
   * @param {string} name
   * @param {string} owner Who may have lost it to somebody else by now.
   */
  endLease(name, owner) {
    return this.#run(["leases"], "readwrite", async ({ leases }) => {
      if ((await leases.get(name))?.owner === owner) await leases.delete(name);
    });
  }
}
