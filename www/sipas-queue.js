// <sipas-queue endpoint lang>: what waits on this device to be sent, and the receipts of what was. Its content can be
// saved to a file, and such a file of another device opened and sent from here.
//
//   endpoint  where submissions of a file are posted; those of this device go where their form said
//   lang      the language: "vi" (default) or "en"
// and as on <sipas-form>: credentials, csrf-meta, csrf-cookie, csrf-header, probe, and the properties headers, token.
import { judge } from "./sipas-form.js";
import { Queue } from "./sipas-keep.js";
import css from "./src/sipas-form.css";

/** @type {CSSStyleSheet | undefined} */
let sheet;

export class SipasQueue extends HTMLElement {
  static observedAttributes = ["lang"];
  /** @type {Queue | undefined} */
  #queue;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
    }
    shadow.adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    this.#queue ??= new Queue(this, /** @type {ShadowRoot} */ (this.shadowRoot), judge);
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#queue?.close();
      this.#queue = undefined;
    });
  }

  attributeChangedCallback() {
    void this.#queue?.refresh();
  }
}

if (!customElements.get("sipas-queue")) customElements.define("sipas-queue", SipasQueue);
