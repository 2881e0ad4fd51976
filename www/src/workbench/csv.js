// Tables as CSV, as the engine writes them (src/text/csv.rs): every cell in quotes, and none that a spreadsheet computes,
// whatever it takes for the separator. The engine takes the apostrophes off again where such a file comes back.

/** A byte order mark, by which spreadsheets know UTF-8. */
export const MARK = "\ufeff";
/** What a spreadsheet would take for a formula at the beginning of a cell. */
const FORMULA = /^'*(?:[\t\r\n]|[ \t\r\n\u00a0\u3000\ufeff"]*[=+\-@＝＋－＠])/;
/** Where one would begin if the separator before it parted cells. */
const WITHIN = /([,;|\t\r\n][ \t\r\n\u00a0\u3000\ufeff"]*'*)(?=[=+\-@＝＋－＠])/g;

/** What stands between two columns. */
export const DELIMITER = ";";

/** A text that no spreadsheet computes. @param {string} text */
export const harmless = (text) => {
  const marked = text.replaceAll(WITHIN, "$1'");
  return marked !== text || FORMULA.test(text) ? `'${marked}` : text;
};

/** One row, with its end. @param {string[]} cells */
export const lineOf = (cells) =>
  `${cells.map((cell) => `"${harmless(cell).replaceAll('"', '""')}"`).join(DELIMITER)}\r\n`;

/** @param {string[][]} rows The header first. */
export const csvOf = (rows) => MARK + rows.map(lineOf).join("");
