// What a citizen downloads before the first answer can be given, per survey: every file, raw and as
// a server sends it. Exits 1 when a page is above the bar.
// Usage: node scripts/size.mjs (after `make build`)
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

// The bars, in brotli bytes of one page: the one place that holds them.
const bar = 80 * 1024;
const aim = 64 * 1024;

const dist = "dist";
const text = (name) => readFileSync(join(dist, name), "utf8");

/** The scripts and styles that a page names, and the scripts that those import. */
function filesOf(page) {
  const tags = text(page).matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^":]+\.(?:js|css))"/g);
  const found = new Set(Array.from(tags, (match) => match[1]));
  // A set goes on to what is added while it is walked.
  for (const name of found) {
    if (!name.endsWith(".js")) continue;
    for (const match of text(name).matchAll(/\b(?:from|import) ?"\.\/([^"]+\.js)"/g)) found.add(match[1]);
  }
  return [...found];
}

const sizes = (name) => ["", ".gz", ".br"].map((suffix) => statSync(join(dist, name + suffix)).size);
const sum = (rows) => rows.reduce((total, row) => total.map((n, i) => n + row[i]), [0, 0, 0]);
const print = (name, row, note = "") => {
  const numbers = row.map((n) => (n.toLocaleString?.("en") ?? n).padStart(11));
  console.log([name.padEnd(30), ...numbers, `  ${note}`].join("").trimEnd());
};

const stems = readdirSync(join(dist, "forms"))
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length));
if (stems.length === 0) throw new Error("dist/forms holds no definition: run `make build`");

let above = false;
const listed = new Set();
print("bytes of the first page", ["raw", "gzip", "brotli 11"]);
for (const stem of stems) {
  const common = ["sipas-forms.wasm", ...filesOf(`${stem}.html`)];
  for (const name of common) {
    if (!listed.has(name)) print(name, sizes(name));
    listed.add(name);
  }
}
for (const stem of stems) {
  const own = [`${stem}.html`, `forms/${stem}.json`];
  for (const name of own) print(name, sizes(name));
  const total = sum(["sipas-forms.wasm", ...filesOf(`${stem}.html`), ...own].map(sizes));
  const brotli = total[2];
  above ||= brotli > bar;
  print(
    `= ${stem}`,
    total,
    brotli > bar ? "ABOVE THE BAR" : brotli > aim ? "under the bar" : "under the aim",
  );
}
console.log(`bar ${bar.toLocaleString("en")}, aim ${aim.toLocaleString("en")} (brotli 11)`);
process.exitCode = above ? 1 : 0;
