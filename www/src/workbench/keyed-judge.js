// What the engine says of keyed forms: of each as it is stored, of all where their numbers changed.
import { moment } from "../moment.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Mapping} Mapping */
/** @typedef {import("./desk.js").Question} Question */
/** @typedef {import("./desk.js").Row} Verdict */
/** @typedef {import("./keyed-store.js").Keyed} Form */

export class KeyedJudge {
  /** By the id of the form. @type {Map<number, Verdict>} */
  verdicts = new Map();
  #desk;
  #questions;

  /** @param {Desk} desk @param {Question[]} questions Those that are keyed. */
  constructor(desk, questions) {
    this.#desk = desk;
    this.#questions = questions;
  }

  /** What the cells of a form are. @returns {Mapping} */
  mapping() {
    const columns = this.#questions.map(({ name }) => ({ question: name }));
    return {
      version: 1,
      notation: "vietnamese",
      dates: "day_first",
      columns: [{ is: "form_number" }, ...columns],
    };
  }

  /** @param {Form} form @param {number} row @param {boolean} isKnown Whether the engine has it already. */
  async judge({ id, cells }, row, isKnown) {
    const verdict = await (isKnown ? this.#desk.mend(row, cells) : this.#desk.add(row, cells));
    this.verdicts.set(id, verdict);
    return verdict;
  }

  /** All forms anew: after one was taken out, the numbers of the others are not what they were. @param {Form[]} all */
  async judgeAll(all) {
    const setup = { mapping: this.mapping(), hint: {}, by: [], now: moment() };
    const forms = [...all];
    const [, ...rows] = await Promise.all([
      this.#desk.begin(setup),
      ...forms.map(({ cells }, place) => this.#desk.add(place + 1, cells)),
    ]);
    forms.forEach(({ id }, place) => this.verdicts.set(id, /** @type {Verdict} */ (rows[place])));
  }

  /** @param {import("./desk.js").Issue} issue */
  describe({ path, message }) {
    const label = this.#questions.find(({ name }) => name === path.split("/")[1])?.label;
    return label && !message.includes(label) ? `${label}: ${message}` : message;
  }

  /** What is wrong with each cell of a form. @param {Form} form @param {string[]} names */
  faults({ id }, names) {
    const issues = this.verdicts.get(id)?.issues ?? [];
    return names.map((name) =>
      issues.filter(({ path }) => path.split("/")[1] === name).map(({ message }) => message),
    );
  }
}
