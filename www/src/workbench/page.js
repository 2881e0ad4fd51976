// The officer's page: a form is chosen, a file dropped, its columns looked over; then it is checked, mended, counted
// and sent. Nothing leaves the machine before the last step.
import { h } from "./dom.js";
import { Checked } from "./checked.js";
import { Desk, Fault, Stopped } from "./desk.js";
import { remembered } from "./columns.js";
import { Intake } from "./intake.js";
import { Keying, waiting } from "./keyed.js";
import { matching } from "./matching.js";
import { Stage } from "./stage.js";
import { suiting } from "./suits.js";
import { say } from "./words.js";
import { moment } from "../moment.js";

/** @typedef {import("./desk.js").Look} Look */
/** @typedef {import("./desk.js").Hint} Hint */
/** @typedef {import("./desk.js").Mapping} Mapping */
/** @typedef {{ title: string, source: string }} Choice A form of the site. */

export class Page {
  #host;
  #files;
  #forms;
  /** @type {Desk | undefined} */
  #desk;
  /** @type {import("./desk.js").FormInfo | undefined} */
  #form;
  /** @type {import("./desk.js").Question[]} */
  #questions = [];
  /** @type {File | undefined} */
  #file;
  /** @type {Hint} */
  #hint = {};
  /** @type {Mapping | null} */
  #mapping = null;
  /** @type {string[]} */
  #by = [];
  /** @type {Checked | undefined} */
  #checked;
  /** @type {Keying | undefined} */
  #keying;
  /** Of the form that is chosen. */
  #source = "";
  #turn = 0;
  #work = new AbortController();

  #top = h("div", {});
  #stage;
  #tell;
  #intake;

  /**
   * @param {HTMLElement} host
   * @param {ShadowRoot} shadow
   * @param {{ worker: URL, engine: URL }} files Those beside the script.
   * @param {Choice[]} forms
   */
  constructor(host, shadow, files, forms) {
    this.#host = host;
    this.#files = files;
    this.#forms = forms;
    const language = () => this.#language;
    this.#stage = new Stage(language, this.#fail);
    this.#tell = this.#stage.tell;
    const root = h("div", { className: "root workbench" }, this.#top, ...this.#stage.elements);
    shadow.append(root);
    const { signal } = this.#work;
    const closed = () => (this.#checked?.isBusy ? "file_sending" : undefined);
    const take = (/** @type {File} */ file) => this.#take(file);
    this.#intake = new Intake({ language, closed, take, tell: this.#tell }, signal);
    const leaving = (/** @type {BeforeUnloadEvent} */ event) =>
      this.#checked?.isChanged && event.preventDefault();
    addEventListener("beforeunload", leaving, { signal });
    void this.#load(forms[0]?.source ?? "");
  }

  close() {
    this.#work.abort();
    this.#leave();
    this.#desk?.close();
  }

  /** Ends what is shown: nothing of it goes on unseen. Gives the turn of what comes next. */
  #leave() {
    this.#checked?.close();
    this.#checked = undefined;
    this.#keying?.close();
    this.#keying = undefined;
    return (this.#turn += 1);
  }

  get #language() {
    return this.#host.getAttribute("lang") || "vi";
  }

  /** @param {string} code @param {Record<string, string | number>} [values] */
  #say(code, values) {
    return say(code, this.#language, values);
  }

  /** @param {unknown} error */
  #fail = (error) => {
    if (error instanceof Stopped) return;
    if (error instanceof Fault && error.isSaid) {
      this.#tell(error.message, true);
      return;
    }
    const code = error instanceof Fault ? error.code : "";
    console.error("sipas-workbench:", error);
    this.#tell(this.#say(["broken", "not_held"].includes(code) ? code : "unreadable"), true);
    if (code === "broken") {
      this.#desk?.stop();
      this.#start();
    }
  };

  /** @param {string} source */
  async #load(source) {
    const turn = this.#leave();
    this.#desk?.close();
    this.#form = undefined;
    this.#source = source;
    this.#tell(this.#say("loading"));
    this.#stage.put();
    this.#head(source);
    try {
      if (!source) throw new Error("there is no link to a form in the element");
      const response = await fetch(source);
      if (!response.ok) throw new Error(`HTTP ${response.status}: ${source}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (turn !== this.#turn) return;
      this.#desk = new Desk(this.#files, bytes, this.#language);
      const { form, questions } = await this.#desk.opened();
      if (turn !== this.#turn) return;
      this.#form = form;
      this.#questions = questions;
      this.#by = form.results_by;
    } catch (error) {
      if (turn !== this.#turn || error instanceof Stopped) return;
      console.error("sipas-workbench:", error);
      this.#tell(this.#say("not_loaded"), true);
      const again = h(
        "button",
        { type: "button", className: "primary", onclick: () => void this.#load(source) },
        this.#say("retry"),
      );
      this.#stage.put(again);
      return;
    }
    this.#tell("");
    this.#head(source);
    // A file that was dropped before goes with the form that is chosen now.
    if (this.#file) await this.#look(this.#file, this.#hint);
    else this.#start();
  }

  /** The form that files are of. @param {string} source */
  #head(source) {
    const chosen = () => {
      if (this.#mayForget()) void this.#load(select.value);
      else select.value = source;
    };
    const select = h(
      "select",
      { id: "form", onchange: chosen },
      ...this.#forms.map((form) =>
        h("option", { value: form.source, selected: form.source === source }, form.title),
      ),
    );
    this.#top.replaceChildren(
      h(
        "p",
        { className: "setting" },
        h("label", { htmlFor: "form" }, this.#say("form")),
        " ",
        select,
        this.#form &&
          h("span", { className: "hint" }, ` ${this.#say("form_version", { version: this.#form.version })}`),
      ),
    );
  }

  /** No file yet. */
  #start(focuses = false) {
    this.#leave();
    this.#file = undefined;
    this.#hint = {};
    const heading = this.#stage.heading("file_heading", "file");
    this.#stage.put(heading, ...this.#intake.elements(), this.#keyed());
    if (focuses) this.#stage.focus();
  }

  /** Paper forms are keyed in, in place of a file. */
  #keyed() {
    const waits = h("p", { className: "hint" });
    const form = this.#form;
    const tell = (/** @type {number} */ count) =>
      count > 0 && (waits.textContent = this.#say("keyed_waiting", { count }));
    if (form) void waiting(form).then(tell, this.#fail);
    const key = () => {
      if (!form || !this.#desk) return;
      this.#tell("");
      this.#leave();
      this.#keying = new Keying({
        desk: this.#desk,
        form,
        questions: this.#questions,
        language: this.#language,
        tell: this.#tell,
        fail: this.#fail,
        hand: (file, hint, mapping) => void this.#look(file, hint, mapping),
        leave: () => this.#start(true),
      });
      this.#stage.show(this.#keying.element);
    };
    return h(
      "div",
      { className: "keyed-offer" },
      h("button", { type: "button", className: "secondary", onclick: key }, this.#say("keyed")),
      waits,
    );
  }

  /** Whether what was mended may be given up. */
  #mayForget() {
    return !this.#checked?.isChanged || confirm(this.#say("forget_mended"));
  }

  /** A file came in: it waits for a form that is still being loaded. @param {File} file */
  #take(file) {
    if (this.#form) {
      void this.#look(file, {});
      return;
    }
    this.#file = file;
    this.#hint = {};
    this.#tell(this.#say("file_waits", { file: file.name }));
  }

  /**
   * Looks at a file and shows its columns.
   *
   * @param {File} file
   * @param {Hint} hint
   * @param {Mapping} [mapping] Where it is known: then it is checked at once.
   * @param {() => void} [back] Shows what is there where it is stopped or cannot be read.
   */
  async #look(file, hint, mapping, back = () => this.#start(true)) {
    if (!this.#mayForget()) return;
    const desk = /** @type {Desk} */ (this.#desk);
    // What is going on is of the file before.
    if (this.#stage.isBusy) desk.stop();
    const turn = this.#leave();
    const isOther = file !== this.#file;
    this.#file = file;
    this.#hint = hint;
    this.#tell("");
    const look = await this.#busy("looking", async () => {
      // Results that were added to those of another file are not part of this one's.
      if (isOther && desk.merged > 0) await desk.forgetMerged();
      return desk.look(file, hint);
    });
    if (turn !== this.#turn) return;
    if (!look) {
      back();
      return;
    }
    const sheet = look.sheets?.find(({ chosen }) => chosen)?.name;
    this.#hint = { ...hint, sheet };
    // Documents name their questions themselves.
    if (!look.mapping) {
      this.#mapping = null;
      await this.#check(look);
      return;
    }
    const known = mapping ?? remembered(look, this.#questions);
    this.#mapping = known ?? look.mapping;
    this.#columns(look, Boolean(known));
    if (mapping) await this.#check(look);
  }

  /**
   * @param {Look} look
   * @param {boolean} isKnown Whether it is matched as a file before.
   */
  #columns(look, isKnown) {
    const file = /** @type {File} */ (this.#file);
    const hint = this.#hint;
    const back = () => {
      this.#hint = hint;
      this.#columns(look, isKnown);
    };
    const { elements, go } = matching({
      language: this.#language,
      file,
      hint,
      look,
      mapping: /** @type {Mapping} */ (this.#mapping),
      isKnown,
      questions: this.#questions,
      by: this.#by,
      grouped: (by) => (this.#by = by),
      check: () => void this.#check(look),
      again: (hint) => void this.#look(file, hint, undefined, back),
      suiting: () => {
        const others = this.#forms.filter(({ source }) => source !== this.#source);
        return suiting(this.#files, others, file, this.#language);
      },
      choose: ({ source }) => void this.#load(source),
    });
    this.#stage.show(
      this.#stage.heading("columns_heading", "columns"),
      ...elements,
      h("p", { className: "actions" }, go, " ", this.#otherFile()),
    );
  }

  #otherFile() {
    const other = () => {
      if (!this.#mayForget()) return;
      this.#tell("");
      this.#start(true);
    };
    return h("button", { type: "button", className: "secondary", onclick: other }, this.#say("other_file"));
  }

  /**
   * Reads a file, which is ended with everything.
   *
   * @template Result
   * @param {string} code What is going on.
   * @param {(progress: (progress: import("./desk.js").Progress) => void) => Promise<Result>} work
   */
  #busy(code, work) {
    const desk = /** @type {Desk} */ (this.#desk);
    return this.#stage.busy(code, work, () => desk.stop());
  }

  /** @param {Look} look */
  async #check(look) {
    const file = /** @type {File} */ (this.#file);
    const desk = /** @type {Desk} */ (this.#desk);
    const setup = {
      mapping: this.#mapping,
      hint: { ...this.#hint, header: look.header },
      by: this.#by,
      now: moment(),
    };
    const turn = this.#leave();
    const told = await this.#busy("checking", (progress) => desk.check(file, setup, progress));
    if (turn !== this.#turn) return;
    if (!told) {
      if (look.mapping) this.#stage.focus();
      else this.#start(true);
      return;
    }
    const { rows, refused } = told;
    if (rows === 0) this.#tell(this.#say("nothing_read"), true);
    else this.#tell(this.#say("checked", { rows, counted: rows - refused, refused }));
    const freeze = (/** @type {boolean} */ isBusy, /** @type {HTMLElement} */ element) => {
      this.#top.inert = isBusy;
      this.#stage.freeze(isBusy, element);
    };
    const around = {
      host: this.#host,
      desk,
      form: /** @type {import("./desk.js").FormInfo} */ (this.#form),
      questions: this.#questions,
      language: this.#language,
      file,
      kind: look.kind,
      setup,
      stage: this.#stage,
      fail: this.#fail,
      freeze,
    };
    const checked = (this.#checked = new Checked(around, told));
    const back = () => {
      if (!this.#mayForget()) return;
      this.#leave();
      this.#columns(look, false);
    };
    this.#stage.show(
      ...checked.elements,
      h(
        "p",
        { className: "actions" },
        look.mapping !== undefined &&
          h(
            "button",
            { type: "button", className: "secondary", onclick: back },
            this.#say("columns_heading"),
          ),
        " ",
        this.#otherFile(),
      ),
    );
    await checked.count();
  }
}
