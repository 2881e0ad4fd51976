// Measures what one keystroke costs in a form of 200 questions and 100 expressions, without a page: our engine
// natively and as Wasm, and SurveyJS, which gets the same form and must agree on every edit first.
// Usage: node scripts/bench-keystroke.mjs [--rounds N] [--json FILE] [--pkg FOLDER]
//        (after `make build`; `make bench-keystroke` does both)
//
// In Node, each keystroke timed alone, the contenders alternating. The ratios are those of the lowest times: on
// a busy machine other programs come between, and the longer a keystroke takes the likelier, so that already
// the median would flatter who is fast.
//
//   native, decided     the engine decides again what depends on the answer
//   native, told        and writes what changed as JSON text, as a host is told
//   native, our page    what was typed is read, and the patches of our own page are made (not applied)
//   Wasm                the value goes in, what changed comes out as JSON text and is parsed
//   SurveyJS, the value setting it: visibility, calculations, whether this one value is right
//   SurveyJS, the form  and whether everything else still is, which the others above include
//
// In Chromium with the CPU throttled, keystrokes in a row: throttling stops the page for a millisecond at a
// time, so that only a mean says anything. The budget is a millisecond for each.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { Model } from "survey-core";
import {
  agree,
  edits,
  firstAnswers,
  keystrokes,
  ourDefinition,
  ours,
  surveyjs,
} from "./bench-keystroke-form.mjs";

const cpuRate = 6;
const budget = 1; // milliseconds
const batches = 15; // of each contender in Chromium

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    json: { type: "string" },
    pkg: { type: "string", default: "www/pkg" },
  },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a number of 1 or more");

const module = resolve(options.pkg, "sipas-forms-full");
if (!existsSync(`${module}.js`)) throw new Error(`${module}.js is not built: run \`make build\` first`);
const glue = await import(pathToFileURL(`${module}.js`).href);
glue.initSync({ module: readFileSync(`${module}_bg.wasm`) });

/** @typedef {Record<string, number[]>} Samples Milliseconds by what was measured. */

/** The rows of a table, and how often each is done in a round. */
const contenders = /** @type {const} */ ([
  ["native, decided", 2000],
  ["native, told", 2000],
  ["native, our page", 2000],
  ["Wasm", 2000],
  ["SurveyJS, the value", 100],
  ["SurveyJS, the form", 30],
]);
const times = Object.fromEntries(contenders);

/** @param {number} times @param {(index: number) => void} work @returns {number[]} */
function each(times, work) {
  const samples = [];
  for (let index = 0; index < times; index++) {
    const start = performance.now();
    work(index);
    samples.push(performance.now() - start);
  }
  return samples;
}

/** One round in Node: samples by question ("" for everything from scratch) and contender. */
function round(contender, native) {
  /** @type {Record<string, Samples>} */
  const found = { "": {} };
  const ms = (samples) => samples.map((nanoseconds) => nanoseconds / 1e6);
  for (const { name, values } of keystrokes) {
    const measure = (what, take) => {
      found[name][what] = each(times[what], (index) => take(name, values[index % values.length]));
    };
    found[name] = {
      "native, decided": ms(native.decided[name]),
      "native, told": ms(native.told[name]),
      "native, our page": ms(native.walked[name]),
    };
    measure("Wasm", contender.ours.begin());
    measure("SurveyJS, the value", contender.surveyjs.begin());
    measure("SurveyJS, the form", contender.surveyjs.beginWhole());
  }
  found[""] = {
    "native, decided": ms(native.anew),
    Wasm: each(times["Wasm"] / 10, contender.ours.anew),
    "SurveyJS, the form": each(times["SurveyJS, the form"], contender.surveyjs.anew),
  };
  return found;
}

function inNode() {
  const agreed = agree(glue, Model);
  const folder = mkdtempSync(join(tmpdir(), "sipas-bench-"));
  try {
    const plan = join(folder, "plan.json");
    const text = { definition: ourDefinition(), first: firstAnswers(), edits: edits(), keystrokes };
    writeFileSync(plan, JSON.stringify({ ...text, times: times["native, decided"] }));
    const cargo = [
      "bench",
      "--quiet",
      "--locked",
      "--features",
      "program",
      "--bench",
      "keystroke",
      "--",
      plan,
    ];
    const native = () => JSON.parse(execFileSync("cargo", cargo, { encoding: "utf8", maxBuffer: 1 << 28 }));
    const { answers, issues } = native();
    for (const [what, found] of Object.entries({ answers, issues })) {
      if (JSON.stringify(found) !== JSON.stringify(agreed[what])) throw new Error(`native: other ${what}`);
    }
    const contender = { ours: ours(glue), surveyjs: surveyjs(Model) };
    const all = [];
    for (let index = 0; index <= rounds; index++) {
      if (process.stderr.isTTY) process.stderr.write(`\rround ${index} of ${rounds} in Node   \r`);
      const found = round(contender, native());
      if (index > 0) all.push(found); // the first is the warm-up
    }
    return { edits: agreed.edits, found: pooled(all) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The samples of all rounds by question and contender. */
function pooled(rounds) {
  const collect = (question, what) => rounds.flatMap((found) => found[question][what]);
  return Object.fromEntries(
    Object.keys(rounds[0]).map((question) => [
      question,
      Object.fromEntries(
        Object.keys(rounds[0][question]).map((what) => [what, summary(collect(question, what))]),
      ),
    ]),
  );
}

function summary(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { lowest: sorted[0], median: at(0.5), p99: at(0.99), samples: samples.length };
}

// In Chromium: two pages, each with one of the two, throttled, in turn.

/** @type {Record<string, [file: string, type: string]>} */
const served = {
  "/": ["", "text/html"],
  "/form.mjs": ["scripts/bench-keystroke-form.mjs", "text/javascript"],
  "/full.js": [`${module}.js`, "text/javascript"],
  "/full.wasm": [`${module}_bg.wasm`, "application/wasm"],
  "/survey.js": ["node_modules/survey-core/survey.core.min.js", "text/javascript"],
};

const server = createServer((request, response) => {
  const file = served[new URL(request.url ?? "/", "http://localhost").pathname];
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  if (!file) return void response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": file[1] });
  response.end(file[0] ? readFileSync(file[0]) : "<!doctype html><title>bench</title>");
});

/** Runs in the page. @param {string} which */
async function load(which) {
  const form = await import(/** @type {any} */ ("/form.mjs"));
  if (which === "ours") {
    const glue = await import(/** @type {any} */ ("/full.js"));
    await glue.default({ module_or_path: "/full.wasm" });
    globalThis.contender = form.ours(glue);
  } else {
    await new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: "/survey.js", onload: resolve });
      script.onerror = reject;
      document.head.append(script);
    });
    globalThis.contender = form.surveyjs(globalThis.Survey.Model);
  }
}

/** Runs in the page: the mean of a tenth of a second of keystrokes, or of everything from scratch. */
function batch({ name, values, whole }) {
  const { contender } = globalThis;
  const take = whole ? contender.beginWhole() : contender.begin();
  const work = (index) => (name ? take(name, values[index % values.length]) : contender.anew());
  let done = 0;
  const start = performance.now();
  while (performance.now() - start < 100 || done < 4) work(done++);
  return (performance.now() - start) / done;
}

async function inChromium() {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  try {
    const pages = {};
    for (const which of ["ours", "surveyjs"]) {
      // A context each, so that each has a process and a throttle of its own.
      const context = await browser.newContext();
      const page = await context.newPage();
      page.setDefaultTimeout(120_000);
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.evaluate(load, which);
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: cpuRate });
      pages[which] = page;
    }
    const all = [];
    for (let index = 0; index <= batches; index++) {
      if (process.stderr.isTTY) process.stderr.write(`\rround ${index} of ${batches} in Chromium   \r`);
      const found = {};
      for (const { name, values } of [...keystrokes, { name: "", values: [] }]) {
        const measure = (which, whole) => pages[which].evaluate(batch, { name, values, whole });
        found[name] = { Wasm: [await measure("ours", false)] };
        if (name) found[name]["SurveyJS, the value"] = [await measure("surveyjs", false)];
        found[name]["SurveyJS, the form"] = [await measure("surveyjs", true)];
      }
      if (index > 0) all.push(found);
    }
    return { version: browser.version(), found: pooled(all) };
  } finally {
    await browser.close();
    server.close();
  }
}

/** One table: a line for each question and contender. */
function print(found, digits, unit, columns) {
  const line = (cells) =>
    console.log(
      `| ${cells.map((cell, i) => (i < 2 ? cell.padEnd(i ? 19 : 34) : cell.padStart(12))).join(" | ")} |`,
    );
  const number = (n) =>
    n.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  line(["a keystroke", "", ...columns.map((key) => `${key} (${unit})`), "to Wasm"]);
  line(["-".repeat(34), "-".repeat(19), ...[...columns, ""].map(() => `${"-".repeat(11)}:`)]);
  for (const [question, list] of [
    ...keystrokes.map(({ name, what }) => [name, what]),
    ["", "no keystroke: all from scratch"],
  ]) {
    let first = true;
    for (const [what] of contenders) {
      const { [what]: sample, Wasm: base } = found[question];
      if (!sample) continue;
      const ratio = sample.lowest / base.lowest;
      const cells = columns.map((key) => number(sample[key] * (unit === "µs" ? 1000 : 1)));
      line([first ? list : "", what, ...cells, `${ratio.toFixed(ratio < 10 ? 2 : 0)}x`]);
      first = false;
    }
  }
}

const node = inNode();
const surveyVersion = JSON.parse(readFileSync("node_modules/survey-core/package.json", "utf8")).version;
console.log(`One keystroke in a form of 200 questions and 100 expressions, beside SurveyJS ${surveyVersion}`);
console.log(`Both agreed on what is visible, valid and calculated after each of ${node.edits} edits.\n`);
console.log(`Node ${process.versions.node}, ${rounds} rounds, alternating\n`);
print(node.found, 1, "µs", ["lowest", "median", "p99"]);

const phone = await inChromium();
console.log(
  `\nChromium ${phone.version}, CPU ${cpuRate}x slower, means of 0.1 s, the median of ${batches}, alternating\n`,
);
print(phone.found, 3, "ms", ["lowest", "median"]);
const worst = Math.max(...keystrokes.map(({ name }) => phone.found[name].Wasm.median));
console.log(
  `\nThe budget of ${budget} ms a keystroke is ${worst <= budget ? "kept" : "EXCEEDED"}: the dearest takes ${worst.toFixed(3)} ms.`,
);
if (options.json) {
  const machine = `${cpus().length} x ${cpus()[0]?.model}`;
  const results = { machine, surveyjs: surveyVersion, node: node.found, chromium: phone.found };
  writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
}
