// The last step: what was checked goes out, each response on its own. It is asked for twice, can be stopped and gone on
// with, and is told to the row.
import { moment } from "../moment.js";
import { routeOf } from "../delivery.js";
import { Courier } from "./courier.js";
import { Fault, Stopped } from "./desk.js";
import { download, h } from "./dom.js";
import { Ledger } from "./ledger.js";
import { NotNoted, Shipment } from "./shipment.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Question} Question */
/** @typedef {import("./desk.js").Setup} Setup */
/** @typedef {import("./desk.js").Submission} Submission */
/** @typedef {import("./desk.js").Told} Told */
/** @typedef {import("./ledger.js").Batch} Batch */
/** @typedef {import("./ledger.js").State} State */
/** @typedef {import("./shipment.js").Group} Group */

/** A byte order mark, by which spreadsheets know UTF-8. */
const MARK = "\u{feff}";
/** What a spreadsheet would take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

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
  /** @type {Shipment | undefined} */
  #shipment;
  /** @type {Courier | undefined} */
  #courier;
  #isClosed = false;
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
    this.#progress.setAttribute("aria-label", this.#say("send_progress"));
    void this.#begin();
  }

  /** @param {string} code @param {Record<string, string | number>} [values] */
  #say(code, values) {
    return say(code, this.#around.language, values);
  }

  get isBusy() {
    return Boolean(this.#courier);
  }

  /** How many can be sent. */
  get #count() {
    return this.#told.rows - this.#told.refused;
  }

  /** Rows were mended. @param {Told} told */
  update(told) {
    this.#told = told;
    this.#shipment?.mended(this.#count);
    if (!this.isBusy) void this.#draw();
  }

  close() {
    this.#isClosed = true;
    this.#courier?.stop();
    if (this.isBusy) this.#around.freeze(false, this.element);
    removeEventListener("beforeunload", this.#leaving);
  }

  /** The browser asks before it leaves what is being sent. @param {BeforeUnloadEvent} event */
  #leaving = (event) => event.preventDefault();

  /** What is known of this file, should it have been sent before: read again only where one of its size was. */
  async #begin() {
    const { file, hash, fail } = this.#around;
    try {
      const known = await (await ledger()).batches(hash, file.size);
      if (known.length > 0) await this.#open();
    } catch (error) {
      fail(error);
    }
    await this.#draw();
  }

  /** Finds out which file it is, by its bytes. */
  async #open() {
    if (this.#shipment) return this.#shipment;
    const { desk, file, hash, setup, language } = this.#around;
    const sheets = this.#told.file?.sheets ?? [];
    const sheet = sheets.length > 1 ? sheets.find(({ chosen }) => chosen)?.name : undefined;
    // Rows of another sheet are other rows.
    const key = [await desk.key(file), sheet].filter(Boolean).join("/");
    const own = await ledger();
    const batches = await own.batches(hash, file.size);
    /** @type {Batch} */
    const batch = batches.find((batch) => batch.key === key) ?? {
      key,
      hash,
      name: file.name,
      size: file.size,
      header: setup.hint.header ?? 0,
      total: 0,
      now: setup.now,
      language,
      at: Date.now(),
    };
    const shipment = new Shipment(own, { ...batch, total: Math.max(batch.total, this.#count) });
    await shipment.load();
    return (this.#shipment = shipment);
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
    const groups = isKnown ? await shipment.groups() : [];
    if (turn !== this.#turn || this.isBusy) return;
    if (isKnown) this.#figure();
    const isMoved = isKnown && shipment.batch.header !== (this.#around.setup.hint.header ?? 0);
    this.element.replaceChildren(
      ...[
        isKnown ? this.#known(shipment) : h("p", {}, this.#say("send_nothing_yet")),
        isKnown && this.#figures,
        ...(isMoved ? [this.#moved(shipment)] : this.#next()),
        groups.length > 0 && this.#report(groups),
      ].filter((node) => node !== false && node !== undefined),
    );
    if (focused) /** @type {HTMLElement | null} */ (this.element.querySelector(focused))?.focus();
  }

  /** @param {Shipment} shipment */
  #known(shipment) {
    const { at } = shipment.batch;
    const { accepted, refused, other, failed } = shipment.counts;
    const values = { time: this.#time(at), accepted, refused, left: shipment.left + failed };
    const isOver = shipment.left + failed === 0;
    return h(
      "p",
      { className: "send-known", tabIndex: -1 },
      this.#say(isOver ? "send_was_sent" : "send_was_partly", values),
      other > 0 && ` ${this.#say("send_had", { count: other })}`,
    );
  }

  /** @param {number} at */
  #time(at) {
    const language = this.#around.language === "en" ? "en" : "vi";
    return new Date(at).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
  }

  /** Its rows were counted from another line. @param {Shipment} shipment */
  #moved({ batch }) {
    return h("p", { className: "told problem" }, this.#say("send_moved", { line: batch.header }));
  }

  /** What can be done now. */
  #next() {
    const shipment = this.#shipment;
    const count = shipment ? shipment.left + shipment.again : this.#count;
    const isMore = shipment && !shipment.isWhole && this.#count > 0;
    if (!this.#address) return [h("p", { className: "hint" }, this.#say("send_no_address"))];
    if (this.#told.file === null) return [h("p", { className: "hint" }, this.#say("send_no_file"))];
    if (count === 0 && !isMore) {
      return shipment?.isKnown ? [] : [h("p", { className: "hint" }, this.#say("send_none"))];
    }
    const label = shipment?.isKnown ? this.#say("send_more") : this.#say("send_button", { count });
    const place = h("div", { className: "send-next" });
    const ask = h(
      "button",
      {
        type: "button",
        className: "primary send-ask",
        onclick: () => {
          place.replaceChildren(...this.#confirm(count, again));
          /** @type {HTMLElement | null} */ (place.querySelector(".send-sure"))?.focus();
        },
      },
      label,
    );
    const again = () => {
      place.replaceChildren(...first);
      ask.focus();
    };
    const { refused, kinds } = this.#told;
    const incomplete = kinds
      .filter(({ code, severity }) => code === "required" && severity === "warning")
      .reduce((most, { count }) => Math.max(most, count), 0);
    const first = [
      h(
        "p",
        {},
        this.#say("send_where", { address: this.#address }),
        refused > 0 ? ` ${this.#say("send_without", { count: refused })}` : "",
      ),
      incomplete > 0 && h("p", { className: "hint" }, this.#say("send_incomplete", { count: incomplete })),
      h("p", { className: "actions" }, ask),
    ].filter((node) => node !== false);
    place.append(...first);
    return [place];
  }

  /**
   * Nothing is sent by one slip: the number is named, and the button is elsewhere.
   *
   * @param {number} count
   * @param {() => void} back
   */
  #confirm(count, back) {
    const again = this.#shipment?.again ?? 0;
    return [
      h(
        "div",
        { className: "send-confirm", role: "group", "aria-labelledby": "send-sure" },
        h(
          "p",
          { id: "send-sure", className: "send-sure", tabIndex: -1 },
          this.#say("send_sure", { count, address: this.#address }),
        ),
        again > 0 && h("p", {}, this.#say("send_again", { count: again })),
        h("p", { className: "hint" }, this.#say("send_sure_hint")),
        h(
          "p",
          { className: "actions" },
          h("button", { type: "button", className: "secondary", onclick: back }, this.#say("cancel")),
          " ",
          h(
            "button",
            { type: "button", className: "primary", onclick: () => void this.#send() },
            this.#say("send_yes", { count }),
          ),
        ),
      ),
    ];
  }

  /** Shows how far it is: at once, and then once a frame at most. */
  #figure() {
    const shipment = /** @type {Shipment} */ (this.#shipment);
    const { accepted, refused, other, failed } = shipment.counts;
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
      ...figure("send_left", left),
    );
  }

  async #send() {
    const { desk, file, host, tell, fail, freeze, setup, language } = this.#around;
    if (this.isBusy || this.#isClosed) return;
    /** @type {import("../sender.js").Judge} */
    const judge = async (status, body) => (await judging())(status, body);
    const courier = new Courier(routeOf(host), host, judge, (pause) => this.#paused(pause));
    // From here on everything else is still, and it can be stopped.
    this.#courier = courier;
    addEventListener("beforeunload", this.#leaving);
    freeze(true, this.element);
    tell("");
    this.#line.textContent = this.#say("send_preparing");
    const stop = h(
      "button",
      {
        type: "button",
        className: "secondary",
        onclick: () => {
          courier.stop();
          stop.disabled = true;
          this.#line.textContent = this.#say("send_stopping");
        },
      },
      this.#say("stop"),
    );
    this.element.replaceChildren(
      h("div", { className: "busy" }, this.#line, this.#progress, this.#figures, stop),
    );
    stop.focus();
    let isAlone = true;
    /** @type {unknown} */
    let error;
    try {
      await judging();
      if (courier.isStopped) throw new Stopped("stopped");
      const shipment = await this.#open();
      const { batch } = shipment;
      const own = { now: setup.now, language };
      const written = (/** @type {Submission} */ submission) => ({
        ...submission,
        body: asBefore(submission.body, own, batch),
      });
      if (!(await ledger()).isDurable) this.#line.textContent = this.#say("send_not_noted");
      isAlone = await shipment.send(
        async (chunk) => {
          // The desk may be at another file by now.
          if (courier.isStopped) return;
          const handed = await desk.submissions(file, batch.key, { chunk });
          // The desk was emptied since: what was stopped elsewhere took the checked file with it.
          if (handed === 0 && this.#count > 0)
            throw new Fault(JSON.stringify({ code: "not_checked", message: this.#say("send_not_checked") }));
        },
        courier,
        written,
        () => this.#changed(),
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
    if (error instanceof NotNoted) tell(this.#say("send_no_room"), true);
    else if (error instanceof NotLoaded) tell(this.#say("not_loaded"), true);
    else if (error instanceof Fault && !error.isSaid && error.code !== "broken") {
      // The file was read before: it is no longer what it was.
      console.error("sipas-workbench:", error);
      tell(this.#say("send_file_gone"), true);
    } else if (error && !(error instanceof Stopped)) fail(error);
    else if (!isAlone) tell(this.#say("send_elsewhere"), true);
    else if (courier.halt)
      tell(this.#say(`send_halt_${courier.halt.code}`, { status: courier.halt.status }), true);
    else tell(this.#say(isStopped ? "send_stopped" : "send_done", this.#shipment?.counts ?? { accepted: 0 }));
    await this.#draw(this.#shipment?.isKnown ? ".send-known" : ".send-ask");
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

  /** @param {Group[]} groups */
  #report(groups) {
    const row = (/** @type {Group} */ { state, reason, count, rows }) =>
      h(
        "tr",
        { className: state === "accepted" ? "" : "is-error" },
        h("th", { scope: "row" }, this.#say(`send_${state}`)),
        h(
          "td",
          { "data-label": this.#say("send_reason") },
          reason ? this.#reason(reason) : this.#say(`send_${state}_why`),
        ),
        h(
          "td",
          { className: "number", "data-label": this.#say("send_number_head") },
          this.#say("send_number", { count }),
        ),
        h(
          "td",
          { className: "send-rows", "data-label": this.#say("send_rows") },
          state === "accepted" ? "" : rows.join(", ") + (count > rows.length ? ", …" : ""),
        ),
      );
    const isRefused = groups.some(({ state }) => state === "refused");
    const heads = ["send_became", "send_reason", "send_number_head", "send_rows"];
    return h(
      "div",
      {},
      h(
        "div",
        { className: "table-scroll", tabIndex: 0, role: "group", "aria-label": this.#say("send_report") },
        h(
          "table",
          { className: "kinds" },
          h("caption", {}, this.#say("send_report")),
          h("thead", {}, h("tr", {}, ...heads.map((code) => h("th", { scope: "col" }, this.#say(code))))),
          h("tbody", {}, ...groups.map(row)),
        ),
      ),
      isRefused && h("p", { className: "hint" }, this.#say("send_mend_hint")),
      h(
        "p",
        { className: "actions" },
        h(
          "button",
          { type: "button", className: "secondary", onclick: () => void this.#save() },
          this.#say("send_save"),
        ),
      ),
    );
  }

  /** @param {import("./ledger.js").Reason} reason */
  #reason({ question, text }) {
    const label = this.#around.questions.find(({ name }) => name === question)?.label ?? question;
    return label ? `${label}: ${text}` : text;
  }

  /** The report as a file: of each row what became of it, and nothing of what it says. */
  async #save() {
    const { stem, fail } = this.#around;
    const heads = ["send_row", "send_id", "send_became", "send_receipt", "send_reason"];
    /** @type {string[]} */
    const parts = [MARK, line(heads.map((code) => this.#say(code)))];
    try {
      await this.#shipment?.each((outcomes) => {
        const lines = outcomes.map(({ row, id, state, receipt, reasons }) => {
          const why = (reasons ?? []).map((reason) => this.#reason(reason)).join(" ");
          return line([String(row), id, this.#say(`send_${state}`), receipt ?? "", why]);
        });
        parts.push(lines.join(""));
      });
      const name = `${stem}.${this.#say("send_name")}.${moment().slice(0, 10)}.csv`;
      download(name, new Blob(parts, { type: "text/csv;charset=utf-8" }));
    } catch (error) {
      fail(error);
    }
  }
}

/** @param {string[]} cells */
const line = (cells) =>
  `${cells.map((cell) => `"${(FORMULA.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(";")}\r\n`;

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
 * names none, are of then. The same key comes with the same content, whenever it is sent.
 *
 * @param {string} body
 * @param {{ now: string, language: string }} own
 * @param {{ now: string, language: string }} before
 */
function asBefore(body, own, before) {
  if (own.now === before.now && own.language === before.language) return body;
  // The text as it is: numbers would not survive being read and written. The answers come last.
  const end = body.indexOf('"answers":');
  const member = (/** @type {string} */ name, /** @type {string} */ value) =>
    `"${name}":${JSON.stringify(value)}`;
  const head = body
    .slice(0, end)
    .replace(member("language", own.language), member("language", before.language))
    .replace(member("started_at", own.now), member("started_at", before.now))
    .replace(member("completed_at", own.now), member("completed_at", before.now));
  return head + body.slice(end);
}
