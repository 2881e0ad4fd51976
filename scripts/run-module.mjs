// Starts the built Wasm module once in Node, as proof that it does start.
// Usage: node scripts/run-module.mjs FOLDER
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const glue = await import(pathToFileURL(`${folder}/sipas-forms.js`));
const bytes = readFileSync(`${folder}/sipas-forms_bg.wasm`);
glue.initSync({ module: bytes });
if (typeof glue.version !== "function") {
  throw new Error("src/browser exports no version(): nothing cheap to call, so nothing is proved");
}
console.log(`wasm: ${bytes.length} bytes, version ${glue.version()} answers in Node`);
