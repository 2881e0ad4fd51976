// A form that a server rendered, which the element takes over: at the same page, with what was typed and chosen
// meanwhile, the focus where it was. Loaded only by the pages that have such a form.

/** The hidden field with what was given so far (src/page/plain.rs). */
const STATE = "sipas-state";

/**
 * @typedef {object} State
 * @property {string} submission_id
 * @property {string} started_at
 * @property {string | null} page The name of the page; `null` for the review.
 * @property {boolean} editing Whether it was opened from the review.
 * @property {boolean} told Whether faults were told on it.
 * @property {Record<string, unknown>} answers
 * @property {Record<string, string>} typed What is no answer yet, by path.
 */

/**
 * @typedef {object} Taken
 * @property {string} startedAt
 * @property {(view: { fill(answers: unknown): string }, root: HTMLElement) => string} restore Brings the view to
 *   where the form was; gives the submission's key.
 */

// A word that is being composed would be lost with its field.
let composing = false;
addEventListener("compositionstart", () => (composing = true), true);
addEventListener("compositionend", () => (composing = false), true);

/**
 * Waits until the form of the element may be taken over.
 *
 * @param {HTMLElement} element
 * @returns {Promise<Taken>}
 * @throws {Error} When there is nothing to take over.
 */
export async function take(element) {
  while (composing) {
    await new Promise((resolve) =>
      addEventListener("compositionend", resolve, { once: true, capture: true }),
    );
  }
  const form = /** @type {HTMLFormElement} */ (element.querySelector("form"));
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(STATE));
  /** @type {State} */
  const state = JSON.parse(field.value);
  return {
    startedAt: state.started_at,
    restore(view, root) {
      const { scrollX, scrollY } = globalThis;
      const active = document.activeElement;
      // What was in the page when it was made; what has been done to it since follows at its controls.
      view.fill({ ...state.answers, ...listed(form) });
      walk(root, state, form.querySelector("#page-title")?.textContent ?? "");
      for (const [path, text] of Object.entries(state.typed))
        type(root, path.slice(1).replaceAll("/", "-"), text);
      if (state.told) submit(root);
      const controls = controlsOf(form);
      for (const control of controls) copy(control, root);
      focus(form, root, active);
      element.replaceChildren();
      scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
      return state.submission_id;
    },
  };
}

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

/**
 * The controls of questions.
 *
 * @param {ParentNode} form
 * @returns {Control[]}
 */
function controlsOf(form) {
  const controls = form.querySelectorAll("input:not([type=hidden]), textarea, select");
  return /** @type {Control[]} */ ([...controls]).filter(({ name }) => name !== "");
}

/**
 * What is chosen in lists, which may be searched in the element's form.
 *
 * @param {ParentNode} form
 */
function listed(form) {
  const lists = /** @type {HTMLSelectElement[]} */ ([...form.querySelectorAll("select")]);
  return Object.fromEntries(
    lists.filter(({ name, value }) => value && !name.includes("-")).map(({ name, value }) => [name, value]),
  );
}

/** @param {HTMLElement} root */
const submit = (root) =>
  root.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));

/**
 * Goes to the page where the form was. All before it were left without faults.
 *
 * @param {HTMLElement} root
 * @param {State} state
 * @param {string} title
 */
function walk(root, { page, editing }, title) {
  // A page's title names it; the review's does not.
  const shown = () => root.querySelector("#page-title > span")?.id;
  const wanted = page && !editing ? `${page}-text` : undefined;
  for (let at = shown(), before = ""; at && at !== wanted && at !== before; at = shown()) {
    before = at;
    submit(root);
  }
  if (!editing || shown()) return;
  const buttons = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-act=edit]")]);
  buttons.find(({ textContent }) => textContent?.endsWith(`: ${title}`))?.click();
}

/**
 * @param {HTMLElement} root
 * @param {string} name
 * @param {string} text
 */
function type(root, name, text) {
  const control = controlsOf(root).find((control) => control.name === name);
  if (!control || control instanceof HTMLSelectElement) return;
  control.value = text;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * The same control in the element's form.
 *
 * @param {Control} control
 * @param {HTMLElement} root
 */
function same(control, root) {
  const isChoice = ["radio", "checkbox"].includes(control.type);
  return controlsOf(root).find(
    ({ name, type, value }) =>
      name === control.name && type === control.type && (!isChoice || value === control.value),
  );
}

/**
 * @param {Control} control
 * @param {HTMLElement} root
 */
function copy(control, root) {
  const other = same(control, root);
  if (!other) return;
  if (control instanceof HTMLInputElement && other instanceof HTMLInputElement && control.type !== "text") {
    if (control.checked === other.checked) return;
    other.checked = control.checked;
    other.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (control.value !== other.value) {
    other.value = control.value;
    other.dispatchEvent(
      new Event(other instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }),
    );
  }
}

/**
 * Puts the focus where it was: on the same control, on the same heading, or outside of the form.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement} root
 * @param {Element | null} active
 */
function focus(form, root, active) {
  const inside = /** @type {ShadowRoot} */ (root.getRootNode());
  if (!active || !form.contains(active)) {
    /** @type {HTMLElement | null} */ (inside.activeElement)?.blur();
    if (active instanceof HTMLElement) active.focus({ preventScroll: true });
    return;
  }
  const control = controlsOf(form).find((control) => control === active);
  const other = control ? same(control, root) : active.id ? inside.getElementById(active.id) : null;
  other?.focus({ preventScroll: true });
  const isText = (/** @type {Element | null | undefined} */ field) =>
    field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === "text");
  if (isText(control) && isText(other)) {
    const { selectionStart, selectionEnd } = /** @type {HTMLInputElement} */ (control);
    /** @type {HTMLInputElement} */ (other).setSelectionRange(selectionStart, selectionEnd);
  }
}
