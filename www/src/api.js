// The engine as a program calls it, without the element and in Node as well: forms are loaded, answers
// checked, scored, made into what is posted. Plain values go in and come out; every text of the engine's
// is parsed here, so that no key of a respondent's can touch a prototype.
import start, * as engine from "./full.js";
import { moment } from "./moment.js";
import { uuid } from "./uuid.js";

/**
 * A form's definition: self-contained, as `sipas bundle` writes it. Its JSON Schema is in
 * `schema/definition-1.json`.
 *
 * @typedef {object} Definition
 * @property {number} schema_version
 * @property {string} form_id
 * @property {string} version
 * @property {readonly object[]} survey
 */

/** Answers by the names of their questions, as they are sent. @typedef {Record<string, unknown>} Answers */

/**
 * @typedef {object} Surroundings
 * @property {string} [now] The moment (RFC 3339) or the day (ISO) that the form is filled at; without it, now.
 * @property {string} [language] The language of messages, and of labels that calculations read: "vi" unless
 *   it is given.
 */

/**
 * What is wrong with an answer.
 *
 * @typedef {object} Issue
 * @property {string} path A JSON Pointer into the answers: `/q1`, `/staff/0/name`.
 * @property {string} code
 * @property {"error" | "warning"} severity
 * @property {Record<string, unknown>} params What the message is made of; never the answer itself.
 * @property {string} message
 * @property {string} [rule] The definition's code of the rule that is broken.
 * @property {string[]} [fields] Of a check: the paths of the answers that it is about.
 */

/**
 * A node of a score: an index, a factor, an item.
 *
 * @typedef {object} Score
 * @property {string} name
 * @property {string} [method] Absent over responses with different alternatives of it.
 * @property {string} [combine]
 * @property {number | null} value `null` where there is nothing to count.
 * @property {number | null} numerator
 * @property {number | null} denominator
 * @property {number} n
 * @property {number} [max]
 * @property {number[]} [top]
 * @property {string} [rescale]
 * @property {Record<string, number>} [levels]
 * @property {Score[]} [parts]
 * @property {{ state: string, margin?: number, at_least?: number, at_most?: number }} [target] Only `report`.
 * @property {string} [band] Only `report`.
 * @property {[number, number]} [interval] Only `report`.
 * @property {boolean} [unverified] Only `report`.
 * @property {string} [error] Only `report`.
 */

/** @typedef {{ id: string, version: string, hash: string }} Identity */

/**
 * What is posted, with its `submission_id` as the idempotency key.
 *
 * @typedef {object} Submission
 * @property {"sipas-forms/submission/1"} schema
 * @property {Identity} form
 * @property {string} submission_id
 * @property {string} language
 * @property {string} started_at
 * @property {string} completed_at
 * @property {Answers} answers
 * @property {Score[]} scores
 * @property {{ path: string, code: string, rule?: string }[]} warnings
 */

/**
 * What an answer changed, by the paths of answers.
 *
 * @typedef {object} Changes
 * @property {{ path: string, relevant: boolean }[]} relevance
 * @property {{ path: string, value: unknown }[]} values A value is `null` while it is empty or not asked.
 * @property {{ path: string, issue: Issue | null }[]} issues
 * @property {{ answered: number, asked: number }} progress
 */

/**
 * Why a form does not load.
 *
 * @typedef {object} Diagnostic
 * @property {string} place A JSON Pointer into the definition.
 * @property {string | null} name The question, where it is about one.
 * @property {string} code `sipas check` explains it.
 * @property {[number, number] | null} span Where in an expression.
 * @property {Record<string, string>} params
 * @property {string} message
 */

/** A form that the engine refuses. */
export class FormError extends Error {
  /** @param {string} text What the engine says: diagnostics as JSON text, or one code. */
  constructor(text) {
    /** @type {Diagnostic[]} */
    let diagnostics = [];
    if (text.startsWith("[")) diagnostics = JSON.parse(text);
    super(diagnostics.map(({ place, message }) => `${place}: ${message}`).join("\n") || text);
    this.name = "FormError";
    /** @type {string} */
    this.code = diagnostics[0]?.code ?? text;
    this.diagnostics = diagnostics;
  }
}

/** @type {Promise<void> | undefined} */
let started;

/**
 * Starts the engine, once; everything else does so by itself.
 *
 * @param {string | URL | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module} [source]
 *   Where `sipas-forms-full.wasm` is, or what is in it (which Node must give); without it, beside this file.
 * @returns {Promise<void>}
 */
export function init(source) {
  return (started ??= begin(source).catch((error) => {
    started = undefined;
    throw error;
  }));
}

/** @param {Parameters<typeof init>[0]} source */
async function begin(source) {
  await start(source && { module_or_path: source });
}

/**
 * Loads a form.
 *
 * @param {Definition | Uint8Array | ArrayBuffer} definition As JSON.parse gives it; or the bytes of a packed form.
 * @param {string} [language] The language of diagnostics.
 * @returns {Promise<Form>}
 * @throws {FormError} When the engine refuses it.
 */
export async function loadForm(definition, language = "vi") {
  await init();
  try {
    if (definition instanceof Uint8Array || definition instanceof ArrayBuffer) {
      return new Form(engine.Form.unpack(new Uint8Array(definition)));
    }
    return new Form(new engine.Form(definition, language));
  } catch (error) {
    throw error instanceof Error ? new FormError(error.message) : error;
  }
}

/** A form that was loaded; `free()` gives its memory back at once. */
export class Form {
  /** @type {engine.Form} */
  #form;

  /** @param {unknown} form Of the engine; `loadForm` makes one. */
  constructor(form) {
    this.#form = /** @type {engine.Form} */ (form);
    /** @type {Identity} */
    this.identity = Object.freeze(JSON.parse(this.#form.identity()));
  }

  /**
   * Everything that is wrong with answers, in the definition's order.
   *
   * @param {Answers} answers
   * @param {Surroundings} [surroundings]
   * @returns {Issue[]}
   */
  validate(answers, { now = moment(), language = "vi" } = {}) {
    return JSON.parse(this.#form.validate(answers, now, language));
  }

  /**
   * What answers score, as a submission carries it.
   *
   * @param {Answers} answers
   * @param {Surroundings} [surroundings]
   * @returns {Score[]}
   */
  score(answers, { now = moment(), language = "vi" } = {}) {
    return JSON.parse(this.#form.score(answers, now, language));
  }

  /**
   * What answers score, with targets, bands and all the rest.
   *
   * @param {Answers} answers
   * @param {Surroundings} [surroundings]
   * @returns {Score[]}
   */
  report(answers, { now = moment(), language = "vi" } = {}) {
    return JSON.parse(this.#form.report(answers, now, language));
  }

  /**
   * The answers as they would be sent: without what is not asked.
   *
   * @param {Answers} answers
   * @param {Surroundings} [surroundings]
   * @returns {Answers}
   */
  answers(answers, { now = moment(), language = "vi" } = {}) {
    return JSON.parse(this.#form.answers(answers, now, language));
  }

  /**
   * What is to be posted. Sent again, it must be the same to the letter: keep it rather than make it anew.
   *
   * @param {Answers} answers
   * @param {{ submissionId?: string, language?: string, startedAt?: string, completedAt?: string }} [about]
   *   A UUID, and moments (RFC 3339): a new one, and now.
   * @returns {Submission}
   */
  submission(answers, { submissionId = uuid(), language = "vi", startedAt, completedAt } = {}) {
    completedAt ??= moment();
    startedAt ??= completedAt;
    return JSON.parse(this.#form.submission(answers, submissionId, language, startedAt, completedAt));
  }

  /**
   * Begins to fill the form: with stored answers, or empty.
   *
   * @param {Answers} [answers]
   * @param {Surroundings} [surroundings]
   * @returns {Entry}
   */
  start(answers, { now = moment(), language = "vi" } = {}) {
    return new Entry(this.#form.start(answers, now, language), language);
  }

  /**
   * Counts many responses: no answers yet.
   *
   * @returns {Tally}
   */
  tally() {
    return new Tally(new engine.Tally(this.#form));
  }

  /** Gives the memory back; the form is then of no use. */
  free() {
    this.#form.free();
  }
}

/** One filling of a form, for a page that shows it by itself. A path of nothing throws `unknown_question`. */
export class Entry {
  /** @type {engine.Entry} */
  #entry;

  /**
   * @param {unknown} entry Of the engine; `Form.start` makes one.
   * @param {string} language
   */
  constructor(entry, language) {
    this.#entry = /** @type {engine.Entry} */ (entry);
    /** The language of messages. */
    this.language = language;
  }

  /**
   * Gives a question a value, `null` for none, or a repeat its rows.
   *
   * @param {string} path
   * @param {unknown} value
   * @returns {Changes}
   */
  set(path, value) {
    return JSON.parse(this.#entry.set(path, value, this.language));
  }

  /**
   * Gives a question what was typed, numbers and dates in the Vietnamese way.
   *
   * @param {string} path
   * @param {string} text
   * @returns {Changes}
   */
  type(path, text) {
    return JSON.parse(this.#entry.type(path, text, this.language));
  }

  /**
   * Adds a row to a repeat; read `state()` after it.
   *
   * @param {string} path
   * @returns {number | undefined} Its index, where there was room.
   */
  addRow(path) {
    return this.#entry.addRow(path);
  }

  /**
   * Takes a row out of a repeat; read `state()` after it.
   *
   * @param {string} path
   * @param {number} row
   * @returns {boolean} Whether there was one.
   */
  removeRow(path, row) {
    return this.#entry.removeRow(path, row);
  }

  /**
   * How many rows a repeat has.
   *
   * @param {string} path
   * @returns {number}
   */
  rows(path) {
    return this.#entry.rows(path);
  }

  /**
   * Everything, in the form of what changed.
   *
   * @returns {Changes}
   */
  state() {
    return JSON.parse(this.#entry.state(this.language));
  }

  /**
   * The answers as they would be sent.
   *
   * @returns {Answers}
   */
  answers() {
    return JSON.parse(this.#entry.answers());
  }

  /**
   * Everything that is wrong, in the definition's order.
   *
   * @returns {Issue[]}
   */
  issues() {
    return JSON.parse(this.#entry.issues(this.language));
  }

  /** Gives the memory back; the filling is then of no use. */
  free() {
    this.#entry.free();
  }
}

/** The counts of many responses to one form; those of parts add up exactly. `Form.tally` makes one. */
export class Tally {
  /** @type {engine.Tally} */
  #tally;

  /** @param {unknown} tally Of the engine. */
  constructor(tally) {
    this.#tally = /** @type {engine.Tally} */ (tally);
  }

  /**
   * Counts one response; throws for figures that cannot be, and then counts nothing.
   *
   * @param {Answers} answers
   * @param {string} [now]
   */
  add(answers, now = moment()) {
    this.#tally.add(answers, now);
  }

  /**
   * The questions of the bytes that `addLevels` takes; `null` for a form that scores more than levels.
   *
   * @returns {string[] | null}
   */
  columns() {
    return JSON.parse(this.#tally.columns());
  }

  /**
   * Counts many responses at once: of each a byte for every question of `columns()`, 0 for no answer, else
   * the place of the choice in its list, from 1.
   *
   * @param {Uint8Array} rows
   */
  addLevels(rows) {
    this.#tally.addLevels(rows);
  }

  /**
   * Adds what another tally of the same form counted.
   *
   * @param {Tally} other
   */
  merge(other) {
    this.#tally.merge(other.#tally);
  }

  /**
   * The results.
   *
   * @param {number} [designEffect] By which intervals are wider than those of a simple sample.
   * @returns {{ responses: number, scores: Score[] }}
   */
  report(designEffect) {
    return JSON.parse(this.#tally.report(designEffect));
  }

  /** Gives the memory back; the tally is then of no use. */
  free() {
    this.#tally.free();
  }
}

/**
 * How many to ask of a population, so that a share is right to within `error` percent (Yamane's rule).
 *
 * @param {number} population
 * @param {number} error
 * @returns {Promise<number | undefined>} `undefined` where there is no such number.
 */
export async function sampleSize(population, error) {
  await init();
  return engine.sampleSize(population, error);
}
