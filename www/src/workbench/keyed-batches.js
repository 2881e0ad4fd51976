// The forms that are keyed in together: begun, kept as a file, deleted.
import { moment } from "../moment.js";
import { csvOf } from "./csv.js";
import { download, h } from "./dom.js";
import { hold } from "./keyed-store.js";
import { say } from "./words.js";

/** @typedef {import("./keyed-store.js").Batch} Batch */

/**
 * @param {import("./desk.js").FormInfo} form
 * @param {import("./desk.js").Question[]} questions Those that are keyed.
 * @returns {Batch}
 */
export function newBatch({ id, version, hash }, questions) {
  const now = Date.now();
  return {
    id: crypto.getRandomValues(new Uint32Array(4)).join("-"),
    form: { id, version, hash },
    names: ["form_number", ...questions.map(({ name }) => name)],
    startedAt: now,
    savedAt: now,
    kept: [],
    typing: null,
    mending: null,
    again: null,
    sample: [],
  };
}

/** @param {number} time @param {string} language */
export const dayOf = (time, language) =>
  new Date(time).toLocaleString(language === "en" ? "en-GB" : "vi-VN", {
    dateStyle: "short",
    timeStyle: "short",
  });

/** What the file of a batch is called. @param {Batch} batch @param {string} language */
export const nameOf = ({ form, startedAt }, language) =>
  `${form.id}.${say("keyed_name", language)}.${moment(new Date(startedAt)).slice(0, 10)}.csv`;

/** @param {Batch} batch @param {string[][]} rows The cells of its forms. */
export const tableOf = ({ names }, rows) =>
  new Blob([csvOf([names, ...rows])], { type: "text/csv;charset=utf-8" });

/**
 * A button that deletes a batch once that is confirmed.
 *
 * @param {{ language: string, count: () => Promise<number>, remove: () => Promise<void> }} around
 */
export function deleting({ language, count, remove }) {
  const host = h("span", { className: "keyed-delete" });
  const button = (/** @type {string} */ code, /** @type {() => unknown} */ act) =>
    h("button", { type: "button", className: "secondary", onclick: act }, say(code, language));
  const offer = () => {
    const first = button("keyed_delete", ask);
    host.replaceChildren(first);
    return first;
  };
  const ask = async () => {
    const question = say("keyed_delete_ask", language, { count: await count() });
    const keep = button("keyed_delete_not", () => offer().focus());
    host.replaceChildren(h("strong", { role: "alert" }, question), button("keyed_delete_sure", remove), keep);
    keep.focus();
  };
  offer();
  return host;
}

/**
 * Batches that are not gone on with: of another version of the form they can only be saved.
 *
 * @param {object} around
 * @param {import("./keyed-store.js").KeyedStore} around.store
 * @param {import("./desk.js").FormInfo} around.form
 * @param {string} around.language
 * @param {(text: string, isProblem?: boolean) => void} around.tell
 * @param {(error: unknown) => void} around.fail
 * @param {(batch: Batch) => void} around.open
 * @param {Batch[]} batches
 * @returns {Promise<HTMLElement[]>}
 */
export async function otherBatches({ store, form, language, tell, fail, open }, batches) {
  const own = batches.filter((batch) => batch.form.id === form.id);
  const counts = await Promise.all(own.map(({ id }) => store.count(id)));
  const link = (/** @type {string} */ code, /** @type {() => unknown} */ act) =>
    h("button", { type: "button", className: "link", onclick: act }, say(code, language));
  const line = (/** @type {Batch} */ batch, /** @type {number} */ place) => {
    const count = counts[place] ?? 0;
    if (count === 0 && !batch.typing) return [];
    const save = async () => {
      const forms = await store.forms(batch.id);
      download(
        nameOf(batch, language),
        tableOf(
          batch,
          forms.map(({ cells }) => cells),
        ),
      );
    };
    const remove = async () => {
      const held = new AbortController();
      // Another page may be at it.
      if (await hold(batch.id, held.signal)) {
        await store.delete(batch.id);
        tell(say("keyed_deleted", language));
        item.remove();
      } else tell(say("keyed_elsewhere", language), true);
      held.abort();
    };
    const day = dayOf(batch.startedAt, language);
    const item = h(
      "li",
      {},
      `${say("keyed_batch", language, { day, version: batch.form.version, count })} `,
      batch.form.hash === form.hash && link("keyed_open", () => open(batch)),
      " ",
      link("keyed_save", () => void save().catch(fail)),
      " ",
      deleting({ language, count: async () => count, remove: () => remove().catch(fail) }),
    );
    return [item];
  };
  const lines = own.flatMap(line);
  if (lines.length === 0) return [];
  const summary = h("summary", {}, say("keyed_others", language, { count: lines.length }));
  return [h("details", { className: "keyed-others" }, summary, h("ul", {}, ...lines))];
}
