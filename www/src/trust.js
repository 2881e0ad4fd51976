// Trusted Types: where a page demands them, the HTML that the engine wrote (every value escaped by
// construction) is marked as such. One policy for all elements of the page.

/** @type {{ createHTML(html: string): unknown, createScriptURL(address: string): unknown } | undefined} */
let policy;

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
  return policyOf()?.createHTML(html) ?? html;
}

/**
 * @param {string} address Of the service worker that the page names.
 * @returns {any} What takes the address of a script on this page.
 */
export const trustAddress = (address) => policyOf()?.createScriptURL(address) ?? address;
