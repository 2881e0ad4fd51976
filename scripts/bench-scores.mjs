// How long it takes to score responses that are in memory: natively, as Wasm, and a plain loop in
// JavaScript, in turn in one run. All must give the same index before anything is measured.
// Usage: node scripts/bench-scores.mjs [--responses N] [--rounds N] [--json FILE] (after `make build`)
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    responses: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "7" },
    json: { type: "string" },
  },
});
const responses = Number(options.responses);
const rounds = Number(options.rounds);
const definition = JSON.parse(readFileSync("dist/forms/sipas-household.json", "utf8"));
const [root] = definition.scores;

const glue = await import(pathToFileURL(resolve("www/pkg/sipas-forms-full.js")).href);
glue.initSync({ module: readFileSync("www/pkg/sipas-forms-full_bg.wasm") });
const form = new glue.Form(definition, "vi");
const columns = JSON.parse(new glue.Tally(form).columns());
const width = columns.length;

/** Satisfied more often than not, some unanswered; a fixed seed, so that every run counts the same. */
function draw() {
  const rows = new Uint8Array(responses * width);
  let seed = 20250719;
  for (let index = 0; index < rows.length; index++) {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    const drawn = (seed >> 8) % 100;
    rows[index] = drawn < 4 ? 0 : drawn < 8 ? 1 : drawn < 15 ? 2 : drawn < 30 ? 3 : drawn < 70 ? 4 : 5;
  }
  return rows;
}

/** The items below a node, by their columns. */
const itemsOf = (node) => [
  ...(node.items ?? []).map((name) => columns.indexOf(name)),
  ...(node.children ?? []).flatMap(itemsOf),
];
const nodesOf = (node) => [node, ...(node.children ?? []).flatMap(nodesOf)];

/** What somebody writes by hand: counts, and the share of 4 and 5 for every node. */
function plainLoop(rows) {
  const counts = new Uint32Array(width * 8);
  for (let row = 0; row < rows.length; row += width) {
    for (let column = 0; column < width; column++) counts[column * 8 + rows[row + column]]++;
  }
  const shares = {};
  for (const node of nodesOf(root)) {
    let satisfied = 0;
    let answered = 0;
    for (const column of itemsOf(node)) {
      for (let level = 1; level <= 5; level++) answered += counts[column * 8 + level];
      satisfied += counts[column * 8 + 4] + counts[column * 8 + 5];
    }
    shares[node.name] = [satisfied, answered];
  }
  return shares;
}

/** The same with what an interval needs: sums of squares of each response, per node. */
function plainLoopWithSpread(rows) {
  const nodes = nodesOf(root).map((node) => ({ name: node.name, items: Uint8Array.from(itemsOf(node)) }));
  const sums = nodes.map(() => new Float64Array(5));
  const counts = new Uint32Array(width * 8);
  for (let row = 0; row < rows.length; row += width) {
    for (let column = 0; column < width; column++) counts[column * 8 + rows[row + column]]++;
    for (let index = 0; index < nodes.length; index++) {
      const { items } = nodes[index];
      let x = 0;
      let y = 0;
      for (let item = 0; item < items.length; item++) {
        const level = rows[row + items[item]];
        if (level > 0) y++;
        if (level > 3) x++;
      }
      const sum = sums[index];
      sum[0] += x;
      sum[1] += y;
      sum[2] += x * x;
      sum[3] += x * y;
      sum[4] += y * y;
    }
  }
  return Object.fromEntries(nodes.map(({ name }, index) => [name, [sums[index][0], sums[index][1]]]));
}

function wasm(rows) {
  const tally = new glue.Tally(form);
  // What a worker would hand over at a time.
  const some = width * 65536;
  for (let start = 0; start < rows.length; start += some) tally.addLevels(rows.subarray(start, start + some));
  const report = tally.report();
  tally.free();
  return JSON.parse(report).scores;
}

const timed = (work) => {
  const start = performance.now();
  const result = work();
  return { time: performance.now() - start, result };
};

const folder = mkdtempSync(join(tmpdir(), "sipas-bench-"));
try {
  const rows = draw();
  const file = join(folder, "rows");
  writeFileSync(file, rows);
  const bench = ["bench", "--quiet", "--features", "program", "--bench", "scores", "--"];
  const native = (times) =>
    JSON.parse(
      execFileSync("cargo", [...bench, resolve("dist/forms/sipas-household.json"), file, String(times)], {
        encoding: "utf8",
        maxBuffer: 1 << 26,
        stdio: ["ignore", "pipe", "inherit"],
      }),
    );

  const shares = plainLoop(rows);
  const ours = wasm(rows);
  const flat = (nodes) => nodes.flatMap((node) => [node, ...flat(node.parts ?? [])]);
  for (const [name, [satisfied, answered]] of Object.entries(shares)) {
    const node = flat(ours).find((node) => node.name === name);
    if (node?.numerator !== satisfied || node.denominator !== answered) {
      throw new Error(
        `${name}: the loop has ${satisfied}/${answered}, Wasm ${node?.numerator}/${node?.denominator}`,
      );
    }
  }
  if (JSON.stringify(native(1).report) !== JSON.stringify(ours)) throw new Error("native and Wasm differ");
  const spread = plainLoopWithSpread(rows);
  if (JSON.stringify(spread) !== JSON.stringify(shares)) throw new Error("the two loops differ");

  /** @type {Record<string, number[]>} */
  const times = { native: [], Wasm: [], "a plain loop": [], "a loop with the spread": [] };
  for (let round = 0; round < rounds; round++) {
    times.native.push(native(1).times[0] / 1e6);
    times.Wasm.push(timed(() => wasm(rows)).time);
    times["a plain loop"].push(timed(() => plainLoop(rows)).time);
    times["a loop with the spread"].push(timed(() => plainLoopWithSpread(rows)).time);
  }

  const count = responses.toLocaleString("en");
  console.log(
    `${count} responses of ${width} items to an index over ${nodesOf(root).length} nodes, in memory`,
  );
  console.log(`Node ${process.versions.node}, ${rounds} rounds, alternating; the index ${ours[0].value}\n`);
  const line = (cells) =>
    console.log(`| ${cells.map((cell, i) => (i ? cell.padStart(16) : cell.padEnd(22))).join(" | ")} |`);
  line(["scores with", "lowest (ms)", "responses / s", "to a plain loop"]);
  line(["-".repeat(22), ...Array(3).fill(`${"-".repeat(15)}:`)]);
  const lowest = (name) => Math.min(...times[name]);
  for (const name of Object.keys(times)) {
    const perSecond = Math.round(responses / (lowest(name) / 1000) / 1000) * 1000;
    const ratio = lowest(name) / lowest("a plain loop");
    line([name, lowest(name).toFixed(0), perSecond.toLocaleString("en"), `${ratio.toFixed(2)}x`]);
  }
  if (options.json) {
    const machine = `${cpus().length} x ${cpus()[0]?.model}`;
    writeFileSync(options.json, `${JSON.stringify({ machine, responses, width, times }, null, 1)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
