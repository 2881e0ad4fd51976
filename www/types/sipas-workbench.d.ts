export declare class SipasWorkbench extends HTMLElement {
  #private;
  /**
   * Goes with each post: headers, or what gives them for a submission. Declared, since React and Vue set as
   * a property only what an element has.
   *
   * @type {import("./sipas-form.js").SipasForm["headers"]}
   */
  headers: import("./sipas-form.js").SipasForm["headers"];
  /**
   * Gives the token of `Authorization: Bearer …` for each post.
   *
   * @type {import("./sipas-form.js").SipasForm["token"]}
   */
  token: import("./sipas-form.js").SipasForm["token"];
  constructor();
  connectedCallback(): void;
  disconnectedCallback(): void;
  /**
   * Tells what became of a submission that the page posted itself.
   *
   * @param {string} id Of the submission.
   * @param {number} status The HTTP status, 0 when no reply came.
   * @param {unknown} [body] The parsed body.
   */
  reply(id: string, status: number, body?: unknown): void;
}
