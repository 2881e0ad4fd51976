// A report as an official document: written when it is looked at or printed, and then alone on its pages,
// whatever the page around the form has. A form without a document is printed as it stands.
import css from "./document.css";

/** @typedef {import("../pkg/sipas-forms-full.js").View} View */

/** What is hidden on paper, and what stands around the form. */
const ASIDE = "data-sipas-aside";
const AROUND = "data-sipas-around";

/**
 * The pages (Decree 30/2020/NĐ-CP, annex I, part I): A4, the number of each but the first in the middle of
 * the upper margin. Page boxes are of the whole document, so the rules cannot live in the form's own tree.
 *
 * @param {string} mark What stands at the foot of each page.
 */
const pages = (mark) => `@media print {
  [${ASIDE}] { display: none !important; }
  [${AROUND}] {
    display: block !important; position: static !important; float: none !important; contain: none !important;
    width: auto !important; max-width: none !important; height: auto !important; min-height: 0 !important;
    max-height: none !important; margin: 0 !important; padding: 0 !important; border: 0 !important;
    overflow: visible !important; transform: none !important; background: none !important;
  }
  [${AROUND}]::before, [${AROUND}]::after { display: none !important; }
  @page {
    size: A4; margin: 20mm 15mm 20mm 30mm;
    @top-center { content: counter(page); font: 13pt "Times New Roman", "Liberation Serif", serif; color: #000; }
    @bottom-center { content: ${JSON.stringify(mark)}; font: bold 11pt "Times New Roman", "Liberation Serif", serif; color: #000; }
  }
  @page :first { @top-center { content: none; } }
}`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** What is printed as a document; nothing here keeps a form that the page took away. @type {WeakMap<HTMLElement, View>} */
const views = new WeakMap();
/** Their forms, in order. @type {WeakRef<HTMLElement>[]} */
let forms = [];
let listening = false;
/** The form whose button was pressed. @type {HTMLElement | undefined} */
let asked;
/** Takes back what printing changed. @type {(() => void) | undefined} */
let restore;

/**
 * Has a form printed as its document, however the printing begins.
 *
 * @param {HTMLElement} form
 * @param {View} view
 */
export function publish(form, view) {
  if (!view.hasDocument()) {
    views.delete(form);
    return;
  }
  if (!listening) {
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    listening = true;
  }
  views.set(form, view);
  forms = forms.filter((other) => other.deref());
  if (!forms.some((other) => other.deref() === form)) forms.push(new WeakRef(form));
  const shadow = /** @type {ShadowRoot} */ (form.shadowRoot);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  if (!shadow.adoptedStyleSheets.includes(sheet)) {
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  }
  // A form that begins anew is no longer looked at on paper.
  close(form);
}

/** @param {HTMLElement} form */
const roomOf = (form) =>
  /** @type {HTMLElement | null} */ (form.shadowRoot?.querySelector(".document") ?? null);

/** @param {HTMLElement} form */
const screenOf = (form) =>
  /** @type {HTMLElement | null} */ (form.shadowRoot?.querySelector(".root:not(.document, .keep)") ?? null);

/**
 * Writes a form's document; gives where it is and what is to stand on each page.
 *
 * @param {HTMLElement} form
 * @param {View} view
 */
function write(form, view) {
  let room = roomOf(form);
  if (!room) {
    room = document.createElement("div");
    room.className = "root document";
    room.hidden = true;
    const paper = document.createElement("div");
    paper.className = "document-sheet";
    room.append(paper);
    form.shadowRoot?.append(room);
  }
  const paper = /** @type {HTMLElement} */ (room.querySelector(".document-sheet"));
  return { room, paper, mark: view.document(paper) ?? "" };
}

/**
 * Shows a form's document in its place, with buttons that print it and that lead back.
 *
 * @param {HTMLElement} form
 * @param {View} view
 */
export function preview(form, view) {
  const { room, paper } = write(form, view);
  const button = (/** @type {string} */ code, /** @type {string} */ look, /** @type {() => void} */ act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = look;
    made.textContent = view.say(code, "");
    made.addEventListener("click", act);
    return made;
  };
  const bar = document.createElement("div");
  bar.className = "document-bar";
  const title = document.createElement("h2");
  title.tabIndex = -1;
  title.textContent = view.say("document_preview", "");
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.textContent = view.say("tool_print_hint", "");
  const now = button("tool_print_now", "primary", () => {
    asked = form;
    print();
  });
  const back = button("tool_print_back", "secondary", () => {
    close(form);
    /** @type {HTMLElement | null} */ (form.shadowRoot?.querySelector("[data-tool=print]"))?.focus();
  });
  const buttons = document.createElement("div");
  buttons.className = "buttons";
  buttons.append(back, now);
  bar.append(title, hint, buttons);
  room.querySelector(".document-bar")?.remove();
  room.prepend(bar);
  // Paper is as wide as it is: on a narrow screen it is moved under the finger, or by the arrow keys.
  paper.tabIndex = 0;
  paper.setAttribute("role", "region");
  paper.setAttribute("aria-label", view.say("document_preview", ""));
  const screen = screenOf(form);
  if (screen) screen.hidden = true;
  room.hidden = false;
  title.focus();
  form.scrollIntoView();
}

/** @param {HTMLElement} form */
function close(form) {
  const [room, screen] = [roomOf(form), screenOf(form)];
  if (screen) screen.hidden = false;
  if (!room) return;
  room.hidden = true;
  room.querySelector(".document-sheet")?.replaceChildren();
}

/** One form at a time: the one that was asked for, or has the focus, or comes first. */
function chosen() {
  const there = forms
    .flatMap((form) => form.deref() ?? [])
    .filter((form) => form.isConnected && views.has(form));
  return [asked, document.activeElement, there[0]].find((form) => there.includes(/** @type {any} */ (form)));
}

function begin() {
  end();
  const form = /** @type {HTMLElement | undefined} */ (chosen());
  const view = form && views.get(form);
  asked = undefined;
  if (!form || !view) return;
  let written;
  try {
    written = write(form, view);
  } catch {
    // The form is being closed; there is nothing to print of it.
    return;
  }
  const { room, mark } = written;
  const wasHidden = room.hidden;
  room.hidden = false;
  const around = new CSSStyleSheet();
  around.replaceSync(pages(mark));
  /** @type {Set<Document | ShadowRoot>} */
  const roots = new Set();
  /** @type {Element[]} */
  const marked = [];
  const put = (/** @type {Element} */ element, /** @type {string} */ name) => {
    element.setAttribute(name, "");
    marked.push(element);
  };
  for (let node = /** @type {Element} */ (form); node !== document.documentElement;) {
    const parent = node.parentNode;
    for (const sibling of parent?.children ?? []) {
      if (sibling !== node && sibling !== document.head) put(sibling, ASIDE);
    }
    roots.add(/** @type {Document | ShadowRoot} */ (node.getRootNode()));
    const next = parent instanceof ShadowRoot ? parent.host : node.parentElement;
    if (!next) break;
    put(next, AROUND);
    node = next;
  }
  for (const root of roots) root.adoptedStyleSheets = [...root.adoptedStyleSheets, around];
  restore = () => {
    room.hidden = wasHidden;
    for (const element of marked) {
      element.removeAttribute(ASIDE);
      element.removeAttribute(AROUND);
    }
    for (const root of roots) {
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== around);
    }
  };
}

function end() {
  restore?.();
  restore = undefined;
}
