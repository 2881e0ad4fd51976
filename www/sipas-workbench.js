// <sipas-workbench lang>: an officer's files of responses, checked, mended, counted and sent. The forms are the links in
// it, each to a packed form or a definition: where no script runs they are what there is.
//
//   endpoint  where what was checked is posted, each response on its own; without it nothing can be sent
//   lang      the language: "vi" (default) or "en"
// and as on <sipas-form>: credentials, csrf-meta, csrf-cookie, csrf-header, and the properties headers, token.
import css from "./src/sipas-form.css";
import keyed from "./src/workbench/keyed.css";
import { Page } from "./src/workbench/page.js";
import own from "./src/workbench/workbench.css";

/** @type {CSSStyleSheet[] | undefined} */
let sheets;

export class SipasWorkbench extends HTMLElement {
  /** @type {Page | undefined} */
  #page;

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
    const forms = Array.from(this.querySelectorAll("a"), (link) => ({
      title: link.textContent?.trim() ?? "",
      source: link.href,
    }));
    const worker = new URL("./sipas-workbench-worker.js", import.meta.url);
    this.#page ??= new Page(this, /** @type {ShadowRoot} */ (this.shadowRoot), worker, forms);
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#page?.close();
      this.#page = undefined;
      this.shadowRoot?.replaceChildren();
    });
  }
}

if (!customElements.get("sipas-workbench")) customElements.define("sipas-workbench", SipasWorkbench);
