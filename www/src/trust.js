// Trusted Types: where a page demands them, the HTML that the engine wrote (every value escaped by
// construction, so that a quotation mark in it is one of its own) is marked as such. One policy for all
// elements of the page.

/** @type {{ createHTML(html: string): unknown } | undefined} */
let policy;

/** What a page's style sheet may name by ::part(): some of the engine's own classes, roles and ids. */
const PARTS =
  /(?:class="|role="|page-)(form|title|progress|languages|alert|question|label|hint|error|choice|primary|secondary|answers|sent|receipt)(?=")/g;

/**
 * @param {string} html
 * @returns {unknown} What `innerHTML` takes on this page.
 * @throws {TypeError} Where the page's policy does not allow the name `sipas-forms`.
 */
export function trust(html) {
  html = html.replace(PARTS, '$&" part="$1');
  const factory = /** @type {any} */ (globalThis).trustedTypes;
  policy ??= factory?.createPolicy("sipas-forms", { createHTML: (/** @type {string} */ text) => text });
  return policy ? policy.createHTML(html) : html;
}
