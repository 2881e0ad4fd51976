// Sends what waits on the device: one sender for each submission at a time, over all tabs and the service worker.
// What a reply means is decided by the engine. Nothing here knows a page.
import { isPossible, knowing, origin, post, probe } from "./delivery.js";
import { needsSomebody } from "./device.js";

/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./device.js").Pending} Pending */
/**
 * What a reply means, as the engine says it: `accepted RECEIPT`, or another outcome.
 *
 * @typedef {(status: number, body: unknown) => Promise<string>} Judge
 */
/**
 * What became of an attempt. `status` is 0 when no reply came.
 *
 * @typedef {object} Result
 * @property {string} id Of the submission; "" when something else changed on the device.
 * @property {string} outcome
 * @property {number} status
 * @property {unknown} body
 */
/**
 * Once there is a connection, what met none is due as well; what a server asked to wait with is not, unless somebody
 * wants everything to be tried.
 *
 * @typedef {"due" | "connected" | "all"} Which
 */

/** The waits between attempts: doubled each time, up to the longest, and at random by up to half. */
const SHORTEST_WAIT_MS = 1_000;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** A server may ask for longer, up to this. */
const LONGEST_ASKED_MS = 60 * 60_000;
/** How long a lease lasts, and how often it is made longer: one of a tab that was killed holds nothing up for long. */
const LEASE_MS = 15_000;
const RENEWAL_MS = 5_000;
/** Every so often a submission is tried although nothing answers the question whether there is a connection. */
const TRIED_ALL_THE_SAME = 3;

/** The channel by which tabs and the service worker tell each other of results. */
export const CHANNEL = "sipas-forms";

/** @type {Record<string, import("./device.js").Reason>} */
const REASONS = {
  try_later: "busy",
  sign_in: "sign_in",
  rejected: "rejected",
  other_version: "other_version",
};

/**
 * Does something while nobody else does it; gives `undefined` when somebody else was and `wait` does not say to
 * wait for them.
 *
 * @template T
 * @param {Device} device
 * @param {string} name
 * @param {boolean} wait
 * @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
export async function alone(device, name, wait, work) {
  const locks = /** @type {LockManager | undefined} */ (navigator.locks);
  if (locks) {
    return locks.request(`sipas-forms/${name}`, { ifAvailable: !wait }, (lock) =>
      lock ? work() : undefined,
    );
  }
  const owner = String(Math.random());
  if (!(await device.lease(name, owner, LEASE_MS))) return undefined;
  const renewal = setInterval(() => void device.lease(name, owner, LEASE_MS).catch(() => {}), RENEWAL_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await device.endLease(name, owner);
  }
}

/**
 * How long to wait before the next attempt: doubled each time, up to the longest, and at random by up to half.
 *
 * @param {number} attempts How many there were.
 * @param {number} [first] In milliseconds.
 * @param {number} [longest]
 */
export const waitAfter = (attempts, first = FIRST_WAIT_MS, longest = LONGEST_WAIT_MS) =>
  Math.min(longest, first * 2 ** Math.min(attempts - 1, 20)) * (1 - Math.random() / 2);

/** What a judge says, as the outcome and the receipt. @param {string} verdict */
export const partsOf = (verdict) => verdict.split(/ (.*)/s);

export class Sender extends EventTarget {
  #device;
  #judge;
  #channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(CHANNEL) : undefined;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /**
   * How often in a row an origin did not answer.
   *
   * @type {Map<string, number>}
   */
  #silences = new Map();
  /**
   * What was received while this page is open.
   *
   * @type {Map<string, Result>}
   */
  #accepted = new Map();
  /** The submissions whose outcome is shown on this page to whoever filled them. */
  shown = new Set();
  /**
   * The elements of this page: they know headers and tokens that are not stored.
   *
   * @type {Set<HTMLElement>}
   */
  #elements = new Set();
  #isRetired = false;
  #isClosed = false;

  /**
   * @param {Device} device
   * @param {Judge} judge
   */
  constructor(device, judge) {
    super();
    this.#device = device;
    this.#judge = judge;
    if (this.#channel) {
      this.#channel.onmessage = ({ data }) => {
        this.#note(data);
        void this.wake();
      };
    }
  }

  /** @param {HTMLElement} element */
  join(element) {
    this.#elements.add(element);
  }

  /** @param {HTMLElement} element */
  leave(element) {
    this.#elements.delete(element);
  }

  /**
   * Tries one submission now.
   *
   * @param {string} id
   * @param {HTMLElement} [element] The element it was filled in.
   * @returns {Promise<Result>} `gone` is the outcome when it is not here any more and there is no receipt.
   */
  async attempt(id, element) {
    const result = await alone(this.#device, id, true, () => this.#attempt(id, element));
    return result ?? { id, outcome: "try_later", status: 0, body: undefined };
  }

  /**
   * @param {string} id
   * @param {HTMLElement} [element]
   * @returns {Promise<Result>}
   */
  async #attempt(id, element) {
    // Before it is posted: should the page be killed meanwhile, nobody knows whether it arrived.
    const all = await this.#device.pending();
    const before = all.find((submission) => submission.id === id);
    if (!before) {
      // Another tab has sent it; its reply was told, or its receipt is here.
      const receipt = await this.#device.receipt(id);
      const body = receipt?.receipt ? { receipt: receipt.receipt } : undefined;
      const stored = { id, outcome: receipt ? "accepted" : "gone", status: receipt ? 200 : 0, body };
      return this.#accepted.get(id) ?? stored;
    }
    const attempts = before.attempts + 1;
    await this.#device.amend(id, { attempts, uncertain: true });
    const known = element ?? knowing(this.#elements, before.route);
    const reply = await post(before.route, id, before.body, known);
    const verdict = reply.status ? await this.#judge(reply.status, reply.body) : "network";
    const [outcome = "", receipt] = partsOf(verdict);
    /** @type {Result} */
    const result = { id, outcome, status: reply.status, body: reply.body };
    if (outcome === "accepted") {
      await this.#device.received(id, receipt ?? null, this.shown.has(id));
    } else {
      const wait = Math.max(waitAfter(attempts), Math.min(reply.retryAfter ?? 0, LONGEST_ASKED_MS));
      const reason = outcome === "network" ? outcome : (REASONS[outcome] ?? "refused");
      // Browsers repeat a POST by themselves where a used connection broke: the reply that came may be the second,
      // of somebody in between who knows nothing of the key.
      const uncertain = !isDefinite(outcome);
      await this.#device.amend(id, {
        notBefore: Date.now() + wait,
        wait,
        reason,
        uncertain,
        reply: reply.status ? { status: reply.status, body: reply.body } : null,
      });
    }
    this.#tell(result);
    return result;
  }

  /** @param {Result} result */
  #note(result) {
    if (result.outcome === "accepted") this.#accepted.set(result.id, result);
    this.dispatchEvent(new CustomEvent("result", { detail: result }));
  }

  /** @param {Result} result */
  #tell(result) {
    this.#note(result);
    this.#post(result);
    void this.wake();
  }

  /** @param {Result} result */
  #post(result) {
    if (!this.#isClosed) this.#channel?.postMessage(result);
  }

  /** Something came to the device or went from it: every page counts anew. */
  changed() {
    const change = { id: "", outcome: "changed", status: 0, body: undefined };
    this.#note(change);
    this.#post(change);
  }

  /**
   * Sends one after the other, unless another tab does.
   *
   * @param {Which} [which]
   */
  async flush(which = "due") {
    try {
      // Somebody who asks for it waits for it.
      await alone(this.#device, "queue", which === "all", async () => {
        /** Those that do not answer; what goes elsewhere does not wait for them. */
        const silent = new Set();
        for (const submission of await this.#device.pending()) {
          const there = origin(submission.route.url);
          if (needsSomebody(submission) || !isDue(submission, which) || !this.maySend(submission)) continue;
          if (silent.has(there)) continue;
          const isThere = submission.reason !== "network" || (await this.#isConnected(submission.route));
          const send = () => alone(this.#device, submission.id, false, () => this.#attempt(submission.id));
          if (!isThere || (await send())?.outcome === "network") silent.add(there);
        }
      });
    } catch {
      // The device's storage was taken away for a moment: what waits is looked at again.
    }
    await this.wake();
  }

  /**
   * Where there was no connection a small question finds out whether there is one now. A line may swallow the question
   * and yet take a submission.
   *
   * @param {import("./delivery.js").Route} route
   */
  async #isConnected({ url, credentials }) {
    const silences = this.#silences.get(origin(url)) ?? 0;
    const tries = silences % TRIED_ALL_THE_SAME === TRIED_ALL_THE_SAME - 1;
    const found = await probe(this.#address(url), credentials);
    this.#silences.set(origin(url), found ? 0 : silences + 1);
    return found || tries;
  }

  /**
   * What is asked whether there is a connection.
   *
   * @param {string} url
   */
  #address(url) {
    const named = [...this.#elements].map((element) => element.getAttribute("probe")).find(Boolean);
    return named ? new URL(named, location.href).href : url;
  }

  /**
   * What takes headers or a token of a page is sent only from one that has them.
   *
   * @param {Pending} submission
   */
  maySend({ route }) {
    return isPossible(route, knowing(this.#elements, route));
  }

  /** Sets the clock for the next attempt; of several pages the one that is quickest makes it. */
  async wake() {
    clearTimeout(this.#timer);
    /** @type {Pending[] | undefined} */
    const all = await this.#device.pending().catch(() => undefined);
    if (this.#isClosed) return;
    const waiting = all?.filter((submission) => !needsSomebody(submission) && this.maySend(submission));
    if (waiting?.length === 0) {
      if (this.#isRetired) this.close();
      return;
    }
    const waits = (waiting ?? []).map((submission) => {
      // Where it was asked in vain whether there is a connection, it is asked again, more and more seldom.
      const silences = this.#silences.get(origin(submission.route.url)) ?? 0;
      const left = isDue(submission) ? 0 : submission.notBefore - Date.now();
      return Math.max(left, silences > 0 ? waitAfter(silences) : 0);
    });
    const wait = Math.max(Math.min(...waits, LONGEST_WAIT_MS), SHORTEST_WAIT_MS);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  /** Whoever it sends for is gone: it closes once nothing is left that it can send. */
  retire() {
    this.#isRetired = true;
    void this.wake();
  }

  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#channel?.close();
    this.#elements.clear();
  }
}

/** Whether a refusal tells that the submission was not stored at an earlier attempt either. */
const isDefinite = (/** @type {string} */ outcome) => ["rejected", "other_version"].includes(outcome);

/**
 * @param {Pending} submission
 * @param {Which} [which]
 */
function isDue({ notBefore, wait, reason }, which = "due") {
  const left = notBefore - Date.now();
  const isConnected = which === "connected" && ["", "network"].includes(reason);
  // Further off than it was set: the clock was set back since.
  return which === "all" || isConnected || left <= 0 || left > wait;
}
