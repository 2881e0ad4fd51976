// What a citizen downloads before the first answer can be given, per survey: every file, raw and as
// a server sends it. Exits 1 when a page is above the bar, which holds for citizens: the page of a form
// that needs the full engine is an officer's. Below, without a bar, what the same page costs from a
// definition as JSON, with the engine that reads it: what the small one leaves out.
// Usage: node scripts/size.mjs (after `make build`)
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

// The bars, in brotli bytes of one page: the one place that holds them.
const bar = 80 * 1024;
const aim = 64 * 1024;

const dist = "dist";
const text = (name) => readFileSync(join(dist, name), "utf8");

/** What a page names (scripts, styles, the engine, the form), and the scripts that those import. */
function filesOf(page) {
  const tags = text(page).matchAll(
    /<(?:script|link)\b[^>]*?\b(?:src|href)="([^":]+\.(?:js|css|wasm|form))"/g,
  );
  const found = new Set(Array.from(tags, (match) => match[1]));
  // A set goes on to what is added while it is walked.
  for (const name of found) {
    if (!name.endsWith(".js")) continue;
    for (const match of text(name).matchAll(/\b(?:from|import) ?"\.\/([^"]+\.js)"/g)) found.add(match[1]);
  }
  return [page, ...found];
}

/** Whether a page with these files is for officers: citizens' forms do with the small engine. */
const isOfficers = (files) => files.includes("sipas-forms-full.wasm");

/** How many bytes a page has, against the bar. */
const verdict = (brotli) =>
  brotli > bar ? "ABOVE THE BAR" : brotli > aim ? "under the bar" : "under the aim";

/** The same page, had it the definition in place of the packed form. */
function filesWithDefinition(files) {
  const rest = files.filter((name) => !/\.(?:wasm|form)$|-full\.js$/.test(name));
  const definition = files.find((name) => name.endsWith(".form")).replace(/form$/, "json");
  return [...rest, "sipas-forms-full.js", "sipas-forms-full.wasm", definition];
}

const sizes = (name) => ["", ".gz", ".br"].map((suffix) => statSync(join(dist, name + suffix)).size);
const sum = (rows) => rows.reduce((total, row) => total.map((n, i) => n + row[i]), [0, 0, 0]);
const print = (name, row, note = "") => {
  const numbers = row.map((n) => (n.toLocaleString?.("en") ?? n).padStart(11));
  console.log([name.padEnd(32), ...numbers, `  ${note}`].join("").trimEnd());
};

const stems = readdirSync(join(dist, "forms"))
  .filter((name) => name.endsWith(".form"))
  .map((name) => name.slice(0, -".form".length));
if (stems.length === 0) throw new Error("dist/forms holds no form: run `make build`");

const listed = new Set();
function list(files) {
  for (const name of files) {
    if (!listed.has(name)) print(name, sizes(name));
    listed.add(name);
  }
}

let above = false;
const pages = stems.map((stem) => ({ stem, files: filesOf(`${stem}.html`) }));
const isOwn = (name) => /\.(?:html|form|json)$/.test(name);
print("bytes of the first page", ["raw", "gzip", "brotli 11"]);
list(pages.flatMap(({ files }) => files.filter((name) => !isOwn(name))));
for (const { stem, files } of pages) {
  list(files);
  const total = sum(files.map(sizes));
  const brotli = total[2];
  if (isOfficers(files)) {
    print(`= ${stem}`, total, "an officer's page: no bar");
    continue;
  }
  above ||= brotli > bar;
  print(`= ${stem}`, total, verdict(brotli));
}
console.log(`bar ${bar.toLocaleString("en")}, aim ${aim.toLocaleString("en")} (brotli 11)\n`);

print("with the whole language", ["raw", "gzip", "brotli 11"]);
for (const { stem, files } of pages) {
  const whole = filesWithDefinition(files);
  list(whole);
  print(`= ${stem}, from JSON`, sum(whole.map(sizes)));
}
process.exitCode = above ? 1 : 0;
