// Any backend serves: the same walk against each, every request and reply held against the published contract.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { Validator } from "@seriousme/openapi-schema-validator";

import { PHONE, description, eventually, openBrowser, visit } from "./support/browser.mjs";
import { contract } from "./support/contract.mjs";
import { kept, notice } from "./support/device.mjs";
import { forward, gateway } from "./support/gateway.mjs";
import { ROOT, serve, sipas } from "./support/program.mjs";
import { NODE, RECEIVERS } from "./support/receivers.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const survey = new Survey("commune-office");
const answers = survey.answers(9, { commune: "14329" });
const subject = survey.question("subject");
/** What Chromium itself says of replies that are refusals, and of connections that are cut. */
const refusals = [/the server responded with a status of 4\d\d/, /net::ERR_/];

/** A receiver behind a gateway of its own. */
async function behind(t, receiver, options, origin) {
  const backend = await receiver.start(t, origin);
  return { backend, door: await gateway(t, backend.url, options) };
}

/** Posts through the gateway, or straight to a server, as a program would. */
async function post(
  url,
  submission,
  { key = submission.submission_id, body = JSON.stringify(submission), ...headers } = {},
) {
  const sent = { "content-type": "application/json", "idempotency-key": key, ...headers };
  const exchange = await forward(
    url,
    { method: "POST", path: "/submissions", headers: sent },
    Buffer.from(body),
  );
  return { ...exchange, json: JSON.parse(exchange.body) };
}

const summary = (kept) => kept.map(([receipt, { answers }]) => [receipt, answers]);

/** What is said while it is not known to be sent: with the answers on the page only, or on the device as well. */
const notSent = (person) =>
  person.title(person.ui.failed).or(person.title("Đã lưu trên thiết bị này, chưa gửi"));

/** Presses “send again”, unless it was sent by itself just now: the receipt that follows tells. */
const again = (person) =>
  person
    .button(person.ui.retry)
    .click({ timeout: 2_000 })
    .catch(() => {});

/** The page of a receiver, with a person before it. */
async function open(page, url) {
  const person = new Respondent(page, survey, { touch: true });
  await page.goto(url);
  return person;
}

test("the published document is OpenAPI 3.1, and the program prints it, also for one form", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(contract));
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(validator.version, "3.1");
  const published = readFileSync(join(ROOT, "www/schema/openapi.json"), "utf8");
  assert.equal(await sipas("schema", "--openapi"), published);
  const definition = join(ROOT, "www/forms/commune-office.json");
  const own = JSON.parse(await sipas("schema", "--openapi", definition));
  assert.deepEqual(own.components.schemas.Submission, JSON.parse(await sipas("schema", definition)));
  assert.ok((await new Validator().validate(structuredClone(own))).valid);
  // A document with a fault is told from a right one.
  delete own.info.title;
  assert.equal((await new Validator().validate(own)).valid, false);
});

for (const receiver of RECEIVERS) {
  describe(`a backend: ${receiver.name}`, () => {
    test("takes a form's answers; what is sent again after a lost reply gets the same receipt", async (t) => {
      // Chromium sends a request anew by itself when a connection that it used before is cut.
      let loses = true;
      const { backend, door } = await behind(t, receiver, {
        loses: ({ method }) => method === "POST" && loses,
      });
      await visit(browser, t, { size: PHONE, provoked: refusals }, async (page) => {
        const person = await open(page, door.url + receiver.page);
        await person.fill(answers);
        await person.send();
        await notSent(person).waitFor();
        assert.equal((await backend.kept()).length, 1, "it was stored");
        loses = false;
        await again(person);
        const receipt = await person.receipt();
        assert.deepEqual(summary(await backend.kept()), [[receipt, answers]]);
        const [first, ...others] = door.posts();
        assert.equal(first.status, 201);
        assert.ok(others.length > 0);
        for (const { status, sent } of others) {
          assert.equal(status, 200);
          assert.ok(sent.body.equals(first.sent.body), "the same, to the letter");
        }
      });
      assert.deepEqual(door.faults, []);
    });

    test("points at a question that is wrong, in the shape of RFC 9457 and in ASP.NET's", async (t) => {
      const { backend, door } = await behind(t, receiver, {});
      const { subject: _, ...rest } = answers;
      await visit(browser, t, { size: PHONE, provoked: refusals }, async (page) => {
        // What arrives lacks an answer, so that the refusal is the backend's own.
        const spoil = (route) => {
          const body = { ...JSON.parse(route.request().postData()), answers: rest };
          return route.continue({ postData: JSON.stringify(body) });
        };
        const person = await open(page, door.url + receiver.page);
        await person.fill(answers);
        for (const shape of ["RFC 9457", "ASP.NET"]) {
          door.rewrite = shape === "ASP.NET" ? asAspNet : undefined;
          await page.route("**/submissions", spoil, { times: 1 });
          await person.send();
          await person.summary.links.first().waitFor();
          const { status, errors } = lastProblem(door);
          assert.equal(status, 422);
          const words = Array.isArray(errors) ? errors[0].detail : errors["answers.subject"][0];
          await person.press(person.summary.links.first());
          const control = person.control(subject);
          assert.ok((await description(control)).includes(`Máy chủ báo: ${words}`), `${shape}: at the field`);
          assert.equal(await control.getAttribute("aria-invalid"), "true");
          door.rewrite = undefined;
          await person.answer(subject, shape);
          await person.continue();
          await person.title(person.ui.review).waitFor();
        }
        assert.deepEqual(await backend.kept(), []);
        await person.send();
        const receipt = await person.receipt();
        assert.deepEqual(summary(await backend.kept()), [[receipt, { ...answers, subject: "ASP.NET" }]]);
        const keys = door.posts().map(({ sent }) => sent.headers["idempotency-key"]);
        assert.equal(new Set(keys).size, 3, "other content under another key");
      });
      assert.deepEqual(door.faults, []);
    });

    test("takes what a page of another origin sends, if it is allowed to", async (t) => {
      const portal = await behind(t, NODE, {});
      const origin = portal.door.url.replace("127.0.0.1", "portal.test");
      const { backend, door } = await behind(t, receiver, {}, origin);
      for (const [from, allowed] of [
        [origin, true],
        [portal.door.url.replace("127.0.0.1", "stranger.test"), false],
      ]) {
        await visit(
          browser,
          t,
          { size: PHONE, provoked: allowed ? [] : [/CORS policy/, ...refusals] },
          async (page) => {
            const person = await open(page, from);
            assert.equal(await page.evaluate(() => isSecureContext), false);
            const form = page.locator("sipas-form");
            await form.evaluate(
              (form, endpoint) => form.setAttribute("endpoint", endpoint),
              `${door.url}/submissions`,
            );
            await person.fill(answers);
            await person.send();
            if (allowed) {
              const receipt = await person.receipt();
              assert.deepEqual(summary(await backend.kept()), [[receipt, answers]]);
            } else await notSent(person).waitFor();
          },
        );
      }
      assert.equal((await backend.kept()).length, 1);
      assert.deepEqual(door.faults, []);
      assert.deepEqual(portal.door.posts(), []);
    });

    test("keeps one of many that arrive at the same moment, and refuses other content under their key", async (t) => {
      const { backend, door } = await behind(t, receiver, {});
      const receipts = [];
      for (let round = 0; round < 6; round += 1) {
        const submission = survey.envelope(survey.answers(round, { commune: "14329" }));
        const replies = await Promise.all(Array.from({ length: 6 }, () => post(door.url, submission)));
        assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 201]);
        assert.equal(new Set(replies.map(({ json }) => json.receipt)).size, 1, "one receipt for all");
        receipts.push(replies[0].json.receipt);
        const changed = { ...submission, answers: { ...submission.answers, subject: "Khác" } };
        const refused = await post(door.url, changed);
        assert.equal(refused.status, 422);
        assert.equal(refused.headers["content-type"].split(";")[0], "application/problem+json");
        assert.deepEqual(refused.json.errors ?? [], [], "nothing that could be mended");
        assert.equal((await post(door.url, submission)).json.receipt, receipts.at(-1));
      }
      const kept = await backend.kept();
      assert.deepEqual(
        kept.map(([receipt]) => receipt),
        receipts,
      );
      assert.deepEqual(door.faults, []);
    });

    test("says what is wrong with a request that is none, and keeps nothing of it", async (t) => {
      const { backend, door } = await behind(t, receiver, {});
      const submission = survey.envelope(answers);
      const large = JSON.stringify({ ...submission, more: "x".repeat(1 << 20) });
      const statuses = [
        await post(door.url, submission, { body: "{" }),
        await post(door.url, submission, { key: randomUUID() }),
        await post(door.url, { ...submission, submission_id: "1" }),
        await post(door.url, submission, { "content-type": "text/plain" }),
      ].map(({ status }) => status);
      assert.deepEqual(statuses, [400, 400, 400, 415]);
      const sent = { "content-type": "application/json", "idempotency-key": submission.submission_id };
      const request = { method: "POST", path: "/submissions", headers: sent };
      assert.equal((await forward(door.url, request, Buffer.from(large))).status, 413);
      // A file that is beside dist, and one above it.
      for (const path of [
        "/../Cargo.toml",
        "/..%2fCargo.toml",
        "/%2e%2e/Cargo.toml",
        "//etc/passwd",
        "/forms/../../Cargo.toml",
      ]) {
        const { status, body } = await forward(
          backend.url,
          { method: "GET", path, headers: {} },
          Buffer.alloc(0),
        );
        assert.ok(status >= 300 && !/\[package\]|root:/.test(body), `${path}: ${status}`);
      }
      assert.deepEqual(await backend.kept(), []);
      assert.deepEqual(door.faults, []);
    });
  });
}

test("whatever is posted to sipas serve, the document describes the answer, and nothing breaks it", async (t) => {
  const { url, rows } = await serve(t);
  const door = await gateway(t, url, { strangers: true });
  const right = survey.envelope(answers);
  const values = [
    null,
    true,
    0,
    -1.5,
    "",
    "x",
    "\u0000",
    "9".repeat(5000),
    [],
    {},
    [[]],
    { __proto__: null, a: 1 },
  ];
  const bodies = [
    "",
    "null",
    "[]",
    '"text"',
    "{",
    "\ufeff{}",
    "[".repeat(5000),
    '{"a":1,"a":2}',
    "1e999",
    "\xff",
  ];
  const requests = bodies.map((body) => ({ body }));
  // First what cannot be kept: from then on its key answers before anything else.
  for (const value of values) {
    for (const name of ["id", "version", "hash", "strange"]) {
      requests.push({ body: JSON.stringify({ ...right, form: { ...right.form, [name]: value } }) });
    }
  }
  for (const key of Object.keys(right)) {
    for (const value of values) requests.push({ body: JSON.stringify({ ...right, [key]: value }) });
    requests.push({ body: JSON.stringify({ ...right, [key]: undefined }) });
  }
  for (const value of values) {
    for (const name of ["q1", "commune", "subject", "strange", "__proto__"]) {
      const { [name]: _, ...others } = answers;
      const own = `${JSON.stringify(others).slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`;
      requests.push({ body: JSON.stringify({ ...right, answers: "§" }).replace('"§"', own) });
    }
  }
  const whole = JSON.stringify(right);
  for (const [name, value] of [
    ["content-type", "application/json; charset=latin1"],
    ["content-type", "multipart/form-data; boundary=x"],
    ["content-type", ""],
    ["content-encoding", "gzip"],
    ["idempotency-key", ""],
    ["idempotency-key", `"${right.submission_id}`],
    ["idempotency-key", right.submission_id.toUpperCase()],
    ["idempotency-key", "x".repeat(4000)],
    ["accept-language", "en"],
    ["accept", "text/html"],
  ]) {
    requests.push({ body: name.startsWith("accept") ? "{" : whole, headers: { [name]: value } });
  }
  for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
    requests.push({ method, body: "" });
  for (const query of [
    "",
    "?form=nothing",
    "?by=nothing",
    "?lang=xx",
    "?form=commune_office&by=commune",
    "?period=%00",
    "?%ff",
    "?form=cchc_report",
  ]) {
    requests.push({ method: "GET", path: `/results.json${query}`, body: "" });
  }
  requests.push(
    { method: "GET", path: "/health", body: "" },
    { method: "POST", path: "/health", body: "{}" },
  );
  const counts = {};
  for (const { method = "POST", path = "/submissions", headers, body } of requests) {
    const sent = { "content-type": "application/json", "idempotency-key": right.submission_id, ...headers };
    const { status } = await forward(door.url, { method, path, headers: sent }, Buffer.from(body));
    counts[status] = (counts[status] ?? 0) + 1;
  }
  t.diagnostic(`${requests.length} requests: ${JSON.stringify(counts)}`);
  assert.ok(requests.length >= 200);
  assert.deepEqual(
    Object.keys(counts).filter((status) => status >= 500),
    [],
  );
  for (const status of [200, 400, 404, 405, 409, 415, 422])
    assert.ok(counts[status], `a ${status} was among them`);
  assert.deepEqual(door.faults, []);
  assert.ok((await rows()).length <= 1, "nothing but the right one, with what changes nothing, was kept");
  assert.equal((await post(url, survey.envelope(answers))).status, 201, "the server is well");
});

/** The problem of a backend as ASP.NET would have written it. */
function asAspNet({ status, headers, body }) {
  if (status !== 422) return {};
  const { errors, ...problem } = JSON.parse(body);
  const name = (pointer) => pointer.replace("#/", "").replaceAll("/", ".");
  const map = Object.fromEntries(errors.map(({ pointer, detail }) => [name(pointer), [detail]]));
  return { headers, body: Buffer.from(JSON.stringify({ ...problem, errors: map })) };
}

const lastProblem = (door) => JSON.parse(door.posts().at(-1).body);

/** Fills the form of a page that a gateway lets through only with what `guard` wants, and sends. */
async function guarded(t, { pages, guard, provoked = [], prepare, context = {} }, body) {
  const { backend, door } = await behind(t, NODE, {
    pages,
    guard: (request) => (request.method === "POST" ? guard(request) : undefined),
  });
  await visit(browser, t, { size: PHONE, provoked, ...context }, async (page, context) => {
    const person = await open(page, `${door.url}/`);
    const form = page.locator("sipas-form");
    await prepare?.({ page, form, context, door });
    await person.fill(answers);
    await person.send();
    await body({ page, form, person, door, backend });
  });
  assert.deepEqual(door.faults, []);
}

/** Sent, and kept once. */
async function isSent({ person, backend }) {
  const receipt = await person.receipt();
  assert.deepEqual(summary(await backend.kept()), [[receipt, answers]]);
}

/** Not sent: the respondent is asked to sign in again, and nothing is kept; sending anew works once it is mended. */
async function isSentAfterSigningIn(scene, mend) {
  const { person, backend } = scene;
  await notSent(person).waitFor();
  await person.place
    .getByRole("alert")
    .getByText(/Xin đăng nhập/)
    .waitFor();
  assert.deepEqual(await backend.kept(), []);
  await mend();
  await again(person);
  await isSent(scene);
}

const unauthorized = { status: 401, body: JSON.stringify({ title: "Unauthorized", status: 401 }) };
const forbidden = { status: 403, body: JSON.stringify({ title: "Forbidden", status: 403 }) };
const page = (name) =>
  readFileSync(join(ROOT, "tests/receivers/page.html"), "utf8").replace("<title>", `${name}<title>`);

describe("what a portal wants to see before it lets a submission through", () => {
  test("headers of the page's own, from an object or a function, and none that a page cannot set", async (t) => {
    const guard = ({ headers }) =>
      headers["x-tenant"] === "ninh-binh" && headers["x-form"] === "commune_office" ? undefined : forbidden;
    const provoked = [/sipas-form: the header (Cookie|Bad Name|Idempotency-Key|X-Empty) cannot be set/];
    await guarded(
      t,
      {
        guard,
        provoked,
        prepare: ({ form }) =>
          form.evaluate((form) => {
            form.headers = async (submission) => ({
              "X-Tenant": "ninh-binh",
              "X-Form": submission.form.id,
              Cookie: "stolen=1",
              "Bad Name": "1",
              "Idempotency-Key": "another",
              "X-Empty": undefined,
            });
          }),
      },
      async (scene) => {
        await isSent(scene);
        const [{ sent }] = scene.door.posts();
        assert.equal(sent.headers.cookie, undefined);
        assert.equal(sent.headers["content-type"], "application/json");
        assert.match(sent.headers.accept, /application\/problem\+json/);
      },
    );
  });

  test("a CSRF token from a meta tag, as it is when it is sent", async (t) => {
    let token = "first-1";
    const guard = ({ headers }) => (headers["x-csrf-token"] === token ? undefined : forbidden);
    const pages = { "/": () => ({ body: page(`<meta name="csrf-token" content="${token}" />`) }) };
    await guarded(
      t,
      {
        pages,
        guard,
        provoked: refusals,
        prepare: async ({ form }) => {
          await form.evaluate((form) => form.setAttribute("csrf-meta", "csrf-token"));
          token = "second-2";
        },
      },
      (scene) =>
        isSentAfterSigningIn(scene, () =>
          scene.page.evaluate(
            (token) => (document.querySelector("meta[name=csrf-token]").content = token),
            token,
          ),
        ),
    );
  });

  test("a CSRF token that is not where the page says sends nothing, and asks to sign in", async (t) => {
    const guard = ({ headers }) => (headers["x-csrf-token"] === "there-now" ? undefined : forbidden);
    const provoked = [
      /^sipas-form: no CSRF token where csrf-meta or csrf-cookie says: not sent$/,
      ...refusals,
    ];
    const prepare = ({ form }) => form.evaluate((form) => form.setAttribute("csrf-meta", "csrf-token"));
    await guarded(t, { guard, provoked, prepare }, (scene) =>
      isSentAfterSigningIn(scene, async () => {
        assert.deepEqual(scene.door.posts(), [], "nothing was sent");
        await scene.page.evaluate(() => {
          const meta = document.createElement("meta");
          Object.assign(meta, { name: "csrf-token", content: "there-now" });
          document.head.append(meta);
        });
      }),
    );
  });

  test("a CSRF token from a cookie, decoded, in the header that the portal names", async (t) => {
    const token = "a+b/c=%";
    const guard = ({ headers }) => (headers["x-xsrf-token"] === token ? undefined : forbidden);
    const pages = {
      "/": {
        body: page(""),
        headers: { "set-cookie": `XSRF-TOKEN=${encodeURIComponent(token)}; Path=/; SameSite=Lax` },
      },
    };
    const prepare = ({ form }) =>
      form.evaluate((form) => {
        form.setAttribute("csrf-cookie", "XSRF-TOKEN");
        form.setAttribute("csrf-header", "X-XSRF-TOKEN");
      });
    await guarded(t, { pages, guard, prepare }, isSent);
  });

  test("a session's cookie goes to the page's own origin, and nowhere with credentials=omit", async (t) => {
    const guard = ({ headers }) =>
      /\bsession=s3cret\b/.test(headers.cookie ?? "") ? undefined : unauthorized;
    const pages = { "/": { body: page(""), headers: { "set-cookie": "session=s3cret; Path=/; HttpOnly" } } };
    const prepare = ({ form }) => form.evaluate((form) => form.setAttribute("credentials", "omit"));
    await guarded(t, { pages, guard, prepare, provoked: refusals }, (scene) =>
      isSentAfterSigningIn(scene, () => scene.form.evaluate((form) => form.removeAttribute("credentials"))),
    );
  });

  test("a session of another origin, with credentials=include; no CSRF token of the page goes there", async (t) => {
    const portal = await behind(t, NODE, {
      pages: { "/": { body: page('<meta name="csrf-token" content="mine" />') } },
    });
    const origin = portal.door.url;
    const allowed = {
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-allow-headers": "Content-Type, Idempotency-Key, X-CSRF-Token",
    };
    const { backend, door } = await behind(t, NODE, {
      pages: { "/sign-in": { body: "in", headers: { "set-cookie": "session=s3cret; Path=/" } } },
      guard: ({ method, headers }) =>
        method === "POST" && !/session=s3cret/.test(headers.cookie ?? "")
          ? { ...unauthorized, headers: { ...allowed, "content-type": "application/problem+json" } }
          : undefined,
      rewrite: ({ headers }) => ({ headers: { ...headers, ...allowed } }),
    });
    await visit(
      browser,
      t,
      { size: PHONE, provoked: [...refusals, /CSRF token goes to the page's own origin only/] },
      async (page, context) => {
        const person = await open(page, origin);
        const form = page.locator("sipas-form");
        await form.evaluate((form, endpoint) => {
          form.setAttribute("endpoint", endpoint);
          form.setAttribute("csrf-meta", "csrf-token");
        }, `${door.url}/submissions`);
        await person.fill(answers);
        await person.send();
        const scene = { page, person, backend };
        await isSentAfterSigningIn(scene, async () => {
          const signIn = await context.newPage();
          await signIn.goto(`${door.url}/sign-in`);
          await signIn.close();
          await form.evaluate((form) => form.setAttribute("credentials", "include"));
        });
        for (const { sent } of door.posts()) assert.equal(sent.headers["x-csrf-token"], undefined);
      },
    );
    assert.deepEqual([...door.faults, ...portal.door.faults], []);
  });

  test("a bearer token that the page's function gives anew at each attempt", async (t) => {
    const guard = ({ headers }) =>
      /^Bearer token-([2-9]|\d\d)$/.test(headers.authorization) ? undefined : unauthorized;
    const prepare = ({ form }) =>
      form.evaluate((form) => {
        let count = 0;
        form.token = async () => `token-${(count += 1)}`;
      });
    await guarded(t, { guard, prepare, provoked: refusals }, (scene) =>
      isSentAfterSigningIn(scene, () => {}),
    );
  });

  test("a token that cannot be had sends nothing, asks to sign in, and tells no console what the page said", async (t) => {
    const provoked = [
      /^sipas-form: (the function token failed|token gave no token|token is of another type|the header Authorization cannot be set)[^§]*$/,
      // The question whether there is a connection at all.
      ...refusals,
    ];
    for (const bad of ["reject", "object", "empty", "line"]) {
      await guarded(
        t,
        {
          guard: ({ headers }) => (headers.authorization === "Bearer good" ? undefined : unauthorized),
          provoked,
          prepare: ({ form }) =>
            form.evaluate((form, bad) => {
              form.token = {
                reject: () => Promise.reject(new Error("§ a secret")),
                object: () => ({ secret: "§" }),
                empty: () => "",
                line: () => "§\nX: 1",
              }[bad];
            }, bad),
        },
        (scene) =>
          isSentAfterSigningIn(scene, async () => {
            assert.deepEqual(scene.door.posts(), [], "nothing was sent");
            await scene.form.evaluate((form) => (form.token = () => "good"));
          }),
      );
    }
  });

  test("409 with a web page is no receipt", async (t) => {
    let refuse = true;
    const guard = () =>
      refuse
        ? { status: 409, headers: { "content-type": "text/html" }, body: "<h1>Conflict</h1>" }
        : undefined;
    const backend = await NODE.start(t);
    const door = await gateway(t, backend.url, {
      guard: (request) => (request.method === "POST" ? guard() : undefined),
    });
    await visit(browser, t, { size: PHONE, provoked: refusals }, async (page) => {
      const person = await open(page, `${door.url}/`);
      await person.fill(answers);
      await person.send();
      await isSentAfterSigningIn({ person, backend }, () => (refuse = false));
    });
  });
});

describe("a portal that sends itself", () => {
  const policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; connect-src 'self'; require-trusted-types-for 'script'; trusted-types sipas-forms";
  const ways = {
    fetch: `form.addEventListener("sipas-submit", async (event) => {
        event.preventDefault();
        const { submission } = event.detail;
        const headers = { "Content-Type": "application/json", "Idempotency-Key": submission.submission_id };
        try {
          const reply = await fetch("/submissions", { method: "POST", headers, body: JSON.stringify(submission) });
          const isPage = reply.headers.get("Content-Type")?.startsWith("text/html");
          form.reply(isPage ? 401 : reply.status, await reply.json().catch(() => undefined));
        } catch {
          form.reply(0);
        }
      });`,
    XMLHttpRequest: `form.addEventListener("sipas-submit", function (event) {
        event.preventDefault();
        var request = new XMLHttpRequest();
        request.open("POST", "/submissions");
        request.setRequestHeader("Content-Type", "application/json");
        request.setRequestHeader("Idempotency-Key", event.detail.submission.submission_id);
        request.responseType = "json";
        request.onload = function () { form.reply(request.status, request.response); };
        request.onerror = function () { form.reply(0); };
        request.send(JSON.stringify(event.detail.submission));
      });`,
  };
  /** Such a portal before the Node receiver. */
  async function portal(t, script) {
    const body = page("")
      .replace(' endpoint="/submissions"', "")
      .replace("<body>", '<body><script src="/portal.js" defer></script>');
    const backend = await NODE.start(t);
    const door = await gateway(t, backend.url, {
      pages: {
        "/": { body, headers: { "content-security-policy": policy } },
        "/portal.js": {
          type: "text/javascript",
          body: `const form = document.querySelector("sipas-form"); ${script}`,
        },
      },
    });
    return { backend, door };
  }

  for (const [way, script] of Object.entries(ways)) {
    test(`by ${way}: told a refusal at the field, a lost line, then the receipt`, async (t) => {
      const { door } = await portal(t, script);
      await visit(browser, t, { size: PHONE, provoked: refusals }, async (page) => {
        const person = await open(page, `${door.url}/`);
        await person.fill(answers);
        const detail = "Nội dung quá chung.";
        door.guard = ({ method }) =>
          method === "POST"
            ? { status: 422, body: JSON.stringify({ errors: [{ pointer: "#/answers/subject", detail }] }) }
            : undefined;
        await person.send();
        await person.press(person.summary.links.first());
        assert.ok((await description(person.control(subject))).includes(detail));
        door.guard = undefined;
        await person.answer(subject, "Hộ tịch");
        await person.continue();
        await person.title(person.ui.review).waitFor();
        door.loses = ({ method }) => method === "POST";
        await person.send();
        await notSent(person).waitFor();
        door.loses = undefined;
        await again(person);
        const receipt = await person.receipt();
        assert.equal(JSON.parse(door.posts().at(-1).body).receipt, receipt);
      });
      assert.deepEqual(door.faults, []);
    });
  }

  test("what it sent before it was loaded again is sent to the letter, and kept once", async (t) => {
    const { backend, door } = await portal(t, ways.fetch);
    await visit(browser, t, { size: PHONE, provoked: refusals }, async (page) => {
      const person = await open(page, `${door.url}/`);
      await person.fill(answers);
      // Stored, and the page is gone before the reply is there.
      const stored = new Promise((settle) => {
        page.route("**/submissions", (route) => void route.fetch().then(settle), { times: 1 });
      });
      await person.send();
      await stored;
      const lost = /Máy chủ chưa xác nhận đã nhận phiếu/;
      for (const isLost of [true, false]) {
        await page.reload();
        await notice(page, lost).waitFor();
        await person.title(person.ui.failed).waitFor();
        door.loses = ({ method }) => method === "POST" && isLost;
        const before = door.posts().length;
        await person.press(person.button(person.ui.retry));
        if (!isLost) break;
        await eventually(() => assert.ok(door.posts().length > before));
        await person.title(person.ui.failed).waitFor();
      }
      const receipt = await person.receipt();
      assert.deepEqual(summary(await backend.kept()), [[receipt, answers]]);
      const [first, ...others] = door.posts();
      assert.ok(others.length >= 2);
      for (const { sent, status } of others) {
        assert.ok(sent.body.equals(first.sent.body), "the same, to the letter");
        assert.equal(status, 200);
      }
      assert.equal(await notice(page, lost).count(), 0);
      // Nothing of it is left to go on with.
      await page.reload();
      await person.shows(survey.pages[0]);
    });
    assert.deepEqual(door.faults, []);
  });

  for (const [told, words] of [
    [{ status: 401 }, /Máy chủ cần Ông\/Bà đăng nhập lại/],
    [{ status: 500 }, /Máy chủ đang bận/],
    ["no reply", /Chưa có trả lời của máy chủ/],
  ]) {
    test(`what it told (${told.status ?? told}) is shown again after a reload, and is no news`, async (t) => {
      const { door } = await portal(t, ways.fetch);
      const provoked = [...refusals, /status of 500/];
      await visit(browser, t, { size: PHONE, provoked }, async (page) => {
        await page.addInitScript(() => {
          globalThis.heard = [];
          for (const name of ["queued", "rejected", "accepted"]) {
            addEventListener(`sipas-${name}`, ({ detail }) => globalThis.heard.push([name, detail.status]));
          }
        });
        const heard = () => page.evaluate(() => globalThis.heard);
        const person = await open(page, `${door.url}/`);
        const reply = { headers: { "content-type": "application/json" }, body: "{}", ...told };
        await page.route("**/submissions", (route) => (told.status ? route.fulfill(reply) : route.abort()), {
          times: 1,
        });
        await person.fill(answers);
        await person.send();
        const alert = page.getByRole("alert").getByText(words);
        await alert.waitFor();
        await eventually(async () => assert.deepEqual(await heard(), [["queued", told.status ?? 0]]));
        // On the device before it is told: nobody has to stay for it.
        assert.equal(await page.getByText(/đừng đóng hoặc tải lại trang/).count(), 0);
        await eventually(async () => {
          const [draft] = (await kept(page)).drafts;
          assert.equal(draft.reply?.status, told.status ?? 0);
        });

        await page.reload();
        await notice(page, "Máy chủ chưa xác nhận đã nhận phiếu").waitFor();
        await alert.waitFor();
        assert.equal(await page.getByText(/đừng đóng hoặc tải lại trang/).count(), 0);
        assert.deepEqual(await heard(), []);
        await person.press(person.button(person.ui.retry));
        await person.receipt();
        assert.deepEqual(await heard(), [["accepted", 201]]);
      });
    });
  }

  for (const [name, reply, outcome] of [
    ["without a body is a receipt", { status: 201, headers: {} }, "sent"],
    ["with a web page asks to sign in", { status: 200, headers: { "content-type": "text/html" } }, "failed"],
    [
      "401 with a web page asks to sign in",
      { status: 401, headers: { "content-type": "text/html" } },
      "failed",
    ],
  ]) {
    test(`a reply ${name}`, async (t) => {
      const { door } = await portal(t, ways.fetch);
      const body = outcome === "sent" ? "" : "<h1>Sign in</h1>";
      await visit(browser, t, { size: PHONE, provoked: refusals }, async (page) => {
        const person = await open(page, `${door.url}/`);
        await page.route("**/submissions", (route) => route.fulfill({ ...reply, body }), { times: 1 });
        await person.fill(answers);
        await person.send();
        await person.title(person.ui[outcome]).waitFor();
        const words = person.place.getByRole("alert").getByText(/Xin đăng nhập/);
        if (outcome === "failed") await words.waitFor();
      });
      assert.deepEqual(door.posts(), []);
    });
  }
});
