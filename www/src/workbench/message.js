// What is wrong, as it is said where its question is named beside it.

/** How sentences of the catalogue name a question at their end or in their middle. */
const JOINTS = [" cho ", " for ", " to "];

/**
 * A message without the question that it names: long questions are read once.
 *
 * @param {string} message
 * @param {string | undefined} label Of the question.
 */
export function brief(message, label) {
  const joint = label && JOINTS.find((joint) => message.includes(`${joint}“${label}”`));
  return joint ? message.replace(`${joint}“${label}”`, "") : message;
}
