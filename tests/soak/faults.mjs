// A bad line and a bad receiver before a good one: passes requests on to `sipas serve`, or does worse.
import { Agent, createServer, request as send } from "node:http";
import { setTimeout } from "node:timers/promises";

import { Chance } from "./random.mjs";

/** How often a POST meets what; what takes a key that is stored, or one that is not, is left out otherwise. */
const FAULTS = {
  passed: 46,
  "request lost": 8,
  "reply lost": 8,
  "reply cut short": 4,
  500: 3,
  503: 3,
  "429 in seconds": 3,
  "429 as a date": 2,
  408: 2,
  "409 as a problem": 3,
  401: 4,
  "200 sign-in page": 2,
  "302 to a sign-in": 2,
  404: 2,
  422: 6,
  "409 without a body": 12,
  "409 with the receipt": 12,
  "line closed": 1,
};
const ONLY_STORED = ["409 without a body", "409 with the receipt"];
const GET_FAILS = 0.02;
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding"];
export const SAYS = "Kiểm tra lại câu này.";

export class Faults {
  /** @type {Record<string, number>} */
  counts = {};
  /** Whether anything goes wrong. */
  isOn = true;
  /** What became of each key: its marker, whether the receiver refused it, and what it was answered. */
  keys = new Map();
  attempts = 0;
  #agent = new Agent({ keepAlive: true });
  #gets = 0;
  #seed;
  #upstream;
  #tell;

  /**
   * @param upstream Where the receiver listens.
   * @param tell Is told of each attempt: the marker, words.
   */
  constructor(seed, upstream, tell) {
    [this.#seed, this.#upstream, this.#tell] = [seed, new URL(upstream), tell];
    this.server = createServer((request, response) => {
      // A client that went away, or was sent away.
      for (const stream of [request, response]) stream.on("error", () => {});
      void this.#handle(request, response).catch((error) => {
        this.#count(`broken: ${error.code ?? error.message}`);
        response.destroy();
      });
    });
  }

  /** Whether anything with this marker was ever sent. */
  knows(marker) {
    return [...this.keys.values()].some((known) => known.marker === marker);
  }

  async listen() {
    await new Promise((settle) => this.server.listen(this.port ?? 0, "127.0.0.1", settle));
    this.port ??= this.server.address().port;
  }

  close() {
    this.#agent.destroy();
    this.server.closeAllConnections();
    this.server.close();
  }

  #count(fault) {
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
  }

  async #handle(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    if (request.method === "POST") return this.#post(request, body, response);
    if (this.isOn && new Chance(this.#seed, "get", (this.#gets += 1)).is(GET_FAILS)) {
      this.#count("other request lost");
      return response.destroy();
    }
    this.#answer(response, await this.#forward(request, body));
  }

  async #post(request, body, response) {
    const key = request.headers["idempotency-key"];
    const { submission_id: id, answers } = JSON.parse(body);
    const marker = answers.subject;
    const nth = [...this.keys.values()].filter((other) => other.marker === marker).length;
    const known = this.keys.get(key) ?? { id, marker, nth, attempts: 0, turn: Promise.resolve() };
    this.keys.set(key, known);
    known.attempts += 1;
    this.attempts += 1;
    const chance = new Chance(this.#seed, marker, known.nth, known.attempts);
    const wait = () => {
      if (this.isOn && chance.is(0.3)) return setTimeout(chance.upTo(chance.is(0.2) ? 5_000 : 800));
    };
    // A slow line: a later request may overtake this one, also one whose page is gone.
    await wait();
    // The receiver itself looks at one request with a key after the other, as a database does.
    const before = known.turn;
    let done;
    known.turn = new Promise((settle) => (done = settle));
    await before;
    const fault = this.#fault(chance, known);
    this.#count(fault);
    this.#tell(marker, `${key.slice(0, 8)} attempt ${known.attempts}: ${fault}`);
    try {
      await this.#meet(fault, { request, body, response, known, wait });
    } finally {
      done();
    }
  }

  #fault(chance, known) {
    // Who refuses these answers once does so again; who has them does not.
    if (known.refused) return "422";
    if (!this.isOn) return "passed";
    const weights = { ...FAULTS };
    for (const name of ONLY_STORED) if (!known.stored) delete weights[name];
    if (known.stored) delete weights[422];
    return chance.of(weights);
  }

  async #meet(fault, { request, body, response, known, wait }) {
    const say = async (status, headers, content = "") => {
      await wait();
      response.writeHead(status, { "Content-Length": Buffer.byteLength(content), ...headers }).end(content);
    };
    const problem = (status, extra = {}, headers = {}) =>
      say(
        status,
        { "Content-Type": "application/problem+json", ...headers },
        JSON.stringify({ type: "about:blank", title: "No", status, ...extra }),
      );
    switch (fault) {
      case "request lost":
        return response.destroy();
      case "line closed":
        response.destroy();
        return this.#closeLine();
      case "500":
      case "503":
      case "408":
        return problem(Number(fault));
      case "429 in seconds":
        return problem(429, {}, { "Retry-After": "1" });
      case "429 as a date":
        return problem(429, {}, { "Retry-After": new Date(Date.now() + 1_000).toUTCString() });
      case "409 as a problem":
        return problem(409, { detail: "In progress" });
      case "401":
        return problem(401);
      case "404":
        return say(404, { "Content-Type": "text/html" }, "<h1>Not here</h1>");
      case "200 sign-in page":
        return say(200, { "Content-Type": "text/html; charset=utf-8" }, "<h1>Đăng nhập</h1>");
      case "302 to a sign-in":
        return say(302, { Location: "/" });
      case "422":
        known.refused = true;
        return problem(422, { errors: [{ pointer: "#/answers/q5", detail: SAYS }] });
      case "409 without a body":
        return say(409, {});
      case "409 with the receipt":
        return say(409, { "Content-Type": "application/json" }, JSON.stringify({ receipt: known.receipt }));
    }
    const reply = await this.#forward(request, body);
    if (reply.status < 300) {
      known.stored = true;
      known.receipt = JSON.parse(reply.body).receipt;
    } else {
      this.#count(`receiver said ${reply.status}`);
      this.#tell(known.marker, `the receiver said ${reply.status}: ${reply.body}`);
    }
    await wait();
    if (fault === "reply lost") return response.destroy();
    if (fault === "reply cut short") {
      response.writeHead(reply.status, { ...reply.headers, "Content-Length": reply.body.length });
      response.write(reply.body.subarray(0, reply.body.length >> 1), () => response.destroy());
      return undefined;
    }
    return this.#answer(response, reply);
  }

  /** Nobody listens for a while, and who is connected is cut off. */
  async #closeLine() {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await setTimeout(1_000);
    await this.listen();
  }

  #answer(response, { status, headers, body }) {
    response.writeHead(status, { ...headers, "Content-Length": body.length }).end(body);
  }

  /** Asks the receiver itself. */
  async #forward({ method, url, headers }, body) {
    const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
    const { hostname: host, port } = this.#upstream;
    const options = { host, port, method, path: url, headers: own, agent: this.#agent };
    const response = await new Promise((settle, fail) => {
      const asked = send(options, settle).on("error", fail);
      asked.end(body);
    });
    const parts = [];
    for await (const part of response) parts.push(part);
    const kept = Object.entries(response.headers).filter(
      ([name]) => ![...HOP_BY_HOP, "date", "content-length"].includes(name),
    );
    return { status: response.statusCode, headers: Object.fromEntries(kept), body: Buffer.concat(parts) };
  }
}
