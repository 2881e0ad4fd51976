// A portal's own web server: its pages under the policy that it wants, files from folders, and what is
// posted passed on to the real backend.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { text } from "node:stream/consumers";

import { DIST, serve } from "./program.mjs";

/** The strictest policy that the element works under, to the letter of the documentation. */
export const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; " +
  "require-trusted-types-for 'script'";

const TYPES = {
  ".css": "text/css",
  ".form": "application/octet-stream",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * Starts a server; it stops with the test.
 *
 * @param {Record<string, string | ((request: object) => string)>} pages By address: HTML, or a style sheet.
 * @param folders By the prefix of their addresses; "/" is dist/.
 * @param headers For every reply.
 */
export async function host(t, { pages = {}, folders = { "/": DIST }, headers = {}, policy = STRICT } = {}) {
  const backend = await serve(t);
  const posted = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader("Content-Security-Policy", policy);
    if (request.method === "POST") {
      const body = await text(request);
      posted.push({ headers: request.headers, body });
      const passed = ["content-type", "idempotency-key"].map((name) => [name, request.headers[name]]);
      const reply = await fetch(backend.url + pathname, {
        method: "POST",
        headers: Object.fromEntries(passed),
        body,
      });
      response.writeHead(reply.status, { "Content-Type": reply.headers.get("content-type") });
      return response.end(await reply.text());
    }
    response.setHeader("Content-Type", TYPES[extname(pathname)] ?? "text/html; charset=utf-8");
    if (pathname in pages) return response.end(pages[pathname]);
    const prefix = Object.keys(folders).findLast((prefix) => pathname.startsWith(prefix));
    const path = prefix && join(folders[prefix], normalize(pathname.slice(prefix.length - 1)));
    if (!path || !statSync(path, { throwIfNoEntry: false })?.isFile()) {
      return response.writeHead(404).end("no such file");
    }
    createReadStream(path).pipe(response);
  });
  await new Promise((settle) => server.listen(0, "127.0.0.1", settle));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, port, posted, rows: backend.rows };
}

/** A page with a script, styles and content of its own. */
export const page = (content, { lang = "vi", head = "", script = "/sipas-form.js" } = {}) =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Portal</title>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <script type="module" src="${script}"></script>${head}</head><body>${content}</body></html>`;
