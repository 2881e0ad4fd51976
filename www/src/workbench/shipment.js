// A file on its way: which of its rows the server has, which it refused, which are left. The ledger is told before a
// row is posted and after it was answered, so that whoever opens the same file again goes on from there.
import { Device } from "../device.js";
import { alone } from "../sender.js";
import { BLOCK, name } from "./ledger.js";

/** @typedef {import("./courier.js").Courier} Courier */
/** @typedef {import("./desk.js").Submission} Submission */
/** @typedef {import("./ledger.js").Batch} Batch */
/** @typedef {import("./ledger.js").Ledger} Ledger */
/** @typedef {import("./ledger.js").Other} Other */
/** @typedef {import("./ledger.js").Outcome} Outcome */
/** @typedef {import("./ledger.js").Reason} Reason */
/** @typedef {import("./ledger.js").State} State */
/**
 * What became of several rows for the same reason.
 *
 * @typedef {object} Group
 * @property {State} state
 * @property {boolean} isLater
 * @property {Reason} [reason]
 * @property {Other} [from]
 * @property {number} count
 * @property {number[]} rows
 * @property {number[]} lines Of the file.
 */
/** A row that may be sent, and what its content is called. @typedef {{ row: number, edition?: string }} Known */

/** The states as they are held of each row. @type {(State | "")[]} */
const STATES = ["", "posted", "accepted", "refused", "other", "failed", "before"];
/** Of a digest so many digits are noted: 64 bits. */
const DIGITS = 16;
/** So many rows of a group are known by their numbers; all of them are in the file of the report. */
const LISTED = 1_000;

/** That the ledger could not be written: nothing is posted that is not noted. */
export class NotNoted extends Error {}

export class Shipment {
  #ledger;
  /** @type {Batch} */
  batch;
  /** Of each row its state, by the row's number. */
  #states = new Uint8Array(1 << 10);
  /** @type {Record<State, number>} */
  counts = { posted: 0, accepted: 0, refused: 0, other: 0, failed: 0, before: 0 };
  /** Rows that were refused since rows were mended last: the same would be refused again. @type {Set<number>} */
  #tried = new Set();
  /** What the content of each row was called that was sent, where it has a name. @type {Map<number, string>} */
  #editions = new Map();
  /** Rows that were mended and not sent since. @type {Set<number>} */
  #mended;
  /** Rows that were settled, but are of other content since. */
  #later = 0;
  /** Rows that are left out, and from which other file they were sent; nothing where none was compared. @type {Map<number, Other | undefined> | undefined} */
  #repeated;
  /** @type {Map<number, Map<number, Outcome>>} */
  #blocks = new Map();
  /** Blocks that changed since they were written. @type {Set<number>} */
  #changed = new Set();
  /** @type {Promise<void> | undefined} */
  #writing;
  /** What became of the rows, until more becomes of them. @type {Promise<Group[]> | undefined} */
  #groups;
  /** Whether every row that can be sent was looked at, and none mended since. */
  isWhole = false;

  /** @param {Ledger} ledger @param {Batch} batch @param {Set<number>} mended Rows that were mended and not sent since. */
  constructor(ledger, batch, mended) {
    this.#ledger = ledger;
    this.batch = batch;
    this.#mended = mended;
  }

  /** Reads what is known of the file. */
  async load() {
    const fresh = { posted: 0, accepted: 0, refused: 0, other: 0, failed: 0, before: 0 };
    const states = new Uint8Array(this.#states.length);
    this.#states = states;
    this.counts = fresh;
    this.#groups = undefined;
    this.#editions.clear();
    await this.#ledger.each(this.batch, (outcomes) => {
      for (const { row, state, edition } of outcomes) {
        this.#count(row, state);
        if (edition) this.#editions.set(row, edition);
      }
    });
  }

  /** Whether anything of the file was posted before. */
  get isKnown() {
    return Object.values(this.counts).some((count) => count > 0);
  }

  get #answered() {
    const { accepted, refused, other, failed, before } = this.counts;
    return accepted + refused + other + failed + before;
  }

  /** How many rows were not answered yet. */
  get left() {
    return Math.max(0, this.batch.total - this.#answered);
  }

  /** How many the server would be asked about again. */
  get again() {
    return this.counts.refused - this.#tried.size + this.counts.failed + this.#later;
  }

  /** A row was mended: what was refused may be taken now. @param {number} total How many rows can be sent. */
  mended(total) {
    this.#tried.clear();
    this.isWhole = false;
    this.batch = { ...this.batch, total: Math.max(this.batch.total, total) };
    this.#later = [...this.#mended].filter((row) => this.#isSettled(row)).length;
  }

  /** Which rows are to be sent, where that is known beforehand. @param {Known[]} rows */
  expect(rows) {
    const fresh = rows.filter(({ row }) => ["", "posted"].includes(this.#stateOf(row)));
    this.batch = { ...this.batch, total: this.#answered + fresh.length };
    this.#later = rows.filter((known) => this.#isSettled(known.row) && this.isDue(known)).length;
  }

  /** @param {number} row */
  #stateOf(row) {
    return STATES[this.#states[row] ?? 0] ?? "";
  }

  /** Whether the server has it, in whatever content. @param {Known} known */
  isOnServer({ row }) {
    return ["accepted", "other"].includes(this.#stateOf(row));
  }

  /** Whether it was left out as it is now, since the same was sent from another file. @param {Known} known */
  isLeft(known) {
    return this.#stateOf(known.row) === "before" && !this.#isChanged(known);
  }

  /** Whether nothing more is asked about it, as it was. @param {number} row */
  #isSettled(row) {
    return ["accepted", "other", "before"].includes(this.#stateOf(row));
  }

  /** Whether it is of other content than when something became of it. @param {Known} known */
  #isChanged({ row, edition }) {
    return this.#mended.has(row) || edition !== this.#editions.get(row);
  }

  /** @param {number} row @param {State | ""} state */
  #count(row, state) {
    if (row >= this.#states.length) {
      const more = new Uint8Array(Math.max(row + 1, this.#states.length * 2));
      more.set(this.#states);
      this.#states = more;
    }
    const before = this.#stateOf(row);
    if (before) this.counts[before] -= 1;
    if (state) this.counts[state] += 1;
    this.#states[row] = STATES.indexOf(state);
  }

  /** Whether a row is to be posted, unless it is left out. @param {Known} known */
  isDue(known) {
    return this.#isSettled(known.row) ? this.#isChanged(known) : !this.#tried.has(known.row);
  }

  /** Whether something is to become of a row now. @param {Known} known */
  #isAsked = (known) => {
    const isLeft = this.isLeft(known);
    // Where it was decided to send everything, also what was left out before.
    return isLeft ? this.#repeated?.has(known.row) === false : this.isDue(known);
  };

  /**
   * Sends what is left, unless another tab does.
   *
   * @param {(chunk: (submissions: Submission[]) => Promise<boolean>) => Promise<unknown>} submissions Hands over those
   *   of the file.
   * @param {Courier} courier
   * @param {(submission: Submission) => Submission} written Makes of a submission what is posted.
   * @param {() => void} changed Is told of each row.
   * @param {{ left: Map<number, Other | undefined>, isWhole: boolean }} [shared] Rows that were sent from other files, and
   *   whether they are sent as well; nothing where none was compared.
   * @returns {Promise<boolean>} `false` where another tab is at it.
   */
  async send(submissions, courier, written, changed, shared) {
    // With Web Locks nothing of it is asked.
    const device = "locks" in navigator ? Device.inMemory() : await Device.open();
    const done = await alone(device, `batch/${name(this.batch)}`, false, async () => {
      // Another tab may have gone on with it meanwhile.
      await this.load();
      this.#repeated = shared?.isWhole ? new Map() : shared?.left;
      if (shared && shared.left.size > 0) this.batch = { ...this.batch, isWhole: shared.isWhole };
      changed();
      await submissions(async (chunk) => {
        const due = chunk.filter(this.#isAsked);
        for (const [number, block] of byBlock(due)) {
          if (courier.isStopped) break;
          await this.#deliver(number, block.map(written), courier, changed);
        }
        return !courier.isStopped;
      });
      if (!courier.isStopped) {
        // Now it is known how many there are: rows that were mended before a reload may be missing.
        this.batch = { ...this.batch, total: this.counts.posted + this.#answered };
        this.isWhole = true;
        this.#later = 0;
      }
      this.batch = { ...this.batch, at: Date.now() };
      await this.#save([]);
      return true;
    });
    return done ?? false;
  }

  /**
   * @param {number} number
   * @param {Submission[]} submissions Of one block.
   * @param {Courier} courier
   * @param {() => void} changed
   */
  async #deliver(number, submissions, courier, changed) {
    const known = await this.#ledger.block(this.batch, number);
    const block = new Map(known.map((outcome) => [outcome.row, outcome]));
    const before = new Map(block);
    this.#blocks.set(number, block);
    const note = (/** @type {Outcome} */ outcome) => {
      block.set(outcome.row, outcome);
      this.#count(outcome.row, outcome.state);
    };
    // That the server has it is not forgotten.
    const had = (/** @type {number} */ row) => {
      const { state, receipt, isLater, content } = before.get(row) ?? {};
      return state === "accepted" || isLater ? { receipt, isLater: true, content } : {};
    };
    const isRepeated = (/** @type {Submission} */ { row }) => this.#repeated?.has(row);
    for (const { row, line, id, edition } of submissions.filter(isRepeated)) {
      note({ row, line, id, edition, state: "before", from: this.#repeated?.get(row) });
      if (edition) this.#editions.set(row, edition);
      this.#mended.delete(row);
    }
    const posted = submissions.filter((submission) => !isRepeated(submission));
    for (const { row, line, id, edition } of posted)
      note({ row, line, id, edition, ...had(row), state: "posted" });
    await this.#save([number]);
    if (posted.length < submissions.length) changed();
    const unposted = await courier.deliver(posted, ({ row, line, id, edition, content }, verdict) => {
      if (verdict.state === "refused") this.#tried.add(row);
      const kept = verdict.state === "accepted" ? { content: content.slice(0, DIGITS) } : had(row);
      note({ row, line, id, edition, ...kept, ...verdict });
      if (edition) this.#editions.set(row, edition);
      this.#mended.delete(row);
      this.#changed.add(number);
      // What fails here is tried again below, where it stops everything.
      this.#writing ??= this.#write().catch(() => {});
      changed();
    });
    await this.#writing;
    // What was stopped before is as it was.
    for (const { row } of unposted) {
      block.delete(row);
      this.#count(row, "");
      const as = before.get(row);
      if (as) note(as);
    }
    await this.#save([number]);
    this.#blocks.delete(number);
  }

  /** Writes what changed, and what changes meanwhile. */
  async #write() {
    try {
      while (this.#changed.size > 0) {
        const numbers = [...this.#changed];
        this.#changed.clear();
        await this.#save(numbers);
      }
    } finally {
      this.#writing = undefined;
    }
  }

  /** @param {number[]} numbers */
  async #save(numbers) {
    if (numbers.length > 0) this.#groups = undefined;
    const blocks = numbers.map((block) => {
      const outcomes = [...(this.#blocks.get(block)?.values() ?? [])].sort(
        (one, other) => one.row - other.row,
      );
      return { batch: name(this.batch), block, outcomes };
    });
    try {
      await this.#ledger.save(this.batch, blocks);
    } catch (error) {
      throw new NotNoted(String(error), { cause: error });
    }
  }

  /** What became of the rows, by reason: read once, for there may be a million. @returns {Promise<Group[]>} */
  groups() {
    const groups = (this.#groups ??= this.#grouped());
    groups.catch(() => (this.#groups = undefined));
    return groups;
  }

  async #grouped() {
    /** @type {Map<string, Group>} */
    const groups = new Map();
    await this.each((outcomes) => {
      for (const outcome of outcomes) {
        const { row, line = row, state, reasons, from } = outcome;
        const isLater = Boolean(state === "other" && outcome.isLater);
        /** Each once, though a server may say it twice. @type {Set<string>} */
        const said = new Set();
        for (const reason of reasons ?? [undefined]) {
          const key = JSON.stringify([state, isLater, from, reason?.code, reason?.question, reason?.text]);
          if (said.has(key)) continue;
          said.add(key);
          const group = groups.get(key) ?? { state, isLater, reason, from, count: 0, rows: [], lines: [] };
          group.count += 1;
          if (group.rows.length < LISTED) {
            group.rows.push(row);
            group.lines.push(line);
          }
          groups.set(key, group);
        }
      }
    });
    const rank = (/** @type {Group} */ { state }) =>
      ["accepted", "refused", "other", "failed", "posted", "before"].indexOf(state);
    return [...groups.values()].sort((one, other) => rank(one) - rank(other) || other.count - one.count);
  }

  /** What the server refused and nobody mended since. @returns {Promise<Outcome[]>} */
  async refused() {
    /** @type {Outcome[]} */
    const found = [];
    await this.each((outcomes) => {
      found.push(...outcomes.filter(({ row, state }) => state === "refused" && !this.#mended.has(row)));
    });
    return found;
  }

  /** @param {(outcomes: Outcome[]) => void} take */
  each(take) {
    return this.#ledger.each(this.batch, take);
  }
}

/**
 * Submissions by the block of the ledger they are in.
 *
 * @param {Submission[]} submissions
 */
function byBlock(submissions) {
  /** @type {Map<number, Submission[]>} */
  const blocks = new Map();
  for (const submission of submissions) {
    const number = Math.floor(submission.row / BLOCK);
    blocks.set(number, [...(blocks.get(number) ?? []), submission]);
  }
  return blocks;
}
