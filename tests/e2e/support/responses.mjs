// Made-up responses to a shipped form, as the answers that they mean and as the table that someone keyed in.
import { Survey } from "./survey.mjs";

export const office = new Survey("commune-office");

/** Units that the tables are of. */
export const UNITS = office
  .choices(office.question("commune"))
  .slice(0, 3)
  .map(({ name }) => name);

/** Answers of a response, different for every number. */
function answersOf(number) {
  const level = (place) => String(1 + ((number * 7 + place * 3 + ((number * place) >> 2)) % 5));
  const answers = { commune: UNITS[number % UNITS.length], subject: `Chứng thực, lần ${number}` };
  for (let place = 1; place <= 9; place += 1) answers[`q${place}`] = level(place);
  answers.gender = number % 2 ? "female" : "male";
  answers.age = ["18-24", "25-34", "35-49", "50-60", "over-60"][number % 5];
  answers.education = "university";
  return answers;
}

/** Answers of so many responses. */
export const responses = (count, from = 1) =>
  Array.from({ length: count }, (_, place) => answersOf(place + from));

/** The names of the questions of the form, in the order of its columns. */
export const NAMES = Object.keys(answersOf(1));

const quoted = (text, delimiter) =>
  new RegExp(`["\r\n${delimiter}]`).test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Rows of cells as CSV. */
export const csv = (rows, delimiter = ";") =>
  rows.map((row) => row.map((cell) => quoted(String(cell), delimiter)).join(delimiter) + "\r\n").join("");

/**
 * A table of responses: the number of the form, then the questions by their names.
 *
 * @param all Answers.
 * @param write A cell of an answer.
 */
export const table = (all, write = (answer) => answer, head = (name) => name) => [
  ["Số phiếu", ...NAMES.map(head)],
  ...all.map((answers, place) => [place + 1, ...NAMES.map((name) => write(answers[name] ?? "", name))]),
];
