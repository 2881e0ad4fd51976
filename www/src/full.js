// The full engine, with the look of what only it shows: no citizen's page asks for this file.
import css from "./scores.css";

export * from "../pkg/sipas-forms-full.js";
export { default } from "../pkg/sipas-forms-full.js";

/** @type {CSSStyleSheet | undefined} */
let sheet;

/**
 * Gives a form the look of what only the full engine shows, and shows the scores in one that is to have them.
 *
 * @param {HTMLElement} form The element; with scores it has the attribute `with-scores`, by which a page can
 *   give it more room.
 * @param {InstanceType<typeof import("../pkg/sipas-forms.js").View>} view
 */
export function dress(form, view) {
  const full = /** @type {import("../pkg/sipas-forms-full.js").View} */ (/** @type {unknown} */ (view));
  const shown = full.show_scores(form.hasAttribute("scores"));
  const root = form.shadowRoot;
  form.toggleAttribute("with-scores", shown);
  if (!root) return;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
