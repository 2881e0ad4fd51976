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
//   credentials, csrf-meta, csrf-cookie, csrf-header   how it is posted: see www/src/delivery.js
//   keep      "none" stores nothing on the device; without it a draft is kept as it is typed, and a finished
//             submission until a server has confirmed it
//   kiosk     a shared device: no drafts, nothing shown of those before; everything is cleared after as many
//             seconds without a touch (180)
//   offline   the service worker of the page's own, which serves it without a network
//   probe     what is asked whether there is a connection; the endpoint, if nothing else
//   lang      the language: "vi" (default), "en" or another of the definition's; a draft that is loaded again on the
//             same page goes on in the one that was chosen
//   last      of a report: where the last period's is (its submission or a draft), which is loaded at once
//   history   the browser's Back goes one page of the form back; for a page that is the form's own
//   alternate the page changes its language with the form: what it says then is where its link rel="alternate"
//             leads; for a page that is the form's own
//   theme     "light" keeps it light where the page around it has no dark colours
//
// The property `prefill` (an object as answers are sent) is what the page knows already; set it before
// the form is shown. `headers` and `token` (or functions that give them) go with each post.
//
// Events, all bubbling and composed: sipas-change {name, path}, sipas-invalid [{path, message}],
// sipas-submit {submission} (cancelable: then the page posts it itself and calls reply()),
// sipas-accepted, sipas-rejected and sipas-queued {status, body} (unsent, or not known to be: it is sent
// again), sipas-language {language},
// sipas-broken [{place, name, code, span}] (why the form cannot be shown).
import { Unavailable, late, load, small } from "./src/engine.js";
import { moment } from "./src/moment.js";
import css from "./src/sipas-form.css";
import { trust, trustAddress } from "./src/trust.js";

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

/** @type {Promise<typeof import("./sipas-keep.js")> | undefined} */
let keeping;
function fetchKeeping() {
  keeping ??= late(() => import("./sipas-keep.js"), "sipas-keep").catch((error) => {
    keeping = undefined;
    throw error;
  });
  return keeping;
}

/** Whether the device may have a draft. */
function hinted() {
  try {
    return Boolean(localStorage.getItem("sipas-forms"));
  } catch {
    return false;
  }
}

/**
 * The judge for a sender that outlives the form which began it. It stands apart, so that it holds no form.
 *
 * @param {import("./src/engine.js").Engine | undefined} engine
 * @returns {import("./src/sender.js").Judge}
 */
const judgeOf = (engine) => async (status, body) =>
  engine ? engine.judge(status, body) : judge(status, body);

export class SipasForm extends HTMLElement {
  static observedAttributes = ["src", "lang"];

  /** @type {import("./src/engine.js").Loaded | undefined} */
  #loaded;
  /** @type {InstanceType<import("./src/engine.js").Engine["View"]> | undefined} */
  #view;
  /** @type {HTMLElement} */
  #root;
  #language = "vi";
  /** @type {Promise<import("./src/keeper.js").Keeper> | undefined} */
  #keeping;
  /** @type {import("./src/keeper.js").Keeper | undefined} */
  #kept;
  /** @type {EventTarget | null} */
  #clicked = null;
  /** Whether an entry of the browser's history stands for the pages before this one, also one of before a reload. */
  #guarded = history.state?.sipas;
  /**
   * Answers that the page knows already, perhaps from before this class was there.
   *
   * @type {Record<string, unknown> | undefined}
   */
  prefill = /** @type {{ prefill?: Record<string, unknown> }} */ (/** @type {unknown} */ (this)).prefill;
  /**
   * Goes with each post: headers, or what gives them for a submission. Declared, since React and Vue set as
   * a property only what an element has.
   *
   * @type {Record<string, string> | ((submission: import("./src/api.js").Submission) => Record<string, string> | Promise<Record<string, string>>) | undefined}
   */
  headers = /** @type {any} */ (this).headers;
  /**
   * Gives the token of `Authorization: Bearer …` for each post.
   *
   * @type {(() => string | Promise<string>) | undefined}
   */
  token = /** @type {any} */ (this).token;
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
      this.#kept?.speak();
    }
  }

  /** Asks before the page is left with answers that were not received. */
  #warn = (/** @type {BeforeUnloadEvent} */ event) => {
    if (!this.#view?.is_dirty() || this.#kept?.isSafe) return;
    event.preventDefault();
    // What browsers before 2023 wait for.
    event.returnValue = true;
  };

  /** Lets the browser's Back go back within the form: one entry of the history is kept for it. */
  #guard = () => {
    if (this.#guarded || !this.hasAttribute("history") || !this.#view?.has_previous()) return;
    history.pushState({ ...history.state, sipas: (this.#guarded = true) }, "");
  };

  #popped = () => {
    const was = this.#guarded;
    this.#guarded = history.state?.sipas;
    if (!was || this.#guarded) return;
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
    this.#kept?.close();
    this.#kept = this.#keeping = undefined;
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
    // A further language has its words in the form, which is not here yet: until then the page's.
    const language = this.#language === "vi" ? "vi" : document.documentElement.lang;
    return this.#language === "en" || language === "en" ? WORDS.en : WORDS.vi;
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
    this.#begin(!taken, taken);
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
   * Begins with an empty form, as of now.
   *
   * @param {boolean} resumes Whether it goes on with a draft that the device has.
   * @param {import("./src/takeover.js").Taken} [taken] Where a form without scripts was, which it goes on with.
   */
  #begin(resumes, taken) {
    if (!this.#loaded) return;
    const { engine, form } = this.#loaded;
    this.#view?.close();
    this.#view?.free();
    const focused = this.shadowRoot?.activeElement;
    this.#root.replaceChildren();
    // The server evaluates the form as of the moment that the envelope names: it must be the same.
    const startedAt = taken?.startedAt ?? moment();
    const view = new engine.View(form, this.#root, this.#language, startedAt, trust, this.#told);
    this.#view = view;
    if (this.prefill) {
      const strangers = JSON.parse(view.fill(this.prefill));
      if (strangers.length > 0) console.error("sipas-form: prefill has what is no question:", strangers);
    }
    engine.dress?.(this, view);
    // What was pressed to come here is gone.
    if (focused) this.#root.querySelector("h2")?.focus();
    const id = taken?.restore(view, this.#root);
    const begin = (/** @type {import("./src/keeper.js").Keeper} */ keeper) => {
      if (view === this.#view) return keeper.begin(view, JSON.parse(form.identity()), startedAt, resumes, id);
    };
    // What the device has is shown at once, not an empty form before it.
    this.#root.hidden = resumes && hinted();
    // Sending asks for it again, and says what is wrong.
    const begun = this.#kept ? begin(this.#kept) : this.#keeper().then(begin);
    void Promise.resolve(begun)
      .catch(() => {})
      .then(() => (this.#root.hidden = false));
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
    const focused = this.shadowRoot?.activeElement;
    this.#root.replaceChildren(message);
    if (focused) {
      message.tabIndex = -1;
      message.focus();
    }
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
          this.#begin(false);
          this.#root.scrollIntoView();
        });
        break;
      case "reload":
        setTimeout(() => (this.#kept ? void this.#kept.reload() : void this.#open()));
        break;
      case "language":
        this.#language = this.#view?.language() ?? this.#language;
        if (this.hasAttribute("lang")) this.setAttribute("lang", this.#language);
        this.#kept?.speak();
        this.#emit("sipas-language", detail);
        break;
      default:
        if (name === "change") this.#kept?.changed(/** @type {{ path: string }} */ (detail).path);
        this.#emit(`sipas-${name}`, detail);
    }
  };

  /** What keeps drafts and sends. It is fetched once the form is shown: no first answer waits for it. */
  #keeper() {
    if (this.#keeping) return this.#keeping;
    const keeping = this.#fetchKeeper();
    this.#keeping = keeping;
    // That of a form that is gone by now takes nothing from the one that followed.
    keeping.catch(() => {
      if (this.#keeping === keeping) this.#keeping = undefined;
    });
    return keeping;
  }

  async #fetchKeeper() {
    const turn = this.#load;
    const judges = judgeOf(this.#loaded?.engine);
    const { Keeper } = await fetchKeeping();
    const shadow = /** @type {ShadowRoot} */ (this.shadowRoot);
    const keeper = await Keeper.for(
      {
        element: this,
        shadow,
        language: () => this.#language,
        emit: (name, detail, cancelable) => this.#emit(name, detail, cancelable),
        begin: () => this.#begin(false),
        open: () => void this.#open(),
        trust,
        trustAddress,
      },
      judges,
    );
    // It listens to the page: of a form that is gone by now nobody would stop it.
    if (turn !== this.#load || !this.#view) {
      keeper.close();
      throw new Error("closed");
    }
    this.#kept = keeper;
    return keeper;
  }

  async #send() {
    const view = this.#view;
    try {
      await (await this.#keeper()).send();
    } catch (error) {
      if (view !== this.#view) return;
      console.error("sipas-form:", error);
      this.reply(0);
    }
  }

  /**
   * Tells the form what became of a submission that the page posted itself.
   *
   * @param {number} status The HTTP status, 0 when no reply came.
   * @param {unknown} [body] The parsed body.
   */
  reply(status, body) {
    if (this.#kept) this.#kept.reply(status, body);
    else this.#view?.reply(status, body, 0);
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #emit(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }
}

/**
 * What a reply means for a submission of any form, as the engine judges it.
 *
 * @param {number} status
 * @param {unknown} body
 */
export const judge = async (status, body) => (await small()).judge(status, body);

if (!customElements.get("sipas-form")) customElements.define("sipas-form", SipasForm);
