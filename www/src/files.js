// What an officer does with a report as a whole: drafts and the last report from files and addresses,
// figures to take along, the forms that belong to it. What a file means is decided by the engine; here
// bytes are read and written, and what became of them is told.
import { preview } from "./document.js";
import css from "./files.css";

/** @typedef {import("../pkg/sipas-forms-full.js").View} View */

/** The largest file that is read; that of the largest submission a server takes. */
const MAX_BYTES = 1 << 20;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** What stops the tools of a form's view once the form has another. */
/** @type {WeakMap<HTMLElement, AbortController>} */
const working = new WeakMap();

/** Why a file could not be opened: a code of the engine's catalogue, and what it names. */
class Fault extends Error {
  constructor(/** @type {string} */ code, value = "") {
    super(code);
    this.value = value;
  }
}

/**
 * Gives a form its tools.
 *
 * @param {HTMLElement} form
 * @param {View} view
 */
export function equip(form, view) {
  working.get(form)?.abort();
  const shadow = form.shadowRoot;
  if (!shadow) return;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  if (!shadow.adoptedStyleSheets.includes(sheet)) {
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  }
  const work = new AbortController();
  working.set(form, work);
  new Tools(form, shadow, view, work.signal).begin();
}

class Tools {
  /** The submission as it was posted. */
  #sent = "";

  /**
   * @param {HTMLElement} form
   * @param {ShadowRoot} shadow
   * @param {View} view
   * @param {AbortSignal} signal
   */
  constructor(form, shadow, view, signal) {
    this.form = form;
    this.shadow = shadow;
    this.view = view;
    this.signal = signal;
  }

  begin() {
    const { form, shadow, signal } = this;
    shadow.addEventListener("click", (event) => this.#clicked(event), { signal });
    shadow.addEventListener("keydown", (event) => this.#pressed(/** @type {KeyboardEvent} */ (event)), {
      signal,
    });
    form.addEventListener(
      "sipas-submit",
      (event) => (this.#sent = JSON.stringify(/** @type {CustomEvent} */ (event).detail.submission)),
      { signal },
    );
    const address = form.getAttribute("last");
    if (address) void this.#fetch(address);
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-tool]") : null;
    const stem = () => this.view.fileStem();
    switch (button?.getAttribute("data-tool")) {
      case "save":
        this.#download(`${stem()}.draft.json`, "application/json", this.view.draft(), "tool_file_saved");
        break;
      case "csv":
        this.#download(`${stem()}.csv`, "text/csv", this.view.csv());
        break;
      case "json":
        this.#download(`${stem()}.json`, "application/json", this.view.figures());
        break;
      case "sent":
        this.#download(`${stem()}.report.json`, "application/json", this.#sent);
        break;
      case "open":
        this.#choose((file) => this.#open(file));
        break;
      case "last":
        this.#choose((file) => this.#last(file));
        break;
      case "fetch":
        void this.#fetch(this.#address()?.value.trim() ?? "");
        break;
      case "print":
        preview(this.form, this.view);
        break;
      case "companion":
        void this.#companion(Number(button?.getAttribute("data-value")));
        break;
    }
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== "Enter" || event.target !== this.#address()) return;
    event.preventDefault();
    void this.#fetch(this.#address()?.value.trim() ?? "");
  }

  #address() {
    return /** @type {HTMLInputElement | null} */ (this.shadow.querySelector("#tools-address"));
  }

  /**
   * Says what became of something.
   *
   * @param {string} text
   * @param {"problem" | ""} kind
   * @param {HTMLElement[]} more What can be done about it.
   */
  #tell(text, kind = "", ...more) {
    const told = this.shadow.querySelector("#tools-told");
    if (!told) return;
    const sentence = document.createElement("p");
    sentence.textContent = text;
    // A fault is told at once, all else when there is a pause.
    if (kind) sentence.setAttribute("role", "alert");
    told.replaceChildren(sentence, ...more);
    if (text) told.scrollIntoView({ block: "nearest" });
  }

  /** @param {unknown} error */
  #fail(error) {
    const fault =
      error instanceof Fault ? error : new Fault(error instanceof Error ? error.message : String(error));
    const code = `tool_${fault.message}`;
    const words = this.view.say(code, fault.value);
    // What the catalogue does not know is no fault of the file's.
    if (words === code) console.error("sipas-form:", error);
    this.#tell(words === code ? this.view.say("tool_file_unreadable", "") : words, "problem");
  }

  /**
   * @param {string} name
   * @param {string} type
   * @param {string} content
   */
  #download(name, type, content, code = "tool_file_downloaded") {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
    link.download = name;
    link.click();
    // The browser has taken hold of it by the next turn.
    setTimeout(() => URL.revokeObjectURL(link.href));
    this.#tell(this.view.say(code, name));
  }

  /**
   * Asks for a file and hands its content on, as JSON.
   *
   * @param {(file: unknown) => void} take
   */
  #choose(take) {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = ".json,application/json";
    input.addEventListener("change", async () => {
      const [file] = input.files ?? [];
      if (!file) return;
      try {
        take(await contentOf(file));
      } catch (error) {
        if (this.#isCurrent()) this.#fail(error);
      }
    });
    input.click();
  }

  /** Whether the form still has the view that these tools are of. */
  #isCurrent() {
    if (this.signal.aborted || !this.form.isConnected) return false;
    try {
      this.view.language();
      return true;
    } catch {
      // Closed, and its memory given back.
      return false;
    }
  }

  /**
   * Opens a draft; over answers that were typed, only once that is confirmed.
   *
   * @param {unknown} file
   */
  #open(file, replace = false) {
    if (!this.#isCurrent()) return;
    try {
      const { message } = JSON.parse(this.view.openFile(file, replace));
      this.#tell(message);
      // The focus goes where the form goes on; what was told is a status beside it.
      /** @type {HTMLElement | null} */ (this.shadow.querySelector("#page-title"))?.focus();
    } catch (error) {
      if (error instanceof Error && error.message === "file_replaces") this.#ask(file);
      else this.#fail(error);
    }
  }

  /** @param {unknown} file */
  #ask(file) {
    const button = (/** @type {string} */ code, /** @type {() => void} */ act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "secondary";
      made.textContent = this.view.say(code, "");
      made.addEventListener("click", act);
      return made;
    };
    const keep = button("tool_keep", () => {
      this.#tell(this.view.say("tool_file_kept", ""));
      /** @type {HTMLElement | null} */ (this.shadow.querySelector("[data-tool=open]"))?.focus();
    });
    const replace = button("tool_replace", () => this.#open(file, true));
    this.#tell(this.view.say("tool_file_replaces", ""), "problem", keep, replace);
    keep.focus();
  }

  /** @param {unknown} file */
  #last(file) {
    if (!this.#isCurrent()) return;
    try {
      const { message } = this.#undisturbed(() => JSON.parse(this.view.loadLast(file)));
      this.#tell(message);
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Draws the form anew without taking the focus or the caret from whoever is typing in it.
   *
   * @template Result
   * @param {() => Result} draw
   */
  #undisturbed(draw) {
    const before = this.shadow.activeElement;
    const tool = before?.getAttribute("data-tool");
    const selector = tool ? `[data-tool=${tool}]` : before?.id && `#${CSS.escape(before.id)}`;
    const caret =
      before instanceof HTMLInputElement || before instanceof HTMLTextAreaElement ? before : undefined;
    const [start, end] = [caret?.selectionStart ?? null, caret?.selectionEnd ?? null];
    const address = this.#address()?.value ?? "";
    const result = draw();
    const field = this.#address();
    if (field) field.value = address;
    const after = selector ? /** @type {HTMLElement | null} */ (this.shadow.querySelector(selector)) : null;
    after?.focus({ preventScroll: true });
    if (start !== null && (after instanceof HTMLInputElement || after instanceof HTMLTextAreaElement)) {
      after.setSelectionRange(start, end);
    }
    return result;
  }

  /**
   * Loads the last report from an address.
   *
   * @param {string} address
   */
  async #fetch(address) {
    if (!address) {
      this.#fail(new Fault("file_no_address"));
      this.#address()?.focus();
      return;
    }
    this.#tell(this.view.say("tool_file_loading", ""));
    try {
      const file = await fetched(address, this.signal);
      this.#last(file);
    } catch (error) {
      if (this.#isCurrent()) this.#fail(error);
    }
  }

  /**
   * Opens a form that belongs to this one over it, with figures of this one.
   *
   * @param {number} index
   */
  async #companion(index) {
    const companion = this.view.companion(index);
    if (!companion) return;
    const { form: name, label, prefill } = JSON.parse(companion);
    const source = await sourceOf(name, new URL(this.form.getAttribute("src") ?? "", document.baseURI));
    if (!this.#isCurrent()) return;
    const dialog = document.createElement("dialog");
    dialog.className = "companion";
    dialog.setAttribute("aria-labelledby", "companion-title");
    const title = document.createElement("h2");
    title.id = "companion-title";
    title.textContent = label;
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.setAttribute("role", "status");
    hint.textContent = this.view.say("companion_hint", "");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "secondary";
    close.textContent = this.view.say("companion_close", "");
    close.addEventListener("click", () => dialog.close());
    const inner = /** @type {HTMLElement & { prefill: unknown }} */ (document.createElement("sipas-form"));
    inner.setAttribute("src", source);
    inner.setAttribute("module", "full");
    inner.setAttribute("scores", "");
    inner.setAttribute("lang", this.view.language());
    // It begins with the figures of this form each time.
    inner.setAttribute("keep", "none");
    const theme = this.form.getAttribute("theme");
    if (theme) inner.setAttribute("theme", theme);
    inner.prefill = prefill;
    const notSent = (/** @type {Event} */ event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      hint.textContent = this.view.say("companion_not_sent", "");
      hint.scrollIntoView({ block: "nearest" });
    };
    // The button that sends is stopped before it says that anything is on its way.
    inner.shadowRoot?.addEventListener(
      "submit",
      (event) => {
        if (event.target instanceof Element && event.target.matches(".review, .failed")) notSent(event);
      },
      true,
    );
    inner.addEventListener("sipas-submit", notSent);
    // What happens in it is no event of this form.
    for (const event of [
      "change",
      "invalid",
      "submit",
      "accepted",
      "rejected",
      "queued",
      "language",
      "broken",
    ]) {
      inner.addEventListener(`sipas-${event}`, (event) => event.stopPropagation());
    }
    const head = document.createElement("div");
    head.className = "companion-head";
    head.append(title, close);
    const room = document.createElement("div");
    room.className = "root";
    room.append(head, hint, inner);
    dialog.append(room);
    const screen = /** @type {HTMLElement | null} */ (this.shadow.querySelector(".root:not(.keep)"));
    dialog.addEventListener("close", () => {
      if (screen) screen.inert = false;
      dialog.remove();
      const button = this.shadow.querySelector(`[data-tool=companion][data-value="${index}"]`);
      /** @type {HTMLElement | null} */ (button)?.focus();
    });
    this.shadow.append(dialog);
    // The dialog is modal already; this says so to tools that look at the tree alone.
    if (screen) screen.inert = true;
    dialog.showModal();
  }
}

/** @param {File} file */
async function contentOf(file) {
  if (file.size > MAX_BYTES) throw new Fault("file_too_large");
  const text = await file.text().catch(() => {
    throw new Fault("file_unreadable");
  });
  return parsed(text);
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault("file_not_json");
  }
}

/**
 * @param {string} address
 * @param {AbortSignal} signal
 */
async function fetched(address, signal) {
  const lost = () => {
    throw new Fault("file_network");
  };
  const response = await fetch(new URL(address, document.baseURI), {
    credentials: "same-origin",
    headers: { Accept: "application/json" },
    signal,
  }).catch(lost);
  // A web page where data was asked for is that of a sign-in, or of a network that wants one.
  const page = /^text\/html/i.test(response.headers.get("Content-Type") ?? "");
  if (response.status === 401 || response.status === 403 || (response.ok && page))
    throw new Fault("file_sign_in");
  if (!response.ok) throw new Fault("file_missing", String(response.status));
  const bytes = await response.arrayBuffer().catch(lost);
  if (bytes.byteLength > MAX_BYTES) throw new Fault("file_too_large");
  return parsed(new TextDecoder().decode(bytes));
}

/**
 * Where a form is that belongs to one: beside it, packed or else as its definition. A file's name has hyphens
 * where the form's id has underscores.
 *
 * @param {string} name
 * @param {URL} beside
 */
async function sourceOf(name, beside) {
  const names = [...new Set([name.replaceAll("_", "-"), name])];
  const candidates = ["form", "json"].flatMap((ending) =>
    names.map((stem) => new URL(`${stem}.${ending}`, beside).href),
  );
  for (const candidate of candidates) {
    // Read to its end, so that the form has it from the cache. (No HEAD: static servers differ about it.)
    const isThere = await fetch(candidate).then(
      (response) => response.arrayBuffer().then(() => response.ok),
      () => false,
    );
    if (isThere) return candidate;
  }
  // The form itself says that it could not be loaded.
  return candidates[0] ?? name;
}
