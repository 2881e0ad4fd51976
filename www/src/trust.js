// Trusted Types: where a page demands them, the HTML that the engine wrote (every value escaped by
// construction, so that a quotation mark in it is one of its own) is marked as such. One policy for all
// elements of the page.

/** @type {{ createHTML(html: string): unknown, createScriptURL(address: string): unknown } | undefined} */
let policy;

/** What a page's style sheet may name by ::part(): some of the engine's own classes, roles and ids. */
const PARTS =
  /(?:class="|role="|page-)(form|title|progress|languages|alert|question|label|hint|error|choice|primary|secondary|answers|sent|receipt)(?=")/g;

function policyOf() {
  const same = (/** @type {string} */ text) => text;
  const factory = /** @type {any} */ (globalThis).trustedTypes;
  return (policy ??= factory?.createPolicy("sipas-forms", { createHTML: same, createScriptURL: same }));
}

/**
 * @param {string} html
 * @returns {unknown} What `innerHTML` takes on this page.
 * @throws {TypeError} Where the page's policy does not allow the name `sipas-forms`.
 */
export function trust(html) {
  html = html.replace(PARTS, '$&" part="$1');
  return policyOf()?.createHTML(html) ?? html;
}

/**
 * @param {string} address Of the service worker that the page names.
 * @returns {any} What takes the address of a script on this page.
 */
export const trustAddress = (address) => policyOf()?.createScriptURL(address) ?? address;
