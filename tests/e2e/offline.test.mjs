// The standalone pages without a network: opened once, they work all day, and what was finished is sent later.
import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";

import { DESK, PHONE, eventually, openBrowser, visit } from "./support/browser.mjs";
import { KEPT, kept } from "./support/device.mjs";
import { looksRight } from "./support/looks.mjs";
import { DIST, comeAndGo, folder } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const survey = new Survey("commune-office");
const answers = survey.answers(5, { commune: "14329" });
const lost = [/net::ERR_/];

/** What a survey's page is made of, and the ways to the others. */
const PARTS = [
  "commune-office.html",
  "site.css",
  "sipas-form.js",
  "sipas-forms.wasm",
  "sipas-keep.js",
  "forms/commune-office.form",
  "index.html",
  "queue.html",
];

/** What the service worker keeps: the hash of each file's content by the file's name. */
const held = (page) =>
  page.evaluate(async () => {
    const cache = await caches.open("sipas-forms");
    const found = {};
    for (const request of await cache.keys()) {
      const name = new URL(request.url).searchParams.get("kept");
      if (name) found[name] = await (await cache.match(request)).text();
    }
    return navigator.serviceWorker.controller ? found : {};
  });

const isReady = (page) =>
  eventually(async () => {
    const names = Object.keys(await held(page));
    assert.deepEqual(
      PARTS.filter((name) => !names.includes(name)),
      [],
    );
  });

for (const size of [PHONE, DESK]) {
  test(`opened once in the morning, a survey is filled and finished all day without a server, at ${size.name}`, async (t) => {
    const server = await comeAndGo(t);
    await visit(browser, t, { size, provoked: lost, serviceWorkers: "allow" }, async (page, context) => {
      const person = new Respondent(page, survey, { touch: size.touch });
      await person.arrive(server.url);
      await isReady(page);
      for (const [name, hash] of Object.entries(await held(page))) {
        const content = readFileSync(join(DIST, name));
        assert.equal(hash, createHash("sha256").update(content).digest("hex"), name);
      }
      await server.go();
      const given = [answers, survey.answers(6, { commune: "13285" })];
      for (const one of given) {
        await page.goto("about:blank");
        await person.arrive(`${server.url}/`);
        await person.fill(one);
        await person.send();
        await person.title(KEPT).waitFor();
        await looksRight(page, "offline, saved");
      }
      await page.goto(`${server.url}/queue.html`);
      await page.getByRole("button", { name: "Lưu ra tệp" }).nth(2).waitFor();
      await looksRight(page, "the queue, offline");
      assert.equal((await kept(page)).pending.length, 2);
      await server.come();
      await page.getByRole("button", { name: "Gửi ngay" }).click();
      await page.getByText("Không có phiếu nào chờ gửi.").waitFor();
      const rows = await server.rows();
      assert.deepEqual(
        rows.map((row) => JSON.parse(row.answers)),
        given,
      );
      await context.close();
    });
  });
}

test("what waits is sent by the service worker once there is a connection, with every page closed", async (t) => {
  const server = await comeAndGo(t);
  await visit(browser, t, { provoked: lost, serviceWorkers: "allow" }, async (page, context) => {
    const person = new Respondent(page, survey);
    await person.arrive(server.url);
    await isReady(page);
    await server.go();
    await person.fill(answers);
    await person.send();
    await person.title(KEPT).waitFor();
    // Another site's page, so that none of the survey's is open.
    const session = await context.newCDPSession(page);
    const registered = new Promise((found) =>
      session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const one = registrations.find(({ scopeURL }) => scopeURL.startsWith(server.url));
        if (one) found(one.registrationId);
      }),
    );
    await session.send("ServiceWorker.enable");
    const registrationId = await registered;
    await server.come();
    await page.goto("about:blank");
    await session.send("ServiceWorker.dispatchSyncEvent", {
      origin: server.url,
      registrationId,
      tag: "sipas-forms",
      lastChance: false,
    });
    await eventually(async () => {
      const rows = await server.rows();
      assert.deepEqual(
        rows.map((row) => JSON.parse(row.answers)),
        [answers],
      );
    });
  });
});

test("a new version is there as a whole the next time the page is opened", async (t) => {
  const dist = join(await folder(t), "dist");
  cpSync(DIST, dist, { recursive: true });
  const server = await comeAndGo(t, dist);
  await visit(browser, t, { provoked: lost, serviceWorkers: "allow" }, async (page) => {
    const person = new Respondent(page, survey);
    await person.arrive(server.url);
    await isReady(page);
    await server.go();

    // The page's title and the worker's list change together, as a build makes them.
    const path = join(dist, "commune-office.html");
    const before = readFileSync(path);
    const after = Buffer.from(before.toString().replace(/<h1>[^<]*/, "<h1>Bản mới"));
    writeFileSync(path, after);
    const hash = (content) => createHash("sha256").update(content).digest("hex");
    const worker = readFileSync(join(dist, "sw.js"), "utf8");
    assert.ok(worker.includes(hash(before)));
    writeFileSync(join(dist, "sw.js"), worker.replaceAll(hash(before), hash(after)));
    for (const name of ["commune-office.html", "sw.js"]) {
      for (const ending of [".br", ".gz"]) rmSync(join(dist, name + ending), { force: true });
    }
    await server.come();
    await page.reload();
    await eventually(async () =>
      assert.equal((await held(page))["commune-office.html"], hash(after), "fetched in the background"),
    );
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Bản mới" }).waitFor();
    await person.shows(survey.pages[0]);
    await server.go();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Bản mới" }).waitFor();
    await person.shows(survey.pages[0]);
  });
});
