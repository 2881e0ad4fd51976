// The standalone pages without a network: opened once, they work all day, and what was finished is sent later.
import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";

import { DESK, PHONE, eventually, openBrowser, visit } from "./support/browser.mjs";
import { KEPT, kept } from "./support/device.mjs";
import { gateway } from "./support/gateway.mjs";
import { looksRight } from "./support/looks.mjs";
import { DIST, comeAndGo, folder, serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const survey = new Survey("commune-office");
const answers = survey.answers(5, { commune: "14329" });
const lost = [/net::ERR_/];
/** What was still on its way when a page was opened anew. */
const left = [/net::ERR_ABORTED/];

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

const hashOf = (content) => createHash("sha256").update(content).digest("hex");

/** The site as a portal has it after an update of the engine: the pages are the same, what they are made of is not. */
function updated() {
  const version = (content) => Buffer.from(content.toString("latin1").replaceAll("0.1.0", "0.1.1"), "latin1");
  const types = { wasm: "application/wasm", js: "text/javascript", form: "application/octet-stream" };
  const names = [
    ...["sipas-forms.wasm", "sipas-forms-full.wasm", "sipas-form.js", "sipas-keep.js"],
    ...["commune-office", "sipas-household"].map((stem) => `forms/${stem}.form`),
  ];
  const files = {};
  let worker = readFileSync(join(DIST, "sw.js"), "utf8");
  for (const name of names) {
    const before = readFileSync(join(DIST, name));
    const after = name.endsWith(".js") ? Buffer.concat([before, Buffer.from("\n//\n")]) : version(before);
    assert.notEqual(hashOf(before), hashOf(after), name);
    assert.ok(worker.includes(hashOf(before)), name);
    worker = worker.replaceAll(hashOf(before), hashOf(after));
    files[`/${name}`] = { type: types[name.split(".").pop()], body: after };
  }
  return { files, worker: { "/sw.js": { type: "text/javascript", body: worker } } };
}

/** What a page gets when it asks for a file. */
const got = (page, name) =>
  page.evaluate(async (name) => {
    const content = await (await fetch(name)).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }, name);

/**
 * Puts a newer worker on the server, and waits until it has taken the page over. The browser looks for one by itself as
 * well: where it had begun before, a look is joined to that one and finds nothing, so that it takes another.
 */
async function renew(page, put) {
  await page.evaluate(() => {
    const { controller } = navigator.serviceWorker;
    globalThis.isRenewed = () => navigator.serviceWorker.controller !== controller;
  });
  put();
  await eventually(async () => {
    const isRenewed = await page.evaluate(async () => {
      await (await navigator.serviceWorker.ready).update();
      return globalThis.isRenewed();
    });
    assert.ok(isRenewed, "the newer worker has taken the page over");
  });
}

for (const size of [PHONE, DESK]) {
  test(`opened once in the morning, a survey is filled and finished all day without a server, at ${size.name}`, async (t) => {
    const server = await comeAndGo(t);
    await visit(browser, t, { size, provoked: lost, serviceWorkers: "allow" }, async (page, context) => {
      const person = new Respondent(page, survey, { touch: size.touch });
      await person.arrive(server.url);
      await isReady(page);
      for (const [name, hash] of Object.entries(await held(page))) {
        const content = readFileSync(join(DIST, name));
        assert.equal(hash, hashOf(content), name);
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

test("an address that cannot be read keeps nothing else from being kept, and is the network's", async (t) => {
  const server = await serve(t);
  await visit(browser, t, { serviceWorkers: "allow", provoked: [/status of 404/] }, async (page) => {
    const person = new Respondent(page, survey);
    await person.arrive(server.url);
    await isReady(page);
    assert.equal((await held(page))["sipas-household.html"], undefined);
    await page.evaluate(() => {
      const names = ["/%E0%A4%A", "/sipas-household.html", "/forms/sipas-household.form"];
      const keep = names.map((name) => location.origin + name);
      navigator.serviceWorker.controller.postMessage({ keep });
    });
    await eventually(async () => assert.ok((await held(page))["sipas-household.html"]));
    assert.ok((await page.evaluate(async () => (await fetch("/%E0%A4%A")).status)) >= 400);
  });
});

test("the page in the language that its form was switched to is there without a network", async (t) => {
  const server = await comeAndGo(t);
  await visit(browser, t, { provoked: lost, serviceWorkers: "allow" }, async (page) => {
    const person = new Respondent(page, survey);
    await person.arrive(server.url);
    await isReady(page);
    await person.press(person.button("English"));
    await eventually(async () => assert.ok((await held(page))["commune-office.en.html"]));
    await server.go();
    await page.reload();
    await new Respondent(page, survey, { language: "en" }).shows(survey.pages[0]);
    assert.equal(await page.getAttribute("html", "lang"), "en");
  });
});

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
    const worker = readFileSync(join(dist, "sw.js"), "utf8");
    assert.ok(worker.includes(hashOf(before)));
    writeFileSync(join(dist, "sw.js"), worker.replaceAll(hashOf(before), hashOf(after)));
    for (const name of ["commune-office.html", "sw.js"]) {
      for (const ending of [".br", ".gz"]) rmSync(join(dist, name + ending), { force: true });
    }
    await server.come();
    await page.reload();
    await eventually(async () =>
      assert.equal((await held(page))["commune-office.html"], hashOf(after), "fetched in the background"),
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

test("a page that is opened first after an update is whole, though the worker is the one before", async (t) => {
  const door = await gateway(t, (await serve(t)).url);
  await visit(browser, t, { provoked: lost, serviceWorkers: "allow" }, async (page) => {
    const person = new Respondent(page, survey);
    await person.arrive(door.url);
    await isReady(page);
    const { files, worker } = updated();
    // The browser has not looked for another worker yet.
    door.pages = files;
    const household = new Respondent(page, new Survey("sipas-household"));
    await page.goto(`${door.url}/sipas-household.html`);
    await household.shows(household.survey.pages[0]);
    assert.equal(await got(page, "/sipas-forms.wasm"), hashOf(files["/sipas-forms.wasm"].body));
    // Its parts are not those of the worker's version, so that it is not kept as one of it.
    await page.reload();
    await household.shows(household.survey.pages[0]);
    assert.equal((await held(page))["sipas-household.html"], undefined);
    // So is one that the server shows, and that is taken over.
    await page.goto(`${door.url}/fill/sipas-household`);
    await eventually(async () =>
      assert.ok(
        await page
          .locator("sipas-form")
          .evaluate(({ shadowRoot }) => Boolean(shadowRoot?.querySelector("form"))),
      ),
    );
    // The one that was there before is there as it was, and what it has not asked for yet is not mixed in.
    await page.goto(`${door.url}/commune-office.html`);
    await person.shows(survey.pages[0]);
    assert.equal(await got(page, "/sipas-forms.wasm"), hashOf(readFileSync(join(DIST, "sipas-forms.wasm"))));
    await assert.rejects(got(page, "/sipas-forms-full.wasm"), /Failed to fetch/);

    await renew(page, () => Object.assign(door.pages, worker));
    const form = "forms/commune-office.form";
    assert.equal((await held(page))[form], hashOf(files[`/${form}`].body));
    for (const one of [person, household]) {
      await page.goto(`${door.url}/${one === person ? "commune-office" : "sipas-household"}.html`);
      await one.shows(one.survey.pages[0]);
      assert.equal(await got(page, "/sipas-forms.wasm"), hashOf(files["/sipas-forms.wasm"].body));
    }
  });
});

test("a page that is open stays of its version when a newer worker takes over", async (t) => {
  const door = await gateway(t, (await serve(t)).url);
  await visit(browser, t, { provoked: left, serviceWorkers: "allow" }, async (page) => {
    const person = new Respondent(page, survey);
    await person.arrive(door.url);
    await isReady(page);
    await page.reload();
    await person.shows(survey.pages[0]);
    const { files, worker } = updated();
    await renew(page, () => (door.pages = { ...files, ...worker }));
    const names = ["sipas-forms.wasm", "sipas-form.js", "sipas-keep.js", "forms/commune-office.form"];
    for (const name of names)
      assert.equal(await got(page, `/${name}`), hashOf(readFileSync(join(DIST, name))), name);
    await page.reload();
    await person.shows(survey.pages[0]);
    for (const name of names) assert.equal(await got(page, `/${name}`), hashOf(files[`/${name}`].body), name);
  });
});
