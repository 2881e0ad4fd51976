// A backend that is not ours, in 40 lines of Node: it shows a page with a form, keeps each submission once
// under its key, and answers a repeated key with the same receipt; also to a page of one other origin.
// Usage: node tests/receivers/node.mjs DIST FILE [ORIGIN]   keeps submissions in FILE; prints its address
import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const [dist, file, origin = ""] = process.argv.slice(2);
const stored = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(JSON.parse) : [];
const kept = new Map(stored.map((entry) => [entry.submission.submission_id, entry]));
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };
Object.assign(types, { ".form": "application/octet-stream", ".wasm": "application/wasm" });
const page = `<!doctype html><html lang="vi"><title>Portal</title><link rel="icon" href="data:,">
  <script type="module" src="/sipas-form.js"></script>
  <main><h1>Portal</h1><sipas-form src="/forms/commune-office.form" endpoint="/answers"></sipas-form></main>`;

async function receive(request) {
  const submission = JSON.parse(Buffer.concat(await request.toArray()));
  const key = request.headers["idempotency-key"];
  if (submission.submission_id !== key) return [400, "{}"];
  const known = kept.has(key);
  const entry = kept.get(key) ?? { receipt: randomBytes(4).toString("hex"), submission };
  if (!known) appendFileSync(file, `${JSON.stringify(entry)}\n`);
  kept.set(key, entry);
  return [known ? 200 : 201, JSON.stringify({ receipt: entry.receipt })];
}

createServer(async (request, response) => {
  const path = join("/", new URL(request.url, "http://x").pathname);
  const get = async () => [200, path === "/" ? page : readFileSync(join(dist, path))];
  const act = { GET: get, POST: receive, OPTIONS: async () => [204] }[request.method] ?? get;
  const [status, body] = await act(request).catch(() => [400]);
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Allow-Headers", "Content-Type, Idempotency-Key");
  response.setHeader("Content-Type", types[path === "/" ? ".html" : extname(path)] ?? "application/json");
  response.writeHead(status).end(body);
}).listen(0, "127.0.0.1", function () {
  console.log(`Listening on http://127.0.0.1:${this.address().port}`);
});
