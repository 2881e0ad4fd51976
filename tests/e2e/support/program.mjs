// The real program and its real database.
import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
export const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target");
/** What `make build` made, or another folder of that kind. */
export const DIST = resolve(ROOT, process.env.SIPAS_DIST ?? "dist");
const SIPAS = join(TARGET, "release/sipas");

/** Runs `sipas`; gives what it printed. Exit code 1 (the input has errors) is an answer too. */
export async function sipas(...args) {
  try {
    return (await promisify(execFile)(SIPAS, args)).stdout;
  } catch (error) {
    if (error.code === 1) return error.stdout;
    throw error;
  }
}

/** The bytes that `sipas pack` makes of a definition. */
export async function pack(definition) {
  const packing = promisify(execFile)(SIPAS, ["pack", "-"], { encoding: "buffer" });
  packing.child.stdin.end(JSON.stringify(definition));
  return (await packing).stdout;
}

/**
 * A folder like DIST in which the forms at these paths stand for those of their names, packed and as
 * definitions.
 */
export async function distWith(t, ...paths) {
  const dist = join(await folder(t), "dist");
  await cp(DIST, dist, { recursive: true });
  for (const path of paths) {
    const stem = join(dist, "forms", basename(path, ".json"));
    const { stdout } = await promisify(execFile)(SIPAS, ["pack", path], { encoding: "buffer" });
    await writeFile(`${stem}.form`, stdout);
    await writeFile(`${stem}.json`, await sipas("bundle", path));
    for (const ending of ["form.br", "form.gz", "json.br", "json.gz"])
      await rm(`${stem}.${ending}`, { force: true });
  }
  return dist;
}

/** A folder that is removed with the test. */
export async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), "sipas-e2e-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/**
 * Starts a program that says where it listens; `stop` ends it, with this exit code. One with `workers` does not end
 * them itself: they are told as well.
 */
async function launch(command, args, stopped, workers = false) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: workers });
  const ended = new Promise((settle) => child.on("close", (code) => settle(code)));
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  const url = await new Promise((found, failed) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = /^Listening on (http:\S+)$/.exec(line)?.[1];
      if (address) found(address);
    });
    child.on("error", failed);
    ended.then((code) => failed(new Error(`${command} ended with ${code}: ${said}`)));
  });
  const stop = async () => {
    if (workers) process.kill(-child.pid, "SIGTERM");
    else child.kill("SIGTERM");
    const code = await ended;
    if (code !== stopped) throw new Error(`${command} ended with ${code} on SIGTERM: ${said}`);
  };
  return { url, stop, log: () => said };
}

/** Starts a program that says where it listens; it stops with the test, with this exit code. */
export async function start(t, command, args, stopped = null, workers = false) {
  const { url, stop, log } = await launch(command, args, stopped, workers);
  t.after(stop);
  return { url, log };
}

/** `sipas serve` that can be taken away and brought back, at the same address and with the same database. */
export async function comeAndGo(t, dist = DIST) {
  const database = join(await folder(t), "sipas.sqlite");
  let addr = "127.0.0.1:0";
  let running;
  const server = {
    rows: () => rows(database),
    async come() {
      running = await launch(SIPAS, ["serve", "--addr", addr, "--database", database, "--dist", dist], 0);
      server.url = running.url;
      addr = new URL(running.url).host;
    },
    async go() {
      await running?.stop();
      running = undefined;
    },
  };
  t.after(server.go);
  await server.come();
  return server;
}

/**
 * Starts `sipas serve` with a database of its own, on a port of its own; it stops with the test,
 * and must then stop cleanly.
 */
export async function serve(t, { dist = DIST, args = [] } = {}) {
  const database = join(await folder(t), "sipas.sqlite");
  const command = ["serve", "--addr", "127.0.0.1:0", "--database", database, "--dist", dist, ...args];
  const { url, log } = await start(t, SIPAS, command, 0);
  return { url, log, rows: (range) => rows(database, range) };
}

/** The submissions in the database file, read by SQLite's own program while the server runs; those after an id. */
async function rows(database, { after = 0 } = {}) {
  const sql = `SELECT * FROM submission WHERE id > ${Number(after)} ORDER BY id`;
  const { stdout } = await promisify(execFile)("sqlite3", ["-readonly", "-json", database, sql], {
    maxBuffer: 1 << 26,
  }).catch((error) => {
    throw error.code === "ENOENT" ? new Error("sqlite3 is not installed: run scripts/setup test") : error;
  });
  return stdout === "" ? [] : JSON.parse(stdout);
}

/** Posts as any client would; gives the status and the parsed body. */
export async function post(url, key, body) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  const response = await fetch(url, { method: "POST", headers, body });
  return { status: response.status, body: await response.json() };
}
