// Why a server did not take a response, as far as it may be noted and shown: what a server says may repeat an answer, be of
// any kind, and have no end.

/** @typedef {import("../delivery.js").Reply} Reply */
/** @typedef {import("./ledger.js").Reason} Reason */

/** So many reasons of one refusal are noted, and so much of each. */
const MAX_REASONS = 5;
const MAX_TEXT = 300;
/** What a code may look like. */
const CODE = /^[\w.:/-]{1,80}$/;

const textOf = (/** @type {unknown} */ value) => (typeof value === "string" ? value : "");

/** @param {Reply} reply @returns {Reason} */
export const statusOf = ({ status }) => ({ code: `http_${status}`, text: `HTTP ${status}` });

/** What a reply says, where it is an object. @param {Reply} reply @returns {any} */
const said = ({ body }) => (body && typeof body === "object" ? body : {});

/** Whether the key was used for other content. @param {Reply} reply */
export const isReused = (reply) => reply.status === 422 && /key_reused$/.test(textOf(said(reply).type));

/** Whether a reply is to another submission than this. @param {Reply} reply @param {string} id */
export function isOfOther(reply, id) {
  const named = said(reply).submission_id;
  return named !== undefined && named !== null && textOf(named).toLowerCase() !== id.toLowerCase();
}

/**
 * In the server's own words: RFC 9457 `errors`, ASP.NET's map of that name, or `detail`.
 *
 * @param {Reply} reply
 * @param {string} sent
 * @param {Set<string>} questions The names of those that the form has.
 * @returns {Reason[]}
 */
export function reasonsOf(reply, sent, questions) {
  const { errors, detail, type } = said(reply);
  /** @type {[pointer: unknown, code: unknown, text: unknown][]} */
  let found = [];
  if (Array.isArray(errors)) {
    found = errors.map((error) => [error?.pointer, error?.code, error?.detail]);
  } else if (errors && typeof errors === "object") {
    for (const [pointer, texts] of Object.entries(errors)) {
      for (const text of [texts].flat()) found.push([pointer, "", text]);
    }
  }
  found = found.filter(([, code, text]) => textOf(text) || textOf(code));
  if (found.length === 0) found = [["", type, detail]];
  const mask = masking(JSON.parse(sent).answers);
  /** @type {Map<string, Reason>} */
  const reasons = new Map();
  for (const [pointer, code, text] of found) {
    if (reasons.size === MAX_REASONS) break;
    const question = textOf(pointer)
      .split(/[#$/.[\]]/)
      .filter((step) => questions.has(step))
      .at(-1);
    const known = CODE.test(textOf(code)) && mask(textOf(code)) === code ? textOf(code) : "";
    const words = mask(textOf(text)).slice(0, MAX_TEXT) || known;
    if (!words) continue;
    const reason = { code: known, text: words, ...(question && { question }) };
    reasons.set(JSON.stringify(reason), reason);
  }
  return reasons.size > 0 ? [...reasons.values()] : [statusOf(reply)];
}

/**
 * What takes the answers out of a text, however they are written there: in capitals, with marks apart, in other lines.
 *
 * @param {unknown} answers
 * @returns {(text: string) => string}
 */
function masking(answers) {
  const all = textsOf(answers)
    .sort((one, other) => other.length - one.length)
    .map((answer) => answer.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+"));
  if (all.length === 0) return (text) => text;
  const answer = new RegExp(all.join("|"), "giu");
  return (text) => text.normalize("NFC").replace(answer, "…");
}

/**
 * The texts in answers; what is too short to tell anything is no matter.
 *
 * @param {unknown} json
 * @returns {string[]}
 */
function textsOf(json) {
  if (typeof json === "string" || typeof json === "number") {
    const text = String(json).normalize("NFC").trim();
    return text.length > 2 ? [text] : [];
  }
  return json && typeof json === "object" ? Object.values(json).flatMap(textsOf) : [];
}
