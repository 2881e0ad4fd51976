// Which forms are keyed a second time, and what the typist is told of that.
import { h } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./keyed-store.js").Keyed} Keyed */

/** How many forms in a hundred are offered for a second time. */
const SHARE = 10;
/** The smallest share of the forms, in hundredths. */
const LEAST_SHARE = 5;

/**
 * Forms to be keyed a second time: spread evenly over the batch from a place that nobody knows before. Only those that
 * a typist can find by their number.
 *
 * @param {Keyed[]} forms
 * @param {number} share In hundredths.
 * @returns {number[]} Their ids.
 */
export function sample(forms, share) {
  const numbers = new Map();
  for (const { cells } of forms) numbers.set(cells[0], (numbers.get(cells[0]) ?? 0) + 1);
  const found = forms.filter(({ cells }) => cells[0] && numbers.get(cells[0]) === 1);
  // Of all forms, not of those that can be found.
  const wanted = Math.min(found.length, Math.ceil((forms.length * Math.max(LEAST_SHARE, share)) / 100));
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  const start = random / 2 ** 32;
  const places = Array.from({ length: wanted }, (_, turn) =>
    Math.floor(((turn + start) * found.length) / wanted),
  );
  return places.flatMap((place) => found[place]?.id ?? []);
}

/**
 * @param {{ language: string, begin: (share: number) => void, compare: () => void }} around
 */
export function offerAgain({ language, begin, compare }) {
  const share = h("input", {
    id: "keyed-share",
    type: "number",
    min: String(LEAST_SHARE),
    max: "100",
    value: String(SHARE),
  });
  const button = (/** @type {string} */ code, /** @type {() => void} */ act) =>
    h("button", { type: "button", className: "secondary", onclick: act }, say(code, language));
  return h(
    "div",
    { className: "actions" },
    button("keyed_again", () => begin(Number(share.value) || SHARE)),
    h("label", { htmlFor: "keyed-share" }, say("keyed_share", language, { least: LEAST_SHARE })),
    share,
    button("keyed_compare", compare),
  );
}

/**
 * Says which forms are to be fetched, or that none is left.
 *
 * @param {HTMLElement} task
 * @param {{ language: string, numbers: string[], compare: () => void, end: () => void }} around
 */
export function showTask(task, { language, numbers, compare, end }) {
  const count = numbers.length;
  const button = (/** @type {string} */ code, /** @type {string} */ kind, /** @type {() => void} */ act) =>
    h("button", { type: "button", className: kind, onclick: act }, say(code, language));
  const toComparison = button("keyed_compare", count > 0 ? "secondary" : "primary", compare);
  task.replaceChildren(
    count > 0
      ? say("keyed_fetch", language, { numbers: numbers.join(", "), count })
      : say("keyed_fetch_done", language),
    " ",
    toComparison,
    " ",
    button("keyed_back", "secondary", end),
  );
  // Once the form that is hidden then has lost the focus.
  if (count === 0) queueMicrotask(() => toComparison.focus());
}
