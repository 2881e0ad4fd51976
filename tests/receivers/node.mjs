// A backend that is not ours, in plain Node: it shows a page with a form, keeps each submission once under its
// key, and answers a repeated key with the same receipt; also to a page of one other origin.
// Usage: node tests/receivers/node.mjs DIST FILE [ORIGIN]   keeps submissions in FILE; prints its address
import { randomBytes } from "node:crypto";
import { existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";

const [dist, database, origin] = process.argv.slice(2);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TYPES = { ".css": "text/css", ".js": "text/javascript", ".wasm": "application/wasm", "": "text/html" };
const lines = existsSync(database) ? readFileSync(database, "utf8").split("\n").filter(Boolean) : [];
const kept = new Map(lines.map(JSON.parse).map((entry) => [entry.submission.submission_id, entry]));
const store = openSync(database, "a", 0o600);
const PROBLEM = "application/problem+json";
const problem = (status, title, errors = []) => [status, PROBLEM, { title, status, errors }];
const receipt = (status, { receipt }) => [status, "application/json", { receipt }];

async function receive(request) {
  let [size, chunks] = [0, []];
  for await (const chunk of request) if ((size += chunk.length) <= 1 << 20) chunks.push(chunk);
  if (size > 1 << 20) return problem(413, "No more than 1 MiB"); // only now, so that the client hears it
  if (!/^application\/json *(;|$)/i.test(request.headers["content-type"])) return problem(415, "Send JSON");
  const submission = JSON.parse(Buffer.concat(chunks));
  const key = request.headers["idempotency-key"];
  if (!UUID.test(key) || submission?.submission_id !== key) return problem(400, "Key is not submission_id");
  const say = (pointer, vi, en) => ({ pointer, detail: submission.language === "en" ? en : vi });
  const known = kept.get(key);
  if (known && isDeepStrictEqual(known.submission, submission)) return receipt(200, known);
  if (known) return problem(422, "Key reused"); // no errors: what could be mended would be sent once more
  const missing = ["commune", "subject"].filter((name) => !submission.answers?.[name]);
  const errors = missing.map((name) => say(`#/answers/${name}`, "Xin trả lời câu này.", "Answer this."));
  if (errors.length > 0) return problem(422, "Answers are missing", errors);
  const entry = { receipt: randomBytes(5).toString("hex"), submission };
  writeSync(store, `${JSON.stringify(entry)}\n`); // nobody came in since the look into `kept`
  fsyncSync(store);
  kept.set(key, entry);
  return receipt(201, entry);
}

async function answer(request) {
  const { pathname } = new URL(request.url, "http://localhost"); // takes every "..", encoded or not, out of it
  if (request.method === "OPTIONS") return [204];
  const file = pathname === "/" ? new URL("page.html", import.meta.url) : join(dist, pathname);
  if (request.method !== "POST") return [200, TYPES[extname(pathname)], readFileSync(file)];
  if (pathname !== "/submissions") return problem(404, "Nothing here");
  return receive(request).catch((error) => problem(error instanceof SyntaxError ? 400 : 503, "Not possible"));
}

createServer(async (request, response) => {
  const [status, type, body] = await answer(request).catch(() => problem(404, "Nothing here"));
  if (origin) response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Allow-Headers", "Content-Type, Idempotency-Key");
  response.writeHead(status, type && { "Content-Type": type });
  response.end(body instanceof Uint8Array || !body ? body : JSON.stringify(body));
}).listen(0, "127.0.0.1", function () {
  console.log(`Listening on http://127.0.0.1:${this.address().port}`);
});
