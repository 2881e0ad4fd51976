// The fields of a paper form as a typist fills them: each takes keys and says where to go from there.
import { h } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Question} Question */
/** @typedef {{ key: string, repeat?: boolean, stores?: boolean }} Key `stores`: it stores the form wherever it is pressed. */
/** Where a key leads: to the next field, back, nowhere but it is used up, or it is the browser's. @typedef {"next" | "back" | "used" | ""} Way */
/**
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {string} help How it is filled, for people who look at it.
 * @property {() => string} get The text of its cell.
 * @property {(text: string) => void} set
 * @property {() => void} focus
 * @property {(key: Key) => Way} key
 * @property {(messages: string[]) => void} fault What is wrong with it.
 * @property {(text: string) => string} read What the text of a cell means, for people.
 * @property {((key: string) => void) | undefined} type Takes a key that could not reach it.
 * @property {() => boolean} [isHeld] Whether it holds back what is typed, after a key that answers nothing.
 */
/**
 * @typedef {object} Around
 * @property {string} id
 * @property {string} labelled The id of its label.
 * @property {string} language
 * @property {() => void} changed
 */

/** From how many choices on they are searched. */
const MAX_KEYS = 9;
/** How many matches are shown. */
const MAX_SHOWN = 8;
/** Of what no cell is keyed: the engine computes them, or they have rows of their own. */
const NOT_KEYED = ["hidden", "calculate", "repeat", "note", "group", "check"];

/** @param {Question} question */
export const isKeyed = ({ type }) => !NOT_KEYED.includes(type);

/** @param {Question} question */
export const isLong = ({ type, choices }) => type === "select_one" && choices.length > MAX_KEYS;

/** A text without marks and capitals, in words. @param {string} text */
const folded = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("đ", "d")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/**
 * The key of each choice: its name where all names are digits, else its place.
 *
 * @param {{ name: string }[]} choices
 */
export function keysOf(choices) {
  const isNamed = choices.every(({ name }) => /^\d$/.test(name));
  return choices.map(({ name }, place) => (isNamed ? name : place < MAX_KEYS ? String(place + 1) : ""));
}

/** @param {HTMLElement} host @param {HTMLElement} marked */
function faults(host, marked, /** @type {string} */ id) {
  const told = h("p", { id: `${id}-fault`, className: "error-text", hidden: true });
  host.append(told);
  return (/** @type {string[]} */ messages, isSudden = false) => {
    // What comes while someone types is said at once; what is read with the field is not.
    if (isSudden) told.setAttribute("role", "alert");
    else told.removeAttribute("role");
    told.hidden = messages.length === 0;
    told.textContent = messages.join(" ");
    if (messages.length === 0) {
      marked.removeAttribute("aria-describedby");
      marked.removeAttribute("aria-invalid");
    } else {
      marked.setAttribute("aria-describedby", told.id);
      if (marked.matches("input")) marked.setAttribute("aria-invalid", "true");
    }
  };
}

/** What every field takes. @param {Key} key @returns {Way} */
const moves = ({ key, repeat }) => (key === "Backspace" && !repeat ? "back" : key === "Enter" ? "next" : "");

/**
 * Holds back what is typed after a key that no choice has: who looks at the paper sees it late, and every key since is
 * of another question. The key that goes back takes the wrong one away.
 *
 * @param {string[]} keys
 * @param {string} language
 * @param {(messages: string[], isSudden?: boolean) => void} fault
 * @param {(key: Key) => Way} take Takes the keys of the field.
 */
function guarded(keys, language, fault, take) {
  let isHeld = false;
  const free = () => {
    if (isHeld) fault([]);
    isHeld = false;
  };
  return {
    /** Something was chosen otherwise. */
    free,
    isHeld: () => isHeld,
    key(/** @type {Key} */ key) {
      const isSign = key.key.length === 1 && key.key !== " ";
      if (isHeld) {
        if (key.key === "Backspace" && !key.repeat) free();
        else if (!isSign && !["Enter", "Backspace"].includes(key.key)) return take(key);
        return /** @type {Way} */ ("used");
      }
      if (!isSign || key.key === "0" || key.key === "+" || keys.includes(key.key)) return take(key);
      isHeld = true;
      const known = keys.filter(Boolean).join(", ");
      fault([say("keyed_no_key", language, { key: key.key, keys: known })], true);
      return /** @type {Way} */ ("used");
    },
  };
}

/**
 * One of at most nine choices: its digit, and on.
 *
 * @param {Question} question
 * @param {Around} around
 * @returns {Field}
 */
function one({ name, choices }, { id, labelled, language, changed }) {
  const keys = keysOf(choices);
  const radios = choices.map((choice) =>
    h("input", { type: "radio", name: id, value: choice.name, onchange: () => pick(choice.name, true) }),
  );
  const picked = h("span", { className: "keyed-picked", "aria-hidden": "true" });
  const boxes = choices.map(({ label }, place) =>
    h(
      "label",
      { className: "keyed-key", title: label },
      /** @type {HTMLElement} */ (radios[place]),
      h("span", { "aria-hidden": "true" }, keys[place]),
      h("span", { className: "visually-hidden" }, `${keys[place]} ${label}`),
    ),
  );
  const group = h(
    "div",
    { className: "keyed-keys", role: "radiogroup", "aria-labelledby": labelled },
    ...boxes,
  );
  const element = h("div", { className: "keyed-field", "data-question": name }, group, picked);
  // What no choice has stays as it was typed elsewhere, until something is picked.
  let text = "";
  const read = (/** @type {string} */ text) => choices.find(({ name }) => name === text)?.label ?? text;
  const set = (/** @type {string} */ value) => {
    guard.free();
    text = value;
    for (const radio of radios) radio.checked = radio.value === value;
    picked.textContent = read(value);
  };
  const pick = (/** @type {string} */ value, isSet = false) => {
    if (isSet || value !== text) {
      set(value);
      changed();
    }
  };
  const help = choices.map(({ label }, place) => `${keys[place]} ${label}`).join(" · ");
  const fault = faults(element, group, id);
  const guard = guarded(keys, language, fault, (key) => {
    const place = keys.indexOf(key.key);
    if (place >= 0) pick(/** @type {{ name: string }} */ (choices[place]).name);
    else if (key.key === "0") pick("");
    else if (key.key !== " ") return moves(key);
    return key.repeat ? "used" : "next";
  });
  return {
    element,
    help,
    get: () => text,
    set,
    focus: () => (radios.find(({ checked }) => checked) ?? radios[0])?.focus(),
    key: guard.key,
    isHeld: guard.isHeld,
    fault,
    read,
    type: undefined,
  };
}

/**
 * Several choices: digits put them in and out, in the order of the keys where they are ranked.
 *
 * @param {Question} question
 * @param {Around} around
 * @returns {Field}
 */
function several({ name, type, choices }, { id, labelled, language, changed }) {
  const keys = keysOf(choices);
  /** @type {string[]} */
  let names = [];
  const boxes = choices.map((choice) =>
    h("input", { type: "checkbox", value: choice.name, onchange: () => toggle(choice.name) }),
  );
  const picked = h("span", { className: "keyed-picked", "aria-hidden": "true" });
  const group = h(
    "div",
    { className: "keyed-keys", role: "group", "aria-labelledby": labelled },
    ...choices.map(({ label }, place) =>
      h(
        "label",
        { className: "keyed-key", title: label },
        /** @type {HTMLElement} */ (boxes[place]),
        h("span", { "aria-hidden": "true" }, keys[place] || label),
        h("span", { className: "visually-hidden" }, `${keys[place]} ${label}`),
      ),
    ),
  );
  const element = h("div", { className: "keyed-field", "data-question": name }, group, picked);
  const labels = (/** @type {string[]} */ names) =>
    names
      .map((name) => choices.find((choice) => choice.name === name)?.label ?? name)
      .join(type === "rank" ? " › " : "; ");
  const show = () => {
    boxes.forEach((box) => (box.checked = names.includes(box.value)));
    picked.textContent = labels(names);
  };
  const toggle = (/** @type {string} */ name) => {
    guard.free();
    const isIn = names.includes(name);
    names = isIn ? names.filter((other) => other !== name) : [...names, name];
    if (type !== "rank") names = choices.map(({ name }) => name).filter((name) => names.includes(name));
    show();
    changed();
  };
  const split = (/** @type {string} */ text) => text.split(";").filter(Boolean);
  const fault = faults(element, group, id);
  const guard = guarded(keys, language, fault, (key) => {
    const place = keys.indexOf(key.key);
    if (place >= 0) {
      if (!key.repeat) toggle(/** @type {{ name: string }} */ (choices[place]).name);
      return "used";
    }
    if (key.key !== "0") return moves(key);
    names = [];
    show();
    changed();
    return "next";
  });
  return {
    element,
    help: `${choices.map(({ label }, place) => `${keys[place]} ${label}`).join(" · ")}. ${say("keyed_help_several", language)}`,
    get: () => names.join(";"),
    set(text) {
      guard.free();
      names = split(text);
      show();
    },
    focus: () => boxes[0]?.focus(),
    key: guard.key,
    isHeld: guard.isHeld,
    fault,
    read: (text) => labels(split(text)),
    type: undefined,
  };
}

/**
 * A text, number or date; also the number of the form.
 *
 * @param {{ name: string, type: string }} question
 * @param {Around} around
 * @returns {Field & { input: HTMLInputElement }}
 */
export function written({ name, type }, { id, labelled, language, changed }) {
  // Whether it is as it was come upon, all of it selected: then the key that goes back does not delete it.
  let isUntouched = false;
  const input = h("input", {
    id,
    type: "text",
    autocomplete: "off",
    spellcheck: false,
    "aria-labelledby": labelled,
    onpointerdown: () => (isUntouched = false),
    oninput: () => {
      isUntouched = false;
      changed();
    },
  });
  if (type === "integer" || type === "range") input.inputMode = "numeric";
  if (type === "decimal") input.inputMode = "decimal";
  const element = h("div", { className: "keyed-field", "data-question": name }, input);
  const help = say(type === "date" ? "keyed_help_date" : "keyed_help_text", language);
  return {
    element,
    input,
    help,
    get: () => input.value.trim(),
    set: (text) => (input.value = text),
    focus() {
      input.focus();
      input.select();
      isUntouched = true;
    },
    key(key) {
      if (key.key === "Backspace" && input.value !== "" && !isUntouched) return "";
      isUntouched &&= key.key === "Backspace";
      return moves(key);
    },
    fault: faults(element, input, id),
    read: (text) => text,
    type(key) {
      if (key === "Backspace") input.value = input.value.slice(0, -1);
      else if (key.length === 1) input.value += key;
      changed();
    },
  };
}

/**
 * One of many choices: searched by letters without marks, Enter takes the first.
 *
 * @param {Question} question
 * @param {Around} around
 * @returns {Field}
 */
function searched({ name, choices }, around) {
  const { id, labelled, language, changed } = around;
  const field = written({ name, type: "text" }, { ...around, changed: () => search() });
  const { input, element } = field;
  const list = h("ul", { id: `${id}-list`, role: "listbox", "aria-labelledby": labelled, hidden: true });
  for (const [key, value] of Object.entries({
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
  })) {
    input.setAttribute(key, value);
  }
  input.after(list);
  const index = choices.map((choice) => ({ choice, words: folded(choice.label) }));
  /** @type {typeof choices} */
  let found = [];
  let active = 0;
  const read = (/** @type {string} */ text) => choices.find(({ name }) => name === text)?.label ?? text;
  const byLabel = (/** @type {string} */ text) => choices.find(({ label }) => label === text);

  /** Every word that was typed begins one of the label; what stands nearer its beginning comes first. */
  function matches() {
    const text = input.value.trim();
    if (choices.some(({ name }) => name === text)) return choices.filter(({ name }) => name === text);
    const typed = folded(text);
    if (typed.length === 0) return [];
    return index
      .map(({ choice, words }) => {
        const places = typed.map((piece) => words.findIndex((word) => word.startsWith(piece)));
        const phrase = words.join(" ").indexOf(typed.join(" "));
        const order = phrase < 0 ? 1_000 + Math.max(...places) : phrase + (words.length - typed.length);
        return { choice, order: places.includes(-1) ? -1 : order };
      })
      .filter(({ order }) => order >= 0)
      .sort((one, other) => one.order - other.order)
      .map(({ choice }) => choice);
  }
  function show() {
    const isOpen = found.length > 0;
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) input.setAttribute("aria-activedescendant", `${id}-${active}`);
    else input.removeAttribute("aria-activedescendant");
    list.replaceChildren(
      ...found.slice(0, MAX_SHOWN).map((choice, place) =>
        h(
          "li",
          {
            id: `${id}-${place}`,
            role: "option",
            "aria-selected": String(place === active),
            // Before the field loses the focus.
            onpointerdown: (/** @type {Event} */ event) => {
              event.preventDefault();
              take(choice);
            },
          },
          choice.label,
        ),
      ),
    );
  }
  function search() {
    active = 0;
    found = byLabel(input.value) ? [] : matches();
    show();
    changed();
  }
  function take(/** @type {{ label: string }} */ choice) {
    input.value = choice.label;
    close();
    changed();
  }
  function close() {
    found = [];
    show();
  }
  input.addEventListener("blur", close);
  return {
    ...field,
    help: say("keyed_help_search", language),
    get: () => byLabel(input.value.trim())?.name ?? input.value.trim(),
    set(text) {
      input.value = read(text);
      close();
    },
    read,
    key(key) {
      const step = key.key === "ArrowDown" ? 1 : key.key === "ArrowUp" ? -1 : 0;
      const shown = Math.min(found.length, MAX_SHOWN);
      if (step !== 0 && shown > 0) {
        active = (active + step + shown) % shown;
        show();
        return "used";
      }
      if (key.key === "Escape" && shown > 0) {
        close();
        return "used";
      }
      if (key.key !== "Enter") return field.key(key);
      const choice = found[active] ?? matches()[0];
      if (choice && !byLabel(input.value.trim())) take(choice);
      if (input.value.trim() === "" || byLabel(input.value.trim())) {
        field.fault([]);
        return "next";
      }
      field.fault([say("keyed_no_match", language)]);
      return "used";
    },
  };
}

/** @param {Question} question @param {Around} around @returns {Field} */
export function fieldOf(question, around) {
  const { type, choices } = question;
  if (isLong(question)) return searched(question, around);
  if (type === "select_one" && choices.length > 0) return one(question, around);
  if (type === "select_multiple" || type === "rank") return several(question, around);
  if (type === "acknowledge") {
    const yes = [{ name: "1", label: say("keyed_yes", around.language) }];
    return one({ ...question, choices: yes }, around);
  }
  return written(question, around);
}
