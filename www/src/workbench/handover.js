// Posting one response: by the page around, where it takes that over; otherwise as <sipas-form> does.
import { post as deliver, TIMEOUT_MS } from "../delivery.js";
import { emit } from "./dom.js";

/** @typedef {import("../delivery.js").Reply} Reply */

/** Who waits for what the page tells of a submission, by its id. @type {WeakMap<HTMLElement, Map<string, (reply: Reply) => void>>} */
const waiting = new WeakMap();

/**
 * Posts one submission, once. Never rejects.
 *
 * @param {import("../delivery.js").Route} route
 * @param {string} id
 * @param {string} body
 * @param {HTMLElement} element Says that it is about to be posted, and gives headers and a token.
 * @returns {Promise<Reply>}
 */
export async function post(route, id, body, element) {
  const replies = waiting.get(element) ?? new Map();
  waiting.set(element, replies);
  /** @type {Promise<Reply>} */
  const told = new Promise((settle) => replies.set(id, settle));
  // A page that never replies must not hold up the rest: nobody knows, and the same is offered again.
  const timer = setTimeout(() => reply(element, id, { status: 0, body: undefined }), TIMEOUT_MS);
  try {
    const isOurs = emit(element, "sipas-batch-submit", { submission: JSON.parse(body), body }, true);
    return await (isOurs ? deliver(route, id, body, element) : told);
  } finally {
    clearTimeout(timer);
    replies.delete(id);
  }
}

/** @param {HTMLElement} element @param {string} id @param {Reply} reply */
export const reply = (element, id, reply) => waiting.get(element)?.get(id)?.(reply);
