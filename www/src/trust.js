// Trusted Types: where a page demands them, the HTML that the engine wrote (every value escaped by
// construction) is marked as such. One policy for all elements of the page.

/** @type {{ createHTML(html: string): unknown } | undefined} */
let policy;

/**
 * @param {string} html
 * @returns {unknown} What `innerHTML` takes on this page.
 * @throws {TypeError} Where the page's policy does not allow the name `sipas-forms`.
 */
export function trust(html) {
  const factory = /** @type {any} */ (globalThis).trustedTypes;
  policy ??= factory?.createPolicy("sipas-forms", { createHTML: (/** @type {string} */ text) => text });
  return policy ? policy.createHTML(html) : html;
}
