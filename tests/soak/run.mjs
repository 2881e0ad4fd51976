// Exactly once: real browsers send through a line and to a receiver that do everything wrong, and every submission
// becomes one row; nothing that a screen said on the way was untrue.
import { setTimeout } from "node:timers/promises";

import { serve } from "../e2e/support/program.mjs";
import { Citizen } from "./citizen.mjs";
import { Faults, SAYS } from "./faults.mjs";
import { TEXTS } from "./screen.mjs";

/** Up to this part of the time forms are begun. */
const LAST_BEGUN = 0.75;
const PROGRESS_MS = 15_000;
const name = (number) => `soak-${String(number).padStart(6, "0")}`;

class Soak {
  counts = {};
  untrue = [];
  complaints = [];
  claims = 0;
  /** What happened to each submission. */
  #traces = new Map();
  /** What was said of each: that it was saved, or sent. */
  promised = new Map();
  #next = 0;
  #rows = new Map();
  #receipts = new Map();
  #reading = Promise.resolve();
  #asked;
  #last = 0;
  /** Devices that could not store anything, and said so. */
  #denied = new Set();

  constructor({ seed, count, seconds }) {
    Object.assign(this, { seed, count, begun: Date.now(), end: Date.now() + seconds * 1000 });
  }

  get isOver() {
    return Date.now() > this.end;
  }

  get started() {
    return this.#next;
  }

  get received() {
    return this.#rows.size;
  }

  next() {
    // What is begun has time to end: a run on a slow machine is short, not wrong.
    if (this.#next >= this.count || Date.now() > this.begun + LAST_BEGUN * (this.end - this.begun))
      return undefined;
    return name((this.#next += 1));
  }

  tally(what) {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  note(marker, words) {
    const trace = this.#traces.get(marker) ?? [];
    this.#traces.set(marker, [...trace, `${((Date.now() - this.begun) / 1000).toFixed(2)} ${words}`]);
  }

  trace(marker) {
    return (this.#traces.get(marker) ?? ["nothing"]).join("\n    ");
  }

  complained(citizen, words) {
    const text = `${citizen.name}: ${words?.stack ?? words}`;
    if (this.isOver) return;
    this.complaints.push(text);
  }

  /** Reads what the database has more than before; who asks while it is read waits for the next time. */
  read() {
    this.#asked ??= this.#reading.then(() => {
      this.#asked = undefined;
      this.#reading = this.#readOn();
      return this.#reading;
    });
    return this.#asked;
  }

  async #readOn() {
    for (const row of await this.server.rows({ after: this.#last })) {
      this.#last = row.id;
      const marker = JSON.parse(row.answers).subject;
      this.#rows.set(marker, [...this.rowsOf(marker), row]);
      this.#receipts.set(row.receipt, marker);
      this.note(marker, `is row ${row.id}, ${row.submission_id.slice(0, 8)}, receipt ${row.receipt}`);
    }
  }

  /**
   * Whether nothing of a form came to the device before its tab was killed: nothing was said of it, nothing sent; or
   * the page had told not to close it.
   */
  async isForgotten(marker, citizen) {
    await this.read();
    const mayBe = !this.faults.knows(marker) || this.#denied.has(citizen.name);
    return mayBe && !this.promised.has(marker) && this.rowsOf(marker).length === 0;
  }

  rowsOf(marker) {
    return this.#rows.get(marker) ?? [];
  }

  /** A page said something: is it so? */
  async told(citizen, page, said) {
    const { kind, words, receipt, sent, device } = said;
    const marker = sent?.marker;
    if (kind === "submit") return this.note(marker, `${citizen.name}: the page sends ${sent.id.slice(0, 8)}`);
    const say = `${citizen.name} says “${words}” [${kind}] ${receipt ?? ""} ${sent?.id.slice(0, 8) ?? "?"}`;
    if (marker) this.note(marker, say);
    this.claims += 1;
    await this.read();
    if (/không cho lưu|không còn chỗ/.test(words)) this.#denied.add(citizen.name);
    const problem = this.#judge({ kind, words, receipt, marker, device, isOpened: said.isOpened });
    if (!problem) return undefined;
    const about = JSON.stringify({ sent, isOpened: said.isOpened, device });
    this.untrue.push(`${problem}\n  ${say}\n  ${about}\n    ${this.trace(marker)}`);
    return undefined;
  }

  #judge({ kind, words, receipt, marker, device, isOpened }) {
    const isRow = (marker) => this.rowsOf(marker).length > 0;
    const owner = receipt && this.#receipts.get(receipt);
    if (receipt && !owner) return "a receipt that the receiver never gave";
    switch (kind) {
      case TEXTS.sent:
        if (!isOpened && marker && !isRow(marker)) return "said to be sent, and no row";
        if (!isOpened && marker && owner && owner !== marker) return `the receipt of ${owner}`;
        if (marker && !isOpened) this.promised.set(marker, "sent");
        return undefined;
      case TEXTS.kept: {
        if (isOpened || !marker || device.failure) return undefined;
        this.promised.set(marker, "saved");
        const waits = device.pending.find((one) => one.marker === marker);
        const refused = device.drafts.some((one) => one.marker === marker);
        if (!waits && !refused && !isRow(marker)) return "said to be saved, and is not";
        const itself = words.startsWith("Phiếu tự gửi");
        if (itself && waits && !["", "network", "busy", "sign_in"].includes(waits.reason))
          return "is not sent by itself";
        return undefined;
      }
      case "stale":
        return "counts wrongly";
      case "says":
        return words.includes(SAYS) ? undefined : "the receiver never said that";
      case "notice":
        if (words.includes("không cho lưu") || words.includes("không còn chỗ")) this.tally("storage refused");
        if (/được tiếp nhận/.test(words) && !receipt) this.tally("received, without a receipt");
        return undefined;
    }
    return undefined;
  }
}

/**
 * @param t Has `after`.
 * @param {{ seed: string, count: number, devices: number, seconds: number, progress?: (words: string) => void }} options
 */
export async function soak(t, browser, options) {
  const { seed, count, devices, seconds, progress = () => {} } = options;
  const run = new Soak({ seed, count, seconds });
  run.server = await serve(t);
  const faults = new Faults(seed, run.server.url, (marker, words) => run.note(marker, words));
  run.faults = faults;
  await faults.listen();
  t.after(() => faults.close());
  const citizens = Array.from({ length: devices }, (_, index) => {
    // A part of them on an origin without TLS: no Web Locks, no service worker.
    const host = index % 4 === 3 ? "portal.test" : "127.0.0.1";
    return new Citizen(
      run,
      browser,
      `device ${index + 1}`,
      `http://${host}:${faults.port}/commune-office.html`,
    );
  });
  const said = () =>
    `${run.started} begun, ${run.received} rows, ${faults.attempts} attempts, ${run.claims} claims, ` +
    `${run.untrue.length} untrue, ${((Date.now() - run.begun) / 1000).toFixed(0)} s`;
  const ticking = new AbortController();
  void (async () => {
    for (;;) {
      await setTimeout(PROGRESS_MS, undefined, { signal: ticking.signal, ref: false });
      progress(said());
    }
  })().catch(() => {});
  try {
    await Promise.all(
      citizens.map(async (citizen) => {
        await citizen.arrive();
        await citizen.work();
      }),
    );
    progress(`${said()}; the faults stop`);
    faults.isOn = false;
    run.isEnding = true;
    await Promise.all(citizens.map((citizen) => citizen.end()));
    const left = await Promise.all(citizens.map((citizen) => citizen.onDevice()));
    await run.read();
    return conclude(run, faults, left);
  } finally {
    ticking.abort();
    await Promise.all(citizens.map((citizen) => citizen.leave().catch(() => {})));
  }
}

async function conclude(run, faults, left) {
  const rows = await run.server.rows();
  const byMarker = new Map();
  for (const row of rows) {
    const { subject } = JSON.parse(row.answers);
    byMarker.set(subject, (byMarker.get(subject) ?? 0) + 1);
  }
  const markers = Array.from({ length: run.started }, (_, index) => name(index + 1));
  const lost = markers.filter((marker) => !byMarker.has(marker));
  const double = [...byMarker].filter(([, times]) => times > 1).map(([marker]) => marker);
  const strangers = [...byMarker.keys()].filter((marker) => !markers.includes(marker));
  const waiting = left.flatMap((device) => [...(device?.pending ?? []), ...(device?.drafts ?? [])]);
  const faultCounts = Object.fromEntries(
    Object.entries(faults.counts).sort(([, one], [, other]) => other - one),
  );
  const figures = {
    submissions: run.started,
    attempts: faults.attempts,
    ...Object.fromEntries(Object.entries(faultCounts).map(([fault, times]) => [`  ${fault}`, times])),
    ...run.counts,
    "claims checked": run.claims,
    rows: rows.length,
    lost: lost.length,
    double: double.length,
    untrue: run.untrue.length,
    seconds: Math.round((Date.now() - run.begun) / 1000),
  };
  const problems = [
    ...(run.started < run.count ? [`only ${run.started} of ${run.count} could be begun in time`] : []),
    ...(run.isOver ? [`not done after ${figures.seconds} s`] : []),
    ...lost.map(
      (marker) =>
        `lost (${run.promised.get(marker) ?? "nothing"} was promised): ${marker}\n    ${run.trace(marker)}`,
    ),
    ...double.map((marker) => `twice: ${marker}\n    ${run.trace(marker)}`),
    ...strangers.map((marker) => `nobody filled ${marker}\n    ${run.trace(marker)}`),
    ...waiting.map(
      ({ id, marker, reason = "draft" }) =>
        `left on a device: ${marker} ${id} ${reason}\n    ${run.trace(marker)}`,
    ),
    ...run.untrue.map((words) => `untrue: ${words}`),
    ...run.complaints.map((words) => `the page complained: ${words}`),
  ];
  return { figures, problems };
}
