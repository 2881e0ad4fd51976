export declare class SipasForm extends HTMLElement {
  #private;
  static observedAttributes: string[];
  /**
   * Answers that the page knows already, perhaps from before this class was there.
   *
   * @type {Record<string, unknown> | undefined}
   */
  prefill: Record<string, unknown> | undefined;
  /**
   * Goes with each post: headers, or what gives them for a submission. Declared, since React and Vue set as
   * a property only what an element has.
   *
   * @type {Record<string, string> | ((submission: import("./src/api.js").Submission) => Record<string, string> | Promise<Record<string, string>>) | undefined}
   */
  headers:
    | Record<string, string>
    | ((
        submission: import("./src/api.js").Submission,
      ) => Record<string, string> | Promise<Record<string, string>>)
    | undefined;
  /**
   * Gives the token of `Authorization: Bearer …` for each post.
   *
   * @type {(() => string | Promise<string>) | undefined}
   */
  token: (() => string | Promise<string>) | undefined;
  constructor();
  connectedCallback(): void;
  disconnectedCallback(): void;
  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} value
   */
  attributeChangedCallback(name: string, before: string | null, value: string | null): void;
  /**
   * Tells the form what became of a submission that the page posted itself.
   *
   * @param {number} status The HTTP status, 0 when no reply came.
   * @param {unknown} [body] The parsed body.
   */
  reply(status: number, body?: unknown): void;
}
/**
 * What a reply means for a submission of any form, as the engine judges it.
 *
 * @param {number} status
 * @param {unknown} body
 */
export declare const judge: (status: number, body: unknown) => Promise<string>;
