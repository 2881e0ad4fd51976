// Elements made in one expression; text is only ever text.

/** The classes that a page's style sheet may name by ::part(), as of <sipas-form>. */
const PARTS = ["hint", "primary", "secondary"];

/** @typedef {Node | string | number | false | null | undefined} Child */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, unknown>} [properties] Handlers as `onclick`, attributes with a hyphen or as the element has no
 *   such property, everything else as properties; `undefined` and `false` are left out.
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false || value === null) continue;
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    } else if (key in element && key !== "list") {
      /** @type {any} */ (element)[key] = value;
    } else {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  for (const name of PARTS) if (element.classList.contains(name)) element.part.add(name);
  const kept = children.flat().filter((child) => child !== false && child !== null && child !== undefined);
  element.append(...kept.map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

/**
 * Tells the page around.
 *
 * @param {HTMLElement} host
 * @param {string} name
 * @param {unknown} detail
 * @returns {boolean} Whether the page leaves it to us.
 */
export const emit = (host, name, detail, cancelable = false) =>
  host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));

/** The name of a file without what tells its kind. @param {string} name */
export const stemOf = (name) => name.replace(/\.[^.]*$/, "");

/**
 * A file for the officer to keep.
 *
 * @param {string} name
 * @param {Blob} content
 */
export function download(name, content) {
  const link = h("a", { href: URL.createObjectURL(content), download: name });
  link.click();
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/**
 * Asks for a file.
 *
 * @param {string} accept
 * @param {(file: File) => void} take
 */
export function choose(accept, take) {
  const input = h("input", { type: "file", accept });
  input.addEventListener("change", () => input.files?.[0] && take(input.files[0]));
  input.click();
}
