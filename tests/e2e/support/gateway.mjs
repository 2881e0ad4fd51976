// What stands before a backend at a real portal: pages of its own, a check of who sends, a bad line. Everything goes
// through it byte by byte, and is held against the published contract.
import { createServer, request as open } from "node:http";

import { undescribed } from "./contract.mjs";

/**
 * A gateway before `upstream`, at an address of its own; it ends with the test.
 *
 * - `pages`: by path, what it serves itself: `{type, body, headers}`, or a function of the request that gives it.
 * - `under`: a path under which the backend's own are found as well.
 * - `guard`: of each request that comes to the backend: what is answered in its place, if anything.
 * - `rewrite`: changes a reply before it goes out.
 * - `strangers`: whether what comes is wrong on purpose, so that only the replies are judged.
 * - `loses`: whether the reply is thrown away, and the connection cut, although the backend has done its work.
 *
 * Its `exchanges` are all requests with their replies; `faults` what the contract does not describe of them.
 */
export async function gateway(t, upstream, options = {}) {
  const door = { exchanges: [], faults: [], ...options };
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray().catch(() => []));
    const { method, headers } = incoming;
    const path =
      door.under && incoming.url.startsWith(door.under)
        ? incoming.url.slice(door.under.length - 1)
        : incoming.url;
    const { pathname } = new URL(path, "http://localhost");
    const page = door.pages?.[pathname];
    if (page) {
      const {
        type = "text/html; charset=utf-8",
        body,
        headers,
      } = typeof page === "function" ? page(incoming) : page;
      outgoing.writeHead(200, { "content-type": type, "cache-control": "no-store", ...headers }).end(body);
      return;
    }
    const refused = door.guard?.({ method, path, headers, body });
    let reply = refused && { headers: { "content-type": "application/problem+json" }, ...refused };
    reply ??= await forward(upstream, { method, path, headers }, body);
    reply.body = Buffer.from(reply.body ?? "");
    const exchange = { method, path, sent: { headers, body }, ...reply };
    // What was taken must have been right, and so must whatever the element sent.
    exchange.judged = !door.strangers && (reply.status < 300 || "sec-fetch-mode" in headers);
    if (door.rewrite) Object.assign(exchange, door.rewrite(exchange));
    door.exchanges.push(exchange);
    door.faults.push(...undescribed(exchange));
    if (door.loses?.(exchange)) return void incoming.socket.destroy();
    const { "content-length": _, "transfer-encoding": __, connection: ___, ...rest } = exchange.headers;
    outgoing.writeHead(exchange.status, rest).end(exchange.body);
  });
  await new Promise((settle) => server.listen(0, "127.0.0.1", settle));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return Object.assign(door, {
    url: `http://127.0.0.1:${server.address().port}`,
    posts: () => door.exchanges.filter(({ method }) => method === "POST"),
  });
}

/** Sends a request on, and gives the whole reply. */
export function forward(upstream, { method, path, headers }, body) {
  return new Promise((settle, fail) => {
    const { "transfer-encoding": _, connection: __, ...rest } = headers;
    if (body.length > 0) rest["content-length"] = body.length;
    const { hostname, port } = new URL(upstream);
    // The path as it is: a URL would take out of it what a stranger may well send.
    const request = open({ hostname, port, path, method, headers: rest, agent: false }, async (response) => {
      const chunks = await response.toArray();
      settle({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
    });
    request.on("error", fail);
    request.end(body);
  });
}
