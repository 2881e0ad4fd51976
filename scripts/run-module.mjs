// Starts a built Wasm module once in Node, as proof that it does start.
// Usage: node scripts/run-module.mjs FOLDER NAME
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, name] = process.argv.slice(2);
const path = resolve(folder, name);
const glue = await import(pathToFileURL(`${path}.js`));
const bytes = readFileSync(`${path}_bg.wasm`);
glue.initSync({ module: bytes });
if (typeof glue.version !== "function") {
  throw new Error("the member exports no version(): nothing cheap to call, so nothing is proved");
}
console.log(`${name}: ${bytes.length} bytes, version ${glue.version()} answers in Node`);
