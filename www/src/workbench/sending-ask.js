// Nothing is sent by one slip: it is asked for twice, where it goes to and how many are named, and the second button is
// elsewhere. What was sent from another file is left out, unless the officer says otherwise.
import { h } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./sent-before.js").Shared} Shared */

/**
 * @typedef {object} Asked
 * @property {string} language
 * @property {string} address Where it goes.
 * @property {number} count How many are sent.
 * @property {number} again How many of them were sent before.
 * @property {number} before How many were left out, where nothing else is left.
 * @property {boolean} isKnown Whether some of the file were sent before.
 * @property {number} refused How many are not sent.
 * @property {number} incomplete How many lack an answer that is required.
 * @property {Shared | undefined} shared What other files have of it; it is asked for the second time already.
 * @property {boolean} isWhole Whether what other files have is sent as well, unless the officer says otherwise.
 * @property {() => Promise<boolean>} compare Finds that out; `false` where nothing is to be found out.
 * @property {(isWhole: boolean) => void} send
 */

/** So many other files are named. */
const NAMED = 3;

/** @param {Asked} asked */
export function asking({ language, address, again, isKnown, refused, incomplete, shared, ...asked }) {
  const words = (/** @type {string} */ code, values = {}) => say(code, language, values);
  const button = (
    /** @type {string} */ className,
    /** @type {string} */ text,
    /** @type {() => void} */ act,
  ) => h("button", { type: "button", className, onclick: act }, text);
  const place = h("div", { className: "send-next" });
  let isAsking = false;
  const ask = button(
    "primary send-ask",
    asked.before > 0
      ? words("send_before_too", { count: asked.before })
      : isKnown
        ? words("send_more")
        : words("send_button", { count: asked.count }),
    async () => {
      if (isAsking) return;
      isAsking = true;
      if (!(await asked.compare())) {
        place.replaceChildren(confirm);
        sure.focus();
      }
      isAsking = false;
    },
  );
  const offer = h(
    "div",
    {},
    h(
      "p",
      {},
      words("send_where", { address }),
      refused > 0 ? ` ${words("send_without", { count: refused })}` : "",
    ),
    incomplete > 0 && h("p", { className: "hint" }, words("send_incomplete", { count: incomplete })),
    h("p", { className: "actions" }, ask),
  );
  const sure = h("p", { id: "send-sure", className: "send-sure", tabIndex: -1 });
  const yes = button("primary", "", () => asked.send(isWhole));
  let isWhole = asked.isWhole;
  /** Says how many go, as was chosen. */
  const tell = () => {
    const count = shared ? shared.due - (isWhole ? 0 : shared.left.size) : asked.count;
    sure.textContent = words(count > 0 ? "send_sure" : "send_sure_none", { count, address });
    yes.textContent = words(count > 0 ? "send_yes" : "send_yes_none", { count });
  };
  tell();
  const back = () => {
    place.replaceChildren(offer);
    ask.focus();
  };
  const choose = (/** @type {boolean} */ chosen) => {
    isWhole = chosen;
    tell();
  };
  const confirm = h(
    "div",
    { className: "send-confirm", role: "group", "aria-labelledby": "send-sure" },
    sure,
    again > 0 && h("p", {}, words("send_again", { count: again })),
    shared && shared.left.size > 0 && choice(shared, language, isWhole, choose),
    h("p", { className: "hint" }, words("send_sure_hint")),
    h("p", { className: "actions" }, button("secondary", words("cancel"), back), " ", yes),
  );
  place.append(shared ? confirm : offer);
  return place;
}

/**
 * What other files have of it, and what is to become of that.
 *
 * @param {Shared} shared
 * @param {string} language
 * @param {boolean} isWhole
 * @param {(isWhole: boolean) => void} choose
 */
function choice({ due, left, files }, language, isWhole, choose) {
  const words = (/** @type {string} */ code, values = {}) => say(code, language, values);
  const named = files.slice(0, NAMED).map((file) => otherFile(file, language));
  const more = files.length - named.length;
  if (more > 0) named.push(words("send_shared_more", { count: more }));
  const option = (/** @type {boolean} */ value, /** @type {string} */ text) =>
    h(
      "label",
      {},
      h("input", {
        type: "radio",
        name: "send-shared",
        checked: value === isWhole,
        onchange: () => choose(value),
      }),
      " ",
      text,
    );
  return h(
    "fieldset",
    { className: "send-shared" },
    h(
      "legend",
      {},
      words("send_shared", {
        count: left.size,
        all: due,
        files: named.join(", ") || words("send_shared_gone"),
      }),
    ),
    option(false, words("send_shared_leave", { count: left.size })),
    option(true, words("send_shared_all", { count: due })),
  );
}

/** What another file is called. @param {import("./ledger.js").Other} other @param {string} language */
export const otherFile = ({ name, at }, language) =>
  say("send_other_file", language, {
    name,
    day: new Date(at).toLocaleDateString(language === "en" ? "en-GB" : "vi"),
  });
