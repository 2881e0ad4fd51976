// What was accepted from other files of the same form, by the content of each response, so that a file that was edited,
// sorted or added to is not sent a second time. Equal responses are as many as there are: three of which two were sent
// leave one.

/** @typedef {import("./desk.js").Submission} Submission */
/** @typedef {import("./ledger.js").Batch} Batch */
/** @typedef {import("./ledger.js").Ledger} Ledger */
/** @typedef {import("./ledger.js").Other} Other */
/** @typedef {import("./shipment.js").Shipment} Shipment */
/**
 * What a file has in common with those that were sent.
 *
 * @typedef {object} Shared
 * @property {number} due How many responses are to be sent, those among them.
 * @property {Map<number, Other | undefined>} left Those that were sent from another file, by their rows in the ledger.
 * @property {(Other & { count: number })[]} files Those files, that with the most of them first.
 */

/** Contents, each as often as it is there: a table without an object for each of a million. */
class Contents {
  /** Four numbers an entry: the content's two halves, its file, and how many are left; an empty one has no file. */
  #entries = new Uint32Array(4 << 10);
  #count = 0;

  get isEmpty() {
    return this.#count === 0;
  }

  /** @param {string} content @param {number} file From 1. */
  add(content, file) {
    this.#put(half(content, 0), half(content, 1), file, 1);
    if (this.#count * 8 < this.#entries.length) return;
    const before = this.#entries;
    this.#entries = new Uint32Array(before.length * 2);
    this.#count = 0;
    for (let at = 0; at < before.length; at += 4) {
      if (before[at + 2] !== 0) this.#put(before[at], before[at + 1], before[at + 2], before[at + 3]);
    }
  }

  /** @param {number} one @param {number} other @param {number} file @param {number} count */
  #put(one, other, file, count) {
    const entries = this.#entries;
    let at = this.#start(one);
    while (entries[at + 2] !== 0) {
      if (entries[at] === one && entries[at + 1] === other && entries[at + 2] === file) break;
      at = (at + 4) % entries.length;
    }
    if (entries[at + 2] === 0) this.#count += 1;
    entries[at] = one;
    entries[at + 1] = other;
    entries[at + 2] = file;
    entries[at + 3] += count;
  }

  /** Takes one of this content out. @param {string} content @returns {number} From which file; 0 where there is none. */
  take(content) {
    const one = half(content, 0);
    const other = half(content, 1);
    const entries = this.#entries;
    for (let at = this.#start(one); entries[at + 2] !== 0; at = (at + 4) % entries.length) {
      if (entries[at] !== one || entries[at + 1] !== other || entries[at + 3] === 0) continue;
      entries[at + 3] -= 1;
      return entries[at + 2];
    }
    return 0;
  }

  /** Contents are digests: a half is as good as any number. @param {number} one */
  #start(one) {
    return (one * 4) % this.#entries.length;
  }
}

/** Of a content 64 bits are compared. @param {string} content @param {0 | 1} place */
const half = (content, place) => Number.parseInt(content.slice(place * 8, place * 8 + 8), 16);

/** What the server has from other files of the form than this one. */
export class SentBefore {
  #contents = new Contents();
  /** @type {Batch[]} */
  #files;

  /** @param {Batch[]} files */
  constructor(files) {
    this.#files = files;
  }

  /**
   * @param {Ledger} ledger
   * @param {Batch} own
   * @param {AbortSignal} signal
   */
  static async read(ledger, own, signal) {
    const files = (await ledger.batches(own.hash)).filter(({ key }) => key !== own.key);
    // Of several the one that was sent first.
    const before = new SentBefore(files.sort((one, other) => one.at - other.at));
    for (const [place, file] of files.entries()) {
      if (signal.aborted) break;
      await ledger.each(file, (outcomes) => {
        for (const { content } of outcomes) if (content) before.#contents.add(content, place + 1);
      });
    }
    return before;
  }

  /** Whether nothing is known of any other file. */
  get isEmpty() {
    return this.#contents.isEmpty;
  }

  /**
   * Holds a file against them.
   *
   * @param {Shipment} shipment
   * @param {(chunk: (submissions: Submission[]) => Promise<boolean>) => Promise<unknown>} submissions Hands over those
   *   of the file.
   * @returns {Promise<Shared>}
   */
  async shared(shipment, submissions) {
    /** @type {Shared["left"]} */
    const left = new Map();
    const counts = this.#files.map(() => 0);
    // One of each file, however many rows there are.
    const others = this.#files.map(({ name, at }) => ({ name, at }));
    let due = 0;
    await submissions(async (chunk) => {
      for (const known of chunk) {
        const isLeft = shipment.isLeft(known);
        if (!isLeft && !shipment.isDue(known)) continue;
        due += 1;
        if (shipment.isOnServer(known)) continue;
        const file = this.#contents.take(known.content);
        const from = others[file - 1];
        // What was left out before stays so, also where the other file was forgotten since.
        if (from || isLeft) left.set(known.row, from);
        if (from) counts[file - 1] += 1;
      }
      return true;
    });
    const files = others
      .map((other, place) => ({ ...other, count: counts[place] ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => other.count - one.count);
    return { due, left, files };
  }
}
