// <sipas-workbench> as a page's TypeScript sees it: its attributes, its events, and its name in the document.
// What the class has is generated beside it (scripts/types).
import type { SipasFormAttributes } from "./index.js";
import type { SipasWorkbench } from "./sipas-workbench.js";
import type { Submission } from "./src/api.js";

export { SipasWorkbench } from "./sipas-workbench.js";
export type { Submission } from "./src/api.js";

/** What became of a file that was sent, in responses. */
export interface SipasBatch {
  /** The name of the file. */
  file: string;
  /** Stored by the server. */
  accepted: number;
  /** Refused by the server, for what they say. */
  refused: number;
  /** Known to the server, with other content. */
  other: number;
  /** Those at which the server itself failed. */
  failed: number;
  /** Were sent from another file and left out. */
  before: number;
  /** Not posted, or without a reply yet. */
  left: number;
  /** Why sending ended before its time, where neither the officer nor the end of the file was the reason. */
  halt?: "sign_in" | "other_version" | "closed" | "failing" | undefined;
}

/** The element's own events; all bubble, out of shadow trees as well. */
export interface SipasWorkbenchEventMap {
  /** A file was checked, or a row of it was mended. */
  "sipas-batch-checked": CustomEvent<{ file: string; responses: number; counted: number; refused: number }>;
  /**
   * Before a response is posted; `preventDefault()`, post `body` as it is and call `reply(id, status, body)`. What
   * `submission` holds is parsed, and decimals of many digits do not survive that.
   */
  "sipas-batch-submit": CustomEvent<{ submission: Submission; body: string }>;
  /** Nothing more of the file is being sent: all is, or it was stopped, or it cannot go on. */
  "sipas-batch-sent": CustomEvent<SipasBatch>;
}

/** The attributes in markup, as those of `<sipas-form>`. */
export type SipasWorkbenchAttributes = Pick<
  SipasFormAttributes,
  "endpoint" | "lang" | "theme" | "credentials" | "csrf-meta" | "csrf-cookie" | "csrf-header"
>;

/** What is set on the element itself. */
export type SipasWorkbenchProperties = Partial<Pick<SipasWorkbench, "headers" | "token">>;

declare global {
  interface HTMLElementTagNameMap {
    "sipas-workbench": SipasWorkbench;
  }
  // They bubble: an element around it, the document and the window hear them as well.
  interface GlobalEventHandlersEventMap extends SipasWorkbenchEventMap {}
}
