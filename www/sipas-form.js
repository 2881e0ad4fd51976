// <sipas-form src endpoint lang>: the life of the element. What a form asks, decides and says is
// in the engine; here are only the loading, the posting and the events for the host page.
//
//   src       where the definition is (JSON)
//   endpoint  where the submission is posted; without it the page listens for "sipas-submit"
//   lang      the language: "vi" (default), "en" or another of the definition's
//   history   the browser's Back goes one page of the form back; for a page that is the form's own
//   theme     "light" keeps it light where the page around it has no dark colours
//
// Events, all bubbling and composed: sipas-change {name}, sipas-invalid [{path, message}],
// sipas-submit {submission} (cancelable: then the page posts it itself and calls reply()),
// sipas-accepted, sipas-rejected and sipas-kept {status, body}, sipas-language {language},
// sipas-broken [{place, name, code, span}] (why the form cannot be shown).
import init, { Form, View } from "./pkg/sipas-forms.js";
import { post, uuid } from "./src/delivery.js";
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

/** @type {Promise<unknown> | undefined} */
let started;

/** Starts the engine once for all elements; a failed start may be tried again. */
function engine() {
  started ??= init().catch((error) => {
    started = undefined;
    throw error;
  });
  return started;
}

/** The local day as the engine's `today()`. */
function today() {
  const now = new Date();
  const pad = (/** @type {number} */ part, length = 2) => String(part).padStart(length, "0");
  return `${pad(now.getFullYear(), 4)}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

export class SipasForm extends HTMLElement {
  static observedAttributes = ["src", "lang"];

  /** @type {View | undefined} */
  #view;
  /** @type {HTMLElement} */
  #root;
  #language = "vi";
  #startedAt = "";
  #submissionId = "";
  #body = "";
  /** @type {Form | undefined} */
  #form;
  /** @type {EventTarget | null} */
  #clicked = null;
  /** Whether an entry of the browser's history stands for the pages before this one. */
  #guarded = false;
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
    this.#form?.free();
    this.#form = undefined;
  }

  async #open() {
    const load = ++this.#load;
    this.#close();
    this.#language = this.getAttribute("lang") || "vi";
    this.#say(this.#words().loading);
    const source = this.getAttribute("src");
    if (!source) return;
    /** @type {Promise<unknown>} */
    const definition = fetch(source).then((response) => {
      if (!response.ok) throw new Error(`HTTP ${response.status}: ${source}`);
      return response.json();
    });
    // Both are fetched at once; each failure has words of its own.
    const [engineResult, definitionResult] = await Promise.allSettled([engine(), definition]);
    if (load !== this.#load || !this.isConnected) return;
    if (engineResult.status === "rejected") {
      const lacking =
        typeof WebAssembly !== "object" || engineResult.reason instanceof WebAssembly.CompileError;
      this.#unavailable(lacking ? "engine" : "definition", engineResult.reason);
    } else if (definitionResult.status === "rejected") {
      this.#unavailable("definition", definitionResult.reason);
    } else {
      this.#start(definitionResult.value);
    }
  }

  #words() {
    return this.#language === "en" ? WORDS.en : WORDS.vi;
  }

  /**
   * Says that the form could not be loaded: plainly to the respondent, in full to the developer.
   *
   * @param {"engine" | "definition"} what
   * @param {unknown} error
   */
  #unavailable(what, error) {
    console.error("sipas-form:", error);
    this.#say(this.#words()[what], this.#words().retry);
    this.#emit("sipas-broken", [{ place: "", code: `unavailable_${what}`, message: String(error) }]);
  }

  /** @param {unknown} definition */
  #start(definition) {
    try {
      this.#form = new Form(definition, this.#language);
      trust("");
    } catch (error) {
      this.#broken(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#begin();
  }

  /**
   * A definition that does not load shows what is wrong, for whoever looks after the page.
   *
   * @param {string} text The engine's diagnostics as JSON text, or its one sentence.
   */
  #broken(text) {
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
    console.error("sipas-form: the definition does not load; `sipas check` explains", diagnostics);
    this.#emit("sipas-broken", diagnostics);
  }

  /** Begins with an empty form, as of today. */
  #begin() {
    if (!this.#form) return;
    this.#view?.close();
    this.#view?.free();
    this.#root.replaceChildren();
    this.#view = new View(this.#form, this.#root, this.#language, today(), trust, this.#told);
    this.#startedAt = new Date().toISOString();
    this.#renew();
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
      this.#root.append(button);
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
    this.#body ||= this.#view?.envelope(this.#submissionId, this.#startedAt, new Date().toISOString()) ?? "";
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
