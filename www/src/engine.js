// The engine, and the form it reads. There are two builds of it: a citizen's page comes with the small
// one and a form that was packed for it; definitions as JSON, and what only reports have, take the
// full one, which is fetched only then.
import start, { Form, View, judge } from "../pkg/sipas-forms.js";

/** @typedef {typeof import("./full.js")} Full */
/** @typedef {{ View: typeof View, judge: typeof judge, dress?: Full["dress"] }} Engine */
/** @typedef {{ engine: Engine, form: Form }} Loaded */

/** That a form or its engine did not arrive, or that this browser cannot run an engine. */
export class Unavailable extends Error {
  /**
   * @param {"engine" | "definition"} what What the respondent is told: to take another browser, or to
   *   look after the connection.
   * @param {unknown} reason What a developer is told.
   */
  constructor(what, reason) {
    super(String(reason));
    this.what = what;
    this.reason = reason;
  }
}

/**
 * Starts an engine once for all elements; a failed start may be tried again.
 *
 * @template Started
 * @param {() => Promise<Started>} begin
 */
function once(begin) {
  /** @type {Promise<Started> | undefined} */
  let started;
  return () => {
    started ??= begin().catch((error) => {
      started = undefined;
      const lacking = typeof WebAssembly !== "object" || error instanceof WebAssembly.CompileError;
      throw new Unavailable(lacking ? "engine" : "definition", error);
    });
    return started;
  };
}

/** The citizens' engine. */
export const small = once(async () => {
  await start();
  return { Form, View, judge };
});

let attempts = 0;

/**
 * Fetches a module that no first answer waits for. A portal's bundler follows the address in `fetch`;
 * browsers before 2026 remember under it that the module did not arrive, so a later attempt has another.
 *
 * @template Module
 * @param {() => Promise<Module>} fetch
 * @param {string} name The module's, where no bundler gave it another.
 * @returns {Promise<Module>}
 */
export const late = (fetch, name) =>
  fetch().catch((error) => {
    if (!attempts++) throw error;
    return import(/* @vite-ignore */ import.meta.url.replace(/[^/]*$/, `${name}.js?${attempts}`));
  });

const full = once(async () => {
  /** @type {Full} */
  const engine = await late(() => import("./full.js"), "sipas-forms-full");
  await engine.default();
  return engine;
});

/**
 * Fetches a form, and at the same time the engine that is to read it.
 *
 * @param {string} source
 * @param {boolean} needsFull Whether the page knows that it takes the full one.
 * @param {string} language The language of diagnostics.
 * @returns {Promise<Loaded>}
 * @throws {Unavailable} When one of them cannot be had.
 * @throws {Error} When the engine refuses the form: the message is its code or its diagnostics.
 */
export async function load(source, needsFull, language) {
  const asked = needsFull ? full() : small();
  // Whether this is the one that is needed shows when the form is here; until then nobody waits for it.
  asked.catch(() => {});
  const bytes = await download(source).catch(async (error) => {
    // Where no engine runs, no better connection helps.
    await asked;
    throw error;
  });
  if (firstOf(bytes) === "{") {
    const definition = parse(bytes);
    const engine = await full();
    return { engine, form: new engine.Form(definition, language) };
  }
  const engine = await asked;
  try {
    return { engine, form: engine.Form.unpack(bytes) };
  } catch (error) {
    if (!(error instanceof Error) || error.message !== "needs_full") throw error;
  }
  const other = await full();
  return { engine: other, form: other.Form.unpack(bytes) };
}

/** @param {string} source */
async function download(source) {
  try {
    const response = await fetch(source);
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${source}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    // Where a form was asked for, a web page is that of a sign-in, or of a network that wants one.
    if ([undefined, "<"].includes(firstOf(bytes))) throw new Error(`no form: ${source}`);
    return bytes;
  } catch (error) {
    throw new Unavailable("definition", error);
  }
}

/**
 * The first character after white space and a byte order mark; a packed form begins with a letter.
 *
 * @param {Uint8Array} bytes
 */
function firstOf(bytes) {
  const byte = bytes.find((byte) => !" \t\n\r\xef\xbb\xbf".includes(String.fromCharCode(byte)));
  return byte === undefined ? undefined : String.fromCharCode(byte);
}

/** @param {Uint8Array} bytes */
function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new Unavailable("definition", error);
  }
}
