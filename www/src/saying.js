// Saying what is not in the catalogue of the engine.

/** @typedef {Record<string, [vi: string, en: string]>} Words */
/** @typedef {string | number} Value */

/**
 * Makes of words what says a sentence of them: in English for `en`, in Vietnamese for everything else, with the values
 * that stand in its braces.
 *
 * @param {Words} words
 * @param {(value: Value, language: string) => string} [written] How a value is written.
 * @returns {(code: string, language: string, values?: Record<string, Value>) => string}
 */
export const saying =
  (words, written = String) =>
  (code, language, values = {}) =>
    (words[code]?.[language === "en" ? 1 : 0] ?? code).replace(/\{(\w+)\}/g, (_, name) =>
      written(values[name] ?? "", language),
    );
