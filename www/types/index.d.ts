// <sipas-form> as a page's TypeScript sees it: its attributes, its events, and its name in the document.
// What the class has is generated beside it (scripts/types).
import type { Submission } from "./src/api.js";
import type { SipasForm } from "./sipas-form.js";

export { SipasForm } from "./sipas-form.js";
export type { Submission } from "./src/api.js";

/** What a reply was: the HTTP status, 0 when none came, and the parsed body. */
export interface SipasFormReply {
  status: number;
  body: unknown;
}

/** A fault of a form that cannot be shown. */
export interface SipasFormFault {
  place: string;
  name?: string | null;
  code: string;
  span?: [number, number] | null;
  message?: string;
}

/** The element's own events; all bubble, out of shadow trees as well. */
export interface SipasFormEventMap {
  /** An answer changed. */
  "sipas-change": CustomEvent<{ name: string; path: string }>;
  /** A page could not be left. */
  "sipas-invalid": CustomEvent<{ path: string; message: string }[]>;
  /** Before posting; `preventDefault()`, post it yourself and call `reply(status, body)`. */
  "sipas-submit": CustomEvent<{ submission: Submission }>;
  /** The server has it. */
  "sipas-accepted": CustomEvent<SipasFormReply>;
  /** It is not sent, or nobody knows; it is kept and will be sent again. */
  "sipas-queued": CustomEvent<SipasFormReply>;
  /** The server refused it; the respondent may mend it. */
  "sipas-rejected": CustomEvent<SipasFormReply>;
  /** The respondent chose another language. */
  "sipas-language": CustomEvent<{ language: string }>;
  /** The form cannot be shown. */
  "sipas-broken": CustomEvent<SipasFormFault[]>;
}

/** The attributes in markup; an attribute without a value is `true` or "". */
export interface SipasFormAttributes {
  /** The form: packed, or its definition. */
  src?: string;
  /** "full": the form takes the full engine, so fetch that one only. */
  module?: "full";
  /** Shows the form's scores as it is filled. */
  scores?: boolean | "";
  /** Where the submission is posted. */
  endpoint?: string;
  /** The language to begin with. */
  lang?: string;
  /** Of a report: where the last period's is. */
  last?: string;
  /** The browser's Back goes one page of the form back. */
  history?: boolean | "";
  /** The page changes its language with the form, to where its `<link rel="alternate" hreflang="…">` leads. */
  alternate?: boolean | "";
  /** "light" where the page has no dark colours. */
  theme?: "light";
  /** With which cookies it is posted: "same-origin" unless it is given. */
  credentials?: "same-origin" | "include" | "omit";
  /** The name of the page's `<meta>` with the token against forged requests. */
  "csrf-meta"?: string;
  /** The name of the cookie with it. */
  "csrf-cookie"?: string;
  /** The header it goes into: "X-CSRF-Token" unless it is given. */
  "csrf-header"?: string;
  /** A shared device: after so many seconds without a touch everything is cleared; 180 unless it is given. */
  kiosk?: boolean | "" | number | `${number}`;
  /** "none": nothing is stored on the device. */
  keep?: "none";
  /** The address of the service worker to register. */
  offline?: string;
  /** The address that is asked whether there is a connection. */
  probe?: string;
}

/** What is set on the element itself. */
export type SipasFormProperties = Partial<Pick<SipasForm, "prefill" | "headers" | "token">>;

declare global {
  interface HTMLElementTagNameMap {
    "sipas-form": SipasForm;
  }
  // They bubble: an element around the form, the document and the window hear them as well.
  interface GlobalEventHandlersEventMap extends SipasFormEventMap {}
}
