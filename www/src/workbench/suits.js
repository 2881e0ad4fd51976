// Which of the site's forms a file is of, for one that is hardly of the form that was chosen.
import { questionsOf } from "./columns.js";
import { Desk } from "./desk.js";

/** @typedef {import("./page.js").Choice} Choice */
/** @typedef {ConstructorParameters<typeof Desk>[0]} Files */

/**
 * How much of a form a file answers: the share of its scored questions that have a column.
 *
 * @param {Files} files
 * @param {Choice} form
 * @param {File} file
 * @param {string} language
 */
async function shareOf(files, form, file, language) {
  const response = await fetch(form.source);
  if (!response.ok) return 0;
  const desk = new Desk(files, new Uint8Array(await response.arrayBuffer()), language);
  try {
    const { questions } = await desk.opened();
    const { mapping } = await desk.look(file, {});
    const scored = questions.filter((question) => question.scored);
    const answered = questionsOf(mapping);
    return scored.filter(({ name }) => answered.includes(name)).length / Math.max(1, scored.length);
  } finally {
    desk.close();
  }
}

/**
 * The form that a file is of most likely: of which it answers most, and more than half.
 *
 * @param {Files} files
 * @param {Choice[]} forms Others than the one that was chosen.
 * @param {File} file
 * @param {string} language
 * @returns {Promise<Choice | undefined>}
 */
export async function suiting(files, forms, file, language) {
  /** @type {Choice | undefined} */
  let best;
  let most = 0.5;
  for (const form of forms) {
    // What cannot be tried is not suggested.
    const share = await shareOf(files, form, file, language).catch(() => 0);
    if (share > most) [best, most] = [form, share];
  }
  return best;
}
