// Nothing is sent by one slip: it is asked for twice, where it goes to and how many are named, and the second button is
// elsewhere.
import { h } from "./dom.js";
import { say } from "./words.js";

/**
 * @typedef {object} Asked
 * @property {string} language
 * @property {string} address Where it goes.
 * @property {number} count How many are sent.
 * @property {number} again How many of them were sent before.
 * @property {boolean} isKnown Whether some of the file were sent before.
 * @property {number} refused How many are not sent.
 * @property {number} incomplete How many lack an answer that is required.
 * @property {() => void} send
 */

/** @param {Asked} asked */
export function asking({ language, address, count, again, isKnown, refused, incomplete, send }) {
  const words = (/** @type {string} */ code, values = {}) => say(code, language, values);
  const button = (
    /** @type {string} */ className,
    /** @type {string} */ text,
    /** @type {() => void} */ act,
  ) => h("button", { type: "button", className, onclick: act }, text);
  const place = h("div", { className: "send-next" });
  const ask = button(
    "primary send-ask",
    isKnown ? words("send_more") : words("send_button", { count }),
    () => {
      place.replaceChildren(confirm);
      sure.focus();
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
  const sure = h(
    "p",
    { id: "send-sure", className: "send-sure", tabIndex: -1 },
    words("send_sure", { count, address }),
  );
  const back = () => {
    place.replaceChildren(offer);
    ask.focus();
  };
  const confirm = h(
    "div",
    { className: "send-confirm", role: "group", "aria-labelledby": "send-sure" },
    sure,
    again > 0 && h("p", {}, words("send_again", { count: again })),
    h("p", { className: "hint" }, words("send_sure_hint")),
    h(
      "p",
      { className: "actions" },
      button("secondary", words("cancel"), back),
      " ",
      button("primary", words("send_yes", { count }), send),
    ),
  );
  place.append(offer);
  return place;
}
