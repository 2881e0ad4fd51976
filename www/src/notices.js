// What is told above a form of what is on the device. Built of elements and texts alone: no HTML is parsed.

/**
 * @typedef {object} Notice
 * @property {string[]} texts
 * @property {string[]} [list]
 * @property {boolean} [isProblem]
 * @property {boolean} [isQuestion] Whether somebody is asked: the focus goes to the last button, which changes nothing,
 *   and the buttons are described by the text.
 * @property {({ text: string, act?: () => void, href?: string })[]} buttons
 */

/** A screen reader hears what comes into a region that it knows: the region is there for this long before the words. */
const KNOWN_MS = 100;
/** After this long the words are taken out of it again: they stand in the notice, and would be read twice. */
const SAID_MS = 10_000;

export class Notices {
  #place = document.createElement("div");
  /** Says what is shown, without the buttons. */
  #said = document.createElement("div");
  /** @type {Map<string, { element: HTMLElement, words: string, make: () => Notice, saying?: HTMLElement }>} */
  #shown = new Map();

  /** @param {ShadowRoot} shadow */
  constructor(shadow) {
    this.#place.className = "root keep";
    this.#said.className = "visually-hidden";
    this.#said.setAttribute("aria-live", "polite");
    shadow.prepend(this.#said, this.#place);
  }

  /**
   * @param {string} name
   * @param {string[]} texts
   */
  #say(name, texts) {
    const saying = written("p", texts.join(" "));
    const isShown = () => this.#shown.get(name)?.saying === saying;
    setTimeout(() => isShown() && this.#said.append(saying), KNOWN_MS);
    setTimeout(() => saying.remove(), SAID_MS);
    return saying;
  }

  /**
   * Shows a notice, in place of the one with the same name. What says the same already is left alone, so that
   * nobody hears it twice.
   *
   * @param {string} name
   * @param {() => Notice} make Gives it as it is at the time, in the language of the time.
   * @returns {HTMLElement | undefined} What is new.
   */
  show(name, make) {
    const notice = make();
    const { texts, list = [], isProblem = false, isQuestion = false, buttons } = notice;
    const words = wordsOf(notice).join("\n");
    const known = this.#shown.get(name);
    if (known?.words === words) return undefined;
    const element = document.createElement("div");
    element.className = isProblem ? "keep-notice problem" : "keep-notice";
    const id = `keep-${name}`;
    element.setAttribute("role", "group");
    element.setAttribute("aria-labelledby", id);
    element.append(...texts.map((text) => written("p", text)));
    if (element.firstElementChild) element.firstElementChild.id = id;
    if (list.length > 0) {
      const items = document.createElement("ul");
      items.append(...list.map((text) => written("li", text)));
      element.append(items);
    }
    if (buttons.length > 0) {
      const row = document.createElement("div");
      row.className = "keep-buttons";
      row.append(
        ...buttons.map(({ text, act, href }) => {
          const button = written(href ? "a" : "button", text);
          button.className = "link";
          if (href) button.setAttribute("href", href);
          else button.setAttribute("type", "button");
          if (act) button.addEventListener("click", act);
          if (isQuestion) button.setAttribute("aria-describedby", id);
          return button;
        }),
      );
      element.append(row);
    }
    const hadFocus = known?.element.matches(":focus-within");
    if (known) known.element.replaceWith(element);
    else this.#place.append(element);
    known?.saying?.remove();
    // A question is heard where the focus goes.
    const saying = isQuestion ? undefined : this.#say(name, [...texts, ...list]);
    this.#shown.set(name, { element, words, make, saying });
    const buttonsShown = element.querySelectorAll("button");
    if (isQuestion || hadFocus) buttonsShown[isQuestion ? buttonsShown.length - 1 : 0]?.focus();
    return element;
  }

  /**
   * Has everything say what it says by now: in another language, or as time goes by. It is for the eyes alone, and takes
   * no button from under a finger.
   */
  rewrite() {
    for (const shown of this.#shown.values()) {
      const words = wordsOf(shown.make());
      shown.words = words.join("\n");
      shown.element.querySelectorAll("p, li, .link").forEach((part, index) => {
        if (part.textContent !== words[index]) part.textContent = words[index] ?? "";
      });
    }
  }

  /** @param {string} name */
  has(name) {
    return this.#shown.has(name);
  }

  /** @param {string} name */
  remove(name) {
    const known = this.#shown.get(name);
    if (!known) return;
    this.#shown.delete(name);
    known.saying?.remove();
    // The focus goes to the form rather than to nothing.
    const isFocused = known.element.matches(":focus-within");
    known.element.remove();
    const title = /** @type {HTMLElement | null} */ (
      /** @type {ShadowRoot} */ (this.#place.getRootNode()).querySelector?.("#page-title")
    );
    if (isFocused) title?.focus();
  }

  /**
   * Removes those whose name begins so and whose rest is not listed.
   *
   * @param {string} prefix
   * @param {string[]} rests
   */
  keepOnly(prefix, rests) {
    for (const name of [...this.#shown.keys()]) {
      if (name.startsWith(prefix) && !rests.includes(name.slice(prefix.length))) this.remove(name);
    }
  }

  close() {
    this.#said.remove();
    this.#place.remove();
  }
}

/**
 * The words of a notice, in the order in which they stand in it.
 *
 * @param {Notice} notice
 */
const wordsOf = ({ texts, list = [], buttons }) => [...texts, ...list, ...buttons.map(({ text }) => text)];

/**
 * @param {string} tag
 * @param {string} text
 */
export function written(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
