// How long it takes from a CSV file of the household survey, a commune and 33 items a row, to the index by 129
// communes, and how much memory: the workbench's Desk in Chromium beside papaparse with a plain loop, DuckDB-Wasm and
// merely reading the bytes in Wasm; then `sipas score` beside DuckDB. Ours checks every cell; the others do not.
// Usage: node scripts/bench-dataset.mjs [--rows N,N] [--rounds N] [--json FILE] (after `make build`, scripts/setup bench)
//
//   ready   until the engine is loaded and could be given a file
//   time    from the file's being given until the index of every commune, node and item is there
//   memory  the most that the process held in RAM meanwhile: in Chromium beyond what the empty page held, the engine
//           included; natively all of it, Python included
//
// All must give the same counts and digits. They alternate, each in a browser of its own; the ratios say more than the
// times.
import { build } from "esbuild";
import { spawn } from "node:child_process";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { indexes, indexesOfReport, itemsOf, statement } from "./bench-dataset/counts.mjs";

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "10000,100000,1000000" },
    rounds: { type: "string", default: "5" },
    json: { type: "string" },
  },
});
const sizes = options.rows.split(",").map(Number);
const rounds = Number(options.rounds);
if (![...sizes, rounds].every((number) => Number.isInteger(number) && number > 0)) {
  throw new Error("--rows and --rounds take numbers of 1 or more");
}
const folder = "target/bench-dataset";
const python = "target/bench-python/bin/python";
const program = join(process.env.CARGO_TARGET_DIR ?? "target", "release/sipas");
const form = "dist/forms/sipas-household.json";
for (const path of [python, program, form]) {
  if (!existsSync(path)) throw new Error(`no ${path}: run \`make bench-dataset\``);
}
const definition = JSON.parse(readFileSync(form, "utf8"));
const [root] = definition.scores;
const items = itemsOf(root);
const communes = definition.choices.commune.map(({ name }) => name);

/** Writes a file of so many rows: communes differ, one answer in fifty is missing; a fixed seed. */
async function write(rows) {
  const path = join(folder, `${rows}.csv`);
  const file = createWriteStream(path);
  let seed = 20250719;
  const draw = (below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % below;
  };
  let text = `${["commune", ...items].join(",")}\n`;
  for (let row = 0; row < rows; row++) {
    const commune = draw(communes.length);
    text += communes[commune];
    for (let item = 0; item < items.length; item++) {
      const drawn = draw(100) + (commune % 20) - 10;
      text +=
        draw(50) === 0
          ? ","
          : drawn < 4
            ? ",1"
            : drawn < 12
              ? ",2"
              : drawn < 30
                ? ",3"
                : drawn < 70
                  ? ",4"
                  : ",5";
    }
    text += "\n";
    if (text.length > 1 << 20) {
      if (!file.write(text)) await once(file, "drain");
      text = "";
    }
  }
  file.end(text);
  await once(file, "close");
  return path;
}

/** Of a process, in KiB: how much RAM it holds (VmRSS), or held at most (VmHWM). */
function memory(pid, key) {
  const found = new RegExp(`^${key}:\\s*(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return found ? Number(found[1]) : 0;
}

// In Chromium.

const { outputFiles } = await build({
  entryPoints: ["page", "papaparse", "floor"].map((name) => `scripts/bench-dataset/${name}.mjs`),
  outdir: "/",
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
});
const bundles = new Map(outputFiles.map(({ path, contents }) => [path, Buffer.from(contents)]));
const folders = { "/ours/": "dist", "/duckdb/": "node_modules/@duckdb/duckdb-wasm/dist" };
const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const blank = `<!doctype html><title>bench</title><input type="file"><script type="module" src="/page.js"></script>`;

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const type = types[extname(pathname)] ?? (pathname === "/" ? types[".html"] : "application/octet-stream");
  // Isolation gives performance.now() a resolution of 5 µs; without it 100.
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  response.setHeader("Content-Type", type);
  if (pathname === "/") return void response.end(blank);
  if (bundles.has(pathname)) return void response.end(bundles.get(pathname));
  const base = Object.keys(folders).find((base) => pathname.startsWith(base));
  const path = base && join(folders[base], pathname.slice(base.length));
  if (!path || !existsSync(path)) return void response.writeHead(404).end();
  createReadStream(path).pipe(response);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;

async function inChromium(name, path) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage();
    const elsewhere = [];
    page.on("request", (request) => request.url().startsWith(origin) || elsewhere.push(request.url()));
    page.setDefaultTimeout(600_000);
    await page.goto(origin);
    await page.setInputFiles("input", path);
    await page.waitForFunction("run");
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const before = processInfo
      .filter(({ type }) => type === "renderer")
      .map(({ id }) => {
        writeFileSync(`/proc/${id}/clear_refs`, "5"); // from now on VmHWM is of what comes
        return { id, held: memory(id, "VmRSS") };
      });
    const found = await page.evaluate(([name, root]) => globalThis.run(name, root), [name, root]);
    const peak = before.reduce((sum, { id, held }) => sum + Math.max(0, memory(id, "VmHWM") - held), 0);
    const indexes = await page.evaluate(() => globalThis.found());
    if (elsewhere.length > 0) throw new Error(`${name}: asked for ${elsewhere}`);
    return { ...found, indexes: indexes && JSON.parse(indexes), memory: peak, browser: browser.version() };
  } finally {
    await browser.close();
  }
}

// Natively.

/** Runs a program; its memory is looked at every few milliseconds, since it is gone with the process. */
async function run(command, args, input = "") {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (some) => (text += some));
  child.stdin.end(input);
  let peak = 0;
  const watch = setInterval(() => {
    if (child.exitCode === null) peak = Math.max(peak, memory(child.pid, "VmHWM"));
  }, 3);
  const [code] = await once(child, "close").finally(() => clearInterval(watch));
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return { output: JSON.parse(text), time: performance.now() - start, memory: peak };
}

async function sipas(path) {
  const args = ["score", resolve(form), path, "--by", "commune", "--min-group", "1", "--json"];
  const { output, time, memory } = await run(program, args);
  if (output.not_counted.length > 0) throw new Error("sipas score refuses rows");
  return { time, memory, rows: output.responses, indexes: indexesOfReport(output.scores, output.by.groups) };
}

async function duckdb(path, ...threads) {
  const args = ["scripts/bench-dataset/native.py", ...threads];
  const { output, memory } = await run(python, args, statement(path, items));
  const counts = new Map(output.rows.map(([commune, ...numbers]) => [commune, numbers]));
  return { time: output.seconds * 1000, memory, indexes: indexes(root, counts), about: output.version };
}

/** What is printed: the name, and what measures it with a file. */
const contenders = {
  "sipas-forms, Wasm": (path) => inChromium("ours", path),
  "papaparse, plain loop": (path) => inChromium("papaparse", path),
  "DuckDB-Wasm": (path) => inChromium("duckdb", path),
  "only the bytes, Wasm": (path) => inChromium("floor", path),
  "sipas score": sipas,
  "DuckDB, one thread": (path) => duckdb(path, "1"),
  "DuckDB, all cores": (path) => duckdb(path),
};
const names = Object.keys(contenders);
/** To which of ours a contender is compared. */
const oursOf = (name) => (names.indexOf(name) < names.indexOf("sipas score") ? names[0] : "sipas score");

const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const line = (cells, wide = 22) =>
  console.log(`| ${cells.map((cell, i) => (i ? cell.padStart(16) : cell.padEnd(wide))).join(" | ")} |`);
const rule = (columns) => line(["-".repeat(22), ...Array(columns).fill(`${"-".repeat(15)}:`)]);
const whole = (number) => Math.round(number).toLocaleString("en");
const mebibytes = (kibibytes) => (kibibytes / 1024).toFixed(kibibytes < 10240 ? 1 : 0);

mkdirSync(folder, { recursive: true });
const results = {};
const about = {};
try {
  for (const rows of sizes) {
    const path = resolve(await write(rows));
    const samples = (results[rows] = Object.fromEntries(names.map((name) => [name, []])));
    let agreed;
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        if (process.stderr.isTTY)
          process.stderr.write(`\r${rows} rows, round ${round + 1} of ${rounds}: ${name}\x1b[K\r`);
        const { indexes, ...found } = await contenders[name](path);
        if (found.rows !== undefined && found.rows !== rows) throw new Error(`${name}: ${found.rows} rows`);
        if (found.about) about[name] = found.about;
        if (found.browser) about.Chromium = found.browser;
        if (indexes) {
          const text = JSON.stringify(indexes, (_, value) =>
            value && value.constructor === Object ? Object.fromEntries(Object.entries(value).sort()) : value,
          );
          agreed ??= text;
          if (text !== agreed) throw new Error(`${rows} rows: ${name} gives other figures than ${names[0]}`);
        }
        samples[name].push({ ready: found.ready, time: found.time, memory: found.memory });
      }
    }
  }
} finally {
  server.close();
}

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
const most = Math.max(...sizes);
const median = (rows, name, key) => middle(results[rows][name].map((sample) => sample[key]));
console.log(
  `${whole(most)} rows of a commune and ${items.length} items to the index by ${communes.length} communes, all agreed`,
);
console.log(
  `Chromium ${about.Chromium}, papaparse ${version("papaparse")}, duckdb-wasm ${version("@duckdb/duckdb-wasm")} ` +
    `(DuckDB ${about["DuckDB-Wasm"]}), DuckDB ${about["DuckDB, all cores"]}; medians of ${rounds}, alternating\n`,
);
line(["", "ready (ms)", "time (ms)", "rows / s", "to sipas-forms", "memory (MiB)"]);
rule(5);
for (const name of names) {
  const [ready, time] = ["ready", "time"].map((key) => median(most, name, key));
  const ratio = time / median(most, oursOf(name), "time");
  const rate = whole(Math.round(most / time) * 1000);
  line([
    name,
    ready === undefined ? "" : whole(ready),
    whole(time),
    rate,
    `${ratio.toFixed(2)}x`,
    mebibytes(median(most, name, "memory")),
  ]);
}
if (sizes.length > 1) {
  for (const [what, key, shown] of [
    ["time (ms)", "time", whole],
    ["memory (MiB)", "memory", mebibytes],
  ]) {
    console.log("");
    line([what, ...sizes.map((rows) => `${whole(rows)} rows`)]);
    rule(sizes.length);
    for (const name of names) line([name, ...sizes.map((rows) => shown(median(rows, name, key)))]);
  }
}
if (options.json) {
  const machine = `${cpus().length} x ${cpus()[0]?.model}`;
  writeFileSync(options.json, `${JSON.stringify({ machine, about, results }, null, 1)}\n`);
}
