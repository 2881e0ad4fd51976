// Tables as CSV, as the engine writes them (src/text/csv.rs): every cell in quotes, and none that a spreadsheet computes.
// The engine takes the apostrophe off again where such a file comes back.

/** A byte order mark, by which spreadsheets know UTF-8. */
export const MARK = "\ufeff";
/** What a spreadsheet would take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

/** What stands between two columns. */
export const DELIMITER = ";";

const cell = (/** @type {string} */ text) =>
  `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** @param {string[]} row */
export const lineOf = (row) => `${row.map(cell).join(DELIMITER)}\r\n`;

/** @param {string[][]} rows The header first. */
export const csvOf = (rows) => MARK + rows.map(lineOf).join("");
