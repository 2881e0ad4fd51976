// The officer's page: a form is chosen, a file dropped, its columns looked over; then it is checked, mended, counted
// and sent. Nothing leaves the machine before the last step.
import { h, choose } from "./dom.js";
import { Desk, Fault, Stopped } from "./desk.js";
import { columnsTable, remember, remembered } from "./columns.js";
import { dropped } from "./drop.js";
import { Issues, saveRefused } from "./issues.js";
import { Keying, waiting } from "./keyed.js";
import { originOf } from "./keyed-origin.js";
import { Results } from "./results.js";
import { Sending } from "./sending.js";
import { count, say, size } from "./words.js";
import { moment } from "../moment.js";

/** @typedef {import("./desk.js").Look} Look */
/** @typedef {import("./desk.js").Hint} Hint */
/** @typedef {import("./desk.js").Mapping} Mapping */
/** @typedef {{ title: string, source: string }} Choice A form of the site. */

/** What the browser's dialog shows; whatever else is dropped is looked at all the same. */
const ACCEPT = ".csv,.tsv,.txt,.xlsx,.json,.ndjson,.jsonl";
const DELIMITERS = { comma: ",", semicolon: ";", tab: "\t" };

export class Page {
  #host;
  #shadow;
  #worker;
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
  /** @type {Issues | undefined} */
  #issues;
  /** @type {Results | undefined} */
  #results;
  /** @type {Sending | undefined} */
  #sending;
  /** @type {Keying | undefined} */
  #keying;
  #turn = 0;
  #work = new AbortController();

  #told = h("p", { className: "told", role: "status" });
  #alert = h("p", { className: "told problem", role: "alert" });
  #top = h("div", {});
  #stage = h("div", { className: "stage" });

  /**
   * @param {HTMLElement} host
   * @param {ShadowRoot} shadow
   * @param {URL} worker
   * @param {Choice[]} forms
   */
  constructor(host, shadow, worker, forms) {
    this.#host = host;
    this.#shadow = shadow;
    this.#worker = worker;
    this.#forms = forms;
    const root = h("div", { className: "root workbench" }, this.#top, this.#alert, this.#told, this.#stage);
    shadow.append(root);
    const { signal } = this.#work;
    // A file may be dropped anywhere on the page: the browser would open it in place of the page.
    for (const event of ["dragover", "drop"]) {
      document.addEventListener(event, (event) => this.#dragged(/** @type {DragEvent} */ (event)), {
        signal,
      });
    }
    document.addEventListener("paste", (event) => this.#pasted(event), { signal });
    addEventListener("beforeunload", (event) => this.#leaving(event), { signal });
    void this.#begin();
  }

  close() {
    this.#work.abort();
    this.#sending?.close();
    this.#keying?.close();
    this.#desk?.close();
  }

  get #language() {
    return this.#host.getAttribute("lang") || "vi";
  }

  /** @param {string} code @param {Record<string, string | number>} [values] */
  #say(code, values) {
    return say(code, this.#language, values);
  }

  /** @param {string} text @param {boolean} [isProblem] */
  #tell = (text, isProblem = false) => {
    this.#told.textContent = isProblem ? "" : text;
    this.#alert.textContent = isProblem ? text : "";
    if (isProblem) this.#alert.scrollIntoView({ block: "nearest" });
  };

  /** @param {unknown} error */
  #fail = (error) => {
    if (error instanceof Stopped) return;
    if (error instanceof Fault && error.isSaid) {
      this.#tell(error.message, true);
      return;
    }
    const isBroken = error instanceof Fault && error.code === "broken";
    console.error("sipas-workbench:", error);
    this.#tell(this.#say(isBroken ? "broken" : "unreadable"), true);
    if (isBroken) {
      this.#desk?.stop();
      this.#start();
    }
  };

  async #begin() {
    await this.#load(this.#forms[0]?.source ?? "");
  }

  /** @param {string} source */
  async #load(source) {
    const turn = ++this.#turn;
    this.#keying?.close();
    this.#desk?.close();
    this.#form = undefined;
    this.#tell(this.#say("loading"));
    this.#stage.replaceChildren();
    this.#head(source);
    try {
      const response = await fetch(source);
      if (!response.ok) throw new Error(`HTTP ${response.status}: ${source}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (turn !== this.#turn) return;
      this.#desk = new Desk(this.#worker, bytes, this.#language);
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
      this.#stage.replaceChildren(again);
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
    const select = h(
      "select",
      { id: "form", onchange: () => void this.#load(select.value) },
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

  /** @param {string} code @param {string} id */
  #heading(code, id) {
    return h("h2", { id, tabIndex: -1 }, this.#say(code));
  }

  /** Shows a stage from its heading on. @param {(Node | false)[]} content */
  #show(...content) {
    this.#stage.replaceChildren(...content.filter((node) => node !== false));
    /** @type {HTMLElement | null} */ (this.#stage.querySelector("h2"))?.focus();
  }

  /** No file yet. */
  #start(focuses = false) {
    this.#keying?.close();
    this.#file = undefined;
    this.#hint = {};
    const open = () => choose(ACCEPT, (file) => void this.#look(file, {}));
    const area = h("textarea", { id: "paste", rows: 8, spellcheck: false });
    const pasting = h(
      "form",
      {
        className: "pasting",
        hidden: true,
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.#take(area.value);
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
    const content = [
      this.#heading("file_heading", "file"),
      h(
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
      ),
      pasting,
      this.#keyed(),
    ];
    if (focuses) this.#show(...content);
    else this.#stage.replaceChildren(...content);
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
      this.#turn += 1;
      this.#keying?.close();
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
      this.#show(this.#keying.element);
    };
    return h(
      "div",
      { className: "keyed-offer" },
      h("button", { type: "button", className: "secondary", onclick: key }, this.#say("keyed")),
      waits,
    );
  }

  /** @param {DragEvent} event */
  #dragged(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (event.type === "drop" && this.#form && !this.#sending?.isBusy)
      this.#receive(dropped(event.dataTransfer));
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const [target] = event.composedPath();
    const isTyping = target instanceof Element && target.matches("input, textarea, select");
    if (isTyping || !this.#form || this.#sending?.isBusy || !event.clipboardData) return;
    const text = event.clipboardData.getData("text/plain");
    if (text.trim()) this.#take(text);
    else if (event.clipboardData.files.length > 0) this.#receive(dropped(event.clipboardData));
    else return;
    event.preventDefault();
  }

  /** @param {import("./drop.js").Dropped} dropped */
  #receive({ file, wrong }) {
    if (file) void this.#look(file, {});
    else if (wrong) this.#tell(this.#say(wrong), true);
  }

  /** @param {string} text A table from the clipboard. */
  #take(text) {
    if (text.trim()) void this.#look(new File([text], `${this.#say("pasted")}.tsv`), {});
  }

  /** What was mended would be lost. @param {BeforeUnloadEvent} event */
  #leaving(event) {
    if (this.#isChanged) event.preventDefault();
  }
  #isChanged = false;

  /** Whether what was mended may be given up. */
  #mayForget() {
    if (this.#isChanged && !confirm(this.#say("forget_mended"))) return false;
    this.#isChanged = false;
    return true;
  }

  /**
   * Looks at a file and shows its columns.
   *
   * @param {File} file
   * @param {Hint} hint
   * @param {Mapping} [mapping] Where it is known: then it is checked at once.
   */
  async #look(file, hint, mapping) {
    if (!this.#mayForget()) return;
    const desk = /** @type {Desk} */ (this.#desk);
    // What is going on is of the file before.
    if (this.#stage.inert) desk.stop();
    const turn = ++this.#turn;
    const isOther = file !== this.#file;
    this.#keying?.close();
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
      this.#start(true);
      return;
    }
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
    const mapping = /** @type {Mapping} */ (this.#mapping);
    const groupable = this.#questions.filter(({ groups, choices }) => groups && choices.length > 0);
    const box = (/** @type {import("./desk.js").Question} */ { name, label }) =>
      h(
        "label",
        { className: "box" },
        h("input", {
          type: "checkbox",
          value: name,
          checked: this.#by.includes(name),
          onchange: (/** @type {Event} */ { target }) => {
            const { checked } = /** @type {HTMLInputElement} */ (target);
            this.#by = checked ? [...this.#by, name] : this.#by.filter((other) => other !== name);
          },
        }),
        " ",
        label,
      );
    const scored = groupable.filter((question) => question.scored);
    const others = groupable.filter((question) => !question.scored);
    this.#show(
      this.#heading("columns_heading", "columns"),
      h("p", {}, this.#say("columns_lead", { file: file.name })),
      isKnown && h("p", { className: "hint" }, this.#say("columns_known")),
      ...columnsTable(look, mapping, this.#questions, this.#language),
      h(
        "fieldset",
        { className: "by" },
        h("legend", {}, this.#say("group_by")),
        ...others.map(box),
        scored.length > 0 &&
          h("details", {}, h("summary", {}, this.#say("group_by_scored")), ...scored.map(box)),
      ),
      this.#settings(look, mapping),
      h(
        "p",
        { className: "actions" },
        h(
          "button",
          {
            type: "button",
            className: "primary",
            onclick: () => {
              remember(look, mapping);
              void this.#check(look);
            },
          },
          this.#say("check"),
        ),
        " ",
        this.#otherFile(),
      ),
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
   * How the file is read, where what was seen of it is not right.
   *
   * @param {Look} look
   * @param {Mapping} mapping
   */
  #settings(look, mapping) {
    const file = /** @type {File} */ (this.#file);
    /** @type {Hint} */
    const hint = { ...this.#hint, header: look.header };
    const setting = (/** @type {string} */ code, /** @type {HTMLElement} */ field) => {
      field.id = `setting-${code}`;
      return h("p", { className: "setting" }, h("label", { htmlFor: field.id }, this.#say(code)), " ", field);
    };
    const header = h("input", {
      type: "number",
      min: "1",
      value: String(look.header ?? 1),
      onchange: () => (hint.header = Math.max(1, Math.round(Number(header.value)) || 1)),
    });
    const delimiter = h(
      "select",
      { onchange: () => (hint.delimiter = delimiter.value) },
      ...Object.entries(DELIMITERS).map(([name, value]) =>
        h("option", { value, selected: value === look.delimiter }, this.#say(`delimiter_${name}`)),
      ),
    );
    const notation = h(
      "select",
      { onchange: () => (mapping.notation = notation.value) },
      ...["vietnamese", "plain", "sheet"].map((name) =>
        h("option", { value: name, selected: name === mapping.notation }, this.#say(`notation_${name}`)),
      ),
    );
    const sheet = h("input", {
      value: this.#hint.sheet ?? "",
      onchange: () => (hint.sheet = sheet.value.trim() || undefined),
    });
    const again = () => void this.#look(file, hint);
    return h(
      "details",
      { className: "settings" },
      h("summary", {}, this.#say("more")),
      setting("notation", notation),
      setting("header_line", header),
      look.kind === "csv" && setting("delimiter", delimiter),
      look.kind === "xlsx" && setting("sheet", sheet),
      h("button", { type: "button", className: "secondary", onclick: again }, this.#say("look_again")),
    );
  }

  /**
   * Reads the whole file, or what else takes its time: with a bar, and a button that ends it.
   *
   * @template Result
   * @param {string} code What is going on.
   * @param {(progress: (progress: import("./desk.js").Progress) => void) => Promise<Result>} work
   * @param {AbortController} [ending] Ends it; without it, everything is.
   * @returns {Promise<Result | undefined>} Nothing where it was stopped or failed.
   */
  async #busy(code, work, ending) {
    const desk = /** @type {Desk} */ (this.#desk);
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
          if (ending) ending.abort();
          else desk.stop();
        },
      },
      this.#say("stop"),
    );
    const shown = h("div", { className: "busy" }, line, bar, stop);
    const before = this.#shadow.activeElement;
    this.#stage.before(shown);
    this.#stage.inert = true;
    stop.focus();
    try {
      return await work(({ bytes, size: all, rows }) => {
        bar.value = all > 0 ? bytes / all : 0;
        const values = { rows, done: size(bytes, this.#language), size: size(all, this.#language) };
        line.textContent = `${this.#say(code)}: ${this.#say("progress", values)}`;
      });
    } catch (error) {
      if (isStopped) this.#tell(this.#say("stopped"));
      else this.#fail(error);
      return undefined;
    } finally {
      shown.remove();
      // Another may have begun since.
      this.#stage.inert = this.#shadow.querySelector(".busy") !== null;
      // The button that had it is gone; where another stage is shown, that takes it.
      if (before instanceof HTMLElement && !this.#shadow.activeElement) before.focus({ preventScroll: true });
    }
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
    const turn = this.#turn;
    const told = await this.#busy("checking", (progress) => desk.check(file, setup, progress));
    if (turn !== this.#turn) return;
    if (!told) {
      if (look.mapping) /** @type {HTMLElement | null} */ (this.#stage.querySelector("h2"))?.focus();
      else this.#start(true);
      return;
    }
    const origin = originOf(file);
    origin?.read(told.file?.rows ?? 0);
    const { rows, refused } = told;
    this.#tell(this.#say("checked", { rows, counted: rows - refused, refused }));
    const around = {
      desk,
      language: this.#language,
      mapping: this.#mapping,
      questions: this.#questions,
      tell: this.#tell,
      fail: this.#fail,
      changed: (/** @type {import("./desk.js").Row} */ row) => this.#changed(row),
      refused: () => void this.#saveRefused(look),
    };
    this.#issues = new Issues(around, told);
    this.#results = new Results({
      desk,
      language: this.#language,
      least: Math.max(1, this.#form?.results_min ?? 1),
      stem: file.name.replace(/\.[^.]*$/, ""),
      tell: this.#tell,
      fail: this.#fail,
    });
    this.#sending = new Sending(
      {
        host: this.#host,
        desk,
        language: this.#language,
        hash: this.#form?.hash ?? "",
        file,
        setup,
        questions: this.#questions,
        stem: file.name.replace(/\.[^.]*$/, ""),
        tell: this.#tell,
        fail: this.#fail,
        changed: around.changed,
        refused: around.refused,
        hold: (refusals) => {
          const ending = new AbortController();
          const { signal } = ending;
          return this.#busy("looking", (progress) => desk.hold(file, refusals, { progress, signal }), ending);
        },
        freeze: (isBusy, element) => {
          const others = Array.from(this.#stage.children).filter((other) => other !== element);
          for (const other of [this.#top, ...others]) /** @type {HTMLElement} */ (other).inert = isBusy;
        },
      },
      told,
    );
    const back = () => {
      if (this.#mayForget()) this.#columns(look, false);
    };
    this.#show(
      this.#heading("issues_heading", "issues"),
      origin !== undefined && h("p", { className: "hint" }, this.#say("keyed_mends")),
      this.#issues.element,
      this.#heading("results_heading", "results"),
      this.#results.element,
      this.#heading("sending_heading", "sending"),
      this.#sending.element,
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
    await this.#results.refresh();
  }

  /** @param {import("./desk.js").Row} row That was mended. */
  async #changed(row) {
    const unkept = await originOf(this.#file)?.mend(row);
    if (unkept) this.#tell(this.#say(`keyed_unkept_${unkept}`, { row: row.row }), true);
    if (unkept !== "") this.#isChanged = true;
    const told = await this.#desk?.told().catch(this.#fail);
    if (told) {
      this.#issues?.update(told);
      this.#sending?.update(told, row.row);
    }
    await this.#results?.refresh();
  }

  /** @param {Look} look */
  async #saveRefused(look) {
    const file = /** @type {File} */ (this.#file);
    const desk = /** @type {Desk} */ (this.#desk);
    const ending = new AbortController();
    const write = async (/** @type {(progress: import("./desk.js").Progress) => void} */ progress) => {
      const refusals = (await this.#sending?.refusals()) ?? [];
      return desk.refused(file, refusals, { progress, signal: ending.signal });
    };
    const rows = await this.#busy("writing", write, ending);
    if (rows) saveRefused(file.name, look.kind, rows, this.#language);
    else /** @type {HTMLElement | null} */ (this.#stage.querySelector("h2"))?.focus();
  }
}
