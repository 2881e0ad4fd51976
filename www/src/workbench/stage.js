// What the page shows: a line that tells, and below it one step of the work at a time, which waits while something
// takes its time.
import { h } from "./dom.js";
import { say, size } from "./words.js";

export class Stage {
  #language;
  #fail;
  #told = h("p", { className: "told", role: "status" });
  #alert = h("p", { className: "told problem", role: "alert" });
  #place = h("div", { className: "stage" });
  elements = [this.#alert, this.#told, this.#place];
  /** How much is going on. */
  #works = 0;

  /**
   * @param {() => string} language
   * @param {(error: unknown) => void} fail Is told what went wrong in what was busy.
   */
  constructor(language, fail) {
    this.#language = language;
    this.#fail = fail;
  }

  /** @param {string} code @param {Record<string, string | number>} [values] */
  #say(code, values) {
    return say(code, this.#language(), values);
  }

  /** @param {string} text @param {boolean} [isProblem] */
  tell = (text, isProblem = false) => {
    this.#told.textContent = isProblem ? "" : text;
    this.#alert.textContent = isProblem ? text : "";
    if (isProblem) this.#alert.scrollIntoView({ block: "nearest" });
  };

  /** @param {string} code @param {string} id */
  heading(code, id) {
    return h("h2", { id, tabIndex: -1 }, this.#say(code));
  }

  /** Shows a step. @param {(Node | false)[]} content */
  put(...content) {
    this.#place.replaceChildren(...content.filter((node) => node !== false));
  }

  /** Shows a step from its heading on. @param {(Node | false)[]} content */
  show(...content) {
    this.put(...content);
    this.focus();
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.#place.querySelector("h2"))?.focus();
  }

  get isBusy() {
    return this.#works > 0;
  }

  /** Keeps all of the step still but one part of it. @param {boolean} isStill @param {HTMLElement} but */
  freeze(isStill, but) {
    for (const other of this.#place.children) {
      if (other !== but) /** @type {HTMLElement} */ (other).inert = isStill;
    }
  }

  /**
   * Reads the whole file, or what else takes its time: with a bar, and a button that ends it.
   *
   * @template Result
   * @param {string} code What is going on.
   * @param {(progress: (progress: import("./desk.js").Progress) => void) => Promise<Result>} work
   * @param {() => void} end Ends it.
   * @returns {Promise<Result | undefined>} Nothing where it was stopped or failed.
   */
  async busy(code, work, end) {
    const bar = h("progress", { max: 1, "aria-label": this.#say(code) });
    const line = h("p", { className: "progress-line" }, this.#say(code));
    let isStopped = false;
    const stop = h(
      "button",
      {
        type: "button",
        className: "secondary",
        onclick: () => {
          isStopped = true;
          end();
        },
      },
      this.#say("stop"),
    );
    const shown = h("div", { className: "busy" }, line, bar, stop);
    const before = /** @type {ShadowRoot} */ (this.#place.getRootNode()).activeElement;
    this.#place.before(shown);
    this.#place.inert = true;
    this.#works += 1;
    stop.focus();
    try {
      return await work(({ bytes, size: all, rows }) => {
        bar.value = all > 0 ? bytes / all : 0;
        const language = this.#language();
        const values = { rows, done: size(bytes, language), size: size(all, language) };
        line.textContent = `${this.#say(code)}: ${this.#say("progress", values)}`;
      });
    } catch (error) {
      if (isStopped) this.tell(this.#say("stopped"));
      else this.#fail(error);
      return undefined;
    } finally {
      shown.remove();
      // Another may have begun since.
      this.#works -= 1;
      this.#place.inert = this.isBusy;
      // The button that had it is gone; where another step is shown, that takes it.
      const { activeElement } = /** @type {ShadowRoot} */ (this.#place.getRootNode());
      if (before instanceof HTMLElement && !activeElement) before.focus({ preventScroll: true });
    }
  }
}
