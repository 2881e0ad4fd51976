// One paper form as it is keyed in: its number, then every question, each left by the key that answers it.
import { h } from "./dom.js";
import { fieldOf, isLong, written } from "./keyed-fields.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Question} Question */
/** @typedef {import("./keyed-fields.js").Field} Field */
/** @typedef {import("./keyed-fields.js").Key} Key */
/**
 * What the entry needs of the page around it.
 *
 * @typedef {object} Around
 * @property {string} language
 * @property {Question[]} questions Those that are keyed.
 * @property {Set<string>} heads Those whose answer may stay for the next form.
 * @property {(cells: string[]) => Promise<boolean>} store Stores the form and begins the next; tells whether it did.
 * @property {(cells: string[], at: number) => void} changed
 * @property {(kept: string[]) => void} keeps
 * @property {(number: string) => Promise<string>} numbered What is to be said of a form number as it is typed.
 * @property {(number: string) => string} refuses Why no form of this number can be keyed; empty where it can.
 */
/**
 * @typedef {object} Beginning
 * @property {string} title
 * @property {string[]} cells
 * @property {number} at
 * @property {string[]} [kept] The questions whose answer stays; without it none can.
 * @property {string} store What the button says that stores it.
 * @property {string[][]} [faults] Of each cell.
 * @property {Cancel} [cancel]
 */
/**
 * Leaves the form.
 *
 * @typedef {object} Cancel
 * @property {string} text
 * @property {() => void} act
 * @property {(cells: string[]) => boolean} loses Whether something that was typed would be lost.
 * @property {string} ask What is asked then.
 */

/** What keys do, in the order in which they are told. */
const KEYS = [
  ["1–9", "keyed_key_pick"],
  ["0", "keyed_key_none"],
  ["Enter", "keyed_key_next"],
  ["Backspace", "keyed_key_back"],
  ["+", "keyed_key_keep"],
  ["Ctrl+Enter", "keyed_key_store"],
];

/** Those whose answer may stay: of many choices, days, and by what results are grouped before the first item. */
export function headsOf(/** @type {Question[]} */ questions, /** @type {string[]} */ by) {
  const first = questions.findIndex(({ scored }) => scored);
  const isHead = (/** @type {Question} */ question, /** @type {number} */ place) =>
    !question.scored &&
    (isLong(question) || question.type === "date" || (place < first && by.includes(question.name)));
  return new Set(questions.filter(isHead).map(({ name }) => name));
}

export class Entry {
  #around;
  /** @type {Field[]} */
  #fields = [];
  /** @type {string[]} */
  #labels = [];
  /** @type {Map<string, HTMLButtonElement>} */
  #toggles = new Map();
  /** @type {string[]} */
  #kept = [];
  #at = 0;
  #turn = 0;
  /** The keys that came while the form was being stored. @type {Key[] | undefined} */
  #queue;

  #title = h("h3", { id: "keyed-title", className: "keyed-title" });
  // Who hears the page is told the same by the field itself.
  #question = h("p", { className: "keyed-question", "aria-hidden": "true" });
  #help = h("p", { className: "keyed-help", "aria-hidden": "true" });
  #last = h("p", { className: "keyed-last", role: "status" });
  #stored = h("p", { className: "keyed-stored", role: "status" });
  #note = h("p", { id: "keyed-note", className: "keyed-note", role: "status" });
  #store = h("button", { type: "submit", className: "primary" });
  #cancel = h("span", { className: "keyed-cancel" });
  element;

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
    const { language, questions } = around;
    const number = this.#cell(-1, say("form_number", language));
    const cells = [number, ...questions.map((question, place) => this.#cell(place, question.label))];
    const keys = KEYS.map(([key, code]) =>
      h("li", {}, h("kbd", {}, key ?? ""), " ", say(code ?? "", language)),
    );
    this.element = h(
      "form",
      {
        className: "keyed-form",
        "aria-labelledby": "keyed-title",
        "aria-describedby": "keyed-hints",
        noValidate: true,
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          void this.store();
        },
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#pressed(event),
        onfocusin: (/** @type {FocusEvent} */ event) => this.#entered(event),
      },
      h("div", { className: "keyed-now" }, this.#title, this.#question, this.#help, this.#last, this.#stored),
      h("ul", { id: "keyed-hints", className: "keyed-hints" }, ...keys),
      h("div", { className: "keyed-grid" }, ...cells),
      h("p", { className: "actions" }, this.#store, " ", this.#cancel),
    );
  }

  /** @param {number} place Of the question; -1 for the number of the form. @param {string} label */
  #cell(place, label) {
    const { language, questions, heads, changed } = this.#around;
    const question = questions[place];
    const id = `keyed-${question?.name ?? "form_number"}`;
    const around = {
      id,
      labelled: `${id}-label`,
      language,
      changed: () => {
        if (!question) void this.#number();
        changed(this.cells(), this.#at);
      },
    };
    const field = question
      ? fieldOf(question, around)
      : written({ name: "form_number", type: "text" }, around);
    this.#fields.push(field);
    this.#labels.push(label);
    /** @type {HTMLButtonElement | undefined} */
    let keep;
    if (question && heads.has(question.name)) {
      keep = h(
        "button",
        {
          type: "button",
          className: "keyed-keep",
          "aria-pressed": "false",
          "aria-label": say("keyed_keep_of", language, { question: label }),
          onclick: () => this.#toggle(question.name),
        },
        say("keyed_keep", language),
      );
      this.#toggles.set(question.name, keep);
    }
    field.element.dataset["place"] = String(place + 1);
    return h(
      "div",
      { className: "keyed-cell" },
      h("span", { id: `${id}-label`, className: "keyed-label", title: label }, label),
      field.element,
      !question && this.#note,
      keep,
    );
  }

  cells() {
    return this.#fields.map((field) => field.get());
  }

  /** @param {string} name */
  #toggle(name) {
    this.#kept = this.#kept.includes(name)
      ? this.#kept.filter((other) => other !== name)
      : [...this.#kept, name];
    this.#showKept();
    this.#around.keeps(this.#kept);
  }

  #showKept() {
    for (const [name, toggle] of this.#toggles) {
      toggle.setAttribute("aria-pressed", String(this.#kept.includes(name)));
    }
  }

  /** Begins a form. @param {Beginning} beginning */
  begin({ title, cells, at, kept, store, faults, cancel }) {
    this.#title.textContent = title;
    this.#store.textContent = `${store} (Enter)`;
    this.#offerCancel(cancel);
    this.#kept = kept ?? [];
    this.#showKept();
    for (const toggle of this.#toggles.values()) toggle.hidden = !kept;
    this.#fields.forEach((field, place) => {
      field.set(cells[place] ?? "");
      field.fault(faults?.[place] ?? []);
    });
    this.#last.textContent = "";
    void this.#number();
    this.#at = at;
    this.#go(at);
  }

  /** @param {Cancel | undefined} cancel */
  #offerCancel(cancel) {
    const { language } = this.#around;
    const button = (/** @type {string} */ text, /** @type {() => void} */ onclick) =>
      h("button", { type: "button", className: "secondary", onclick }, text);
    if (!cancel) {
      this.#cancel.replaceChildren();
      return;
    }
    const { text, act, loses, ask } = cancel;
    const first = button(text, () => {
      if (!loses(this.cells())) {
        act();
        return;
      }
      const keep = button(say("keyed_discard_not", language), () => {
        this.#cancel.replaceChildren(first);
        first.focus();
      });
      const sure = button(say("keyed_discard_sure", language), act);
      this.#cancel.replaceChildren(h("strong", { role: "alert" }, ask), sure, keep);
      keep.focus();
    });
    this.#cancel.replaceChildren(first);
  }

  /** What is to be said of the number of the form. */
  async #number() {
    const turn = ++this.#turn;
    const number = this.#fields[0]?.get() ?? "";
    const said = number === "" ? "" : await this.#around.numbered(number);
    if (turn === this.#turn && this.#note.textContent !== said) this.#note.textContent = said;
  }

  /** @param {number} place Behind the last field is the button. */
  #go(place) {
    const field = this.#fields[place];
    if (field) field.focus();
    else this.#store.focus();
    // A field that had the focus already.
    this.#enter(place);
  }

  /** @param {FocusEvent} event */
  #entered({ target }) {
    const place = this.#placeOf(target);
    if (place !== undefined) this.#enter(place);
  }

  /** @param {EventTarget | null} target */
  #placeOf(target) {
    if (target === this.#store) return this.#fields.length;
    const host = target instanceof Element ? target.closest("[data-place]") : null;
    return host instanceof HTMLElement ? Number(host.dataset["place"]) : undefined;
  }

  /** @param {number} place */
  #enter(place) {
    if (place !== this.#at) {
      this.#left(this.#at);
      this.#at = place;
      this.#around.changed(this.cells(), place);
    }
    this.#question.textContent = this.#labels[place] ?? "";
    this.#help.textContent = this.#fields[place]?.help ?? say("keyed_help_store", this.#around.language);
  }

  /** Shows what was picked for the field that was left. @param {number} place */
  #left(place) {
    const field = this.#fields[place];
    if (!field) return;
    const text = field.get();
    const answer = text === "" ? say("keyed_none", this.#around.language) : field.read(text);
    const question = this.#labels[place] ?? "";
    this.#last.textContent = say("keyed_last", this.#around.language, { question, answer });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.isComposing || event.altKey || event.metaKey) return;
    const { key, repeat } = event;
    if (this.#queue) {
      event.preventDefault();
      if (!event.ctrlKey || key === "Enter") this.#queue.push({ key, stores: event.ctrlKey });
      return;
    }
    if (event.ctrlKey) {
      if (key === "Enter") {
        event.preventDefault();
        void this.store();
      }
      return;
    }
    const place = this.#placeOf(event.target);
    if (place !== undefined && this.#act({ key, repeat }, place)) event.preventDefault();
  }

  /**
   * Does what a key means; tells whether it meant something.
   *
   * @param {Key} key
   * @param {number} place
   */
  #act(key, place) {
    const { questions, heads } = this.#around;
    const field = this.#fields[place];
    if (!field) {
      // On the button: Enter presses it.
      if (key.key !== "Backspace" || key.repeat) return false;
      this.#go(this.#fields.length - 1);
      return true;
    }
    const name = questions[place - 1]?.name ?? "";
    if (key.key === "+" && heads.has(name) && !this.#toggles.get(name)?.hidden) {
      if (!key.repeat) this.#toggle(name);
      return true;
    }
    const way = field.key(key);
    if (way === "next") {
      if (place === 0 && this.#isRefused()) return true;
      this.#go(this.#following(place));
    } else if (way === "back") this.#go(Math.max(0, place - 1));
    return way !== "";
  }

  /** The next field; one whose answer stayed from the form before is passed over. @param {number} place */
  #following(place) {
    const { questions } = this.#around;
    let next = place + 1;
    const isKept = () => {
      const name = questions[next - 1]?.name;
      return name !== undefined && this.#kept.includes(name) && this.#fields[next]?.get() !== "";
    };
    while (isKept()) next += 1;
    return next;
  }

  #isRefused() {
    const [number] = this.#fields;
    const held = this.#fields.findIndex((field) => field.isHeld?.());
    if (held >= 0) {
      this.#go(held);
      return true;
    }
    const why = this.#around.refuses(number?.get() ?? "");
    number?.fault(why ? [why] : []);
    if (why) this.#go(0);
    return why !== "";
  }

  /** What became of a form that was stored. @param {string} text */
  say(text) {
    this.#stored.textContent = text;
  }

  /**
   * Stores the form. What is typed meanwhile is meant for the next one, and waits for it.
   *
   * @param {Key[]} queue
   */
  async store(queue = []) {
    if (this.#queue || this.#isRefused()) return;
    this.#queue = queue;
    this.element.setAttribute("aria-busy", "true");
    let isStored = false;
    try {
      isStored = await this.#around.store(this.cells());
    } finally {
      this.#queue = undefined;
      this.element.removeAttribute("aria-busy");
    }
    while (isStored && queue.length > 0) {
      const key = /** @type {Key} */ (queue.shift());
      if (key.stores || (key.key === "Enter" && this.#at === this.#fields.length)) {
        await this.store(queue);
        return;
      }
      if (!this.#act(key, this.#at)) this.#fields[this.#at]?.type?.(key.key);
    }
  }
}
