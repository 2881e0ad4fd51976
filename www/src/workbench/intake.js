// The ways a file comes in: chosen, dropped anywhere on the page, or pasted from a spreadsheet.
import { choose, h } from "./dom.js";
import { dropped } from "./drop.js";
import { say } from "./words.js";

/** What the browser's dialog shows; whatever else is dropped is looked at all the same. */
const ACCEPT = ".csv,.tsv,.txt,.xlsx,.json,.ndjson,.jsonl";

/**
 * @typedef {object} Around
 * @property {() => string} language
 * @property {() => string | undefined} closed Why no file can be taken now.
 * @property {(file: File) => void} take
 * @property {(text: string, isProblem?: boolean) => void} tell
 */

export class Intake {
  #around;

  /** @param {Around} around @param {AbortSignal} signal Ends its listening. */
  constructor(around, signal) {
    this.#around = around;
    // A file may be dropped anywhere on the page: the browser would open it in place of the page.
    for (const event of ["dragover", "drop"]) {
      document.addEventListener(event, (event) => this.#dragged(/** @type {DragEvent} */ (event)), {
        signal,
      });
    }
    document.addEventListener("paste", (event) => this.#pasted(event), { signal });
  }

  /** @param {string} code */
  #say(code) {
    return say(code, this.#around.language());
  }

  /** What a file is given by, where there is none yet. */
  elements() {
    const open = () => choose(ACCEPT, (file) => this.#around.take(file));
    const area = h("textarea", { id: "paste", rows: 8, spellcheck: false });
    const pasting = h(
      "form",
      {
        className: "pasting",
        hidden: true,
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.#table(area.value);
        },
      },
      h("label", { htmlFor: "paste" }, this.#say("paste_label")),
      area,
      h("button", { type: "submit", className: "primary" }, this.#say("paste_take")),
    );
    const paste = () => {
      pasting.hidden = false;
      area.focus();
    };
    const drop = h(
      "div",
      { className: "drop" },
      h("p", {}, this.#say("drop")),
      h(
        "p",
        { className: "actions" },
        h("button", { type: "button", className: "primary", onclick: open }, this.#say("choose")),
        " ",
        h("button", { type: "button", className: "secondary", onclick: paste }, this.#say("paste")),
      ),
      h("p", { className: "hint" }, this.#say("kinds")),
    );
    return [drop, pasting];
  }

  /** @param {DragEvent} event */
  #dragged(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (event.type === "drop" && this.#isOpen()) this.#receive(dropped(event.dataTransfer));
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const [target] = event.composedPath();
    const isTyping = target instanceof Element && target.matches("input, textarea, select");
    if (isTyping || !event.clipboardData) return;
    const text = event.clipboardData.getData("text/plain");
    if (!text.trim() && event.clipboardData.files.length === 0) return;
    event.preventDefault();
    if (!this.#isOpen()) return;
    if (text.trim()) this.#table(text);
    else this.#receive(dropped(event.clipboardData));
  }

  /** Whether a file can be taken; where not, the officer is told. */
  #isOpen() {
    const closed = this.#around.closed();
    if (closed) this.#around.tell(this.#say(closed), true);
    return !closed;
  }

  /** @param {import("./drop.js").Dropped} dropped */
  #receive({ file, wrong }) {
    if (file) this.#around.take(file);
    else if (wrong) this.#around.tell(this.#say(wrong), true);
  }

  /** @param {string} text A table from the clipboard. */
  #table(text) {
    if (text.trim()) this.#around.take(new File([text], `${this.#say("pasted")}.tsv`));
  }
}
