// What runs in the page of scripts/bench-dataset.mjs: each contender is opened, then given the file.
import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from "@duckdb/duckdb-wasm";
import { Desk } from "../../www/src/workbench/desk.js";
import { indexes, indexesOfReport, itemsOf, statement } from "./counts.mjs";

/** @typedef {ReturnType<typeof indexes>} Indexes */
/** @typedef {{ rows?: number, indexes?: Indexes, about?: string }} Found */

const told = (worker) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = ({ message }) => reject(new Error(message));
  });

/** @type {Record<string, (root: any) => Promise<(file: File) => Promise<Found>>>} */
const contenders = {
  async ours() {
    const form = new Uint8Array(await (await fetch("/ours/forms/sipas-household.form")).arrayBuffer());
    const at = (name) => new URL(`/ours/${name}`, location.href);
    const files = { worker: at("sipas-workbench-worker.js"), engine: at("sipas-forms-workbench.wasm") };
    const desk = new Desk(files, form, "vi");
    await desk.opened();
    return async (file) => {
      const look = await desk.look(file, {});
      const setup = { mapping: look.mapping ?? null, hint: { header: look.header }, by: ["commune"] };
      const { rows, refused } = await desk.check(file, { ...setup, now: new Date().toISOString() }, () => {});
      if (refused > 0) throw new Error(`${refused} rows are refused`);
      const { scores, by } = await desk.report(1);
      return { rows, indexes: indexesOfReport(scores, by[0].groups) };
    };
  },

  async papaparse(root) {
    const worker = new Worker("/papaparse.js", { type: "module" });
    await told(worker);
    return async (file) => {
      worker.postMessage({ file, items: itemsOf(root) });
      const { counts } = await told(worker);
      return { indexes: indexes(root, counts) };
    };
  },

  async duckdb(root) {
    const db = new AsyncDuckDB(new VoidLogger(), new Worker("/duckdb/duckdb-browser-eh.worker.js"));
    await db.instantiate("/duckdb/duckdb-eh.wasm");
    const connection = await db.connect();
    const about = await db.getVersion();
    return async (file) => {
      await db.registerFileHandle("rows.csv", file, DuckDBDataProtocol.BROWSER_FILEREADER, true);
      const table = await connection.query(statement("rows.csv", itemsOf(root)));
      const counts = new Map();
      for (const row of table.toArray()) {
        const [commune, ...numbers] = row.toArray();
        counts.set(commune, numbers.map(Number));
      }
      return { indexes: indexes(root, counts), about };
    };
  },

  async floor() {
    const worker = new Worker("/floor.js", { type: "module" });
    worker.postMessage({ module: new URL("/ours/sipas-forms-workbench.wasm", location.href).href });
    await told(worker);
    return async (file) => {
      worker.postMessage({ file });
      const { lines } = await told(worker);
      return { rows: lines - 1 };
    };
  },
};

/** @type {Indexes | undefined} */
let indexesFound;

/** Gives one contender the file that was chosen: how long until it was ready for it, and until it was done. */
globalThis.run = async (name, root) => {
  const [file] = document.querySelector("input").files;
  const start = performance.now();
  const take = await contenders[name](root);
  const opened = performance.now();
  const { indexes, ...found } = await take(file);
  indexesFound = indexes;
  return { ready: opened - start, time: performance.now() - opened, ...found };
};

/** What it found, once memory was looked at: to hand it over takes some too. */
globalThis.found = () => JSON.stringify(indexesFound);
