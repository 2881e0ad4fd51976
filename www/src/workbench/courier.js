// Posts submissions, some at the same time, as long as it takes: it waits where the line or the server wants it to, and
// stops where going on would be in vain. What a reply means is decided by the engine.
import { partsOf, waitAfter } from "../sender.js";
import { post } from "./handover.js";
import { isOfOther, isReused, reasonsOf, statusOf } from "./reasons.js";

/** @typedef {import("../delivery.js").Route} Route */
/** @typedef {import("../delivery.js").Reply} Reply */
/** @typedef {import("../sender.js").Judge} Judge */
/** @typedef {import("./desk.js").Submission} Submission */
/** @typedef {import("./ledger.js").Reason} Reason */
/** @typedef {{ state: "accepted" | "refused" | "other" | "failed", receipt?: string, reasons?: Reason[] }} Verdict */
/** Why nothing more is sent. @typedef {{ code: "sign_in" | "other_version" | "closed" | "failing", status: number }} Halt */
/** @typedef {{ code: "network" | "busy", until: number }} Pause */

/** How many posts are on their way at the same time. */
const LANES = 4;
/** The waits after a failure. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** A server may ask for longer, up to this. */
const LONGEST_ASKED_MS = 60 * 60_000;
/** So often a row is tried at which the server itself fails, before the others go on without it. */
const ATTEMPTS = 6;
/** Refusals that are of one submission; any other would meet all of them. */
const OF_ONE = [400, 413, 422];
/** That a reply names another submission: said in the officer's language. @type {Reason} */
const OF_OTHER = { code: "reply_of_other", text: "" };
/** Replies by which a server only asks to wait. */
const ASKS_TO_WAIT = [0, 429, 503];

export class Courier {
  #route;
  #element;
  #judge;
  #questions;
  #paused;
  /** Ends when nothing more is to be sent; what is on its way still ends. */
  #work = new AbortController();
  #until = 0;
  /** When the pause was set, and how many there were in a row. */
  #since = 0;
  #failures = 0;
  #successes = 0;
  /** @type {Halt | undefined} */
  halt;

  /**
   * @param {Route} route
   * @param {HTMLElement} element Gives headers and a token.
   * @param {Judge} judge
   * @param {Set<string>} questions The names of those that the form has.
   * @param {(pause: Pause | undefined) => void} paused Is told when a pause begins, and when it was over.
   */
  constructor(route, element, judge, questions, paused) {
    this.#route = route;
    this.#element = element;
    this.#judge = judge;
    this.#questions = questions;
    this.#paused = paused;
  }

  /** Aborted once nothing more is to be sent. */
  get signal() {
    return this.#work.signal;
  }

  get isStopped() {
    return this.#work.signal.aborted;
  }

  /** No further post; those on their way end. */
  stop() {
    this.#work.abort();
  }

  /**
   * Sends them. What was neither settled nor is given back was posted, and nobody knows whether it arrived.
   *
   * @param {Submission[]} submissions
   * @param {(submission: Submission, verdict: Verdict) => void} settled
   * @returns {Promise<Submission[]>} Those that were not posted.
   */
  async deliver(submissions, settled) {
    const waiting = [...submissions];
    const lane = async () => {
      for (let next; !this.isStopped && (next = waiting.shift());) {
        const verdict = await this.#send(next);
        if (verdict) settled(next, verdict);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return waiting;
  }

  /** @param {Submission} submission @returns {Promise<Verdict | undefined>} */
  async #send(submission) {
    const { id, body } = submission;
    const successes = this.#successes;
    for (let attempts = 1; ; attempts += 1) {
      await this.#pause();
      if (this.isStopped) return undefined;
      const begun = Date.now();
      const reply = await post(this.#route, id, body, this.#element);
      const verdict = reply.status ? await this.#judge(reply.status, reply.body) : "try_later";
      const [outcome = "", receipt] = partsOf(verdict);
      if (outcome === "try_later") {
        this.#wait(reply, begun);
        if (ASKS_TO_WAIT.includes(reply.status) || attempts < ATTEMPTS) continue;
        if (this.#successes > successes) return { state: "failed", reasons: [statusOf(reply)] };
        return this.#end({ code: "failing", status: reply.status });
      }
      if (outcome === "sign_in" || outcome === "other_version") {
        return this.#end({ code: outcome, status: reply.status });
      }
      if (outcome === "refused" && !OF_ONE.includes(reply.status)) {
        return this.#end({ code: "closed", status: reply.status });
      }
      this.#goOn(begun);
      if (outcome === "accepted" && isOfOther(reply, id)) return { state: "other", reasons: [OF_OTHER] };
      if (outcome === "accepted") return { state: "accepted", receipt };
      if (isReused(reply)) return { state: "other" };
      return { state: "refused", reasons: reasonsOf(reply, body, this.#questions) };
    }
  }

  /** @param {Halt} halt @returns {undefined} */
  #end(halt) {
    this.halt ??= halt;
    this.stop();
  }

  /** @param {number} begun When the attempt was made: one before the pause says nothing of the time after it. */
  #goOn(begun) {
    this.#successes += 1;
    if (this.#failures === 0 || begun < this.#since) return;
    this.#failures = 0;
    this.#until = 0;
    this.#paused(undefined);
  }

  /** @param {Reply} reply @param {number} begun When the attempt was made that failed. */
  #wait({ status, retryAfter }, begun) {
    // Attempts that were made at the same time met the same trouble: one pause for all of them.
    if (begun >= this.#since) {
      this.#failures += 1;
      this.#since = Date.now();
      this.#until = this.#since + waitAfter(this.#failures, FIRST_WAIT_MS, LONGEST_WAIT_MS);
    }
    this.#until = Math.max(this.#until, Date.now() + Math.min(retryAfter ?? 0, LONGEST_ASKED_MS));
    this.#isSilent = status === 0;
    if (!this.isStopped) this.#paused({ code: status ? "busy" : "network", until: this.#until });
  }
  /** Whether the last that was met was no reply. */
  #isSilent = false;

  /** Waits until the pause is over, a connection is there again, or nothing more is to be sent. */
  async #pause() {
    while (!this.isStopped && this.#until > Date.now()) {
      await new Promise((settle) => {
        const { signal } = this.#work;
        const over = () => {
          clearTimeout(timer);
          removeEventListener("online", connected);
          signal.removeEventListener("abort", over);
          settle(undefined);
        };
        const connected = () => {
          if (this.#isSilent) this.#until = 0;
          over();
        };
        const timer = setTimeout(over, this.#until - Date.now());
        addEventListener("online", connected);
        signal.addEventListener("abort", over);
      });
    }
  }
}
