// A million responses at the officer's page: it stays responsive, takes little memory, and stops when it is told to.
import assert from "node:assert/strict";
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { once } from "node:events";

import { DESK, eventually, openBrowser } from "./support/browser.mjs";
import { natively, workbench } from "./support/bench.mjs";
import { TARGET } from "./support/program.mjs";
import { csv, responses, table } from "./support/responses.mjs";

const browser = await openBrowser();
const ROWS = 1_000_000;
/** What an officer feels as a page that hangs. */
const MAX_TASK_MS = 200;
/** The page's process, engine and all; the file alone has 90 MB. */
const MAX_MIB = 450;

/** The file, written once. */
async function million() {
  const path = join(TARGET, "workbench/million.csv");
  if (existsSync(path)) return path;
  mkdirSync(join(TARGET, "workbench"), { recursive: true });
  const [head, ...rows] = table(responses(1000));
  const out = createWriteStream(`${path}.part`);
  out.write(csv([head]));
  for (let block = 0; block < ROWS / rows.length; block += 1) {
    const numbered = rows.map(([number, ...cells]) => [block * rows.length + number, ...cells]);
    if (!out.write(csv(numbered))) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  renameSync(`${path}.part`, path);
  return path;
}

/** How many mebibytes the largest process of a page holds. */
async function resident() {
  const client = await browser.newBrowserCDPSession();
  const { processInfo } = await client.send("SystemInfo.getProcessInfo");
  await client.detach();
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(
      ({ id }) =>
        Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0) / 1024,
    );
  return Math.max(...sizes);
}

/** What the tasks of the page's own thread took of the processor, in milliseconds, however busy the machine was. */
function tasksOf(trace) {
  const { traceEvents } = JSON.parse(trace);
  const mains = traceEvents
    .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
    .map(({ pid, tid }) => `${pid} ${tid}`);
  return traceEvents
    .filter(
      ({ name, ph, pid, tid }) => /RunTask$/.test(name) && ph === "X" && mains.includes(`${pid} ${tid}`),
    )
    .map(({ tdur }) => tdur / 1000);
}

test("a million responses are checked while the page stays responsive and small", async (t) => {
  const path = await million();
  await workbench(browser, t, { size: DESK }, async (officer, { page }) => {
    const before = await resident();
    await officer.drops(path);
    await officer.check.waitFor();
    await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline"] });
    await officer.press(officer.check);
    const line = page.locator(".progress-line");
    const told = [];
    let most = 0;
    // Until the results are there: what is told, and what is held.
    while ((await page.locator(".results .pictures, .results .empty").count()) === 0) {
      most = Math.max(most, await resident());
      const text = await line.innerText({ timeout: 100 }).catch(() => "");
      if (/dòng · /.test(text) && told.at(-1) !== text) told.push(text);
    }
    await officer.checked();
    assert.deepEqual(await officer.figures(), [ROWS, ROWS, 0]);
    assert.ok(told.length > 3, `progress is told: ${told.join(" | ")}`);
    const tasks = tasksOf(await browser.stopTracing());
    assert.ok(tasks.length > 100 && tasks.every(Number.isFinite), "the tasks of the page were seen");
    t.diagnostic(
      `longest task ${tasks.reduce((most, task) => Math.max(most, task), 0).toFixed(0)} ms; ${before.toFixed(0)} MiB before, at most ${most.toFixed(0)}`,
    );
    assert.deepEqual(
      tasks.filter((duration) => duration >= MAX_TASK_MS),
      [],
      "nothing holds the page up",
    );
    assert.ok(most < MAX_MIB, `${most.toFixed(0)} MiB`);
    const report = await officer.report();
    assert.deepEqual(report.scores, (await natively(officer.stem, path)).scores);
  });
});

test("a table of two thousand columns is shown at once", async (t) => {
  await workbench(browser, t, { size: DESK, stem: "sipas-household" }, async (officer, { page }) => {
    const names = Array.from({ length: 2000 }, (_, place) => `c${place}`);
    await officer.drops(await officer.file("rong.csv", csv([names, names.map(() => 1)])));
    await officer.check.waitFor();
    const last = page.getByLabel("Là câu hỏi: c1999", { exact: true });
    assert.equal(await last.locator("option").count(), 1);
    await last.focus();
    await last.selectOption(JSON.stringify({ question: "q9_33" }));
    await page.locator("tr", { has: last }).getByText("do Ông/Bà chọn").waitFor();
  });
});

test("what is stopped in the middle of a large file stops, and the page goes on", async (t) => {
  const path = await million();
  await workbench(browser, t, { size: DESK }, async (officer, { page }) => {
    const before = await resident();
    await officer.drops(path);
    await officer.check.waitFor();
    const [worker] = page.workers();
    const gone = new Promise((settle) => worker.once("close", settle));
    await officer.press(officer.check);
    await page.locator(".progress-line", { hasText: / dòng · / }).waitFor();
    await officer.looksRight("a file is being checked");
    await page.keyboard.press("Enter");
    await officer.told.filter({ hasText: "Đã dừng. Tệp vẫn còn nguyên." }).waitFor();
    await gone;
    assert.equal(await officer.stop.count(), 0);
    await eventually(async () =>
      assert.ok((await resident()) < before + 100, `${before} MiB before, ${await resident()} after`),
    );
    assert.equal(await officer.check.count(), 1, "its columns are still shown");
    await officer.looksRight("stopped");
    await officer.reads(await officer.file("nho.csv", csv(table(responses(20)))));
    assert.deepEqual(await officer.figures(), [20, 20, 0]);
  });
});
