// Exactly once, in short: see tests/soak. `make soak` is the long run.
import assert from "node:assert/strict";
import { test } from "node:test";

import { soak } from "../soak/run.mjs";
import { openBrowser } from "./support/browser.mjs";

const browser = await openBrowser();

test("whatever the line, the receiver and the tabs do, each submission is one row, and nothing untrue is said", async (t) => {
  const options = { seed: process.env.SOAK_SEED || "short", count: 24, devices: 4, seconds: 240 };
  const { figures, problems } = await soak(t, browser, options);
  t.diagnostic(JSON.stringify(figures));
  assert.deepEqual(problems, []);
  assert.equal(figures.rows, options.count);
  assert.ok(figures["claims checked"] > 0);
});
