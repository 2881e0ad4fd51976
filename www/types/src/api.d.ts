export type Definition = {
  schema_version: number;
  form_id: string;
  version: string;
  survey: readonly object[];
};
export type Answers = Record<string, unknown>;
export type Surroundings = {
  /**
   * The moment (RFC 3339) or the day (ISO) that the form is filled at; without it, now.
   */
  now?: string;
  /**
   * The language of messages, and of labels that calculations read: "vi" unless
   * it is given.
   */
  language?: string;
};
export type Issue = {
  /**
   * A JSON Pointer into the answers: `/q1`, `/staff/0/name`.
   */
  path: string;
  code: string;
  severity: "error" | "warning";
  /**
   * What the message is made of; never the answer itself.
   */
  params: Record<string, unknown>;
  message: string;
  /**
   * The definition's code of the rule that is broken.
   */
  rule?: string;
  /**
   * Of a check: the paths of the answers that it is about.
   */
  fields?: string[];
};
export type Score = {
  name: string;
  /**
   * Absent over responses with different alternatives of it.
   */
  method?: string;
  combine?: string;
  /**
   * `null` where there is nothing to count.
   */
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  n: number;
  max?: number;
  top?: number[];
  rescale?: string;
  levels?: Record<string, number>;
  parts?: Score[];
  /**
   * Only `report`.
   */
  target?: {
    state: string;
    margin?: number;
    at_least?: number;
    at_most?: number;
  };
  /**
   * Only `report`.
   */
  band?: string;
  /**
   * Only `report`.
   */
  interval?: [number, number];
  /**
   * Only `report`.
   */
  unverified?: boolean;
  /**
   * Only `report`.
   */
  error?: string;
};
export type Identity = {
  id: string;
  version: string;
  hash: string;
};
export type Submission = {
  schema: "sipas-forms/submission/1";
  form: Identity;
  submission_id: string;
  language: string;
  started_at: string;
  completed_at: string;
  answers: Answers;
  scores: Score[];
  warnings: {
    path: string;
    code: string;
    rule?: string;
  }[];
};
export type Changes = {
  relevance: {
    path: string;
    relevant: boolean;
  }[];
  /**
   * A value is `null` while it is empty or not asked.
   */
  values: {
    path: string;
    value: unknown;
  }[];
  issues: {
    path: string;
    issue: Issue | null;
  }[];
  progress: {
    answered: number;
    asked: number;
  };
};
export type Diagnostic = {
  /**
   * A JSON Pointer into the definition.
   */
  place: string;
  /**
   * The question, where it is about one.
   */
  name: string | null;
  /**
   * `sipas check` explains it.
   */
  code: string;
  /**
   * Where in an expression.
   */
  span: [number, number] | null;
  params: Record<string, string>;
  message: string;
};
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
export declare class FormError extends Error {
  /** @type {string} */
  code: string;
  diagnostics: Diagnostic[];
  /** @param {string} text What the engine says: diagnostics as JSON text, or one code. */
  constructor(text: string);
}
/**
 * Starts the engine, once; everything else does so by itself.
 *
 * @param {string | URL | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module} [source]
 *   Where `sipas-forms-full.wasm` is, or what is in it (which Node must give); without it, beside this file.
 * @returns {Promise<void>}
 */
export declare function init(
  source?: string | URL | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module,
): Promise<void>;
/**
 * Loads a form.
 *
 * @param {Definition | Uint8Array | ArrayBuffer} definition As JSON.parse gives it; or the bytes of a packed form.
 * @param {string} [language] The language of diagnostics.
 * @returns {Promise<Form>}
 * @throws {FormError} When the engine refuses it.
 */
export declare function loadForm(
  definition: Definition | Uint8Array | ArrayBuffer,
  language?: string,
): Promise<Form>;
/** A form that was loaded; `free()` gives its memory back at once. */
export declare class Form {
  #private;
  /** @type {Identity} */
  identity: Identity;
  /** @param {unknown} form Of the engine; `loadForm` makes one. */
  constructor(form: unknown);
  /**
   * Everything that is wrong with answers, in the definition's order.
   *
   * @param {Answers} answers
   * @param {Surroundings} [surroundings]
   * @returns {Issue[]}
   */
  validate(answers: Answers, { now, language }?: Surroundings): Issue[];
  /**
   * What answers score, as a submission carries it.
   *
   * @param {Answers} answers
   * @param {Surroundings} [surroundings]
   * @returns {Score[]}
   */
  score(answers: Answers, { now, language }?: Surroundings): Score[];
  /**
   * What answers score, with targets, bands and all the rest.
   *
   * @param {Answers} answers
   * @param {Surroundings} [surroundings]
   * @returns {Score[]}
   */
  report(answers: Answers, { now, language }?: Surroundings): Score[];
  /**
   * The answers as they would be sent: without what is not asked.
   *
   * @param {Answers} answers
   * @param {Surroundings} [surroundings]
   * @returns {Answers}
   */
  answers(answers: Answers, { now, language }?: Surroundings): Answers;
  /**
   * What is to be posted. Sent again, it must be the same to the letter: keep it rather than make it anew.
   *
   * @param {Answers} answers
   * @param {{ submissionId?: string, language?: string, startedAt?: string, completedAt?: string }} [about]
   *   A UUID, and moments (RFC 3339): a new one, and now.
   * @returns {Submission}
   */
  submission(
    answers: Answers,
    {
      submissionId,
      language,
      startedAt,
      completedAt,
    }?: {
      submissionId?: string;
      language?: string;
      startedAt?: string;
      completedAt?: string;
    },
  ): Submission;
  /**
   * Begins to fill the form: with stored answers, or empty.
   *
   * @param {Answers} [answers]
   * @param {Surroundings} [surroundings]
   * @returns {Entry}
   */
  start(answers?: Answers, { now, language }?: Surroundings): Entry;
  /**
   * Counts many responses: no answers yet.
   *
   * @returns {Tally}
   */
  tally(): Tally;
  /** Gives the memory back; the form is then of no use. */
  free(): void;
}
/** One filling of a form, for a page that shows it by itself. A path of nothing throws `unknown_question`. */
export declare class Entry {
  #private;
  /** The language of messages. */
  language: string;
  /**
   * @param {unknown} entry Of the engine; `Form.start` makes one.
   * @param {string} language
   */
  constructor(entry: unknown, language: string);
  /**
   * Gives a question a value, `null` for none, or a repeat its rows.
   *
   * @param {string} path
   * @param {unknown} value
   * @returns {Changes}
   */
  set(path: string, value: unknown): Changes;
  /**
   * Gives a question what was typed, numbers and dates in the Vietnamese way.
   *
   * @param {string} path
   * @param {string} text
   * @returns {Changes}
   */
  type(path: string, text: string): Changes;
  /**
   * Adds a row to a repeat; read `state()` after it.
   *
   * @param {string} path
   * @returns {number | undefined} Its index, where there was room.
   */
  addRow(path: string): number | undefined;
  /**
   * Takes a row out of a repeat; read `state()` after it.
   *
   * @param {string} path
   * @param {number} row
   * @returns {boolean} Whether there was one.
   */
  removeRow(path: string, row: number): boolean;
  /**
   * How many rows a repeat has.
   *
   * @param {string} path
   * @returns {number}
   */
  rows(path: string): number;
  /**
   * Everything, in the form of what changed.
   *
   * @returns {Changes}
   */
  state(): Changes;
  /**
   * The answers as they would be sent.
   *
   * @returns {Answers}
   */
  answers(): Answers;
  /**
   * Everything that is wrong, in the definition's order.
   *
   * @returns {Issue[]}
   */
  issues(): Issue[];
  /** Gives the memory back; the filling is then of no use. */
  free(): void;
}
/** The counts of many responses to one form; those of parts add up exactly. `Form.tally` makes one. */
export declare class Tally {
  #private;
  /** @param {unknown} tally Of the engine. */
  constructor(tally: unknown);
  /**
   * Counts one response; throws for figures that cannot be, and then counts nothing.
   *
   * @param {Answers} answers
   * @param {string} [now]
   */
  add(answers: Answers, now?: string): void;
  /**
   * The questions of the bytes that `addLevels` takes; `null` for a form that scores more than levels.
   *
   * @returns {string[] | null}
   */
  columns(): string[] | null;
  /**
   * Counts many responses at once: of each a byte for every question of `columns()`, 0 for no answer, else
   * the place of the choice in its list, from 1.
   *
   * @param {Uint8Array} rows
   */
  addLevels(rows: Uint8Array): void;
  /**
   * Adds what another tally of the same form counted.
   *
   * @param {Tally} other
   */
  merge(other: Tally): void;
  /**
   * The results.
   *
   * @param {number} [designEffect] By which intervals are wider than those of a simple sample.
   * @returns {{ responses: number, scores: Score[] }}
   */
  report(designEffect?: number): {
    responses: number;
    scores: Score[];
  };
  /** Gives the memory back; the tally is then of no use. */
  free(): void;
}
/**
 * How many to ask of a population, so that a share is right to within `error` percent (Yamane's rule).
 *
 * @param {number} population
 * @param {number} error
 * @returns {Promise<number | undefined>} `undefined` where there is no such number.
 */
export declare function sampleSize(population: number, error: number): Promise<number | undefined>;
