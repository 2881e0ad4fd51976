// The file that submissions travel in when their device cannot send them.
import { moment } from "./moment.js";

/** @typedef {import("./device.js").Pending} Pending */

const SCHEMA = "sipas-forms/queue/1";
/** The largest file that is read. */
export const MAX_BYTES = 32 << 20;
/** The largest submission that a server takes. */
const MAX_SUBMISSION_BYTES = 1 << 20;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @param {Pending[]} submissions */
export function queueFile(submissions) {
  const saved = submissions.map(({ title, page, createdAt, uncertain, body }) => ({
    title,
    page,
    created_at: moment(new Date(createdAt)),
    uncertain,
    body,
  }));
  return JSON.stringify({ schema: SCHEMA, saved_at: moment(), submissions: saved }, undefined, 1);
}

/**
 * Gives a text as a file.
 *
 * @param {string} text
 */
export function save(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `phieu-chua-gui-${moment().slice(0, 16).replace(/\D/g, "")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * The submissions in such a file, to be sent as this page sends. Nothing in the file says where to: it may come
 * from anybody.
 *
 * @param {string} text
 * @param {import("./device.js").Route} route
 * @returns {Pending[] | undefined} `undefined` when it is no such file.
 */
export function readQueueFile(text, route) {
  try {
    const file = JSON.parse(text);
    if (file.schema !== SCHEMA || !Array.isArray(file.submissions)) return undefined;
    return file.submissions.map((/** @type {any} */ { title, page, created_at, uncertain, body }) => {
      const { schema, submission_id: id, form } = JSON.parse(body);
      const texts = [title, page, form.id, form.version, form.hash];
      const fits =
        schema === "sipas-forms/submission/1" &&
        UUID.test(id) &&
        new Blob([body]).size <= MAX_SUBMISSION_BYTES &&
        texts.every((text) => typeof text === "string");
      if (!fits) throw new TypeError("no submission");
      return {
        id,
        form: { id: form.id, version: form.version, hash: form.hash },
        title: title.slice(0, 200),
        // A link to it is shown: only to this site.
        page: page.startsWith(`${location.origin}/`) ? page : location.origin + location.pathname,
        route,
        body,
        shared: false,
        createdAt: Date.parse(created_at) || Date.now(),
        attempts: 0,
        notBefore: 0,
        wait: 0,
        uncertain: uncertain !== false,
        reason: /** @type {const} */ (""),
        reply: null,
      };
    });
  } catch {
    return undefined;
  }
}
