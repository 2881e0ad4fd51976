// The published contract beside `sipas serve`: what it offers to programs, and what it says of a key that is known.
import assert from "node:assert/strict";
import { test } from "node:test";

import { contract, faultsOf, undescribed } from "../e2e/support/contract.mjs";
import { forward } from "../e2e/support/gateway.mjs";
import { serve } from "../e2e/support/program.mjs";

const nothing = Buffer.alloc(0);

test("the results of a form are described, as JSON and as a table", async (t) => {
  const { url } = await serve(t);
  const asked = [
    ["/results/{form}.json", "/results/commune_office.json?by=commune&lang=en", 200],
    ["/results/{form}.json", "/results/cchc_report.json?sort=targets&state=missing", 200],
    ["/results/{form}.json", "/results/nothing.json", 404],
    ["/results/{form}.json", "/results/cchc_report.json?sort=nothing", 404],
    ["/results/{form}.json", "/results/commune_office.json?%ff=%", 200],
    ["/results/{form}.json", "/results/%ff.json", 404],
    ["/results/{form}.csv", "/results/cchc_report.csv?lang=en", 200],
    ["/results/{form}.csv", "/results/cchc_report.csv?period=nothing", 404],
    ["/results/{form}.csv", "/results/commune_office.csv", 404],
    ["/results.json", "/results.json?form=cchc_report", 200],
    ["/health", "/health", 200],
  ];
  for (const [described, path, status] of asked) {
    assert.ok(contract.paths[described], described);
    const sent = { method: "GET", path, headers: {} };
    const reply = await forward(url, sent, nothing);
    assert.equal(reply.status, status, path);
    assert.deepEqual(undescribed({ ...sent, sent: { headers: {}, body: nothing }, ...reply }), [], path);
  }
  const csv = await forward(url, { method: "GET", path: "/results/cchc_report.csv", headers: {} }, nothing);
  const { headers } = contract.paths["/results/{form}.csv"].get.responses[200];
  for (const name of Object.keys(headers)) assert.ok(name.toLowerCase() in csv.headers, name);
});

test("a key that is known with other content is answered without errors", () => {
  const place = "paths /submissions post responses 422 content application/problem+json schema".split(" ");
  const problem = (code, more) => ({
    type: `urn:sipas-forms:problem:${code}`,
    title: code,
    status: 422,
    detail: "…",
    ...more,
  });
  const errors = [{ pointer: "#/answers/q1", detail: "…" }];
  const reused = "idempotency_key_reused";
  for (const right of [problem(reused, { errors: [] }), problem(reused), problem("answers", { errors })])
    assert.deepEqual(faultsOf(right, ...place), []);
  const others = { ...problem(reused, { errors }), type: `https://portal.example/problems:${reused}` };
  for (const wrong of [problem(reused, { errors }), problem(reused, { errors: { q1: ["…"] } }), others])
    assert.notDeepEqual(faultsOf(wrong, ...place), []);
});

test("a moment is RFC 3339", () => {
  const faults = (text) => faultsOf(text, "components", "schemas", "Moment");
  for (const right of ["2026-03-02T08:00:00Z", "2026-03-02T08:00:00.1+07:00"])
    assert.deepEqual(faults(right), []);
  for (const wrong of ["2026-03-02T08:00:00.Z", "2026-03-02T08:00:00.+07:00"])
    assert.notDeepEqual(faults(wrong), [], wrong);
});
