// What is in a <sipas-queue>: a list of what waits, a list of receipts, and the ways in and out by file.
import { routeOf } from "./delivery.js";
import { needsSomebody } from "./device.js";
import css from "./keep.css";
import { clockTime, say } from "./keep-words.js";
import { shared } from "./keeper.js";
import { written } from "./notices.js";
import { MAX_BYTES, queueFile, readQueueFile, save } from "./queue-file.js";

/** @typedef {import("./device.js").Pending} Pending */

/** @type {CSSStyleSheet | undefined} */
let sheet;

export class Queue {
  #element;
  #ready;
  #place = document.createElement("div");
  #work = new AbortController();
  /** Which submission somebody is asked about. */
  #asked = "";
  /** What gets the focus once it is shown. */
  #next = "";
  #turn = 0;

  /**
   * @param {HTMLElement} element
   * @param {ShadowRoot} shadow
   * @param {import("./sender.js").Judge} judge
   */
  constructor(element, shadow, judge) {
    this.#element = element;
    this.#ready = shared(judge);
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
    }
    if (!shadow.adoptedStyleSheets.includes(sheet)) {
      shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
    }
    this.#place.className = "root queue";
    this.#told.className = "queue-told";
    this.#told.setAttribute("role", "status");
    shadow.append(this.#place);
    void this.#begin();
  }

  #told = document.createElement("p");
  #list = document.createElement("div");
  #receipts = document.createElement("div");

  async #begin() {
    const [, sender] = await this.#ready;
    if (this.#work.signal.aborted) return;
    sender.join(this.#element);
    sender.addEventListener("result", () => void this.refresh(), { signal: this.#work.signal });
    document.addEventListener("visibilitychange", () => void this.refresh(), { signal: this.#work.signal });
    this.#place.append(this.#told, this.#list, this.#receipts);
    await this.refresh();
  }

  get #language() {
    return this.#element.getAttribute("lang") || "vi";
  }

  /**
   * @param {string} code
   * @param {Record<string, string | number>} [values]
   */
  #say(code, values) {
    return say(code, this.#language, values);
  }

  async refresh() {
    const turn = ++this.#turn;
    const [device, sender] = await this.#ready;
    const [pending, receipts] = await Promise.all([device.pending(), device.receipts()]);
    if (turn !== this.#turn || this.#work.signal.aborted) return;
    const root = /** @type {ShadowRoot} */ (this.#place.getRootNode());
    const focused = this.#next || root.activeElement?.id;
    this.#next = "";
    this.#showPending(pending, sender);
    this.#showReceipts(receipts);
    if (focused) (root.getElementById(focused) ?? root.getElementById("queue"))?.focus();
  }

  /**
   * @param {Pending[]} pending
   * @param {import("./sender.js").Sender} sender
   */
  #showPending(pending, sender) {
    // What somebody else filled on a shared device is sent from here and shown to nobody.
    const own = pending.filter(({ shared }) => !shared);
    const count = pending.length - own.length;
    const open = document.createElement("input");
    open.type = "file";
    open.accept = ".json,application/json";
    open.className = "visually-hidden";
    open.tabIndex = -1;
    open.setAttribute("aria-hidden", "true");
    open.addEventListener("change", () => void this.#openFile(open.files?.[0]));
    const buttons = this.#row(
      this.#button("open-file", "open_file", () => open.click()),
      ...(pending.length > 0
        ? [
            this.#button("send-now", "send_now", () => void this.#sendNow(), true),
            ...(own.length > 0 ? [this.#button("save-file", "save_file", () => save(queueFile(own)))] : []),
          ]
        : []),
    );
    const list = document.createElement("ul");
    list.className = "queue-list";
    list.append(...own.map((submission) => this.#item(submission, sender.maySend(submission))));
    const content = [
      ...(own.length > 0 ? [list] : []),
      ...(count > 0 ? [written("p", this.#say(count === 1 ? "shared_one" : "shared_many", { count }))] : []),
      ...(pending.length === 0 ? [written("p", this.#say("queue_empty"))] : []),
    ];
    this.#list.replaceChildren(this.#title("queue"), ...content, buttons, open);
  }

  /** @param {string} code */
  #title(code) {
    const title = written("h2", this.#say(code));
    title.id = code;
    title.tabIndex = -1;
    return title;
  }

  /**
   * @param {Pending} submission
   * @param {boolean} maySend Whether this page can send it.
   */
  #item(submission, maySend) {
    const { id, title, page, createdAt, attempts, reason, reply } = submission;
    const item = document.createElement("li");
    item.className = "keep-notice";
    const isAsked = this.#asked === id;
    const isElsewhere = !maySend && !needsSomebody(submission);
    const texts = [
      this.#say("queue_saved", { time: clockTime(createdAt) }),
      this.#say(`state_${reason}`, { status: reply?.status ?? "" }),
      ...(isElsewhere ? [this.#say("elsewhere")] : []),
      this.#say("queue_attempts", { count: attempts }),
    ];
    const link = document.createElement("a");
    link.className = "link";
    link.href = page;
    link.textContent = this.#say("open");
    const buttons = isAsked
      ? [
          this.#button(`confirm-${id}`, "discard_yes", () => void this.#drop(id)),
          this.#button(`keep-${id}`, "discard_no", () => this.#ask("", `delete-${id}`)),
        ]
      : [
          ...(needsSomebody(submission) || isElsewhere ? [link] : []),
          this.#button(`save-${id}`, "save_file", () => save(queueFile([submission]))),
          // Enter that is held down comes to the button that has the focus next: not the one that deletes.
          this.#button(`delete-${id}`, "delete", () => this.#ask(id, `keep-${id}`)),
        ];
    item.append(written("h3", title), written("p", texts.join(" · ")));
    if (isAsked) {
      const question = written("p", this.#say("delete_sure"));
      question.id = `sure-${id}`;
      for (const button of buttons) button.setAttribute("aria-describedby", question.id);
      item.append(question);
    }
    item.append(this.#row(...buttons));
    return item;
  }

  /** @param {import("./device.js").Receipt[]} receipts */
  #showReceipts(receipts) {
    const list = document.createElement("ul");
    list.className = "queue-list";
    list.append(
      ...receipts.map(({ id, title, receipt, receivedAt }) => {
        const item = document.createElement("li");
        item.className = "keep-notice";
        const texts = [this.#say("received_at", { time: clockTime(receivedAt) })];
        if (receipt) texts.push(this.#say("receipt", { receipt }));
        item.append(written("h3", title), written("p", texts.join(" · ")));
        item.append(this.#row(this.#button(`forget-${id}`, "delete", () => void this.#forget(id))));
        return item;
      }),
    );
    const content = receipts.length > 0 ? list : written("p", this.#say("no_receipts"));
    this.#receipts.replaceChildren(this.#title("receipts"), content);
  }

  /** @param {...HTMLElement} buttons */
  #row(...buttons) {
    const row = document.createElement("div");
    row.className = "keep-buttons";
    row.append(...buttons);
    return row;
  }

  /**
   * @param {string} id
   * @param {string} code
   * @param {() => void} act
   */
  #button(id, code, act, isMain = false) {
    const button = document.createElement("button");
    button.type = "button";
    button.id = id;
    button.className = isMain ? "primary" : "link";
    button.textContent = this.#say(code);
    button.addEventListener("click", act);
    return button;
  }

  /** @param {string} text */
  #tell(text) {
    this.#told.textContent = text;
  }

  /**
   * @param {string} id Of the submission, or "" for none.
   * @param {string} next What gets the focus.
   */
  #ask(id, next) {
    this.#asked = id;
    this.#next = next;
    void this.refresh();
  }

  /** @param {string} id */
  async #drop(id) {
    const [device, sender] = await this.#ready;
    await device.giveBack(id, undefined);
    sender.changed();
    this.#ask("", "queue");
  }

  /** @param {string} id */
  async #forget(id) {
    const [device] = await this.#ready;
    await device.dropReceipt(id);
    this.#next = "receipts";
    await this.refresh();
  }

  async #sendNow() {
    const [device, sender] = await this.#ready;
    // Somebody who asks for it means those as well that a server refused for a reason of its own.
    // On a shared device nobody can open what was refused.
    for (const submission of await device.pending()) {
      const { id, reason, shared } = submission;
      if (reason === "refused" || (shared && needsSomebody(submission)))
        await device.amend(id, { reason: "", notBefore: 0 });
    }
    await sender.flush("all");
    await this.refresh();
  }

  /** @param {File | undefined} file */
  async #openFile(file) {
    if (!file) return;
    const [device, sender] = await this.#ready;
    if (!this.#element.getAttribute("endpoint")) return this.#tell(this.#say("no_endpoint"));
    if (file.size > MAX_BYTES) return this.#tell(this.#say("too_large"));
    const submissions = readQueueFile(await file.text(), routeOf(this.#element));
    if (!submissions) return this.#tell(this.#say("not_queue"));
    this.#tell(this.#say("opened", { count: await device.admit(submissions) }));
    sender.changed();
    await this.refresh();
    await sender.flush("all");
    await this.refresh();
  }

  close() {
    this.#work.abort();
    void this.#ready.then(([, sender]) => sender.leave(this.#element));
    this.#place.remove();
  }
}
