// The last step: what was checked goes out, each response on its own. It is asked for twice, can be stopped and gone on
// with, and is told to the row.
import { routeOf } from "../delivery.js";
import { Courier } from "./courier.js";
import { Fault, Stopped } from "./desk.js";
import { emit, h } from "./dom.js";
import { originOf } from "./keyed-origin.js";
import { Ledger } from "./ledger.js";
import { asking } from "./sending-ask.js";
import { Report } from "./sending-report.js";
import { SentBefore } from "./sent-before.js";
import { NotNoted, Shipment } from "./shipment.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Question} Question */
/** @typedef {import("./desk.js").Setup} Setup */
/** @typedef {import("./desk.js").Submission} Submission */
/** @typedef {import("./desk.js").Told} Told */
/** @typedef {import("./ledger.js").Batch} Batch */
/** @typedef {import("./sent-before.js").Shared} Shared */

/**
 * @typedef {object} Around
 * @property {HTMLElement} host Says where to: `endpoint`, and what a `<sipas-form>` has for it.
 * @property {Desk} desk
 * @property {string} language
 * @property {string} hash Of the form.
 * @property {File} file
 * @property {Setup} setup With which it was checked.
 * @property {Question[]} questions
 * @property {string} stem What files are called.
 * @property {(text: string, isProblem?: boolean) => void} tell
 * @property {(error: unknown) => void} fail
 * @property {(row: import("./desk.js").Row) => Promise<void>} changed A row was mended.
 * @property {() => void} refused Writes the file of refused rows.
 * @property {(refusals: import("./desk.js").Refusal[]) => Promise<true | undefined>} hold See `Desk.hold`.
 * @property {(isBusy: boolean, element: HTMLElement) => void} freeze Keeps everything else still, for what is checked
 *   must stay as it is.
 */

/** @type {Promise<Ledger> | undefined} */
let opening;
const ledger = () => (opening ??= Ledger.open());

export class Sending {
  element = h("div", { className: "sending" });
  #around;
  #told;
  #origin;
  #report;
  /** Rows, as the ledger counts them, that were mended and not sent since. @type {Set<number>} */
  #mended = new Set();
  /** @type {Shipment | undefined} */
  #shipment;
  /** @type {Courier | undefined} */
  #courier;
  /** Ends the comparison with other files, while it goes on. @type {AbortController | undefined} */
  #comparing;
  /** What other files have of it, while the officer is asked. @type {Shared | undefined} */
  #shared;
  #isClosed = false;
  /** Ends the reading of a file that was left. */
  #reading = new AbortController();
  #turn = 0;
  #progress = h("progress", { max: 1 });
  #figures = h("dl", { className: "figures" });
  #line = h("p", { className: "progress-line", role: "status" });
  /** @type {number | undefined} */
  #frame;

  /** @param {Around} around @param {Told} told */
  constructor(around, told) {
    this.#around = around;
    this.#told = told;
    this.#origin = originOf(around.file);
    const { setup } = around;
    this.#report = new Report({
      ...around,
      mapping: setup.mapping,
      columns: told.columns,
      origin: this.#origin,
    });
    this.#progress.setAttribute("aria-label", this.#say("send_progress"));
    void this.#begin();
  }

  /** @param {string} code @param {Record<string, string | number>} [values] */
  #say(code, values) {
    return say(code, this.#around.language, values);
  }

  get isBusy() {
    return Boolean(this.#courier ?? this.#comparing);
  }

  /** How many can be sent. */
  get #count() {
    return this.#told.rows - this.#told.refused;
  }

  /** A row was mended. @param {Told} told @param {number} row */
  update(told, row) {
    this.#told = told;
    this.#mended.add(this.#origin?.idOf(row) ?? row);
    this.#shipment?.mended(this.#count);
    if (!this.isBusy) void this.#draw();
  }

  /** The rows that the server refused, and what it said. */
  refusals() {
    return this.#report.refusals();
  }

  close() {
    this.#isClosed = true;
    this.#reading.abort();
    this.#courier?.stop();
    this.#comparing?.abort();
    if (this.isBusy) this.#around.freeze(false, this.element);
    removeEventListener("beforeunload", this.#leaving);
  }

  /** The browser asks before it leaves what is being sent. @param {BeforeUnloadEvent} event */
  #leaving = (event) => event.preventDefault();

  /** What is known of this file, should it have been sent before: read again only where one of its size was. */
  async #begin() {
    const { hash, fail } = this.#around;
    try {
      const known = await (await ledger()).batches(hash, this.#size);
      if (known.length > 0) await this.#open(this.#reading.signal);
    } catch (error) {
      fail(error);
    }
    await this.#draw();
  }

  /** By which the ledger is asked for the file. */
  get #size() {
    return this.#origin ? 0 : this.#around.file.size;
  }

  /** Which file it is, by its bytes. @param {AbortSignal} [signal] */
  async #key(signal) {
    const { desk, file } = this.#around;
    const sheets = this.#told.file?.sheets ?? [];
    const sheet = sheets.length > 1 ? sheets.find(({ chosen }) => chosen)?.name : undefined;
    // Rows of another sheet are other rows.
    return [await desk.key(file, { signal }), sheet].filter(Boolean).join("/");
  }

  /** Finds out what is known of the file. @param {AbortSignal} [signal] */
  async #open(signal) {
    if (this.#shipment) return this.#shipment;
    const { file, hash, setup, language } = this.#around;
    const key = this.#origin?.key ?? (await this.#key(signal));
    const own = await ledger();
    const batches = await own.batches(hash, this.#size);
    /** @type {Batch} */
    const batch = batches.find((batch) => batch.key === key) ?? {
      key,
      hash,
      name: file.name,
      size: this.#size,
      header: setup.hint.header ?? 0,
      total: 0,
      now: setup.now,
      language,
      at: Date.now(),
    };
    const total = Math.max(batch.total, this.#count);
    const shipment = new Shipment(own, { ...batch, total }, this.#mended);
    await shipment.load();
    return (this.#shipment = shipment);
  }

  /** Of a keyed batch it is known which forms it has and which of them can be sent. */
  async #expect() {
    const { desk } = this.#around;
    if (!this.#origin || !this.#shipment) return;
    const refused = new Set(await desk.refusedRows(0, this.#told.rows));
    this.#shipment.expect(this.#origin.all.filter(({ place }) => !refused.has(place)));
  }

  /** Where it goes; nothing where the page does not say. */
  get #address() {
    const { host } = this.#around;
    if (!host.getAttribute("endpoint")) return "";
    const { url } = routeOf(host);
    return url.replace(/[?#].*$/, "");
  }

  /** @param {string} [focused] What gets the focus. */
  async #draw(focused) {
    const turn = ++this.#turn;
    const shipment = this.#shipment;
    const isKnown = shipment?.isKnown;
    await this.#expect().catch(this.#around.fail);
    const groups = isKnown ? await shipment.groups() : [];
    if (turn !== this.#turn || this.isBusy) return;
    if (isKnown) this.#figure();
    const isMoved = isKnown && shipment.batch.header !== (this.#around.setup.hint.header ?? 0);
    const isOther = this.#origin && !this.#origin.isRead;
    if (groups.length > 0 && shipment) this.#report.show(shipment, groups);
    const before = /** @type {ShadowRoot | Document} */ (this.element.getRootNode()).activeElement;
    this.element.replaceChildren(
      ...[
        isKnown ? this.#known(shipment) : h("p", {}, this.#say("send_nothing_yet")),
        isKnown && this.#figures,
        ...(isOther || isMoved ? [this.#moved(shipment)] : this.#next()),
        groups.length > 0 && this.#report.element,
      ].filter((node) => node !== false && node !== undefined),
    );
    // Taken out and put back, what had the focus lost it.
    if (before instanceof HTMLElement && this.#report.element.contains(before)) {
      before.focus({ preventScroll: true });
    }
    if (focused) /** @type {HTMLElement | null} */ (this.element.querySelector(focused))?.focus();
  }

  /** @param {Shipment} shipment */
  #known(shipment) {
    const { at } = shipment.batch;
    const { accepted, refused, other, failed, before } = shipment.counts;
    const values = { time: this.#time(at), accepted, refused, left: shipment.left + failed };
    const isOver = shipment.left + failed === 0;
    return h(
      "p",
      { className: "send-known", tabIndex: -1 },
      this.#say(isOver ? "send_was_sent" : "send_was_partly", values),
      other > 0 && ` ${this.#say("send_had", { count: other })}`,
      before > 0 && ` ${this.#say("send_had_before", { count: before })}`,
    );
  }

  /** @param {number} at */
  #time(at) {
    const language = this.#around.language === "en" ? "en" : "vi";
    return new Date(at).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
  }

  /** Its rows were counted from another line. @param {Shipment} [shipment] */
  #moved(shipment) {
    const words = this.#origin
      ? this.#say("send_moved_keyed")
      : this.#say("send_moved", { line: shipment?.batch.header ?? 0 });
    return h("p", { className: "told problem" }, words);
  }

  /** What can be done now. */
  #next() {
    const shipment = this.#shipment;
    const hint = (/** @type {string} */ code) => [h("p", { className: "hint" }, this.#say(code))];
    if (!this.#address) return hint("send_no_address");
    if (this.#told.file === null) return hint("send_no_file");
    const count = shipment ? shipment.left + shipment.again : this.#count;
    // Of a keyed batch it is known; of a file, a row that is mended now may be counted as one that was before a reload.
    const isMore = shipment && !this.#origin && !shipment.isWhole && this.#mended.size > 0 && this.#count > 0;
    // What was left out can still be sent.
    const before = shipment?.counts.before ?? 0;
    if (count === 0 && !isMore && before === 0) return shipment?.isKnown ? [] : hint("send_none");
    const { refused, kinds } = this.#told;
    const incomplete = kinds
      .filter(({ code, severity }) => code === "required" && severity === "warning")
      .reduce((most, { count }) => Math.max(most, count), 0);
    const shared = this.#shared;
    this.#shared = undefined;
    const asked = {
      language: this.#around.language,
      address: this.#address,
      count,
      again: shipment?.again ?? 0,
      before: count === 0 && !isMore ? before : 0,
      isKnown: Boolean(shipment?.isKnown),
      refused,
      incomplete,
      shared,
      isWhole: shipment?.batch.isWhole ?? false,
      compare: () => this.#compare(),
      send: (/** @type {boolean} */ isWhole) => void this.#send(shared && { left: shared.left, isWhole }),
    };
    return [asking(asked)];
  }

  /** Shows how far it is: at once, and then once a frame at most. */
  #figure() {
    const shipment = /** @type {Shipment} */ (this.#shipment);
    const { accepted, refused, other, failed, before } = shipment.counts;
    const { left, batch } = shipment;
    const figure = (/** @type {string} */ code, /** @type {number} */ count) => [
      h("div", {}, h("dt", {}, this.#say(code)), h("dd", {}, this.#say("send_number", { count }))),
    ];
    this.#progress.value = batch.total > 0 ? (batch.total - left) / batch.total : 1;
    this.#figures.replaceChildren(
      ...figure("send_accepted", accepted),
      ...figure("send_refused", refused),
      ...(other > 0 ? figure("send_other", other) : []),
      ...(failed > 0 ? figure("send_failed", failed) : []),
      ...(before > 0 ? figure("send_before", before) : []),
      ...figure("send_left", left),
    );
  }

  /**
   * Shows what goes on, with how to stop it.
   *
   * @param {string} code
   * @param {string} stopping What is said once it was stopped.
   * @param {() => void} end
   * @param {...Node} figures
   */
  #working(code, stopping, end, ...figures) {
    const { tell, freeze } = this.#around;
    // From here on everything else is still, and it can be stopped.
    freeze(true, this.element);
    tell("");
    this.#report.clear();
    this.#line.textContent = this.#say(code);
    const stop = h(
      "button",
      {
        type: "button",
        className: "secondary",
        onclick: () => {
          end();
          stop.disabled = true;
          this.#line.textContent = this.#say(stopping);
        },
      },
      this.#say("stop"),
    );
    this.element.replaceChildren(
      h("div", { className: "busy" }, this.#line, this.#progress, ...figures, stop),
    );
    stop.focus();
  }

  /**
   * Hands over what can be sent, each as itself.
   *
   * @param {string} key
   * @param {import("./desk.js").Listener & Required<Pick<import("./desk.js").Listener, "chunk">>} listener
   */
  async #hand(key, { chunk, ...listener }) {
    const { desk, file } = this.#around;
    const origin = this.#origin;
    const named = (/** @type {Submission[]} */ submissions) =>
      origin ? submissions.map((submission) => origin.named(submission)) : submissions;
    const handed = await desk.submissions(file, key, {
      ...listener,
      chunk: async (submissions) => chunk(named(submissions)),
    });
    // The desk was emptied since: what was stopped elsewhere took the checked file with it.
    if (handed === 0 && this.#count > 0)
      throw new Fault(JSON.stringify({ code: "not_checked", message: this.#say("send_not_checked") }));
  }

  /**
   * Holds the file against what was sent from others of the form, and asks with what it found.
   *
   * @returns {Promise<boolean>} `false` where there is no other.
   */
  async #compare() {
    const { hash, freeze, fail, tell } = this.#around;
    const own = await ledger();
    const files = await own.batches(hash).catch(fail);
    if (!files || this.isBusy || this.#isClosed) return true;
    if (!files.some(({ key }) => key !== this.#shipment?.batch.key)) return false;
    const comparing = (this.#comparing = new AbortController());
    const { signal } = comparing;
    this.#progress.removeAttribute("value");
    this.#working("send_comparing", "send_comparing", () => comparing.abort());
    /** @type {unknown} */
    let error;
    try {
      const shipment = await this.#open(signal);
      const before = await SentBefore.read(own, shipment.batch, signal);
      /** @type {import("./desk.js").Listener["progress"]} */
      const progress = ({ bytes, size }) => (this.#progress.value = bytes / size);
      if (signal.aborted) throw new Stopped("ended");
      this.#shared =
        before.isEmpty && shipment.counts.before === 0
          ? { due: shipment.left + shipment.again, left: new Map(), files: [] }
          : await before.shared(shipment, (chunk) =>
              this.#hand(shipment.batch.key, { chunk, progress, signal }),
            );
    } catch (failed) {
      error = failed;
    }
    this.#comparing = undefined;
    if (this.#isClosed) return true;
    freeze(false, this.element);
    await this.#draw(this.#shared ? "#send-sure" : ".send-ask");
    if (error instanceof Stopped) tell(this.#say("send_compare_stopped"));
    else this.#tellOf(error);
    return true;
  }

  /** @param {unknown} error @returns {boolean} Whether there was one. */
  #tellOf(error) {
    const { tell, fail } = this.#around;
    if (error instanceof NotNoted) tell(this.#say("send_no_room"), true);
    else if (error instanceof NotLoaded) tell(this.#say("not_loaded"), true);
    else if (error instanceof Fault && !error.isSaid && error.code !== "broken") {
      // The file was read before: it is no longer what it was.
      console.error("sipas-workbench:", error);
      tell(this.#say("send_file_gone"), true);
    } else if (error && !(error instanceof Stopped)) fail(error);
    else return false;
    return true;
  }

  /** @param {{ left: Shared["left"], isWhole: boolean }} [shared] What other files have of it, and what becomes of that. */
  async #send(shared) {
    const { file, host, tell, freeze, setup, language, questions } = this.#around;
    if (this.isBusy || this.#isClosed) return;
    /** @type {import("../sender.js").Judge} */
    const judge = async (status, body) => (await judging())(status, body);
    const names = new Set(questions.map(({ name }) => name));
    const courier = new Courier(routeOf(host), host, judge, names, (pause) => this.#paused(pause));
    this.#courier = courier;
    addEventListener("beforeunload", this.#leaving);
    this.#working("send_preparing", "send_stopping", () => courier.stop(), this.#figures);
    let isAlone = true;
    /** @type {unknown} */
    let error;
    try {
      await judging();
      if (courier.isStopped) throw new Stopped("stopped");
      const shipment = await this.#open(courier.signal);
      const { batch } = shipment;
      const written = (/** @type {Submission} */ submission) => {
        const { id, name } = submission;
        const own = { id, now: setup.now, language };
        const as = name ? { id: name.id, now: name.at, language: name.language } : { ...batch, id };
        return { ...submission, id: as.id, body: asBefore(submission.body, own, as) };
      };
      if (!(await ledger()).isDurable) this.#line.textContent = this.#say("send_not_noted");
      isAlone = await shipment.send(
        async (chunk) => {
          // The desk may be at another file by now.
          if (!courier.isStopped) await this.#hand(batch.key, { chunk });
        },
        courier,
        written,
        () => this.#changed(),
        shared,
      );
    } catch (failed) {
      error = failed;
    }
    if (this.#frame) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#courier = undefined;
    removeEventListener("beforeunload", this.#leaving);
    if (this.#isClosed) return;
    freeze(false, this.element);
    const isStopped = courier.isStopped;
    // What is told is there to be seen by then.
    await this.#draw(this.#shipment?.isKnown ? ".send-known" : ".send-ask");
    const counts = this.#shipment?.counts;
    const { accepted = 0, refused = 0, other = 0, failed = 0, before = 0 } = counts ?? {};
    if (this.#tellOf(error)) {
      // That is what the officer must know.
    } else if (!isAlone) tell(this.#say("send_elsewhere"), true);
    else if (courier.halt)
      tell(this.#say(`send_halt_${courier.halt.code}`, { status: courier.halt.status }), true);
    else {
      const words = [this.#say(isStopped ? "send_stopped" : "send_done", { accepted, refused })];
      if (before > 0) words.push(this.#say("send_had_before", { count: before }));
      tell(words.join(" "));
    }
    const left = this.#shipment?.left ?? this.#count;
    const halt = courier.halt?.code;
    const detail = { file: file.name, accepted, refused, other, failed, before, left, halt };
    emit(host, "sipas-batch-sent", detail);
  }

  #changed() {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      if (this.isBusy) this.#figure();
    });
  }

  /** @param {import("./courier.js").Pause | undefined} pause */
  #paused(pause) {
    if (!this.isBusy) return;
    const time =
      pause && new Date(pause.until).toLocaleTimeString(this.#around.language === "en" ? "en" : "vi");
    const words = pause
      ? this.#say(`send_pause_${pause.code}`, { time: time ?? "" })
      : this.#say("send_going_on");
    if (this.#line.textContent !== words) this.#line.textContent = words;
  }
}

/**
 * What judges replies: the citizens' engine, fetched now that something is sent.
 *
 * @type {() => Promise<import("../sender.js").Judge>}
 */
const judging = async () => {
  try {
    return (await import("../../sipas-form.js")).judge;
  } catch (error) {
    throw new NotLoaded(String(error), { cause: error });
  }
};

/** That a part of the page could not be fetched. */
class NotLoaded extends Error {}

/**
 * A submission as it was when sending of its file began: the moment and the language that it names, where the file
 * names none, are of then. The same key comes with the same content, whenever it is sent. A keyed form goes as itself.
 *
 * @param {string} body
 * @param {{ id: string, now: string, language: string }} own
 * @param {{ id: string, now: string, language: string }} as
 */
function asBefore(body, own, as) {
  if (own.id === as.id && own.now === as.now && own.language === as.language) return body;
  // The text as it is: numbers would not survive being read and written. The answers come last.
  const end = body.indexOf('"answers":');
  const member = (/** @type {string} */ name, /** @type {string} */ value) =>
    `"${name}":${JSON.stringify(value)}`;
  const head = body
    .slice(0, end)
    .replace(member("submission_id", own.id), member("submission_id", as.id))
    .replace(member("language", own.language), member("language", as.language))
    .replace(member("started_at", own.now), member("started_at", as.now))
    .replace(member("completed_at", own.now), member("completed_at", as.now));
  return head + body.slice(end);
}
