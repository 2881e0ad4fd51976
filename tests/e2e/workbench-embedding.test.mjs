// <sipas-workbench> in somebody else's page, under the strictest policy: what goes with its posts, what the page hears, and
// a page that posts by itself.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Officer } from "./support/bench.mjs";
import { DESK, eventually, openBrowser, visit } from "./support/browser.mjs";
import { gateway } from "./support/gateway.mjs";
import { STRICT, page as html } from "./support/host.mjs";
import { looksRight } from "./support/looks.mjs";
import { folder, serve } from "./support/program.mjs";
import { csv, office, responses, table } from "./support/responses.mjs";

const browser = await openBrowser();

const FORM = `<a href="/forms/${office.stem}.form">Khảo sát</a>`;
const FAILED = [/Failed to load resource/];

/** Opens a portal's page with the element and a script of the portal's own, and reads a file of `count` there. */
async function embedded(t, { head = "", attributes = "", script = "", count, css = "", ...options }, body) {
  const server = await serve(t);
  const content = `<main><h1>Portal</h1>
    <sipas-workbench endpoint="/submissions" lang="vi" ${attributes}>${FORM}</sipas-workbench></main>`;
  const styles = `<link rel="stylesheet" href="/portal.css">`;
  const policy = { "content-security-policy": STRICT };
  const door = await gateway(t, server.url, {
    pages: {
      "/portal.html": { body: html(content, { head: head + styles, script: "/portal.js" }), headers: policy },
      "/portal.js": { type: "text/javascript", body: script },
      "/portal.css": { type: "text/css", body: css },
    },
    ...options,
  });
  await visit(browser, t, { provoked: options.provoked }, async (page) => {
    await page.goto(`${door.url}/portal.html`);
    const officer = new Officer(page, DESK, await folder(t), office.stem);
    await officer.button("Chọn tệp…").waitFor();
    await officer.reads(await officer.file("phieu.csv", csv(table(responses(count)))));
    await body(officer, { page, door, server });
  });
  assert.deepEqual(door.faults, []);
}

/** Notes in the page what it hears of the element. */
const HEARD = `
  window.heard = [];
  for (const name of ["checked", "sent"]) {
    document.addEventListener("sipas-batch-" + name, ({ detail }) => heard.push([name, detail]));
  }`;
const heard = (page) => page.evaluate(() => globalThis.heard);

test("the page's CSRF token, headers and bearer token go with each post, set before the element is there", async (t) => {
  await embedded(
    t,
    {
      head: `<meta name="csrf" content="of-this-session">`,
      attributes: `csrf-meta="csrf" csrf-header="X-XSRF-TOKEN" theme="light"`,
      script: `${HEARD}
        const bench = document.querySelector("sipas-workbench");
        let count = 0;
        bench.headers = async (submission) => ({ "X-Form": submission.form.id });
        bench.token = async () => "t" + (count += 1);
        await import("/sipas-workbench.js");`,
      css: `sipas-workbench { --sipas-accent: rgb(90, 0, 90) }
        sipas-workbench::part(primary) { text-transform: uppercase }`,
      count: 20,
      guard: ({ method, headers }) =>
        method !== "POST" ||
        (headers["x-xsrf-token"] === "of-this-session" &&
          headers["x-form"] === office.identity.id &&
          /^Bearer t\d+$/.test(headers.authorization ?? ""))
          ? undefined
          : { status: 403, body: "{}" },
    },
    async (officer, { page, door, server }) => {
      const look = await officer
        .button("Gửi 20 phiếu…")
        .evaluate((button) => [
          getComputedStyle(button).backgroundColor,
          getComputedStyle(button).textTransform,
        ]);
      assert.deepEqual(look, ["rgb(90, 0, 90)", "uppercase"], "custom properties and parts hold");
      await looksRight(page, "in a portal");
      await officer.sends();
      assert.equal((await server.rows()).length, 20);
      const tokens = door.posts().map(({ sent }) => sent.headers.authorization);
      assert.equal(new Set(tokens).size, 20, "it is asked anew for each");
      const file = "phieu.csv";
      const figures = { accepted: 20, refused: 0, other: 0, failed: 0, before: 0, left: 0, halt: undefined };
      assert.deepEqual(await heard(page), [
        ["checked", { file, responses: 20, counted: 20, refused: 0 }],
        ["sent", { file, ...figures }],
      ]);
    },
  );
});

test("where the token is not there nothing is posted, and the page hears why", async (t) => {
  const script = `${HEARD} await import("/sipas-workbench.js");`;
  // That a token is missing is said to the developer.
  const provoked = [/no CSRF token where csrf-meta or csrf-cookie says/];
  await embedded(
    t,
    { attributes: `csrf-cookie="XSRF-TOKEN"`, script, count: 5, provoked },
    async (officer, { page, door, server }) => {
      await officer.press(officer.button("Gửi 5 phiếu…"));
      await officer.press(officer.button("Gửi 5 phiếu ngay"));
      await officer.alert.filter({ hasText: "Máy chủ cần đăng nhập lại" }).waitFor();
      assert.equal(door.posts().length, 0);
      await eventually(async () => assert.equal((await heard(page)).at(-1)[1].halt, "sign_in"));
      assert.equal((await heard(page)).at(-1)[1].accepted, 0);
      await page.evaluate(() => (document.cookie = "XSRF-TOKEN=a%20token"));
      await officer.sends();
      assert.equal((await server.rows()).length, 5);
      assert.deepEqual(
        [...new Set(door.posts().map(({ sent }) => sent.headers["x-csrf-token"]))],
        ["a token"],
      );
    },
  );
});

test("a page posts by itself: each once and to the letter, what it forgets or cannot is offered again", async (t) => {
  const script = `${HEARD}
    window.offered = [];
    document.addEventListener("sipas-batch-submit", async (event) => {
      event.preventDefault();
      const { submission: { submission_id: id }, body } = event.detail;
      const isAgain = offered.includes(id);
      offered.push(id);
      const bench = event.target;
      if (offered.length === 2 && !isAgain) return;
      if (offered.length === 3 && !isAgain) return bench.reply(id, 0);
      const headers = { "Content-Type": "application/json", "Idempotency-Key": id, "X-Own": "1" };
      const reply = await fetch("/submissions", { method: "POST", headers, body });
      bench.reply(id, reply.status, await reply.json());
      bench.reply(id, 422, { type: "urn:late" });
    });
    await import("/sipas-workbench.js");`;
  let isRefused = true;
  const guard = ({ method, headers }) => {
    if (method !== "POST" || headers["x-own"] === "1") return undefined;
    return { status: 403, body: "{}" };
  };
  /** The first of them is refused. */
  const rewrite = ({ method }) => {
    if (method !== "POST" || !isRefused) return {};
    isRefused = false;
    const body = JSON.stringify({ type: "urn:x", title: "x", status: 413, detail: "Quá lớn." });
    return { status: 413, headers: { "content-type": "application/problem+json" }, body };
  };
  await embedded(
    t,
    { script, count: 12, guard, rewrite, strangers: true, provoked: FAILED },
    async (officer, { page, door }) => {
      await page.clock.install();
      await officer.press(officer.button("Gửi 12 phiếu…"));
      await officer.press(officer.button("Gửi 12 phiếu ngay"));
      const offered = () => page.evaluate(() => globalThis.offered);
      // One is forgotten: the others go on, until its time is over.
      await eventually(async () => {
        await page.clock.runFor(2_000);
        assert.equal(new Set(await offered()).size, 12);
      });
      await eventually(async () => {
        await page.clock.runFor(10_000);
        assert.match(await officer.told.innerText(), /Đã gửi xong/);
      });
      const ids = await offered();
      assert.equal(ids.length, 14, "two were offered again");
      assert.equal(new Set(ids).size, 12);
      assert.equal(door.posts().length, 12);
      const figures = { accepted: 11, refused: 1, other: 0, failed: 0, before: 0, left: 0, halt: undefined };
      const [name, detail] = (await heard(page)).at(-1);
      assert.deepEqual([name, detail], ["sent", { file: "phieu.csv", ...figures }]);
      await page.getByText("Quá lớn.").waitFor();
    },
  );
});

test("links that the parser has yet to reach are forms as well; an element without any tells the developer", async (t) => {
  const server = await serve(t);
  const door = await gateway(t, server.url, {
    pages: {
      "/early.html": {
        body: `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Portal</title>
          <link rel="icon" href="data:,"><script async type="module" src="/sipas-workbench.js"></script>
          <sipas-workbench>${"<!-- -->".repeat(100_000)}<script src="/slow.js"></script>${FORM}</sipas-workbench>`,
      },
      "/none.html": {
        body: `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Portal</title>
          <link rel="icon" href="data:,"><script type="module" src="/sipas-workbench.js"></script>
          <sipas-workbench></sipas-workbench>`,
      },
      "/slow.js": { type: "text/javascript", body: "" },
    },
  });
  await visit(browser, t, { provoked: [/there is no link to a form/] }, async (page) => {
    // The parser waits for it until the element is there.
    await page.route("**/slow.js", async (route) => {
      await page.waitForFunction(() => customElements.get("sipas-workbench"));
      await route.continue();
    });
    await page.goto(`${door.url}/early.html`);
    await page.getByRole("button", { name: "Chọn tệp…" }).waitFor();
    const said = page.waitForEvent("console");
    await page.goto(`${door.url}/none.html`);
    assert.match((await said).text(), /there is no link to a form/);
  });
});
