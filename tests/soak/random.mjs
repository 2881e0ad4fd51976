// Chance that comes again: the same seed and the same words give the same numbers, whatever else runs meanwhile.
import { createHash } from "node:crypto";

export class Chance {
  #state;

  /** @param {...(string | number)} words What the numbers are for. */
  constructor(...words) {
    this.#state = createHash("sha256").update(words.join("/")).digest().readUInt32LE(0);
  }

  /** From 0 to 1 (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  is(share) {
    return this.next() < share;
  }

  upTo(limit) {
    return this.next() * limit;
  }

  /** One of the names, each as often as its weight says. */
  of(weights) {
    const entries = Object.entries(weights);
    let left = this.upTo(entries.reduce((sum, [, weight]) => sum + weight, 0));
    return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries.at(-1))[0];
  }
}
