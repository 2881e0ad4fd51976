// The full engine, with the look of what only it shows: no citizen's page asks for this file.
import { publish } from "./document.js";
import { equip } from "./files.js";
import report from "./report.css";
import scores from "./scores.css";

export * from "../pkg/sipas-forms-full.js";
export { default } from "../pkg/sipas-forms-full.js";

/** @type {CSSStyleSheet[]} */
let sheets = [];

/**
 * Gives a form the look of what only the full engine shows, and shows the scores in one that is to have them.
 *
 * @param {HTMLElement} form The element; with scores it has the attribute `with-scores`, and with them or a
 *   table of contents `with-aside`, by which a page can give it more room.
 * @param {InstanceType<typeof import("../pkg/sipas-forms.js").View>} view
 */
export function dress(form, view) {
  const full = /** @type {import("../pkg/sipas-forms-full.js").View} */ (/** @type {unknown} */ (view));
  const shown = full.show_scores(form.hasAttribute("scores"));
  equip(form, full);
  publish(form, full);
  const root = form.shadowRoot;
  form.toggleAttribute("with-scores", shown);
  form.toggleAttribute("with-aside", shown || full.shows_contents());
  if (!root) return;
  if (sheets.length === 0) {
    sheets = [scores, report].map((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      return sheet;
    });
  }
  if (!sheets.every((sheet) => root.adoptedStyleSheets.includes(sheet))) {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...sheets];
  }
}
