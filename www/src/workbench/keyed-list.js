// What was keyed in: each form's number and what is wrong with it, to be mended or taken out.
import { h } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./keyed-store.js").Keyed} Keyed */
/** @typedef {import("./desk.js").Row} Verdict */
/**
 * @typedef {object} Around
 * @property {string} language
 * @property {(issue: import("./desk.js").Issue) => string} describe
 * @property {(form: Keyed) => void} mend
 * @property {(form: Keyed) => Promise<void>} remove
 */

/** How many are shown at first, and more of each time. */
const SHOWN = 20;
/** How many faults of a form are told in words. */
const TOLD = 5;

export class KeyedList {
  element = h("div", { className: "keyed-list" });
  #around;
  /** @type {Keyed[]} */
  #forms = [];
  /** @type {Map<number, Verdict>} */
  #verdicts = new Map();
  #shown = SHOWN;
  #onlyFaults = false;
  #heading = h("h3", { id: "keyed-list", tabIndex: -1 });
  #body = h("tbody", {});
  #rest = h("p", {});
  #table;
  #filter;

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
    const words = (/** @type {string} */ code) => say(code, around.language);
    const heads = ["form_number", "keyed_state"].map((code) => h("th", { scope: "col" }, words(code)));
    this.#filter = h(
      "label",
      { className: "box" },
      h("input", {
        type: "checkbox",
        onchange: (/** @type {Event} */ { target }) => {
          this.#onlyFaults = /** @type {HTMLInputElement} */ (target).checked;
          this.#draw();
        },
      }),
      " ",
      words("keyed_only_faults"),
    );
    this.#table = h(
      "table",
      { "aria-labelledby": "keyed-list" },
      h("thead", {}, h("tr", {}, ...heads, h("td", {}))),
      this.#body,
    );
    this.element.append(this.#heading, this.#filter, this.#table, this.#rest);
  }

  /** @param {Keyed[]} forms @param {Map<number, Verdict>} verdicts By the id of the form. */
  show(forms, verdicts) {
    this.#forms = forms;
    this.#verdicts = verdicts;
    this.#draw();
  }

  /** A form was added or mended, or was judged. @param {Keyed} form */
  update(form) {
    this.#count();
    const known = this.#body.querySelector(`[data-form="${form.id}"]`);
    if (known) known.replaceWith(this.#row(form));
    else if (!this.#onlyFaults || this.#isFaulty(form)) {
      this.#body.prepend(this.#row(form));
      // As many as before: the oldest goes.
      if (this.#body.children.length > this.#shown) {
        this.#body.lastElementChild?.remove();
        this.#more();
      }
    }
  }

  #isFaulty(/** @type {Keyed} */ { id }) {
    return (this.#verdicts.get(id)?.issues.length ?? 0) > 0;
  }

  #count() {
    const count = this.#forms.length;
    this.#heading.textContent = say("keyed_list", this.#around.language, { count });
    this.#table.hidden = count === 0;
    this.#filter.hidden = count === 0;
  }

  #wanted() {
    return this.#onlyFaults ? this.#forms.filter((form) => this.#isFaulty(form)) : this.#forms;
  }

  #draw() {
    this.#count();
    const latest = this.#wanted().slice(-this.#shown).reverse();
    this.#body.replaceChildren(...latest.map((form) => this.#row(form)));
    this.#more();
  }

  #more() {
    const left = this.#wanted().length - this.#body.children.length;
    const more = () => {
      this.#shown += SHOWN * 5;
      this.#draw();
    };
    const text = say("keyed_more", this.#around.language, { count: left });
    if (left <= 0) this.#rest.replaceChildren();
    else {
      this.#rest.replaceChildren(
        h("button", { type: "button", className: "secondary", onclick: more }, text),
      );
    }
  }

  /** @param {Keyed} form */
  #row(form) {
    const { language, mend, remove } = this.#around;
    const number = form.cells[0] || say("keyed_unnumbered", language);
    const button = (/** @type {string} */ code, /** @type {() => void} */ act) =>
      h(
        "button",
        {
          type: "button",
          className: "link",
          "aria-label": say(`${code}_of`, language, { number }),
          onclick: act,
        },
        say(code, language),
      );
    const actions = h("td", { className: "keyed-actions" });
    const offer = () =>
      actions.replaceChildren(
        button("keyed_mend", () => mend(form)),
        " ",
        button("keyed_remove", () => {
          const keep = button("keyed_remove_not", () => {
            offer();
            actions.querySelector("button")?.focus();
          });
          const sure = button("keyed_remove_sure", async () => {
            await remove(form);
            this.#heading.focus();
          });
          actions.replaceChildren(sure, " ", keep);
          keep.focus();
        }),
      );
    offer();
    return h("tr", { "data-form": form.id }, h("th", { scope: "row" }, number), this.#state(form), actions);
  }

  /** @param {Keyed} form */
  #state(form) {
    const { language, describe } = this.#around;
    const verdict = this.#verdicts.get(form.id);
    if (!verdict) return h("td", { className: "keyed-waits" }, say("keyed_checking", language));
    // What refuses the form is a fault; what does not, such as an answer that is not given, is to be looked at.
    const { issues, refused } = verdict;
    if (issues.length === 0) return h("td", { className: "keyed-fine" }, say("keyed_fine", language));
    const code = refused ? "keyed_errors" : "keyed_warnings";
    return h(
      "td",
      { className: refused ? "is-error" : "is-warning" },
      h("span", { className: "severity" }, say(code, language, { count: issues.length })),
      h(
        "ul",
        { className: "keyed-issues" },
        ...issues.slice(0, TOLD).map((issue) => h("li", {}, describe(issue))),
        issues.length > TOLD &&
          h("li", {}, say("keyed_issues_more", language, { count: issues.length - TOLD })),
      ),
    );
  }
}
