// What names a keyed form for good: the same key and the same moment however often it is sent, and wherever it stands
// in its batch. Of its content nothing is told.
import { moment } from "../moment.js";
import { uuid } from "../uuid.js";

/**
 * What a form is sent as.
 *
 * @typedef {object} Name
 * @property {string} id The key of its submission.
 * @property {string} at When it was begun; its submission names no other moment.
 * @property {string} language
 */

/** @param {string} language @param {Date} [at] @returns {Name} */
export const newName = (language, at = new Date()) => ({ id: uuid(), at: moment(at), language });

/** What a form's content is called, once it is no longer as it was keyed first: another after each change. */
export const newEdition = uuid;
