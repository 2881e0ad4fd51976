// Paper forms keyed in by the keyboard: one form at a time above, what was keyed below it. Every form is on the device
// before the next begins; the engine judges it at once.
import { download, h } from "./dom.js";
import { offerAgain, sample, showTask } from "./keyed-again.js";
import { dayOf, deleting, nameOf, otherBatches, tableOf } from "./keyed-batches.js";
import { comparison } from "./keyed-compare.js";
import { Entry, headsOf } from "./keyed-entry.js";
import { isKeyed } from "./keyed-fields.js";
import { KeyedJudge } from "./keyed-judge.js";
import { KeyedList } from "./keyed-list.js";
import { HINT, Origin } from "./keyed-origin.js";
import { KeyedStore } from "./keyed-store.js";
import { KeyedWork, NUMBER } from "./keyed-work.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Mapping} Mapping */
/** @typedef {import("./desk.js").Question} Question */
/** @typedef {import("./keyed-store.js").Batch} Batch */
/** @typedef {import("./keyed-store.js").Keyed} Form */
/**
 * What keying needs of the page around it.
 *
 * @typedef {object} Around
 * @property {import("./desk.js").Desk} desk
 * @property {import("./desk.js").FormInfo} form
 * @property {Question[]} questions
 * @property {string} language
 * @property {(text: string, isProblem?: boolean) => void} tell
 * @property {(error: unknown) => void} fail
 * @property {(file: File, hint: import("./desk.js").Hint, mapping: Mapping) => void} hand Checks a file as a whole.
 * @property {() => void} leave
 */

/**
 * How many forms were keyed of this form and are still here.
 *
 * @param {import("./desk.js").FormInfo} form
 */
export async function waiting({ hash }) {
  const store = await KeyedStore.open();
  const batches = (await store.batches()).filter(({ form }) => form.hash === hash);
  const counts = await Promise.all(batches.map(({ id }) => store.count(id)));
  return counts.reduce((sum, count) => sum + count, 0);
}

export class Keying {
  element = h("div", { className: "keyed" });
  #around;
  #questions;
  #keeping;
  #judging;
  /** @type {"first" | "again"} Which time forms are keyed. */
  #time = /** @type {"first" | "again"} */ ("first");
  #isClosed = false;
  #entry;
  #list;
  #notice = h("div", {});
  #task = h("p", { className: "keyed-task", role: "status" });
  #below = h("div", {});
  /** That a form of the last time is being typed: no longer so once it is stored or discarded. */
  #resumed = h("span", {});

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
    const { language, form } = around;
    this.#questions = around.questions.filter(isKeyed);
    this.#keeping = new KeyedWork({
      form,
      questions: this.#questions,
      language,
      notSaved: (error) => this.#notSaved(error),
    });
    this.#judging = new KeyedJudge(around.desk, this.#questions);
    this.#entry = new Entry({
      language,
      questions: this.#questions,
      heads: headsOf(this.#questions, form.results_by),
      store: (cells) => this.#stored(cells),
      changed: (cells, at) => this.#typed(cells, at),
      keeps: (kept) => {
        // What stays the second time would be no second reading.
        if (this.#time === "first") this.#batch.kept = kept;
        void this.#keeping.write();
      },
      numbered: (number) => this.#numbered(number),
      refuses: (number) => this.#refuses(number),
    });
    this.#list = new KeyedList({
      language,
      describe: (issue) => this.#judging.describe(issue),
      mend: (form) => this.#mend(form),
      remove: (form) => this.#remove(form),
    });
    void this.#open().catch(around.fail);
  }

  /** Nobody shows it any more. */
  close() {
    this.#isClosed = true;
    this.#keeping.close();
  }

  get #batch() {
    return this.#keeping.batch;
  }

  get #forms() {
    return this.#keeping.forms;
  }

  /** @param {string} code @param {Record<string, string | number>} [values] */
  #say(code, values) {
    return say(code, this.#around.language, values);
  }

  /** Goes on with the batch of the last time, if there is one that no other page has. */
  async #open() {
    const found = await this.#keeping.open();
    if (this.#isClosed) return;
    if (this.#batch.again) this.#time = "again";
    this.#draw();
    const { tell } = this.#around;
    if (found === "resumed" && (this.#forms.length > 0 || this.#batch.typing)) this.#tellResumed();
    else if (!this.#keeping.store.isDurable) tell(this.#say("keyed_not_durable"), true);
    else if (found === "elsewhere") tell(this.#say("keyed_elsewhere"));
    this.#begin();
    this.#entry.element.scrollIntoView({ block: "start" });
    await this.#others();
    await this.#judgeAll();
  }

  #draw() {
    const button = (/** @type {string} */ code, /** @type {() => unknown} */ act, kind = "secondary") =>
      h("button", { type: "button", className: kind, onclick: act }, this.#say(code));
    this.#below.replaceChildren(
      this.#list.element,
      h(
        "p",
        { className: "actions" },
        button("keyed_hand", () => this.#hand(), "primary"),
        button("keyed_save", () => download(nameOf(this.#batch, this.#around.language), this.#csv())),
      ),
      offerAgain({
        language: this.#around.language,
        begin: (share) => this.#beginAgain(share),
        compare: () => this.#compare(),
      }),
      h(
        "p",
        { className: "actions" },
        button("keyed_new", () => this.#another()),
        deleting({
          language: this.#around.language,
          count: async () => this.#forms.length,
          remove: () => this.#forget(),
        }),
        button("keyed_leave", this.#around.leave),
      ),
    );
    this.element.replaceChildren(
      h("h2", { id: "keyed", tabIndex: -1 }, this.#say("keyed_heading")),
      this.#notice,
      ...this.#leftOut(),
      this.#task,
      this.#entry.element,
      this.#below,
    );
    this.#list.show(this.#forms, this.#judging.verdicts);
  }

  /** Questions with rows of their own have no cell. */
  #leftOut() {
    const labels = this.#around.questions.filter(({ type }) => type === "repeat").map(({ label }) => label);
    if (labels.length === 0) return [];
    return [h("p", { className: "hint" }, this.#say("keyed_left_out", { questions: labels.join("; ") }))];
  }

  /** @param {Node[]} content */
  #told(...content) {
    this.#notice.className = "told";
    this.#notice.append(...content);
  }

  #tellResumed() {
    const { handedAt, unnamedAt, typing } = this.#batch;
    this.#resumed.textContent = ` ${this.#say("keyed_resumed_typing")}`;
    this.#told(
      h(
        "p",
        { role: "status" },
        this.#say("keyed_resumed", {
          day: dayOf(this.#batch.startedAt, this.#around.language),
          count: this.#forms.length,
        }),
        typing && this.#resumed,
      ),
    );
    const day = dayOf(unnamedAt ?? handedAt ?? 0, this.#around.language);
    if (unnamedAt) this.#told(h("p", {}, this.#say("keyed_handed_unnamed", { day })));
    else if (handedAt) this.#told(h("p", {}, this.#say("keyed_handed", { day })));
  }

  /** Shows the other batches of this device. */
  async #others() {
    const { form, language, fail, tell } = this.#around;
    const { store } = this.#keeping;
    const open = (/** @type {Batch} */ batch) => void this.#goOn(batch).catch(fail);
    const batches = await store.batches();
    const others = batches.filter(({ id }) => id !== this.#batch.id);
    this.#below.append(...(await otherBatches({ store, form, language, fail, tell, open }, others)));
  }

  /** Leaves this batch as it is and begins another. */
  async #another() {
    await this.#goOn(this.#keeping.fresh());
  }

  /** Deletes this batch. */
  async #forget() {
    try {
      await this.#keeping.store.delete(this.#batch.id);
    } catch (error) {
      this.#around.fail(error);
      return;
    }
    this.#around.tell(this.#say("keyed_deleted"));
    await this.#another();
  }

  /** @param {Batch} batch */
  async #goOn(batch) {
    if (!(await this.#keeping.turnTo(batch))) {
      this.#around.tell(this.#say("keyed_elsewhere"), true);
      return;
    }
    this.#time = batch.again ? "again" : "first";
    this.#judging.verdicts.clear();
    this.#notice.replaceChildren();
    this.#notice.className = "";
    this.#draw();
    this.#begin();
    await this.#others();
    await this.#judgeAll();
  }

  /* The form that is being typed */

  /** Begins the form that comes next: the one that was being typed, or an empty one. */
  #begin() {
    const { mending, typing, again, kept } = this.#batch;
    const empty = this.#batch.names.map(() => "");
    const { mended } = this.#keeping;
    if (this.#time === "again") {
      this.#tellTask();
      const left = this.#keeping.left();
      const title = left.length > 0 ? "keyed_title_again" : "keyed_title_again_done";
      this.#entry.begin({
        title: this.#say(title),
        cells: again?.cells ?? empty,
        at: again?.at ?? NUMBER,
        store: this.#say("keyed_store"),
      });
      this.#entry.element.hidden = left.length === 0;
    } else if (mending && mended) {
      this.#entry.begin({
        title: this.#say("keyed_title_mend", {
          number: mended.cells[NUMBER] || this.#say("keyed_unnumbered"),
        }),
        cells: mending.cells,
        at: mending.at,
        kept,
        store: this.#say("keyed_store_mended"),
        faults: this.#judging.faults(mended, this.#batch.names),
        cancel: {
          text: this.#say("cancel"),
          act: () => this.#drop({ mending: null }),
          loses: (cells) => cells.some((cell, place) => cell !== (mended.cells[place] ?? "")),
          ask: this.#say("keyed_discard_mended"),
        },
      });
    } else {
      this.#entry.begin({
        title: this.#say("keyed_title", { place: this.#forms.length + 1 }),
        cells: typing?.cells ?? this.#keptCells(),
        at: typing?.at ?? NUMBER,
        kept,
        store: this.#say("keyed_store"),
        cancel: {
          text: this.#say("keyed_discard"),
          act: () => this.#drop({ typing: null }),
          loses: (cells) => !this.#isEmpty(cells),
          ask: this.#say("keyed_discard_ask"),
        },
      });
    }
  }

  /** Leaves what is being typed. @param {Partial<Batch>} change */
  #drop(change) {
    Object.assign(this.#batch, change);
    void this.#keeping.write();
    this.#resumed.remove();
    this.#begin();
  }

  /** An empty form, but for the answers that stay from the form before. */
  #keptCells() {
    const { names, kept } = this.#batch;
    const last = this.#forms.at(-1)?.cells ?? [];
    return names.map((name, place) => (kept.includes(name) ? (last[place] ?? "") : ""));
  }

  /** @param {string[]} cells @param {number} at */
  #typed(cells, at) {
    const { mending } = this.#batch;
    if (this.#time === "again") this.#batch.again = { cells, at };
    else if (mending) this.#batch.mending = { id: mending.id, cells, at };
    else if (this.#isEmpty(cells)) this.#batch.typing = null;
    else this.#keeping.type(cells, at);
    void this.#keeping.write();
  }

  /** Whether nothing was typed: what stayed from the form before was not. @param {string[]} cells */
  #isEmpty(cells) {
    const given = this.#time === "again" ? [] : this.#keptCells();
    return cells.every((cell, place) => cell === "" || cell === given[place]);
  }

  /** @param {unknown} error */
  #notSaved(error) {
    console.error("sipas-workbench:", error);
    this.#around.tell(this.#say("keyed_not_saved"), true);
  }

  /** @param {string} number */
  async #numbered(number) {
    if (this.#time === "again") return "";
    const rows = await this.#around.desk.rowsOfNumber(number).catch(() => []);
    const own = this.#forms.findIndex(({ id }) => id === this.#batch.mending?.id) + 1;
    const others = rows.filter((row) => row !== own);
    return others.length > 0 ? this.#say("keyed_number_known", { number, places: others.join(", ") }) : "";
  }

  /** @param {string} number */
  #refuses(number) {
    if (this.#time === "first") return "";
    const isLeft = this.#keeping.left().some(({ cells }) => cells[NUMBER] === number);
    return isLeft ? "" : this.#say("keyed_not_in_sample");
  }

  /**
   * Stores the form that is typed, and begins the next.
   *
   * @param {string[]} cells
   */
  async #stored(cells) {
    if (this.#isEmpty(cells) && !this.#batch.mending) {
      this.#around.tell(this.#say("keyed_empty"), true);
      return false;
    }
    const isAgain = this.#time === "again";
    const known = isAgain
      ? this.#keeping.left().find((form) => form.cells[NUMBER] === cells[NUMBER])
      : this.#keeping.mended;
    const form = known ?? (await this.#keeping.add(cells));
    if (!form) return false;
    if (known && isAgain) {
      const again = { cells: cells.map(() => ""), at: NUMBER };
      const double = { first: known.cells, second: cells, chosen: {} };
      if (!(await this.#keeping.change(known, { double }, { again }))) return false;
    } else if (known && !(await this.#keeping.change(known, { cells }, { mending: null }))) return false;
    this.#around.tell("");
    this.#resumed.remove();
    if (!isAgain) void this.#judge(form, Boolean(known));
    this.#begin();
    return true;
  }

  /* What the engine says */

  /** @param {Form} form @param {boolean} isKnown Whether the engine has it already. */
  async #judge(form, isKnown) {
    const row = this.#forms.indexOf(form) + 1;
    if (!isKnown) this.#list.update(form);
    const verdict = await this.#judging.judge(form, row, isKnown).catch(this.#around.fail);
    if (!verdict || this.#isClosed) return;
    this.#list.update(form);
    const count = verdict.issues.length;
    const number = form.cells[NUMBER] || this.#say("keyed_unnumbered");
    this.#entry.say(this.#say(count > 0 ? "keyed_stored_faults" : "keyed_stored", { number, count }));
  }

  async #judgeAll() {
    try {
      await this.#judging.judgeAll(this.#forms);
      if (!this.#isClosed) this.#list.show(this.#forms, this.#judging.verdicts);
    } catch (error) {
      this.#around.fail(error);
    }
  }

  /** @param {Form} form */
  #mend(form) {
    this.#batch.mending = { id: form.id, cells: form.cells, at: NUMBER };
    void this.#keeping.write();
    this.#begin();
  }

  /** @param {Form} form */
  async #remove(form) {
    const isMended = this.#keeping.mended === form;
    if (!(await this.#keeping.remove(form))) return;
    this.#judging.verdicts.delete(form.id);
    this.#list.show(this.#forms, this.#judging.verdicts);
    if (isMended) this.#begin();
    await this.#judgeAll();
  }

  /* The second time */

  /** Chooses forms to be keyed a second time, or goes on with those that were chosen. @param {number} share */
  #beginAgain(share) {
    if (this.#keeping.left().length === 0) {
      const fresh = this.#forms.filter(({ double }) => !double);
      this.#batch.sample = [...this.#batch.sample, ...sample(fresh, share)];
    }
    if (this.#keeping.left().length === 0) {
      this.#around.tell(this.#say("keyed_no_sample"), true);
      return;
    }
    this.#time = "again";
    this.#entry.say("");
    this.#batch.again = { cells: this.#batch.names.map(() => ""), at: NUMBER };
    void this.#keeping.write();
    this.#begin();
  }

  /** What the typist is to fetch; the first time is not seen meanwhile. */
  #tellTask() {
    this.#below.hidden = true;
    const numbers = this.#keeping.left().map(({ cells }) => cells[NUMBER] ?? "");
    showTask(this.#task, {
      language: this.#around.language,
      numbers,
      compare: () => this.#compare(),
      end: () => this.#first(),
    });
  }

  /** Back to keying forms the first time. */
  #first() {
    this.#time = "first";
    this.#batch.again = null;
    void this.#keeping.write();
    this.#task.replaceChildren();
    this.#below.hidden = false;
    this.#entry.element.hidden = false;
    this.#draw();
    this.#begin();
    void this.#others().catch(this.#around.fail);
  }

  #compare() {
    const twice = this.#forms.filter(({ double }) => double);
    if (twice.length === 0) {
      this.#around.tell(this.#say("keyed_none_twice"), true);
      return;
    }
    this.#around.tell("");
    const heading = h("h2", { tabIndex: -1 }, this.#say("keyed_compare_heading"));
    const choose = (
      /** @type {Form} */ form,
      /** @type {number} */ place,
      /** @type {"first" | "second"} */ which,
    ) => this.#chosen(form, place, which);
    this.element.replaceChildren(
      heading,
      ...comparison(twice, this.#questions, this.#around.language, choose),
      h(
        "p",
        { className: "actions" },
        h(
          "button",
          { type: "button", className: "primary", onclick: () => this.#first() },
          this.#say("keyed_back"),
        ),
      ),
    );
    heading.focus();
  }

  /**
   * The officer says which of two answers stands.
   *
   * @param {Form} form
   * @param {number} place
   * @param {"first" | "second"} which
   */
  async #chosen(form, place, which) {
    if (!form.double) return;
    const { chosen, ...both } = form.double;
    const double = { ...both, chosen: { ...chosen, [this.#batch.names[place] ?? ""]: which } };
    const cells = form.cells.map((cell, index) => (index === place ? (both[which][place] ?? "") : cell));
    if (await this.#keeping.change(form, { double, cells })) await this.#judge(form, true);
  }

  /* Out */

  #csv() {
    return tableOf(
      this.#batch,
      this.#forms.map(({ cells }) => cells),
    );
  }

  async #hand() {
    if (this.#forms.length === 0) {
      this.#around.tell(this.#say("keyed_nothing"), true);
      return;
    }
    if (this.#batch.typing || this.#batch.mending) {
      // It would not be among them.
      this.#around.tell(this.#say("keyed_unfinished"), true);
      this.#begin();
      return;
    }
    // Without a name that lasts, a form that is sent once more would be another.
    if (!(await this.#keeping.nameAll())) return;
    this.#batch.handedAt = Date.now();
    await this.#keeping.write();
    const file = new Origin(this.#keeping.store, this.#batch, this.#forms).file(this.#around.language);
    this.#around.hand(file, HINT, this.#judging.mapping());
  }
}
