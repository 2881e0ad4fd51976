// <sipas-form> in somebody else's page: the strictest policy, several at once, from another place, added
// and removed without end.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { SIZES, eventually, openBrowser, visit } from "./support/browser.mjs";
import { STRICT, host, page as html } from "./support/host.mjs";
import { DIST } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const office = new Survey("commune-office");
const transaction = new Survey("sipas-transaction");

const form = (survey, attributes = "") =>
  `<sipas-form src="/forms/${survey.stem}.form" endpoint="/submissions" ${attributes}></sipas-form>`;
const section = (name, content) => `<section aria-label="${name}">${content}</section>`;

/** Opens a page; whatever it says in its console, however quietly, and whomever else it asks is a fault. */
async function embedded(t, { pages, start = "/portal.html", size, provoked, hosts = 1, ...options }, body) {
  const server = await host(t, { pages, ...options });
  // What is fetched once a form is shown is cut short where the page is left at once.
  const cut = [/sipas-keep\.js: net::ERR_ABORTED/];
  await visit(browser, t, { size, provoked: provoked ?? cut }, async (page) => {
    const said = [];
    const asked = new Set();
    page.on("console", (message) => said.push(message.text()));
    page.on("request", (request) => asked.add(new URL(request.url()).host));
    await page.goto(`${server.url}${start}`);
    const place = (name) => page.getByRole("region", { name, exact: true });
    await body({ page, server, place });
    if (!provoked) assert.deepEqual(said, [], "nothing is said in the console");
    assert.equal(asked.size, hosts, `only the portal is asked: ${[...asked]}`);
  });
}

describe("embedding", { concurrency: 2 }, () => {
  for (const size of SIZES) {
    test(`under the strictest policy a survey is filled and sent, at ${size.name}`, async (t) => {
      const pages = { "/portal.html": html(`<main><h1>Portal</h1>${form(office)}</main>`) };
      await embedded(t, { pages, size }, async ({ page, server }) => {
        const person = new Respondent(page, office, { touch: size.touch });
        const answers = office.answers(6, { commune: "14329" });
        await person.shows(office.pages[0]);
        await person.missesAll(office.pages[0]);
        await person.fill(answers);
        await person.send();
        await person.receipt();
        assert.deepEqual(
          (await server.rows()).map((row) => JSON.parse(row.answers)),
          [answers],
        );
      });
    });
  }

  test("a page that lists its Trusted Types policies allows ours by its name", async (t) => {
    const pages = { "/portal.html": html(form(office)) };
    await embedded(t, { pages, policy: `${STRICT}; trusted-types sipas-forms` }, async ({ page }) => {
      await new Respondent(page, office).shows(office.pages[0]);
    });
  });

  for (const [language, words] of [
    ["vi", "Phiếu này chưa dùng được vì có lỗi trong cấu hình"],
    ["en", "This form cannot be used yet, since its set-up has faults"],
  ]) {
    test(`a page that allows no policy says so, in ${language}, and is not empty`, async (t) => {
      const pages = { "/portal.html": html(form(office, `lang="${language}"`)) };
      const options = { pages, policy: `${STRICT}; trusted-types 'none'`, provoked: [/./] };
      await embedded(t, options, async ({ page }) => {
        await page.getByRole("alert").getByText(words).waitFor();
        const why = await page.getByRole("listitem").innerText();
        assert.match(why, /sipas-forms/, "the administrator is told which policy is missing");
      });
    });
  }

  test("three surveys on one page, two of them of one form, are filled and sent side by side", async (t) => {
    const content =
      section("một", form(office)) + section("hai", form(transaction)) + section("ba", form(office));
    const pages = { "/portal.html": html(content) };
    await embedded(t, { pages }, async ({ page, server, place }) => {
      const people = [
        ["một", office, office.answers(1, { commune: "14329" })],
        ["hai", transaction, transaction.answers(2, { commune: "13285", gave_feedback: "no" })],
        ["ba", office, office.answers(3, { commune: "13318" })],
      ].map(([name, survey, answers]) => ({ person: new Respondent(place(name), survey), answers }));
      for (const { person, answers } of people) {
        await person.shows(person.survey.pages[0]);
        await person.answerAll(person.survey.pages[0].questions, answers);
      }
      for (const { person, answers } of people) await person.fill(answers);
      for (const { person } of people) {
        await person.send();
        await person.receipt();
      }
      assert.deepEqual(
        (await server.rows()).map((row) => JSON.parse(row.answers)),
        people.map(({ answers }) => answers),
      );
      assert.equal(await page.getByRole("status").count(), 3);
    });
  });

  test("the page's globals and prototypes are what they were", async (t) => {
    const look = () => {
      const describe = (object) =>
        Reflect.ownKeys(object)
          .map((key) => [String(key), Object.getOwnPropertyDescriptor(object, key)])
          .map(([key, it]) => [key, typeof (it.value ?? it.get), it.writable, it.enumerable]);
      const builtIn = [
        Object,
        Array,
        String,
        Promise,
        Function,
        Uint8Array,
        Event,
        HTMLElement,
        Element,
        Node,
      ];
      const prototypes = builtIn.map((made) => [made.name, describe(made), describe(made.prototype)]);
      return JSON.stringify([Reflect.ownKeys(window).map(String), prototypes]);
    };
    const pages = {
      "/portal.html": html(form(office)),
      "/empty.html": "<!doctype html><title>Empty</title>",
    };
    await embedded(t, { pages, start: "/empty.html" }, async ({ page, server }) => {
      const before = await page.evaluate(look);
      await page.goto(`${server.url}/portal.html`);
      const person = new Respondent(page, office);
      await person.fill(office.answers(6, { commune: "14329" }));
      await person.send();
      await person.receipt();
      assert.equal(await page.evaluate(look), before);
    });
  });

  // The full engine, too: its forms are JSON here.
  for (const kind of ["form", "json"]) {
    test(`forms (.${kind}) that are added and removed 200 times leave nothing behind`, async (t) => {
      const pages = { "/portal.html": html(`<main></main>`) };
      await embedded(t, { pages }, async ({ page }) => {
        const cycle = (rounds) =>
          page.evaluate(
            async ([kind, rounds]) => {
              const main = document.querySelector("main");
              for (let round = 0; round < rounds; round += 1) {
                const element = document.createElement("sipas-form");
                const stem = ["commune-office", "sipas-transaction"][round % 2];
                element.setAttribute("src", `/forms/${stem}.${kind}`);
                main.append(element);
                const shown = () => element.shadowRoot.querySelector("form.page");
                const broken = new Promise((_, fail) => element.addEventListener("sipas-broken", fail));
                const appears = new Promise((settle) => {
                  new MutationObserver((_, observer) => {
                    if (!shown()) return;
                    observer.disconnect();
                    settle();
                  }).observe(element.shadowRoot, { subtree: true, childList: true });
                });
                await Promise.race([appears, broken]);
                // Answered and moved on, so that there is more than a first page to forget.
                const input = element.shadowRoot.querySelector("input[type=text], select");
                if (input?.matches("select")) input.selectedIndex = 1;
                input?.dispatchEvent(new Event("change", { bubbles: true }));
                element.remove();
              }
            },
            [kind, rounds],
          );
        const client = await page.context().newCDPSession(page);
        await client.send("HeapProfiler.enable");
        const measure = async () => {
          await client.send("HeapProfiler.collectGarbage");
          await client.send("HeapProfiler.collectGarbage");
          const { nodes, jsEventListeners } = await client.send("Memory.getDOMCounters");
          const { result } = await client.send("Runtime.evaluate", {
            expression: "SipasFormClass.prototype",
          });
          const { objects } = await client.send("Runtime.queryObjects", {
            prototypeObjectId: result.objectId,
          });
          const { result: length } = await client.send("Runtime.callFunctionOn", {
            objectId: objects.objectId,
            functionDeclaration: "function () { return this.length; }",
          });
          await client.send("Runtime.releaseObject", { objectId: objects.objectId });
          await client.send("Runtime.releaseObject", { objectId: result.objectId });
          const { result: memories } = await client.send("Runtime.evaluate", {
            expression: "WebAssembly.Memory.prototype",
          });
          const found = await client.send("Runtime.queryObjects", { prototypeObjectId: memories.objectId });
          const { result: bytes } = await client.send("Runtime.callFunctionOn", {
            objectId: found.objects.objectId,
            functionDeclaration:
              "function () { return this.reduce((sum, it) => sum + it.buffer.byteLength, 0); }",
          });
          await client.send("Runtime.releaseObject", { objectId: found.objects.objectId });
          return { nodes, jsEventListeners, elements: length.value, bytes: bytes.value };
        };
        await page.evaluate(() => {
          // A name for the inspector; the class itself is in no global.
          globalThis.SipasFormClass = customElements.get("sipas-form");
        });
        await cycle(10);
        const before = await measure();
        await cycle(200);
        const after = await eventually(async () => {
          const now = await measure();
          assert.ok(now.nodes <= before.nodes + 20, `nodes: ${before.nodes}, then ${now.nodes}`);
          assert.equal(now.elements, 0, "no element is held by anything");
          return now;
        });
        assert.ok(
          after.jsEventListeners <= before.jsEventListeners + 3,
          `listeners: ${before.jsEventListeners}, then ${after.jsEventListeners}`,
        );
        // What 200 forms took was given back: the memory may round up to another few pages of 64 KiB.
        assert.ok(after.bytes - before.bytes <= 4 << 16, `Wasm: ${before.bytes} bytes, then ${after.bytes}`);
        t.diagnostic(`${JSON.stringify(before)} then ${JSON.stringify(after)}`);
      });
    });
  }

  test("a form that is moved keeps its answers, and is heard once", async (t) => {
    const pages = { "/portal.html": html(section("một", form(office)) + section("hai", "")) };
    await embedded(t, { pages }, async ({ page, place }) => {
      const person = new Respondent(place("một"), office);
      await person.shows(office.pages[0]);
      await person.answer(office.question("subject"), "Hộ tịch");
      await page.evaluate(() => {
        const [one, two] = document.querySelectorAll("section");
        for (let round = 0; round < 51; round += 1) {
          for (const place of [two, one, two]) place.append(document.querySelector("sipas-form"));
        }
        globalThis.heard = 0;
        document.addEventListener("sipas-change", () => (globalThis.heard += 1));
      });
      person.place = place("hai");
      assert.equal(await person.control(office.question("subject")).inputValue(), "Hộ tịch");
      await person.control(office.question("subject")).press("a");
      assert.equal(await page.evaluate(() => globalThis.heard), 1);
    });
  });

  test("files that were copied under another address serve a page beside them", async (t) => {
    const content = `<sipas-form src="/a/b/surveys/forms/commune-office.form" endpoint="/submissions"></sipas-form>
      <sipas-form src="/a/b/surveys/forms/sipas-transaction.json"></sipas-form>`;
    const pages = { "/portal.html": html(content, { script: "/a/b/surveys/sipas-form.js" }) };
    await embedded(t, { pages, folders: { "/a/b/surveys/": DIST } }, async ({ page }) => {
      for (const [index, survey] of [office, transaction].entries()) {
        await new Respondent(page.locator("sipas-form").nth(index), survey).shows(survey.pages[0]);
      }
    });
  });

  test("a page of another origin needs one header of the files, and CORS of the endpoint", async (t) => {
    // The browser's own rules: modules, Wasm and forms of another origin come by CORS.
    const files = await host(t, { headers: { "Access-Control-Allow-Origin": "*" } });
    const own = `http://127.0.0.1:${files.port}`;
    const policy = `default-src 'none'; script-src ${own} 'wasm-unsafe-eval'; connect-src 'self' ${own}`;
    const content = `<sipas-form src="${own}/forms/commune-office.form" endpoint="/submissions"></sipas-form>`;
    const pages = { "/portal.html": html(content, { script: `${own}/sipas-form.js` }) };
    await embedded(t, { pages, policy, hosts: 2 }, async ({ page, server }) => {
      const person = new Respondent(page, office);
      const answers = office.answers(4, { commune: "14329" });
      await person.fill(answers);
      await person.send();
      await person.receipt();
      assert.equal((await server.rows()).length, 1);
    });
  });

  test("files of another origin without that header say that they did not arrive", async (t) => {
    const files = await host(t, { headers: { "Access-Control-Allow-Origin": "http://other.test" } });
    const own = `http://127.0.0.1:${files.port}`;
    const content = `<sipas-form src="${own}/forms/commune-office.form"></sipas-form>`;
    const pages = { "/portal.html": html(content) };
    const policy = `${STRICT.replace("connect-src 'self'", `connect-src 'self' ${own}`)}`;
    await embedded(t, { pages, policy, hosts: 2, provoked: [/./] }, async ({ page }) => {
      await page.getByRole("alert").getByText("Không tải được phiếu").waitFor();
    });
  });
});
