// Assembles dist/, everything a static web server needs, from www/.
// Usage: node scripts/dist.mjs SIPAS (the built program, which writes the pages and the definitions)
//
//   www/*.js         an entry point each: bundled with what it imports from www/src and www/pkg, minified
//   www/*.css        minified
//   www/forms/*.json the definitions among them (those with a "survey"), with their shared lists put in;
//                    and each of them packed, as NAME.form, which is what the pages read
//   the pages        written by `sipas site`: the start page, and one per form and language
//   www/pkg          its modules become dist/sipas-forms.wasm, dist/sipas-forms-full.wasm and
//                    dist/sipas-forms-workbench.wasm; the JavaScript of the second, with the styles of what only it shows (www/src/full.js), stays a file
//                    of its own, which no citizen's page asks for, and so does what programs call (api.js)
//   www/src/worker.js becomes dist/sw.js, the pages' service worker, with the hash of every other file in it
//   the rest of www/ copied as it is
//
// Beside each file that compresses lie its .br and .gz, made once here at the highest level, so that
// no server has to. Unchanged files are not touched.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [sipas] = process.argv.slice(2);
const source = "www";
const output = "dist";
const compressible = new Set([
  ".css",
  ".form",
  ".html",
  ".js",
  ".json",
  ".svg",
  ".txt",
  ".wasm",
  ".webmanifest",
]);

const written = new Set();

function write(name, content) {
  const bytes = Buffer.from(content);
  const path = join(output, name);
  const changed = !existsSync(path) || !readFileSync(path).equals(bytes);
  mkdirSync(dirname(path), { recursive: true });
  put(path, changed, () => bytes);
  if (compressible.has(extname(name))) {
    put(`${path}.br`, changed, () =>
      brotliCompressSync(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
    );
    put(`${path}.gz`, changed, () => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
  }
}

function put(path, changed, make) {
  written.add(path);
  if (changed || !existsSync(path)) writeFileSync(path, make());
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

// Scripts and styles.

const topLevel = readdirSync(source).sort();
const entries = topLevel.filter((name) => [".js", ".css"].includes(extname(name)) && !name.endsWith(".d.ts"));
/** What is loaded later, or by others: files of their own under these names. */
const parts = {
  "src/full.js": "sipas-forms-full",
  "src/api.js": "sipas-forms-engine",
  "src/takeover.js": "sipas-takeover",
  "src/workbench/worker.js": "sipas-workbench-worker",
};

/**
 * Two entry points may use each other; each stays one file, so that nothing is loaded or run twice. What takes
 * over a form that a server rendered is one, since other pages do without.
 */
const entriesStayApart = {
  name: "entries-stay-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, kind }) => {
      const target = relative(source, resolve(resolveDir, path));
      if (kind === "entry-point") return undefined;
      if (target in parts) return { path: `./${parts[target]}.js`, external: true };
      return entries.includes(target) && extname(target) === ".js"
        ? { path: `./${target}`, external: true }
        : undefined;
    });
  },
};

/** `import css from "./form.css"` is the minified text, for a constructable stylesheet: one request less. */
const stylesAsText = {
  name: "styles-as-text",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\.css$/ }, ({ path, resolveDir, kind }) =>
      kind === "import-statement" ? { path: resolve(resolveDir, path), namespace: "style-text" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "style-text" }, async ({ path }) => {
      const { outputFiles } = await build({ ...shared, entryPoints: [path] });
      return { contents: outputFiles[0].text.trim(), loader: "text" };
    });
  },
};

const shared = {
  bundle: true,
  write: false,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome100", "firefox100", "safari16"],
  external: ["*.woff2", "*.png", "*.svg"],
  logLevel: "warning",
};

const { outputFiles } = await build({
  ...shared,
  entryPoints: [
    ...entries.map((name) => ({ in: join(source, name), out: name.slice(0, -extname(name).length) })),
    ...Object.entries(parts).map(([name, out]) => ({ in: join(source, name), out })),
  ],
  outdir: output,
  plugins: [entriesStayApart, stylesAsText],
});
for (const file of outputFiles) {
  // wasm-bindgen's own names for the modules; here they have the project's.
  write(
    basename(file.path),
    file.text.replaceAll(/\b(sipas-forms(?:-full|-workbench)?)_bg\.wasm\b/g, "$1.wasm"),
  );
}
for (const name of ["sipas-forms", "sipas-forms-full", "sipas-forms-workbench"]) {
  write(`${name}.wasm`, readFileSync(join(source, `pkg/${name}_bg.wasm`)));
}

// The element's styles for its form outside a shadow root, as `sipas serve` shows it where no script runs: put
// under the element, over which the page's own rules are taken back.

for (const [name, sheets] of [
  ["sipas-form.css", ["sipas-form"]],
  ["sipas-form-full.css", ["sipas-form", "scores", "files", "report"]],
]) {
  const element = "sipas-form[src]";
  const text = sheets.map((sheet) => readFileSync(join(source, `src/${sheet}.css`), "utf8")).join("\n");
  const keyframes = /@keyframes[^{]*\{(?:[^{}]|\{[^{}]*\})*\}/g;
  const inside = text
    .replaceAll(keyframes, "")
    .replaceAll(/:host\(((?:[^()]|\([^()]*\))*)\)/g, "&$1")
    .replaceAll(/:host\b/g, "&")
    .replaceAll("> form", "> :is(.page, .review)");
  const reset = `${element} :where(:not(svg, svg *)) { all: revert; }`;
  const { outputFiles } = await build({
    ...shared,
    // Plainer browsers come here.
    target: ["chrome64", "firefox67", "safari12"],
    stdin: {
      contents: [reset, ...(text.match(keyframes) ?? []), `${element} {`, inside, "}"].join("\n"),
      loader: "css",
    },
  });
  write(name, outputFiles[0].text);
}

// Definitions.

for (const path of filesUnder(join(source, "forms")).filter((path) => path.endsWith(".json"))) {
  if ("survey" in JSON.parse(readFileSync(path, "utf8"))) {
    const made = (command) => execFileSync(sipas, [command, path], { maxBuffer: 1 << 26 });
    write(relative(source, path), made("bundle"));
    write(relative(source, path).replace(/json$/, "form"), made("pack"));
  }
}

// Pages: the start page and one per form and language.

const pages = mkdtempSync(join(tmpdir(), "sipas-site-"));
try {
  // `sipas serve`, which the pages are made for, shows the forms without scripts as well.
  const made = ["--forms", join(source, "forms"), "--out", pages, "--plain", "/fill"];
  execFileSync(sipas, ["site", ...made]);
  for (const path of filesUnder(pages)) write(relative(pages, path), readFileSync(path));
} finally {
  rmSync(pages, { recursive: true });
}

// The rest.

const isMade = (name) => /^(src|pkg|forms)\//.test(name) || entries.includes(name);
const isForDevelopers = (name) => /(^|\/)\.|\.d\.ts$|\.md$|(^|\/)([jt]sconfig|package)\.json$/.test(name);
for (const path of filesUnder(source)) {
  const name = relative(source, path);
  if (!isMade(name) && !isForDevelopers(name)) write(name, readFileSync(path));
}

// The service worker, which knows every file by its content.

const files = {};
for (const path of [...written].sort()) {
  if (/\.(?:br|gz)$/.test(path) || !compressible.has(extname(path))) continue;
  files[relative(output, path)] = createHash("sha256").update(readFileSync(path)).digest("hex");
}
const worker = await build({
  ...shared,
  // Not every browser takes a module here.
  format: "iife",
  entryPoints: [join(source, "src/worker.js")],
  define: { "globalThis.SIPAS_FILES": JSON.stringify(files) },
  // It is given the address of the Wasm module.
  logOverride: { "empty-import-meta": "silent" },
});
write("sw.js", worker.outputFiles[0].text);

// What www/ no longer has must not linger.
for (const path of filesUnder(output)) {
  if (!written.has(path)) rmSync(path);
}
