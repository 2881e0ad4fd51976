// <sipas-workbench lang>: an officer's files of responses, checked, mended, counted and sent. The forms are the links in
// it, each to a packed form or a definition: where no script runs they are what there is.
//
//   endpoint  where what was checked is posted, each response on its own; without it nothing can be sent
//   lang      the language: "vi" (default) or "en"
// and as on <sipas-form>: theme, credentials, csrf-meta, csrf-cookie, csrf-header, and the properties headers, token.
//
//   sipas-batch-checked  a file was checked, or a row of it mended
//   sipas-batch-submit   before each post; preventDefault(), post `body` as it is and call reply(id, status, body)
//   sipas-batch-sent     nothing more of it is being sent
import css from "./src/sipas-form.css";
import keyed from "./src/workbench/keyed.css";
import { reply } from "./src/workbench/handover.js";
import { Page } from "./src/workbench/page.js";
import own from "./src/workbench/workbench.css";

/** @type {CSSStyleSheet[] | undefined} */
let sheets;

export class SipasWorkbench extends HTMLElement {
  /** @type {Page | undefined} */
  #page;
  /**
   * Goes with each post: headers, or what gives them for a submission. Declared, since React and Vue set as
   * a property only what an element has.
   *
   * @type {import("./sipas-form.js").SipasForm["headers"]}
   */
  headers = /** @type {any} */ (this).headers;
  /**
   * Gives the token of `Authorization: Bearer …` for each post.
   *
   * @type {import("./sipas-form.js").SipasForm["token"]}
   */
  token = /** @type {any} */ (this).token;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    sheets ??= [css, own, keyed].map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
    shadow.adoptedStyleSheets = sheets;
  }

  connectedCallback() {
    // While the page is being read, the links may be yet to come.
    if (document.readyState !== "loading") this.#open();
    else document.addEventListener("DOMContentLoaded", () => this.#open(), { once: true });
  }

  #open() {
    if (!this.isConnected || this.#page) return;
    const forms = Array.from(this.querySelectorAll("a"), (link) => ({
      title: link.textContent?.trim() ?? "",
      source: link.href,
    }));
    // Both are named here, in words that bundlers know: they look into no worker whose address is trusted first.
    const files = {
      worker: new URL("./sipas-workbench-worker.js", import.meta.url),
      engine: new URL("./sipas-forms-workbench.wasm", import.meta.url),
    };
    this.#page = new Page(this, /** @type {ShadowRoot} */ (this.shadowRoot), files, forms);
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#page?.close();
      this.#page = undefined;
      this.shadowRoot?.replaceChildren();
    });
  }

  /**
   * Tells what became of a submission that the page posted itself.
   *
   * @param {string} id Of the submission.
   * @param {number} status The HTTP status, 0 when no reply came.
   * @param {unknown} [body] The parsed body.
   */
  reply(id, status, body) {
    reply(this, id, { status, body });
  }
}

if (!customElements.get("sipas-workbench")) customElements.define("sipas-workbench", SipasWorkbench);
