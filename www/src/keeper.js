// What an element keeps on the device: the draft of what is being filled, the submission until a server has
// confirmed it, and what is told of both. What a form asks and what a reply means is the engine's.
import { follow } from "./alternate.js";
import { routeOf } from "./delivery.js";
import { Device, isQuota, needsSomebody } from "./device.js";
import css from "./keep.css";
import { clockTime, say } from "./keep-words.js";
import { moment } from "./moment.js";
import { Notices } from "./notices.js";
import { queueFile, save } from "./queue-file.js";
import { Sender } from "./sender.js";
import { uuid } from "./uuid.js";

/** @typedef {InstanceType<import("./engine.js").Engine["View"]>} View */
/** @typedef {import("./device.js").Draft} Draft */
/** @typedef {import("./device.js").Pending} Pending */
/** @typedef {import("./sender.js").Result} Result */
/**
 * The element, as it is to its keeper.
 *
 * @typedef {object} Host
 * @property {HTMLElement} element
 * @property {ShadowRoot} shadow
 * @property {() => string} language
 * @property {(name: string, detail: unknown, cancelable?: boolean) => boolean} emit
 * @property {() => void} begin Begins with an empty form.
 * @property {() => void} open Loads the form again.
 * @property {(html: string) => any} trust What takes HTML on this page.
 * @property {(address: string) => any} trustAddress What takes the address of a script on this page.
 */

/** How long after a key a draft is saved. */
const SAVE_MS = 250;
/** Without Web Locks, a draft that another tab saved within this time is thought to be open there. */
const OPEN_ELSEWHERE_MS = 10 * 60_000;
/** On a shared device, after this many seconds without a touch everything is cleared, unless it says otherwise. */
const KIOSK_SECONDS = 180;
/** How many of them are left when somebody is asked whether they are still there. */
const KIOSK_WARNING_SECONDS = 30;
/** So long a submission may be on its way for the first time. */
const NEW_MS = 60_000;
/** Where a submission is that was not received, as the view is told it. */
const [IN_PAGE, ON_DEVICE, IN_QUEUE] = [0, 1, 2];
/** Set while there may be something on the device, so that a page knows it before it shows a form. */
const HINT = "sipas-forms";

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** @type {Promise<Device> | undefined} */
let device;
/** @type {Promise<Sender> | undefined} */
let sender;

/** The device of this page, and what sends from it: one for all elements. */
export function shared(/** @type {import("./sender.js").Judge} */ judge) {
  device ??= Device.open();
  sender ??= device.then((device) => {
    const sender = new Sender(device, judge);
    addEventListener("online", () => void sender.flush("connected"));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void sender.flush();
    });
    void sender.flush();
    return sender;
  });
  return Promise.all([device, sender]);
}

/** How long a tab that is loaded again waits for what it was to let go of its draft. */
const RELEASED_MS = 1_000;

/**
 * Takes a draft for this page, until what it gives is called; `undefined` when another page has it.
 *
 * @param {string} id
 * @param {boolean} patient Whether this tab itself may have had it a moment ago.
 * @returns {Promise<(() => void) | undefined>}
 */
function take(id, patient) {
  const locks = /** @type {LockManager | undefined} */ (navigator.locks);
  if (!locks) return Promise.resolve(() => {});
  const late = new AbortController();
  const timer = patient ? setTimeout(() => late.abort(), RELEASED_MS) : undefined;
  const options = patient ? { signal: late.signal } : { ifAvailable: true };
  return new Promise((settle) => {
    const held = locks.request(`sipas-forms/draft/${id}`, options, (lock) => {
      clearTimeout(timer);
      if (lock) return new Promise((release) => settle(() => release(undefined)));
      return settle(undefined);
    });
    held.catch(() => settle(undefined));
  });
}

/** The address of this page, without query. */
const here = () => location.origin + location.pathname;

/** This tab, also after it was loaded again. */
function tab() {
  try {
    const known = sessionStorage.getItem(HINT) ?? uuid();
    sessionStorage.setItem(HINT, known);
    return known;
  } catch {
    return "";
  }
}

function hint() {
  try {
    localStorage.setItem(HINT, "1");
  } catch {
    // Then a page learns a moment later what there is.
  }
}

export class Keeper {
  #host;
  /** @type {Device} */
  #device;
  /** Where drafts are, also once the queue is in memory because there was no room for it. */
  #storage;
  /** @type {Sender} */
  #sender;
  /** What sends while nothing is wrong with the device: the page's, or where nothing is stored this element's own. */
  #lasting;
  #isOwn;
  #judge;
  #notices;
  /** @type {View | undefined} */
  #view;
  /** @type {import("./device.js").Identity} */
  #form = { id: "", version: "", hash: "" };
  #id = "";
  #startedAt = "";
  #body = "";
  /** @type {Map<string, [string, string]>} */
  #words = new Map();
  /** The names of answers that changed since the draft was saved. @type {Set<string>} */
  #touched = new Set();
  /** The submission whose receipt is shown. */
  #done = "";
  /** The language that the page asked for. */
  #asked;
  /** Whether the submission is in the queue. */
  #queued = false;
  /** What was in the queue last and is shown here as a draft again. */
  #taken = "";
  /** Whether this element is trying to send it at this moment. */
  #attempting = false;
  /** The answers that are saved, as JSON text. */
  #saved = "";
  /** What else was saved with them. */
  #savedText = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #saving;
  /** @type {Promise<unknown>} */
  #written = Promise.resolve();
  /** @type {(() => void) | undefined} */
  #release;
  #work = new AbortController();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #idle;

  /**
   * @param {Host} host
   * @param {import("./sender.js").Judge} judge
   */
  static async for(host, judge) {
    // Where the portal keeps everything itself, nothing outlasts the page.
    if (host.element.getAttribute("keep") === "none") {
      const device = Device.inMemory();
      return new Keeper(host, judge, device, new Sender(device, judge), true);
    }
    return new Keeper(host, judge, ...(await shared(judge)));
  }

  /**
   * @param {Host} host
   * @param {import("./sender.js").Judge} judge
   * @param {Device} device
   * @param {Sender} sender
   * @param {boolean} isOwn Whether it sends for this element alone.
   */
  constructor(host, judge, device, sender, isOwn = false) {
    this.#host = host;
    this.#isOwn = isOwn;
    this.#asked = host.language();
    this.#judge = judge;
    this.#device = this.#storage = device;
    this.#sender = this.#lasting = sender;
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
    }
    const { shadow, element } = host;
    if (!shadow.adoptedStyleSheets.includes(sheet)) {
      shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
    }
    this.#notices = new Notices(shadow);
    const { signal } = this.#work;
    this.#listen(sender);
    sender.join(element);
    document.addEventListener("visibilitychange", () => void this.#save(), { signal });
    addEventListener("pagehide", () => void this.#save(), { signal });
    // Before a page is turned, and its questions with it.
    const isButton = (/** @type {Event} */ { target }) =>
      target instanceof Element && target.closest("button");
    shadow.addEventListener("click", (event) => isButton(event) && this.#look(), { signal, capture: true });
    // Turning a page changes no answer, but where one goes on.
    shadow.addEventListener("click", () => this.#soon(), { signal });
    addEventListener("popstate", () => this.#soon(), { signal });
    if (this.#isShared) this.#watch();
    void this.#goOffline();
  }

  /** Has the page's service worker keep what this page is made of. */
  async #goOffline() {
    const address = this.#host.element.getAttribute("offline");
    const container = navigator.serviceWorker;
    if (!address || !container) return;
    try {
      await container.register(this.#host.trustAddress(address));
      const { active } = await container.ready;
      const resources = performance.getEntriesByType("resource").map(({ name }) => name);
      active?.postMessage({ keep: [location.href, ...resources] });
    } catch {
      // Without it the page works as long as there is a network.
    }
  }

  /** @type {(code: string, values?: Record<string, string | number>) => string} */
  #say = (code, values) => say(code, this.#host.language(), values);

  /** The form speaks another language: so does what is told above it, and the page where it may. */
  speak() {
    this.#notices.rewrite();
    this.#savedText = "";
    this.#soon();
    if (!this.#host.element.hasAttribute("alternate")) return;
    void follow(this.#host.language, this.#host.trust).then(() => this.#goOffline());
  }

  get #isShared() {
    return this.#host.element.hasAttribute("kiosk");
  }

  /** Whether what was answered is on the device, so that leaving the page loses nothing. */
  get isSafe() {
    const view = this.#view;
    return (
      this.#device.isDurable && this.#saved !== "" && view !== undefined && this.#saved === answersOf(view)
    );
  }

  /** @param {Sender} sender */
  #listen(sender) {
    const told = (/** @type {Event} */ event) => {
      const result = /** @type {CustomEvent<Result>} */ (event).detail;
      if (result.id === this.#id && this.#queued && !this.#attempting) void this.#settle(result);
      else void this.#refresh();
    };
    sender.addEventListener("result", told, { signal: this.#work.signal });
  }

  /**
   * A form is shown from its beginning.
   *
   * @param {View} view
   * @param {import("./device.js").Identity} form
   * @param {string} startedAt
   * @param {boolean} resumes Whether a draft that is there is gone on with.
   * @param {string} [id] That of a form that was begun without scripts.
   */
  async begin(view, form, startedAt, resumes, id) {
    this.#leave();
    this.#return();
    this.#view = view;
    this.#form = form;
    this.#done = "";
    this.#renew(startedAt, id);
    if (resumes && !this.#isShared && !view.is_dirty()) await this.#resume(view);
    if (view === this.#view && !this.#release) await this.#hold();
    // What was answered before this was here.
    this.#soon();
    await this.#refresh();
    void this.#tidy().catch(() => {});
  }

  /** Pages need not look for what is not there. */
  async #tidy() {
    const [drafts, pending] = await Promise.all([this.#device.drafts(), this.#device.pending()]);
    try {
      if (this.#device.isDurable && drafts.length + pending.length === 0) localStorage.removeItem(HINT);
    } catch {
      // Nothing is hinted then.
    }
  }

  #renew(startedAt = this.#startedAt, id = uuid()) {
    this.#sender.shown.delete(this.#id);
    this.#id = id;
    this.#startedAt = startedAt;
    this.#body = "";
    this.#queued = false;
  }

  #leave() {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    this.#release?.();
    this.#release = undefined;
    this.#words.clear();
    this.#touched.clear();
    this.#savedText = this.#saved = "";
    this.#notices.remove("draft");
    // It offers what was answered, as a file: not to whoever comes next.
    this.#notices.remove("storage");
  }

  /** Leaves what sends from memory to end by itself: there may be room on the device again. */
  #return() {
    if (this.#sender !== this.#lasting) this.#sender.retire();
    this.#sender = this.#lasting;
    this.#device = this.#storage;
  }

  close() {
    void this.#save();
    this.#leave();
    this.#return();
    this.#view = undefined;
    clearInterval(this.#idle);
    this.#work.abort();
    if (this.#isOwn) this.#sender.retire();
    else this.#sender.leave(this.#host.element);
    this.#notices.close();
  }

  /** Tells other tabs that this draft is being filled here. */
  async #hold() {
    const id = this.#id;
    const release = await take(id, false);
    if (id === this.#id && !this.#release && !this.#work.signal.aborted) this.#release = release;
    else release?.();
  }

  /**
   * Takes a draft that nobody else has open.
   *
   * @param {Draft} draft
   */
  async #take(draft) {
    const isOwn = draft.owner === tab();
    // A time that is not here yet is of a clock that was set back.
    const isOld = Math.abs(Date.now() - draft.savedAt) > OPEN_ELSEWHERE_MS;
    if (!("locks" in navigator) && !isOwn && !isOld) return undefined;
    // A tab that was duplicated believes to be the one that it was made of.
    return take(draft.id, isOwn);
  }

  /** @param {View} view */
  async #resume(view) {
    const drafts = await this.#device.drafts().catch(() => []);
    drafts.sort((one, other) => other.savedAt - one.savedAt);
    for (const draft of drafts.filter(({ form }) => form.id === this.#form.id)) {
      const release = await this.#take(draft);
      if (!release) continue;
      // It was sent, or given up, before it was taken.
      const isThere = (await this.#device.drafts().catch(() => [])).some(({ id }) => id === draft.id);
      if (!isThere || view !== this.#view || view.is_dirty()) {
        release();
        if (!isThere) continue;
        return;
      }
      this.#release?.();
      this.#release = release;
      await this.#goOn(draft);
      return;
    }
  }

  /** @param {Draft} draft */
  async #goOn(draft) {
    const view = this.#view;
    if (!view) return;
    const { body = "" } = draft;
    /** @type {string[]} */
    const strangers = JSON.parse(view.goOn(draft.draft, draft.startedAt, body !== ""));
    this.#id = draft.id;
    this.#startedAt = draft.startedAt;
    this.#speakAs(draft);
    this.#words = new Map(draft.words.map(([name, label, answer]) => [name, [label, answer]]));
    this.#note(view);
    // The page sent it by itself, and nobody knows what became of it: only the same may be sent again.
    this.#body = body;
    if (body) this.#tellOfUnconfirmed(draft);
    else this.#tellOfDraft(draft, strangers);
  }

  /**
   * A draft goes on in the language that was chosen, unless the page was opened in another since.
   *
   * @param {Draft} draft
   */
  #speakAs({ language }) {
    if (!language || language.asked !== this.#asked || language.shown === this.#host.language()) return;
    this.#host.element.setAttribute("lang", language.shown);
    this.#host.emit("sipas-language", { language: language.shown });
  }

  /**
   * @param {Draft} draft
   * @param {string[]} strangers The paths of answers that no longer fit.
   */
  #tellOfDraft(draft, strangers) {
    const isOther = draft.form.hash !== this.#form.hash;
    const time = clockTime(draft.savedAt);
    const codes = ["resumed"];
    if (isOther) codes.push("changed");
    if (strangers.length > 0) codes.push("strangers");
    const list = strangers.map((path) => {
      const name = nameOf(path);
      const [label, answer] = this.#words.get(name) ?? [name, ""];
      return answer ? `${label} – ${answer}` : label;
    });
    this.#notices.show("draft", () => ({
      texts: codes.map((code) => this.#say(code, { time })),
      list,
      isProblem: isOther,
      buttons: this.#draftButtons(),
    }));
  }

  /**
   * What the page told of it last is shown again. Nobody has just sent it: there is no event.
   *
   * @param {Draft} draft
   */
  #tellOfUnconfirmed({ savedAt, reply }) {
    this.#view?.reply(reply?.status ?? 0, reply?.body, this.#device.isDurable ? ON_DEVICE : IN_PAGE);
    this.#notices.show("draft", () => ({
      texts: [this.#say("unconfirmed", { time: clockTime(savedAt) })],
      isProblem: true,
      buttons: this.#draftButtons(),
    }));
  }

  #draftButtons() {
    return [
      { text: this.#say("discard"), act: () => this.#askToDiscard() },
      { text: this.#say("hide"), act: () => this.#notices.remove("draft") },
    ];
  }

  #askToDiscard() {
    this.#notices.show("draft", () => ({
      texts: [this.#say("discard_sure")],
      buttons: [
        { text: this.#say("discard_yes"), act: () => void this.#discard() },
        { text: this.#say("discard_no"), act: () => this.#notices.remove("draft") },
      ],
      isQuestion: true,
    }));
  }

  async #discard() {
    const id = this.#id;
    this.#leave();
    // What is shown now is not saved again.
    this.#view = undefined;
    await this.#written.catch(() => {});
    await this.#device.dropDraft(id).catch(() => {});
    this.#host.begin();
  }

  /**
   * An answer changed.
   *
   * @param {string} path
   */
  changed(path) {
    this.#touched.add(nameOf(path));
    this.#soon();
  }

  /** Notes how the answers that changed are shown. Not at every key: looking takes longer than the engine does. */
  #look() {
    for (const name of this.#touched) {
      const words = inWords(this.#host.shadow, name);
      if (words) this.#words.set(name, words);
    }
    this.#touched.clear();
  }

  #soon() {
    // Not put off by what follows: somebody may be quick, and then gone.
    this.#saving ??= setTimeout(() => void this.#save(), SAVE_MS);
  }

  /** The draft as it is now, under the id of the submission that it becomes. */
  #draft(/** @type {View} */ view) {
    this.#look();
    /** @type {Draft} */
    const draft = {
      id: this.#id,
      form: this.#form,
      startedAt: this.#startedAt,
      savedAt: Date.now(),
      owner: tab(),
      language: { asked: this.#asked, shown: this.#host.language() },
      draft: JSON.parse(view.saved()),
      words: [...this.#words].map(([name, [label, answer]]) => [name, label, answer]),
    };
    return draft;
  }

  #save() {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const view = this.#view;
    if (!view || this.#queued || this.#body || this.#isShared || !view.is_dirty()) return this.#written;
    const text = view.saved();
    if (text === this.#savedText) return this.#written;
    // As it is now: the form may be gone once the write before this one has ended.
    const draft = this.#draft(view);
    // One write after the other: a draft that is late must not come back once it was sent.
    const work = () => this.#saveNow(view, draft, text);
    this.#written = this.#written.then(work).catch((error) => this.#tellOfStorage(error));
    return this.#written;
  }

  /**
   * @param {View} view
   * @param {Draft} draft
   * @param {string} text What is saved of the view.
   */
  async #saveNow(view, draft, text) {
    const isCurrent = () => draft.id === this.#id;
    if (isCurrent() && (this.#queued || this.#body)) return;
    await this.#device.saveDraft(draft);
    if (isCurrent() && view === this.#view) this.#note(view, text);
    hint();
  }

  /** What is saved now. */
  #note(/** @type {View} */ view, text = view.saved()) {
    this.#savedText = text;
    this.#saved = answersOf(text);
  }

  /** @param {unknown} error */
  #tellOfStorage(error) {
    const code = this.#device.isFull || isQuota(error) ? "full" : "denied";
    // On a shared device a file would be somebody else's to open.
    const body = this.#isShared ? "" : this.#body;
    const toFile = () => this.#saveFile(this.#pendingOf(body));
    this.#notices.show("storage", () => ({
      texts: [this.#say(code), ...(body ? [this.#say("offer_file")] : [])],
      buttons: body ? [{ text: this.#say("save_file"), act: toFile }] : [],
      isProblem: true,
    }));
  }

  /** @param {...Pending} submissions */
  #saveFile(...submissions) {
    save(queueFile(submissions));
  }

  /**
   * @param {string} body
   * @returns {Pending}
   */
  #pendingOf(body) {
    return {
      id: this.#id,
      form: this.#form,
      title: document.title,
      page: here(),
      route: routeOf(this.#host.element),
      body,
      shared: this.#isShared,
      createdAt: Date.now(),
      attempts: 0,
      notBefore: 0,
      wait: 0,
      uncertain: false,
      reason: "",
      reply: null,
    };
  }

  /**
   * The respondent sends, or sends again.
   *
   * @returns {Promise<void>}
   */
  async send() {
    const { element, emit } = this.#host;
    const view = this.#view;
    if (!view) throw new Error("no form was begun");
    // What is being sent is no draft any more: deleting one would not take it back.
    this.#notices.remove("draft");
    // What may have been stored is sent again to the letter, under the same key.
    this.#body ||= view.envelope(this.#id, this.#startedAt, moment());
    const endpoint = element.getAttribute("endpoint");
    // Once a page that sends by itself has it, this one may be gone at any moment.
    if (!endpoint && !(await this.#saveBody(view))) {
      // Another tab went on with the same draft, and this is one more.
      this.#renew();
      return this.send();
    }
    if (view !== this.#view) return;
    const id = this.#id;
    if (!emit("sipas-submit", { submission: JSON.parse(this.#body) }, true)) {
      if (endpoint) await this.#saveBody(view);
      return;
    }
    if (!endpoint) {
      console.error("sipas-form: no endpoint, and nobody took sipas-submit by preventDefault()");
      this.reply(0);
      return;
    }
    this.#attempting = true;
    try {
      this.#sender.shown.add(id);
      if (this.#queued) {
        // How this page sends may have been mended since.
        await this.#device.amend(id, { route: routeOf(element) }).catch(() => {});
      } else if (!(await this.#enqueue(this.#pendingOf(this.#body)))) {
        // Another tab has sent what it went on with: this is one more.
        await this.#device.dropDraft(id);
        this.#renew();
        return await this.send();
      }
      const result = await this.#sender.attempt(id, element);
      // A reply to what another form sent, or a form that is gone by now, is not this one's.
      if (view === this.#view && id === this.#id) await this.#settle(result);
    } finally {
      this.#attempting = false;
    }
  }

  /**
   * Keeps what a page sends by itself with its draft, which stays until that page tells of a reply.
   *
   * @param {View} view
   * @param {Draft["reply"]} [reply]
   * @returns {Promise<boolean>} Whether nothing else is, or was, sent under its id.
   */
  async #saveBody(view, reply) {
    if (this.#isShared || this.#queued) return true;
    const draft = { ...this.#draft(view), body: this.#body, reply };
    await this.#written.catch(() => {});
    try {
      if (!(await this.#device.saveDraft(draft))) return false;
      if (view === this.#view) this.#note(view);
      hint();
    } catch (error) {
      this.#tellOfStorage(error);
    }
    return true;
  }

  /** @param {Pending} submission */
  async #enqueue(submission) {
    await this.#written.catch(() => {});
    try {
      if (!(await this.#device.enqueue(submission))) return false;
      if (this.#device.isDurable) hint();
      else if (!this.#isOwn) this.#tellOfStorage(undefined);
    } catch (error) {
      this.#tellOfStorage(error);
      // It stays with the page, which says so.
      this.#device = Device.inMemory();
      this.#sender = new Sender(this.#device, this.#judge);
      this.#sender.join(this.#host.element);
      this.#listen(this.#sender);
      await this.#device.enqueue(submission);
    }
    this.#queued = true;
    this.#sender.changed();
    return true;
  }

  /** @param {Result} result */
  async #settle({ outcome, status, body }) {
    if (outcome === "gone") this.#queued = false;
    // On a shared device nothing is a draft again.
    const isKept = this.#queued && this.#device.isDurable && !(this.#isShared && outcome === "other_version");
    const told = this.#told(status, body, isKept ? IN_QUEUE : IN_PAGE);
    if (told === "queued" && this.#device.isDurable) {
      void navigator.storage?.persist?.().catch(() => {});
      if (status === 0) void registerSync();
    }
    await this.#refresh();
  }

  /**
   * The page posted the submission itself.
   *
   * @param {number} status
   * @param {unknown} [body]
   */
  reply(status, body) {
    const [view, isSent] = [this.#view, this.#body !== ""];
    const told = this.#told(status, body, this.isSafe ? ON_DEVICE : IN_PAGE);
    if (told === "queued" && view && isSent) void this.#saveBody(view, { status, body });
    else if (told === "queued" || told === "rejected") this.#soon();
  }

  /**
   * @param {number} status
   * @param {unknown} body
   * @param {number} kept
   */
  #told(status, body, kept) {
    const view = this.#view;
    const outcome = view?.reply(status, body, kept) ?? "ignored";
    if (!view || outcome === "ignored") return outcome;
    if (outcome === "accepted") {
      const id = this.#id;
      this.#leave();
      this.#renew();
      this.#done = id;
      this.#dropDraft(id);
      this.#written = this.#written.then(() => this.#device.seen([id])).catch(() => {});
    } else if (outcome === "rejected") {
      // It was certainly not stored: it may be changed, and is then another one.
      const [before, wasQueued] = [this.#id, this.#queued];
      this.#release?.();
      this.#release = undefined;
      this.#renew();
      void this.#hold();
      this.#savedText = this.#saved = "";
      // They are about what is another submission now.
      this.#notices.remove("draft");
      this.#notices.remove("storage");
      if (wasQueued) this.#takeBack(before, view);
      if (!wasQueued || this.#device !== this.#storage) this.#dropDraft(before);
    }
    this.#host.emit(`sipas-${outcome}`, { status, body });
    return outcome;
  }

  /** @param {string} id */
  #dropDraft(id) {
    this.#written = this.#written.then(() => this.#storage.dropDraft(id)).catch(() => {});
  }

  /**
   * What was in the queue is a draft again, of this page or of another that was quicker.
   *
   * @param {string} id
   * @param {View} view
   */
  #takeBack(id, view) {
    const draft = this.#isShared ? undefined : this.#draft(view);
    this.#note(view);
    const device = this.#device;
    this.#taken = id;
    const work = async () => {
      const isOurs = await device.giveBack(id, draft);
      this.#sender.changed();
      // Sent from here as well it would be counted twice.
      if (!isOurs && view === this.#view) this.#host.begin();
    };
    this.#written = this.#written.then(work).catch((error) => {
      this.#taken = "";
      this.#tellOfStorage(error);
    });
  }

  /** The form has a new version: what was answered goes on in it. */
  async reload() {
    // The refusal made it a draft again.
    await this.#written;
    if (!(await renewWorker())) this.#host.open();
    else location.reload();
  }

  /** Shows what else is on the device. */
  async #refresh() {
    /** @type {[Pending[], import("./device.js").Receipt[]]} */
    const [pending, receipts] = await Promise.all([this.#device.pending(), this.#device.receipts()]).catch(
      () => [[], []],
    );
    if (!this.#view) return;
    const others = pending.filter(({ id }) => id !== this.#taken && (id !== this.#id || !this.#queued));
    // What is being sent for the first time at this moment does not wait.
    const isNew = (/** @type {Pending} */ { reason, createdAt }) =>
      !reason && Date.now() - createdAt < NEW_MS;
    const waiting = others.filter((submission) => !needsSomebody(submission) && !isNew(submission));
    this.#tellOfWaiting(waiting);
    if (this.#isShared) return;
    const attention = others.filter((submission) => needsSomebody(submission) && !submission.shared);
    this.#notices.keepOnly(
      "attention/",
      attention.map(({ id }) => id),
    );
    for (const submission of attention) this.#tellOfAttention(submission);
    const isNews = (/** @type {import("./device.js").Receipt} */ { seen, id }) =>
      !seen && id !== this.#id && id !== this.#done;
    for (const receipt of receipts.filter(isNews)) this.#tellOfReceipt(receipt);
  }

  /** @param {Pending[]} waiting */
  #tellOfWaiting(waiting) {
    if (waiting.length === 0 || !this.#device.isDurable) {
      this.#notices.remove("waiting");
      return;
    }
    const count = waiting.length;
    const code = count === 1 ? "unsent_one" : "unsent_many";
    const asksToSignIn = waiting.some(({ reason }) => reason === "sign_in");
    const isElsewhere = (/** @type {Pending} */ submission) =>
      submission.page !== here() && !this.#sender.maySend(submission);
    const isOfOther = waiting.some(isElsewhere);
    const sendNow = () => void this.#sender.flush("all");
    const own = this.#isShared ? [] : waiting.filter(({ shared }) => !shared);
    const toFile = () => this.#saveFile(...own);
    this.#notices.show("waiting", () => ({
      texts: [
        this.#say(code, { count }),
        ...(asksToSignIn ? [this.#say("sign_in")] : []),
        ...(isOfOther ? [`${this.#say("elsewhere")}.`] : []),
      ],
      buttons: [
        { text: this.#say("send_now"), act: sendNow },
        ...(own.length > 0 ? [{ text: this.#say("save_file"), act: toFile }] : []),
      ],
    }));
  }

  /** @param {Pending} submission */
  #tellOfAttention(submission) {
    const { createdAt, reason, reply, title, page } = submission;
    const isHere = submission.form.id === this.#form.id;
    this.#notices.show(`attention/${submission.id}`, () => ({
      texts: [
        this.#say("attention", { time: clockTime(createdAt) }),
        this.#say(`state_${reason}`, { status: reply?.status ?? "" }),
      ],
      isProblem: true,
      buttons: [
        isHere
          ? { text: this.#say("open"), act: () => void this.#recall(submission) }
          : { text: `${this.#say("open")}: ${title}`, href: page },
        { text: this.#say("save_file"), act: () => this.#saveFile(submission) },
      ],
    }));
  }

  /** @param {import("./device.js").Receipt} receipt */
  #tellOfReceipt({ id, createdAt, receipt }) {
    const hide = () => {
      this.#notices.remove(`receipt/${id}`);
      void this.#device.seen([id]).catch(() => {});
    };
    this.#notices.show(`receipt/${id}`, () => ({
      texts: [
        this.#say("received", { time: clockTime(createdAt) }),
        ...(receipt ? [this.#say("receipt", { receipt })] : []),
      ],
      buttons: [{ text: this.#say("hide"), act: hide }],
    }));
  }

  /**
   * Opens a submission that the server did not accept, as it was when its reply came.
   *
   * @param {Pending} submission
   */
  async #recall({ id }) {
    await this.#save();
    // Another tab may have opened it since this was shown, or sent it.
    const pending = await this.#device.pending().catch(() => []);
    const submission = pending.find((submission) => submission.id === id);
    if (!submission || !needsSomebody(submission)) return this.#refresh();
    this.#host.begin();
    const view = this.#view;
    if (!view) return;
    const envelope = JSON.parse(submission.body);
    const isOther = submission.form.hash !== this.#form.hash;
    // What was certainly not stored, to a form that is another by now, goes on as a draft of the new one.
    if (isOther && !submission.uncertain) {
      const draft = {
        ...this.#draft(view),
        savedAt: submission.createdAt,
        startedAt: envelope.started_at,
        draft: envelope,
      };
      const isOurs = await this.#device.giveBack(id, draft).catch(() => false);
      this.#sender.changed();
      if (isOurs && view === this.#view) await this.#goOn(draft);
    } else {
      view.goOn(envelope, envelope.started_at, true);
      this.#id = submission.id;
      this.#startedAt = envelope.started_at;
      this.#body = submission.body;
      this.#queued = true;
      this.#sender.shown.add(this.#id);
      const kept = this.#device.isDurable ? IN_QUEUE : IN_PAGE;
      this.#told(submission.reply?.status ?? 0, submission.reply?.body, kept);
    }
    await this.#refresh();
  }

  /** Clears a shared device once nobody is there. */
  #watch() {
    const seconds = Number(this.#host.element.getAttribute("kiosk")) || KIOSK_SECONDS;
    const warning = Math.ceil(Math.min(KIOSK_WARNING_SECONDS, seconds / 2));
    let touched = performance.now();
    let left = seconds;
    const notice = () => ({
      texts: [this.#say("idle", { seconds: left })],
      buttons: [{ text: this.#say("still_here"), act: touch }],
      isProblem: true,
    });
    const touch = () => {
      touched = performance.now();
      this.#notices.remove("idle");
    };
    const { signal } = this.#work;
    for (const event of ["pointerdown", "keydown", "input", "wheel"]) {
      document.addEventListener(event, touch, { signal, capture: true, passive: true });
    }
    this.#idle = setInterval(() => {
      const view = this.#view;
      if (!view || this.#attempting) return;
      left = Math.ceil(seconds - (performance.now() - touched) / 1000);
      if (!view.is_dirty() && !view.has_previous() && !this.#queued && !this.#done) return;
      if (left <= 0) {
        touch();
        this.#host.begin();
        this.#host.element.scrollIntoView();
      } else if (left <= warning) {
        // It is heard once, and counts down for the eyes.
        if (this.#notices.has("idle")) this.#notices.rewrite();
        else this.#notices.show("idle", notice)?.scrollIntoView({ block: "nearest" });
      }
    }, 1000);
  }
}

/**
 * The answers of what is saved, whichever page it is on.
 *
 * @param {View | string} saved
 */
function answersOf(saved) {
  const text = typeof saved === "string" ? saved : saved.saved();
  return JSON.stringify({ ...JSON.parse(text), page: "" });
}

/** The name of an answer's control, by its path. */
const nameOf = (/** @type {string} */ path) => path.slice(1).replaceAll("/", "-");

/**
 * A question and its answer as the page shows them.
 *
 * @param {ShadowRoot} shadow
 * @param {string} name That of its control.
 * @returns {[string, string] | undefined}
 */
function inWords(shadow, name) {
  const control =
    shadow.querySelector(`[name="${name}"]:checked`) ?? shadow.querySelector(`[name="${name}"]`);
  const label = shadow.getElementById(`${name}-text`)?.textContent?.trim();
  if (!control || !label) return undefined;
  if (control instanceof HTMLSelectElement) return [label, control.selectedOptions[0]?.text ?? ""];
  const { value, type, labels } = /** @type {HTMLInputElement} */ (control);
  return [label, ["radio", "checkbox"].includes(type) ? (labels?.[0]?.textContent?.trim() ?? "") : value];
}

/** Lets the service worker send once there is a connection, even with every page closed, where browsers offer that. */
async function registerSync() {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  const { sync } = /** @type {{ sync?: { register(tag: string): Promise<void> } }} */ (
    /** @type {unknown} */ (registration ?? {})
  );
  await sync?.register("sipas-forms").catch(() => {});
}

/** Fetches the pages anew where a service worker keeps them; tells whether there is one that now has them. */
async function renewWorker() {
  const container = navigator.serviceWorker;
  if (!container?.controller) return false;
  const registration = await container.getRegistration().catch(() => undefined);
  await registration?.update().catch(() => {});
  const worker = registration?.installing ?? registration?.waiting;
  if (!worker) return false;
  return new Promise((settle) => {
    const late = setTimeout(() => settle(false), 15_000);
    container.addEventListener("controllerchange", () => (clearTimeout(late), settle(true)), { once: true });
  });
}
