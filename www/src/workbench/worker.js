// What reads an officer's file, off the page's own thread. It holds the engine and the desk; the page asks, one thing
// at a time, and is told how far reading has come. To cancel, the page ends this worker and starts another.
import start, { Desk } from "../../pkg/sipas-forms-workbench.js";

/** How much of a file is read at once. */
const PIECE = 4 << 20;
/** The same where each byte may become a hundred of a submission: so much is held as a rule. */
const PIECE_TO_SEND = 64 << 10;
/** How much is looked at to see what a file is; a workbook is seen as a whole or not at all. */
const HEAD = 256 << 10;
/** The largest workbook that is read: what is larger is refused by the engine. */
const MAX_BOOK = (64 << 20) + 1;
/** How many submissions are handed over at once. */
const CHUNK = 500;
/** That the page wants no more of them. */
const ENOUGH = Symbol("enough");

/** @typedef {import("./desk.js").Hint} Hint */
/** @typedef {import("./desk.js").Refusal} Refusal */
/** @typedef {import("./desk.js").Setup} Setup */

/** @type {Desk | undefined} */
let desk;
/** What the page must say before more is handed over. @type {((more: boolean) => void) | undefined} */
let goOn;
/** Requests that are to end, also those that wait. @type {Set<number>} */
const ended = new Set();

/** The worker, as which no type of a page knows it. @type {EventTarget & { postMessage(message: unknown): void }} */
const scope = globalThis;

/**
 * Hands the bytes of a file on, one piece after the other; the next is read while one is worked on.
 *
 * @param {Blob} file
 * @param {(bytes: Uint8Array) => number | void | Promise<void>} take Gives how many rows were read so far.
 * @param {number} id Of the request, to whom progress is told.
 * @param {number} size Of a piece, in bytes.
 */
async function read(file, take, id, size = PIECE) {
  const piece = (/** @type {number} */ from) => file.slice(from, from + size).arrayBuffer();
  let next = file.size > 0 ? piece(0) : undefined;
  let rows = 0;
  for (let from = 0; next;) {
    const bytes = new Uint8Array(await next);
    if (ended.has(id)) throw new Error("ended");
    from += bytes.length;
    next = from < file.size && bytes.length > 0 ? piece(from) : undefined;
    rows = (await take(bytes)) ?? rows;
    scope.postMessage({ id, progress: { bytes: from, size: file.size, rows } });
  }
}

/**
 * Reads the file once more for a pass that writes, and hands on what it writes.
 *
 * @param {Blob} file
 * @param {string} pass
 * @param {string} key
 * @param {(text: string) => void | Promise<void>} take
 * @param {number} id
 */
async function pass(file, pass, key, take, id) {
  const own = opened();
  own.again(pass, key);
  const size = pass === "submissions" ? PIECE_TO_SEND : PIECE;
  const feed = async (/** @type {Uint8Array} */ bytes) => {
    own.feed(bytes);
    await take(own.written());
  };
  // A workbook gives all of its rows at its end: it is read again for each part of what is written.
  do {
    await read(file, feed, id, size);
    own.finish();
    await take(own.written());
  } while (own.goOn());
}

/** What a pass writes, as a file. @param {Blob} file @param {string} name Of the pass. @param {number} id */
async function written(file, name, id) {
  /** @type {Blob[]} */
  const parts = [];
  await pass(file, name, "", (text) => void (text && parts.push(new Blob([text]))), id);
  return new Blob(parts);
}

function opened() {
  if (!desk) throw new Error("not_open");
  return desk;
}

/** @type {Record<string, (id: number, ...args: any[]) => unknown>} */
const calls = {
  async open(
    _,
    /** @type {string} */ engine,
    /** @type {Uint8Array} */ form,
    /** @type {string} */ language,
  ) {
    await start({ module_or_path: engine });
    desk?.free();
    desk = new Desk(form, language);
    return { form: JSON.parse(desk.form()), questions: JSON.parse(desk.questions()) };
  },
  async look(_, /** @type {Blob} */ file, /** @type {Hint} */ hint) {
    const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
    // A workbook is a ZIP archive.
    const isBook = head[0] === 0x50 && head[1] === 0x4b;
    const most = isBook ? MAX_BOOK : HEAD;
    const bytes = isBook ? new Uint8Array(await file.slice(0, most).arrayBuffer()) : head;
    const known = JSON.stringify({ ...hint, size: file.size });
    return JSON.parse(opened().look(bytes, bytes.length === file.size, known));
  },
  async check(id, /** @type {Blob} */ file, /** @type {Setup} */ setup) {
    const own = opened();
    own.begin(JSON.stringify({ ...setup, hint: { ...setup.hint, size: file.size } }));
    await read(file, (bytes) => own.feed(bytes), id);
    own.finish();
    return JSON.parse(own.told());
  },
  /** For rows that are typed in: no file. */
  begin: (_, /** @type {Setup} */ setup) => opened().begin(JSON.stringify(setup)),
  add: (_, /** @type {number} */ row, /** @type {string[]} */ cells) =>
    JSON.parse(opened().add(row, JSON.stringify(cells))),
  rowsOfNumber: (_, /** @type {string} */ number) => JSON.parse(opened().rowsOfNumber(number)),
  told: () => JSON.parse(opened().told()),
  rows: (_, /** @type {number[]} */ numbers) => JSON.parse(opened().rows(JSON.stringify(numbers))),
  refusedRows: (_, /** @type {number} */ from, /** @type {number} */ count) =>
    JSON.parse(opened().refusedRows(from, count)),
  mend: (_, /** @type {number} */ row, /** @type {string[]} */ cells) =>
    JSON.parse(opened().mend(row, JSON.stringify(cells))),
  report: (_, /** @type {number} */ least) => JSON.parse(opened().report(least) ?? "null"),
  pictures: (_, /** @type {number} */ least, /** @type {number} */ width) =>
    JSON.parse(opened().pictures(least, width)),
  workbook: (_, /** @type {number} */ least) => opened().workbook(least),
  kept: () => opened().kept(),
  merge: (_, /** @type {string} */ results, /** @type {boolean} */ again) => opened().merge(results, again),
  forgetMerged: () => opened().forgetMerged(),
  compare: (_, /** @type {string} */ beside, /** @type {string | undefined} */ file) =>
    opened().compare(beside, file),
  /** The refused rows as a file. */
  async refused(id, /** @type {Blob} */ file, /** @type {Refusal[]} */ refusals) {
    opened().refuse(JSON.stringify(refusals));
    return written(file, "refused", id);
  },
  /** The whole table as it was mended. */
  mended: (id, /** @type {Blob} */ file) => written(file, "mended", id),
  /** Holds the rows that the server refused. */
  async hold(id, /** @type {Blob} */ file, /** @type {Refusal[]} */ refusals) {
    opened().refuse(JSON.stringify(refusals));
    await pass(file, "hold", "", () => {}, id);
    return true;
  },
  /** What names the submissions of a file: it follows from its bytes. */
  async key(id, /** @type {Blob} */ file) {
    const own = opened();
    own.beginKey();
    await read(file, (bytes) => own.feedKey(bytes), id);
    return own.key();
  },
  /** Hands over the submissions of a file, and waits after each chunk until the page wants more, or no more. */
  async submissions(id, /** @type {Blob} */ file, /** @type {string} */ key) {
    let rest = "";
    let count = 0;
    const hand = async (/** @type {string} */ text) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (let from = 0; from < lines.length; from += CHUNK) {
        const chunk = lines.slice(from, from + CHUNK).map((line) => JSON.parse(line));
        count += chunk.length;
        const wanted = new Promise((settle) => (goOn = settle));
        scope.postMessage({ id, chunk });
        if (!(await wanted)) throw ENOUGH;
      }
    };
    await pass(file, "submissions", key, hand, id).catch((error) => {
      if (error !== ENOUGH) throw error;
    });
    return count;
  },
};

/** @param {{ id: number, call: string, args: unknown[] }} asked */
async function answer({ id, call, args }) {
  try {
    if (ended.has(id)) throw new Error("ended");
    const result = await calls[call](id, ...args);
    scope.postMessage({ id, result });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // After a panic nothing of the engine can be used: the page starts it anew.
    const isBroken = error instanceof WebAssembly.RuntimeError;
    scope.postMessage({ id, fault: isBroken ? "broken" : message });
  } finally {
    ended.delete(id);
  }
}

let last = Promise.resolve();
scope.addEventListener("message", (event) => {
  const { data } = /** @type {MessageEvent} */ (event);
  if ("more" in data) goOn?.(data.more);
  else if ("end" in data) ended.add(data.end);
  // What is asked while something goes on waits: there is one desk.
  else last = last.then(() => answer(data));
});
