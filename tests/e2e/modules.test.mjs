// Which of the two modules a form takes, what is fetched for it, and that both give the same answers.
import assert from "node:assert/strict";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { openBrowser, visit } from "./support/browser.mjs";
import { portal } from "./support/portal.mjs";
import { DIST, folder, pack, serve, sipas } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const office = new Survey("commune-office");

/** A form that only the full engine evaluates: its calculation gives when it was begun. */
const begun = {
  schema_version: 1,
  form_id: "begun",
  version: "1",
  title: "Begun",
  provenance: { source: "a test" },
  survey: [
    {
      type: "group",
      name: "page",
      label: "Page",
      children: [
        { type: "text", name: "word", label: "Word", required: true },
        { type: "calculate", name: "begun", calculation: "now()" },
        { type: "calculate", name: "day", calculation: "today()" },
      ],
    },
  ],
};

/** What `make build` made, and the form above. */
async function withBegun(t) {
  const dist = join(await folder(t), "dist");
  cpSync(DIST, dist, { recursive: true });
  writeFileSync(join(dist, "forms/begun.json"), JSON.stringify(begun));
  writeFileSync(join(dist, "forms/begun.form"), await pack(begun));
  return dist;
}

/** A portal's page, what it asks for, and a way to put a form into it that tells what it says. */
async function opened(t, options, body) {
  await portal(browser, t, options, '<section aria-label="một"></section>', async (scene) => {
    const asked = [];
    scene.page.on("request", (request) => asked.push(request.url().slice(scene.server.url.length)));
    const put = (attributes) =>
      scene.page.evaluate((attributes) => {
        globalThis.heard = { broken: [] };
        const form = document.createElement("sipas-form");
        for (const [name, value] of Object.entries(attributes)) form.setAttribute(name, value);
        form.addEventListener("sipas-broken", ({ detail }) => globalThis.heard.broken.push(...detail));
        form.addEventListener("sipas-submit", ({ detail }) => (globalThis.heard.sent = detail.submission));
        document.querySelector("section").append(form);
      }, attributes);
    const heard = () => scene.page.evaluate(() => globalThis.heard);
    const engines = () => asked.filter((path) => /full|\.wasm$/.test(path));
    await body({ ...scene, put, heard, engines });
  });
}

const SMALL = ["/sipas-forms.wasm"];
const FULL = ["/sipas-forms-full.js", "/sipas-forms-full.wasm"];

describe("modules", { concurrency: 2 }, () => {
  const forms = [
    ["packed", {}, SMALL],
    ["packed, on a page that asks for the full engine", { module: "full" }, FULL],
    ["a definition", { src: "/forms/commune-office.json" }, [...SMALL, ...FULL]],
    ["a definition, on a page that asks for it", { src: "/forms/commune-office.json", module: "full" }, FULL],
  ];
  for (const [what, attributes, expected] of forms) {
    test(`a form that is ${what} fetches what it needs, once`, async (t) => {
      await opened(t, {}, async ({ put, place, engines, server }) => {
        const person = new Respondent(place("một"), office);
        const answers = office.answers(3, { commune: "14329" });
        await put({ src: "/forms/commune-office.form", endpoint: "/submissions", ...attributes });
        await person.fill(answers);
        await person.send();
        await person.receipt();
        assert.deepEqual(engines(), expected);
        assert.deepEqual(JSON.parse((await server.rows())[0].answers), answers);
      });
    });
  }

  test("a packed form that needs the full engine gets it; its moment is the envelope's and the server's", async (t) => {
    const dist = await withBegun(t);
    for (const [timezoneId, offset] of [
      ["Asia/Ho_Chi_Minh", /\+07:00$/],
      ["America/St_Johns", /-0[23]:30$/],
    ]) {
      await opened(t, { dist, timezoneId }, async ({ put, place, engines, heard, server }) => {
        const start = Date.now();
        const person = new Respondent(place("một"), undefined);
        await put({ src: "/forms/begun.form", endpoint: "/submissions", lang: "vi" });
        await place("một").getByRole("textbox", { name: "Word", exact: true }).fill("a");
        const end = Date.now();
        await person.continue();
        await person.send();
        await person.receipt();
        assert.deepEqual(engines(), [...SMALL, ...FULL]);
        const { started_at, answers } = (await heard()).sent;
        assert.match(started_at, offset);
        assert.ok(start <= Date.parse(started_at) && Date.parse(started_at) <= end, started_at);
        assert.deepEqual(answers, { word: "a", begun: started_at, day: started_at.slice(0, 10) });
        const [row] = await server.rows();
        assert.deepEqual([row.started_at, JSON.parse(row.answers).begun], [started_at, started_at]);
      });
    }
  });

  test("our own page of such a form asks for nothing else", async (t) => {
    const dist = await withBegun(t);
    await sipas("site", "--forms", join(dist, "forms"), "--out", dist);
    const server = await serve(t, { dist });
    await visit(browser, t, {}, async (page) => {
      const asked = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(`${server.url}/begun.html`);
      await page.getByRole("textbox", { name: "Word", exact: true }).waitFor();
      const own = ["/begun.html", "/forms/begun.form", "/sipas-form.js", "/site.css"];
      // What keeps answers is fetched once the form is shown.
      await page.waitForFunction(
        () => performance.getEntriesByName(new URL("sipas-keep.js", location.href).href).length,
      );
      own.push("/sipas-keep.js");
      assert.deepEqual(asked.filter((path) => path !== "/favicon.ico").sort(), [...own, ...FULL].sort());
    });
  });

  test("white space and a byte order mark before a definition are none of its bytes", async (t) => {
    await opened(t, {}, async ({ page, put, place }) => {
      const body = `\ufeff \r\n\t${JSON.stringify(office.definition)}`;
      await page.route("**/marked.json", (route) => route.fulfill({ body }));
      await put({ src: "/marked.json" });
      await new Respondent(place("một"), office).shows(office.pages[0]);
    });
  });

  const version = (bytes) => {
    // The version follows the first words, with its length before it.
    const other = Buffer.from(bytes);
    other[bytes.indexOf(" ") + 2] ^= 1;
    return other;
  };
  for (const [code, spoil] of [
    ["other_version", version],
    ["not_packed", (bytes) => bytes.subarray(0, bytes.length - 1)],
    ["not_packed", () => Buffer.from("[]")],
  ]) {
    test(`bytes that are ${code} are told to whoever looks after the page`, async (t) => {
      await opened(t, { provoked: [/^sipas-form: /] }, async ({ page, put, place, heard }) => {
        const body = spoil(await pack(office.definition));
        await page.route("**/spoilt.form", (route) => route.fulfill({ body }));
        await put({ src: "/spoilt.form" });
        await place("một").getByRole("alert").getByText("Phiếu này chưa dùng được").waitFor();
        assert.deepEqual(await place("một").getByRole("listitem").allInnerTexts(), [code]);
        assert.equal(await place("một").getByRole("button").count(), 0, "trying again would not help");
        assert.deepEqual((await heard()).broken, [{ place: "", code }]);
      });
    });
  }

  for (const missing of FULL) {
    test(`where ${missing} does not arrive, “Thử lại” loads the form`, async (t) => {
      const provoked = [/status of 404/, /full\.js: net::ERR_ABORTED/, /^sipas-form: /];
      await opened(t, { provoked }, async ({ page, put, place, engines, heard }) => {
        const pattern = new RegExp(`${missing.replace(".", "\\.")}(\\?|$)`);
        await page.route(pattern, (route) => route.fulfill({ status: 404, body: "no" }));
        await put({ src: "/forms/commune-office.json" });
        const alert = place("một").getByRole("alert").getByText("Không tải được phiếu");
        await alert.waitFor();
        assert.deepEqual(
          (await heard()).broken.map(({ code }) => code),
          ["unavailable_definition"],
        );
        await page.unroute(pattern);
        await place("một").getByRole("button", { name: "Thử lại", exact: true }).click();
        await new Respondent(place("một"), office).shows(office.pages[0]);
        // What arrived is not fetched again.
        const asked = engines().filter((name) => FULL.includes(name));
        assert.deepEqual(asked, missing === FULL[0] ? [FULL[0], ...FULL] : [...FULL, FULL[1]]);
      });
    });
  }

  test("a browser that remembers that a module did not arrive finds it at another address", async (t) => {
    const provoked = [/status of 404/, /full\.js: net::ERR_ABORTED/, /^sipas-form: /];
    await opened(t, { provoked }, async ({ page, put, place, engines }) => {
      // To such a browser the first address stays missing.
      await page.route(/full\.js$/, (route) => route.fulfill({ status: 404, body: "no" }));
      await put({ src: "/forms/commune-office.json" });
      await place("một").getByRole("button", { name: "Thử lại", exact: true }).click();
      await new Respondent(place("một"), office).shows(office.pages[0]);
      assert.deepEqual(engines().slice(-2), [`${FULL[0]}?2`, FULL[1]]);
    });
  });

  test("a form that is replaced while its engine is fetched does not come back", async (t) => {
    await opened(t, {}, async ({ page, put, place }) => {
      const transaction = new Survey("sipas-transaction");
      let release;
      const released = new Promise((settle) => (release = settle));
      const asked = page.waitForRequest("**/sipas-forms-full.wasm");
      await page.route("**/sipas-forms-full.wasm", async (route) => {
        await released;
        await route.continue();
      });
      await put({ src: "/forms/commune-office.json" });
      await asked;
      const section = place("một");
      await section.locator("sipas-form").evaluate((form) => {
        form.setAttribute("src", "/forms/sipas-transaction.form");
      });
      const first = new Respondent(section, transaction).control(transaction.question("commune"));
      await first.waitFor();
      const arrived = page.waitForResponse("**/sipas-forms-full.wasm");
      release();
      await (await arrived).finished();
      // What waits for the engine goes on in a task of its own; another form that needs it is shown after.
      await section.evaluate((section) => {
        const form = document.createElement("sipas-form");
        form.setAttribute("src", "/forms/commune-office.json");
        section.append(form);
      });
      await new Respondent(section.locator("sipas-form").nth(1), office).shows(office.pages[0]);
      assert.ok(await first.isVisible());
    });
  });
});
