// Measures, on an emulated phone in headless Chromium, how long it takes until the first answer can be
// given, beside SurveyJS with the same survey from the same server; then what one answer costs.
// Usage: node scripts/bench.mjs [--runs N] [--json FILE]   (after `make build`; `make bench` does both)
//
//   first answer   from the start of the navigation until the first question's control is there, visible
//                  and enabled, and the form has registered an answer given through it. Cold cache.
//   an answer      from the click on a box until the question that depends on it is shown or hidden in
//                  the document (without the browser's painting), the mean of 200 in a row
//   a key          the same for a key in a text field, which SurveyJS does not check until it is left
//
// The contenders alternate, so that what else the machine does meets both; the ratios say more than the
// times. Nothing here fails on a slow machine: this is a measurement, not a test.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { extname, join } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { chromium } from "playwright-core";
import { surveyjsPage } from "./bench-surveyjs.mjs";

const stem = "sipas-household";
/** @type {import("playwright-core").BrowserContextOptions} */
const phone = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: "vi-VN",
};
const cpuRate = 6;
const network = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const repetitions = 200;

const { values: options } = parseArgs({
  options: { runs: { type: "string", default: "7" }, json: { type: "string" } },
});
const runs = Number(options.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error("--runs takes a number of 1 or more");

// What is served: the shipped files, and the other page compressed the same way.

/** @type {Map<string, { type: string, body: Buffer }>} */
const served = new Map();
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".form": "application/octet-stream",
  ".wasm": "application/wasm",
};

/** @param {string} name @param {string | Buffer} content @param {Buffer} [brotli] */
function serve(name, content, brotli = brotliCompressSync(content)) {
  served.set(name, { type: types[extname(name)], body: brotli }); // compressed at level 11, as by default
}

if (!existsSync(`dist/${stem}.html`)) throw new Error("dist/ is not built: run `make build` first");
const definition = JSON.parse(readFileSync(`dist/forms/${stem}.json`, "utf8"));
for (const name of readdirSync("dist", { recursive: true }).map(String)) {
  const path = join("dist", name);
  if (extname(name) in types) serve(`/ours/${name}`, readFileSync(path), readFileSync(`${path}.br`));
}
for (const [name, content] of surveyjsPage(definition)) serve(`/surveyjs/${name}`, content);
serve("/blank.html", "<!doctype html><title>blank</title>");

const server = createServer((request, response) => {
  const file = served.get(new URL(request.url ?? "/", "http://localhost").pathname);
  // Isolation gives performance.now() a resolution of 5 µs; without it 100.
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  response.setHeader("Cache-Control", "no-cache");
  if (!file) return void response.writeHead(404).end();
  const length = file.body.length;
  response.writeHead(200, { "Content-Type": file.type, "Content-Encoding": "br", "Content-Length": length });
  response.end(file.body);
});

// What runs in the page, from before its first byte: it may use nothing from outside.

function probe() {
  const ours = location.pathname.startsWith("/ours/");
  const changed = new Set();
  document.addEventListener("sipas-change", (event) => changed.add(event.detail.name));
  const root = () => (ours ? document.querySelector("sipas-form")?.shadowRoot : document);
  const find = (selector) => root()?.querySelector(selector);
  const need = (selector) => find(selector) ?? fail(`no ${selector}`);
  const fail = (message) => {
    throw new Error(`${location.pathname}: ${message}`);
  };

  /** Chooses the last option as a person would and says whether the form knows. */
  function choose(select) {
    select.value = select.options[select.options.length - 1].value;
    select.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
    return ours ? changed.has("commune") : globalThis.survey?.data.commune === select.value;
  }

  /** Looks once a frame, from the first frame on. */
  const firstAnswer = new Promise((resolve, reject) => {
    requestAnimationFrame(function look() {
      const select = find("select");
      const usable = select?.checkVisibility({ visibilityProperty: true, opacityProperty: true });
      if (!usable || select.disabled || select.options.length < 130 || !choose(select)) {
        if (performance.now() < 60_000) return void requestAnimationFrame(look);
        return reject(new Error(`${location.pathname}: no first question within a minute`));
      }
      const answered = performance.now();
      const lastByte = Math.max(
        ...performance.getEntriesByType("resource").map((entry) => entry.responseEnd),
      );
      resolve({ answered, lastByte });
    });
  });

  /** Walks to the question that another depends on: page 3, through the required answers of page 2. */
  function walk() {
    if (ours) {
      need("form").requestSubmit();
      for (const group of root().querySelectorAll("[role=radiogroup]")) group.querySelector("input").click();
      need("form").requestSubmit();
    } else {
      const { survey } = globalThis;
      survey.nextPage();
      for (const matrix of survey.currentPage.questions) {
        matrix.value = Object.fromEntries(matrix.rows.map((row) => [row.value, "1"]));
      }
      survey.nextPage();
    }
  }

  const box = () => find(ours ? "input[name=q2][value='7']" : "[data-name=q2] input[value='7']");
  const dependent = () => {
    const element = find(ours ? "#q2_other-box" : "[data-name=q2_other]");
    return Boolean(element && !element.hidden);
  };

  /** Resolves when the document says so: at once if it already does. */
  function until(condition) {
    if (condition()) return;
    return new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!condition()) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(root(), { subtree: true, childList: true, attributes: true });
    });
  }

  /** Milliseconds per answer. */
  async function answers(times) {
    walk();
    await until(box);
    const start = performance.now();
    for (let done = 0; done < times; done++) {
      const shown = dependent();
      box().click();
      await until(() => dependent() !== shown);
    }
    return (performance.now() - start) / times;
  }

  /** Milliseconds per key; ours only. */
  function keys(times) {
    if (!dependent()) box().click();
    const field = need("#q2_other");
    changed.clear();
    const start = performance.now();
    for (let done = 0; done < times; done++) {
      field.value = "loa phường ".repeat(1 + (done % 9));
      field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    }
    const time = (performance.now() - start) / times;
    return changed.has("q2_other") ? time : fail("the keys were not taken");
  }

  globalThis.bench = { firstAnswer, answers, keys };
}

// One run: a new context, so that nothing is cached.

/** @param {import("playwright-core").Browser} browser @param {string} address */
async function measure(browser, address) {
  const context = await browser.newContext(phone);
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const errors = [];
    page.on("pageerror", (error) => errors.push(error));
    // Already on the origin, the navigation stays in this process, whose throttle is set below.
    await page.goto(new URL("/blank.html", address).href);
    await page.addInitScript(probe);
    const session = await context.newCDPSession(page);
    const traffic = { requests: 0, finished: 0, bytes: 0 };
    session.on("Network.requestWillBeSent", () => traffic.requests++);
    session.on("Network.loadingFailed", ({ errorText }) => errors.push(new Error(errorText)));
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      traffic.finished++;
      traffic.bytes += encodedDataLength;
    });
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", network);
    await session.send("Emulation.setCPUThrottlingRate", { rate: cpuRate });
    await page.goto(address, { waitUntil: "load" });
    const { answered, lastByte } = await page.evaluate(() => globalThis.bench.firstAnswer);
    const answer = await page.evaluate((times) => globalThis.bench.answers(times), repetitions);
    const key = address.includes("/ours/")
      ? await page.evaluate((times) => globalThis.bench.keys(times), repetitions)
      : undefined;
    if (errors.length > 0) throw errors[0];
    const { requests, finished, bytes } = traffic;
    if (finished < requests) throw new Error(`${address}: ${requests - finished} requests unfinished`);
    return { answered, lastByte, bytes, requests, answer, key };
  } finally {
    await context.close();
  }
}

/** What is printed: the row's name, its key, the digits after the point. */
const rows = /** @type {const} */ ([
  ["first answer (ms)", "answered", 0],
  ["last byte before it (ms)", "lastByte", 0],
  ["bytes over the wire", "bytes", 0],
  ["requests", "requests", 0],
  [`an answer, CPU ${cpuRate}x (ms)`, "answer", 3],
  [`a key, CPU ${cpuRate}x (ms)`, "key", 3],
]);

function summary(samples) {
  if (samples.includes(undefined)) return undefined;
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1], samples };
}

function print(results) {
  const line = (cells) =>
    console.log(`| ${cells.map((cell, i) => (i ? cell.padStart(25) : cell.padEnd(25))).join(" | ")} |`);
  line(["median (range)", "sipas-forms", "SurveyJS", "SurveyJS / sipas-forms"]);
  line(["-".repeat(25), ...Array(3).fill(`${"-".repeat(24)}:`)]);
  for (const [name, key, digits] of rows) {
    const number = (n) =>
      n.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    const cell = (found) =>
      !found
        ? ""
        : found.min === found.max
          ? number(found.median)
          : `${number(found.median)} (${number(found.min)}–${number(found.max)})`;
    const [ours, theirs] = [results.ours[key], results.surveyjs[key]];
    line([name, cell(ours), cell(theirs), theirs ? `${(theirs.median / ours.median).toFixed(2)}x` : ""]);
  }
}

await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
const origin = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
const addresses = { ours: `${origin}/ours/${stem}.html`, surveyjs: `${origin}/surveyjs/index.html` };
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  const samples = { ours: [], surveyjs: [] };
  for (let run = 0; run <= runs; run++) {
    if (process.stderr.isTTY) process.stderr.write(`\r${run ? `run ${run} of ${runs}` : "warm-up"}   \r`);
    for (const name of ["ours", "surveyjs"]) {
      const sample = await measure(browser, addresses[name]);
      if (run > 0) samples[name].push(sample); // the first is the warm-up
    }
  }
  const results = Object.fromEntries(
    Object.entries(samples).map(([name, list]) => [
      name,
      Object.fromEntries(rows.map(([, key]) => [key, summary(list.map((sample) => sample[key]))])),
    ]),
  );
  const version = JSON.parse(readFileSync("node_modules/survey-core/package.json", "utf8")).version;
  const setting = `Chromium ${browser.version()}, CPU ${cpuRate}x slower, 1.6 Mbit/s, 150 ms, cold cache, ${runs} runs each, alternating`;
  console.log(`${definition.title.en}: sipas-forms beside SurveyJS ${version}\n${setting}\n`);
  print(results);
  if (options.json) {
    const machine = `${cpus().length} x ${cpus()[0]?.model}`;
    writeFileSync(
      options.json,
      `${JSON.stringify({ setting, surveyjs: version, machine, results }, null, 1)}\n`,
    );
  }
} finally {
  await browser.close();
  server.close();
}
