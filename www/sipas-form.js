// <sipas-form src endpoint lang>: the life of the element. What a form asks, decides and says is
// in the engine; here are only the loading, the posting and the events for the host page.
//
//   src       where the form is: packed (`sipas pack`), or its definition (JSON)
//   module    "full" fetches the full engine at once, for a definition or a report; without it the
//             small one is fetched, and the full one once the form turns out to need it
//   scores    the scores of the answers so far are shown beside the form, which takes the full engine; a
//             definition may ask for it as well (settings.show_scores). While they are, the element has
//             the attribute with-scores, and with them or a table of contents with-aside, by which a page
//             can give it more room
//   endpoint  where the submission is posted; without it the page listens for "sipas-submit"
//   lang      the language: "vi" (default), "en" or another of the definition's
//   last      of a report: where the last period's is (its submission or a draft), which is loaded at once
//   history   the browser's Back goes one page of the form back; for a page that is the form's own
//   theme     "light" keeps it light where the page around it has no dark colours
//
// The property `prefill` (an object as answers are sent) is what the page knows already; set it before
// the form is shown.
//
// Events, all bubbling and composed: sipas-change {name, path}, sipas-invalid [{path, message}],
// sipas-submit {submission} (cancelable: then the page posts it itself and calls reply()),
// sipas-accepted, sipas-rejected and sipas-kept {status, body}, sipas-language {language},
// sipas-broken [{place, name, code, span}] (why the form cannot be shown).
import { post, uuid } from "./src/delivery.js";
import { Unavailable, load } from "./src/engine.js";
import { moment } from "./src/moment.js";
import css from "./src/sipas-form.css";
import { trust } from "./src/trust.js";

/** What is said before the engine and its catalogue are here. */
const WORDS = {
  vi: {
    loading: "Đang tải phiếu…",
    engine:
      "Trình duyệt này không mở được phiếu. Ông/Bà cập nhật trình duyệt hoặc dùng điện thoại, máy tính khác.",
    definition: "Không tải được phiếu. Ông/Bà kiểm tra mạng rồi thử lại.",
    broken: "Phiếu này chưa dùng được vì có lỗi trong cấu hình. Xin báo cho người quản trị trang:",
    retry: "Thử lại",
  },
  en: {
    loading: "Loading the form…",
    engine: "This browser cannot open the form. Update the browser or use another phone or computer.",
    definition: "The form could not be loaded. Check the connection and try again.",
    broken:
      "This form cannot be used yet, since its set-up has faults. Please tell the site's administrator:",
    retry: "Try again",
  },
};

/** @type {CSSStyleSheet | undefined} */
let sheet;

export class SipasForm extends HTMLElement {
  static observedAttributes = ["src", "lang"];

  /** @type {import("./src/engine.js").Loaded | undefined} */
  #loaded;
  /** @type {InstanceType<import("./src/engine.js").Engine["View"]> | undefined} */
  #view;
  /** @type {HTMLElement} */
  #root;
  #language = "vi";
  #startedAt = "";
  #submissionId = "";
  #body = "";
  /** @type {EventTarget | null} */
  #clicked = null;
  /** Whether an entry of the browser's history stands for the pages before this one. */
  #guarded = false;
  /**
   * Answers that the page knows already, perhaps from before this class was there.
   *
   * @type {Record<string, unknown> | undefined}
   */
  prefill = /** @type {{ prefill?: Record<string, unknown> }} */ (/** @type {unknown} */ (this)).prefill;
  /** Counts the loads, so that one that was overtaken shows nothing. */
  #load = 0;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
    }
    shadow.adoptedStyleSheets = [sheet];
    this.#root = document.createElement("div");
    this.#root.className = "root";
    this.#root.addEventListener("click", this.#clickOnce, true);
    // Once the view has done its part.
    for (const event of ["click", "submit"]) {
      this.#root.addEventListener(event, () => setTimeout(this.#guard));
    }
    shadow.append(this.#root);
  }

  connectedCallback() {
    addEventListener("beforeunload", this.#warn);
    addEventListener("popstate", this.#popped);
    if (!this.#view) void this.#open();
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this.#warn);
    removeEventListener("popstate", this.#popped);
    // Moving an element disconnects and connects it at once: its answers must survive that.
    queueMicrotask(() => {
      if (!this.isConnected) this.#close();
    });
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} value
   */
  attributeChangedCallback(name, before, value) {
    // Attributes that are there from the start are told before the element is connected for the
    // first time; connecting reads them.
    if (this.#load === 0 || !this.isConnected || before === value) return;
    if (name === "src") void this.#open();
    else this.#language = value || "vi";
    if (name === "lang" && this.#view && this.#view.language() !== this.#language) {
      this.#view.set_language(this.#language);
    }
  }

  /** Asks before the page is left with answers that were not received. */
  #warn = (/** @type {BeforeUnloadEvent} */ event) => {
    if (!this.#view?.is_dirty()) return;
    event.preventDefault();
    // What browsers before 2023 wait for.
    event.returnValue = true;
  };

  /** Lets the browser's Back go back within the form: one entry of the history is kept for it. */
  #guard = () => {
    if (this.#guarded || !this.hasAttribute("history") || !this.#view?.has_previous()) return;
    history.pushState(history.state, "");
    this.#guarded = true;
  };

  #popped = () => {
    if (!this.#guarded) return;
    this.#guarded = false;
    if (this.#view?.has_previous()) {
      this.#view.back();
      this.#guard();
    } else {
      history.back();
    }
  };

  /**
   * The second click of a double click was meant for what stood there at the first: on the page that
   * the first one opened it would answer, or send, what nobody has read.
   */
  #clickOnce = (/** @type {MouseEvent} */ event) => {
    if (event.detail > 1 && this.#clicked instanceof Node && !this.#clicked.isConnected) {
      event.preventDefault();
      event.stopPropagation();
    } else {
      this.#clicked = event.target;
    }
  };

  #close() {
    this.#view?.close();
    this.#view?.free();
    this.#view = undefined;
    this.#loaded?.form.free();
    this.#loaded = undefined;
  }

  async #open() {
    const turn = ++this.#load;
    const isCurrent = () => turn === this.#load && this.isConnected;
    this.#close();
    this.#language = this.getAttribute("lang") || "vi";
    this.#say(this.#words().loading);
    // What a server rendered stays in use until this form can take its place.
    const plain = this.querySelector("form") && import("./src/takeover.js");
    const source = this.getAttribute("src");
    if (!source) return;
    /** @type {import("./src/engine.js").Loaded} */
    let loaded;
    /** @type {import("./src/takeover.js").Taken | undefined} */
    let taken;
    try {
      const needsFull = this.getAttribute("module") === "full" || this.hasAttribute("scores");
      loaded = await load(source, needsFull, this.#language);
      taken = await (await plain)?.take(this);
    } catch (error) {
      if (!isCurrent()) return;
      if (plain) console.error("sipas-form:", error);
      else if (error instanceof Unavailable) this.#unavailable(error);
      else this.#broken(error);
      return;
    }
    if (isCurrent()) this.#start(loaded, taken);
    else loaded.form.free();
  }

  #words() {
    return this.#language === "en" ? WORDS.en : WORDS.vi;
  }

  /**
   * Says that the form could not be loaded: plainly to the respondent, in full to the developer.
   *
   * @param {Unavailable} error
   */
  #unavailable({ what, reason, message }) {
    console.error("sipas-form:", reason);
    this.#say(this.#words()[what], this.#words().retry);
    this.#emit("sipas-broken", [{ place: "", code: `unavailable_${what}`, message }]);
  }

  /**
   * @param {import("./src/engine.js").Loaded} loaded
   * @param {import("./src/takeover.js").Taken} [taken]
   */
  #start(loaded, taken) {
    this.#loaded = loaded;
    try {
      trust("");
    } catch (error) {
      this.#broken(error);
      return;
    }
    this.#begin(taken);
  }

  /**
   * A form that the engine refuses shows what is wrong, for whoever looks after the page.
   *
   * @param {unknown} error Its message is the engine's diagnostics as JSON text, or one code or sentence.
   */
  #broken(error) {
    const text = error instanceof Error ? error.message : String(error);
    this.#say(this.#words().broken, "");
    /** @type {{ place: string, name?: string | null, code: string, span?: number[] | null }[]} */
    let diagnostics = [];
    try {
      diagnostics = JSON.parse(text);
    } catch {
      diagnostics = [{ place: "", code: text }];
    }
    const list = document.createElement("ul");
    list.append(
      ...diagnostics.map(({ place, name, code, span }) => {
        const item = document.createElement("li");
        const where = `${place}${span ? `:${span.join("-")}` : ""}${name ? ` (${name})` : ""}`;
        item.textContent = `${where} ${code}`.trim();
        return item;
      }),
    );
    this.#root.append(list);
    console.error("sipas-form: the form does not load; `sipas check` explains", diagnostics);
    this.#emit("sipas-broken", diagnostics);
  }

  /**
   * Begins with an empty form, as of now, or where a form without scripts was.
   *
   * @param {import("./src/takeover.js").Taken} [taken]
   */
  #begin(taken) {
    if (!this.#loaded) return;
    const { engine, form } = this.#loaded;
    this.#view?.close();
    this.#view?.free();
    this.#root.replaceChildren();
    // The server evaluates the form as of the moment that the envelope names: it must be the same.
    this.#startedAt = taken?.startedAt ?? moment();
    this.#view = new engine.View(form, this.#root, this.#language, this.#startedAt, trust, this.#told);
    if (this.prefill) {
      const strangers = JSON.parse(this.#view.fill(this.prefill));
      if (strangers.length > 0) console.error("sipas-form: prefill has what is no question:", strangers);
    }
    engine.dress?.(this, this.#view);
    this.#renew();
    if (taken) this.#submissionId = taken.restore(this.#view, this.#root);
  }

  #renew() {
    this.#submissionId = uuid();
    this.#body = "";
  }

  /**
   * @param {string} text
   * @param {string} [retry] For a problem: what the button says that tries again, "" for no button.
   */
  #say(text, retry) {
    if (this.querySelector("form")) {
      this.#root.replaceChildren(document.createElement("slot"));
      return;
    }
    const message = document.createElement("p");
    const problem = retry !== undefined;
    message.className = problem ? "message problem" : "message";
    message.setAttribute("role", problem ? "alert" : "status");
    message.textContent = text;
    this.#root.replaceChildren(message);
    if (retry) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "primary";
      button.textContent = retry;
      button.addEventListener("click", () => void this.#open());
      // The page's link to a form that needs no engine, if it has one.
      this.#root.append(button, this.querySelector("a")?.cloneNode(true) ?? "");
    }
  }

  /** What the view tells: an action of the respondent's. */
  #told = (/** @type {string} */ name, /** @type {unknown} */ detail) => {
    switch (name) {
      case "send":
        void this.#send();
        break;
      case "again":
        // Not while the view is telling: it is about to be replaced.
        setTimeout(() => {
          this.#begin();
          this.#root.scrollIntoView();
        });
        break;
      case "reload":
        void this.#open();
        break;
      case "language":
        this.#language = this.#view?.language() ?? this.#language;
        if (this.hasAttribute("lang")) this.setAttribute("lang", this.#language);
        this.#emit("sipas-language", detail);
        break;
      default:
        this.#emit(`sipas-${name}`, detail);
    }
  };

  async #send() {
    // What may have been stored is sent again to the letter, under the same key.
    this.#body ||= this.#view?.envelope(this.#submissionId, this.#startedAt, moment()) ?? "";
    const submission = JSON.parse(this.#body);
    const endpoint = this.getAttribute("endpoint");
    if (!this.#emit("sipas-submit", { submission }, true)) return;
    if (!endpoint) {
      console.error("sipas-form: no endpoint, and nobody took sipas-submit by preventDefault()");
      this.reply(0);
      return;
    }
    const view = this.#view;
    const { status, body } = await post(endpoint, this.#submissionId, this.#body);
    // A reply to what another form sent, or a form that is gone by now, is not this one's.
    if (view === this.#view) this.reply(status, body);
  }

  /**
   * Tells the form what became of a submission that the page posted itself.
   *
   * @param {number} status The HTTP status, 0 when no reply came.
   * @param {unknown} [body] The parsed body.
   */
  reply(status, body) {
    const outcome = this.#view?.reply(status, body);
    if (!outcome || outcome === "ignored") return;
    // What was stored is done; what was certainly not may be changed, and is then another one.
    if (outcome !== "kept") this.#renew();
    this.#emit(`sipas-${outcome}`, { status, body });
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #emit(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }
}

if (!customElements.get("sipas-form")) customElements.define("sipas-form", SipasForm);
