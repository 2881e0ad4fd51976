// For every citizen: targets that a finger finds, large text on a narrow window, text set far apart, a focus
// that is never lost, live regions that say each thing once, nothing that moves for those who asked for that.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { DESK, PHONE, SIZES, openBrowser, visit } from "./support/browser.mjs";
import { KEPT } from "./support/device.mjs";
import { assertFocus, toolbox } from "./support/every.mjs";
import { post, serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const NARROW = { name: "320x640", width: 320, height: 640, touch: false };

/** What each survey is answered with, so that what is asked only then is seen too. */
const OWN = {
  "commune-office": {},
  "sipas-transaction": { gave_feedback: "yes", c20: "4", c21: "5", c22: "1" },
  "sipas-household": { q2: ["1", "7"], q2_other: "Zalo", q10_other: "Thêm ghế ngồi" },
};

/** Shows every screen of a survey to `look`: each page empty, faulty and answered, the review, the receipt. */
async function walk(page, server, stem, look) {
  const survey = new Survey(stem);
  const answers = survey.answers(4, { commune: "14329", ...OWN[stem] });
  const person = new Respondent(page, survey);
  await page.goto(`${server.url}/${stem}.html`);
  for (const shown of survey.pages) {
    await person.shows(shown);
    await look(`${shown.name}`);
    if (shown.questions.some((question) => question.required && !question.hides)) {
      await person.continue();
      await page.getByRole("alert").waitFor();
      await look(`${shown.name} with errors`);
    }
    await person.answerAll(shown.questions, answers);
    await look(`${shown.name} answered`);
    await person.continue();
  }
  await person.title(person.ui.review).waitFor();
  await look("review");
  await person.send();
  await person.receipt();
  await look("receipt");
}

/** The pages around the surveys, and the results of some responses. */
async function around(page, server, look) {
  const survey = new Survey("commune-office");
  for (let seed = 0; seed < 6; seed += 1) {
    const id = randomUUID();
    const answers = survey.answers(seed, { commune: "14329" });
    const reply = await post(
      `${server.url}/submissions`,
      id,
      JSON.stringify(survey.envelope(answers, { id })),
    );
    assert.equal(reply.status, 201);
  }
  for (const path of [
    "/",
    "/index.en.html",
    "/results",
    "/results?form=commune_office&by=commune&lang=en",
    "/results/qd766",
    "/nothing",
  ]) {
    await page.goto(server.url + path);
    await look(path);
  }
}

const tools = (page) => page.addInitScript(toolbox);
/** Text twice as large as usual, as a person sets it in the browser. */
async function enlarge(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
}

const everywhere = [
  ...Object.keys(OWN).map((stem) => [stem, (page, server, look) => walk(page, server, stem, look)]),
  ["the pages around them", around],
];

for (const [name, screens] of everywhere) {
  for (const size of SIZES) {
    test(`every target of ${name} is large enough, and nothing is cut off, at ${size.name}`, async (t) => {
      const server = await serve(t);
      await visit(browser, t, { size, provoked: [/status of 404/] }, async (page) => {
        await tools(page);
        await screens(page, server, async (screen) => {
          const { targets, ...faults } = await page.evaluate(() => {
            const { targets, small, cut } = globalThis.every;
            return { targets: targets(), small: small(), cut: cut() };
          });
          assert.ok(targets > 3, `${screen}: there are targets`);
          assert.deepEqual(faults, { small: [], cut: [] }, screen);
        });
      });
    });
  }

  test(`text twice as large fits 320 pixels in ${name}`, async (t) => {
    const server = await serve(t);
    await visit(browser, t, { size: NARROW, provoked: [/status of 404/] }, async (page) => {
      await tools(page);
      await enlarge(page);
      await screens(page, server, async (screen) => {
        const size = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
        assert.ok(size >= 36, `text is large: ${size}`);
        assert.deepEqual(await page.evaluate(() => globalThis.every.cut()), [], screen);
      });
    });
  });

  test(`text set far apart loses nothing in ${name}`, async (t) => {
    const server = await serve(t);
    await visit(browser, t, { size: PHONE, provoked: [/status of 404/] }, async (page) => {
      await tools(page);
      await screens(page, server, async (screen) => {
        await page.evaluate(() => globalThis.every.space());
        assert.deepEqual(await page.evaluate(() => globalThis.every.cut()), [], screen);
      });
    });
  });

  test(`nothing moves in ${name} for who asked for that`, async (t) => {
    const server = await serve(t);
    await visit(browser, t, { reducedMotion: "reduce", provoked: [/status of 404/] }, async (page) => {
      await tools(page);
      await screens(page, server, async (screen) => {
        assert.deepEqual(await page.evaluate(() => globalThis.every.moving()), [], screen);
      });
    });
  });
}

test("with large text on a narrow window what belongs together stays on one line", async (t) => {
  const server = await serve(t);
  const survey = new Survey("sipas-household");
  const answers = survey.answers(4, { commune: "14329", ...OWN["sipas-household"] });
  await visit(browser, t, { size: NARROW }, async (page) => {
    await enlarge(page);
    const person = new Respondent(page, survey);
    await page.goto(`${server.url}/sipas-household.html`);
    await person.shows(survey.pages[0]);
    const progress = page.getByText(/^Trang\s1\/\d+$/);
    const lines = await progress.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return new Set(Array.from(range.getClientRects(), ({ top }) => top)).size;
    });
    assert.equal(lines, 1, "the number stands with its word");
    await person.fill(answers);
    // It is none of the pages.
    assert.equal(await page.getByText(/^Trang\s\d/).count(), 0);
    const heads = await page.locator(".answers-head").evaluateAll((all) =>
      all.map((head) => {
        const [title, button] = head.children;
        return { high: title.clientHeight, below: button.offsetTop >= title.offsetTop + title.offsetHeight };
      }),
    );
    assert.ok(heads.some(({ high }) => high > 80));
    assert.deepEqual(
      heads.filter(({ below }) => below),
      [],
      "a button stands beside its heading",
    );
  });
});

test("the spinner turns, but not for who asked for less motion", async (t) => {
  const server = await serve(t);
  for (const reducedMotion of ["no-preference", "reduce"]) {
    await visit(browser, t, { reducedMotion, provoked: [/net::ERR_/, /^sipas-form:/] }, async (page) => {
      await tools(page);
      let go;
      const held = new Promise((resolve) => (go = resolve));
      await page.route("**/forms/*.form", async (route) => {
        await held;
        await route.abort();
      });
      await page.goto(`${server.url}/commune-office.html`);
      await page.getByRole("status").waitFor();
      const moving = await page.evaluate(() => globalThis.every.moving());
      assert.equal(moving.length > 0, reducedMotion === "no-preference", moving.join());
      go();
      await page.getByRole("alert").waitFor();
    });
  }
});

test("the focus is never lost, and goes where one reads on", async (t) => {
  const server = await serve(t);
  const survey = new Survey("commune-office");
  const answers = survey.answers(4, { commune: "14329" });
  const [start, service] = survey.pages;
  const last = survey.pages.at(-1);
  const provoked = [/status of (404|409|422|503)/, /net::ERR_/, /^sipas-form:/];
  await visit(browser, t, { size: DESK, provoked }, async (page) => {
    await tools(page);
    const person = new Respondent(page, survey);
    await page.goto(`${server.url}/commune-office.html`);
    await person.shows(start);
    const press = async (name, after) => {
      await person.press(person.button(name));
      return after?.();
    };
    await press(person.ui.continue);
    await assertFocus(page, "leaving too early", person.ui.errors(2));
    await person.press(page.getByRole("alert").getByRole("link").first());
    await assertFocus(page, "a link of the summary");
    await person.answerAll(start.questions, answers);
    await press(person.ui.continue);
    await assertFocus(page, "a page", service.label.vi);
    await person.press(person.button("English"));
    await assertFocus(page, "another language", "English");
    await person.press(person.button("Tiếng Việt"));
    await press(person.ui.back);
    await assertFocus(page, "going back", start.label.vi);
    await person.press(person.button(person.ui.continue));
    await person.fill(answers, 1);
    await assertFocus(page, "the last page", person.ui.review);
    await person.press(person.change(last));
    await assertFocus(page, "opening a page again", last.label.vi);
    const clear = person.control(last.questions[1]).getByRole("button", { name: person.ui.clear });
    if ((await clear.count()) > 0) {
      await person.press(clear);
      await assertFocus(page, "taking an answer back");
    }
    await press(person.ui.continue);
    await person.title(person.ui.review).waitFor();
    await person.press(person.change(service));
    await assertFocus(page, "opening a page again", service.label.vi);
    await press(person.ui.continue);
    await person.title(person.ui.review).waitFor();
    await assertFocus(page, "mending", person.ui.review);
    await page.route("**/submissions", (route) => route.abort(), { times: 1 });
    await person.send();
    await person.title(KEPT).waitFor();
    await assertFocus(page, "no connection", KEPT);
    let go;
    const held = new Promise((resolve) => (go = resolve));
    await page.route(
      "**/submissions",
      async (route) => {
        await held;
        const errors = [{ pointer: "#/answers/q2", detail: "Xin xem lại." }];
        await route.fulfill({
          status: 422,
          contentType: "application/problem+json",
          body: JSON.stringify({ errors }),
        });
      },
      { times: 1 },
    );
    await press(person.ui.retry);
    await page.getByRole("heading", { level: 2, name: "Đang gửi…" }).waitFor();
    await assertFocus(page, "sending again", "Đang gửi…");
    go();
    await page.getByRole("alert").waitFor();
    await assertFocus(page, "a refusal", person.ui.errors(1));
    await person.press(page.getByRole("alert").getByRole("link"));
    await person.shows(service);
    await assertFocus(page, "going to what was refused");
    await press(person.ui.continue);
    await person.title(person.ui.review).waitFor();
    await person.send();
    await person.receipt();
    await assertFocus(page, "sending", person.ui.sent);
    await press("Trả lời thêm một phiếu");
    await person.shows(start);
    await assertFocus(page, "beginning again", start.label.vi);

    // Where the form cannot be had at first.
    await page.route("**/forms/*.form", (route) => route.abort(), { times: 1 });
    await page.goto("about:blank");
    await page.goto(`${server.url}/commune-office.html`);
    await page.getByRole("alert").waitFor();
    await press("Thử lại");
    await person.shows(start);
    await assertFocus(page, "trying again", start.label.vi);
  });
});

test("live regions say each thing once, and nothing else", async (t) => {
  const server = await serve(t);
  const survey = new Survey("commune-office");
  const answers = survey.answers(4, { commune: "14329" });
  await visit(browser, t, { size: DESK, provoked: [/net::ERR_/] }, async (page) => {
    await tools(page);
    await page.addInitScript(() => globalThis.every.listen());
    const person = new Respondent(page, survey);
    await page.goto(`${server.url}/commune-office.html`);
    await person.shows(survey.pages[0]);
    const said = async (expected, when) => {
      const heard = await page.evaluate(() => globalThis.every.said.splice(0));
      assert.deepEqual(heard, expected, when);
    };
    await said(["status: Đang tải phiếu…"], "the form loads");
    const missing = survey.pages[0].questions.filter(({ required }) => required);
    await person.continue();
    await page.getByRole("alert").waitFor();
    await said(
      [`alert: ${person.ui.errors(missing.length)}${missing.map((one) => person.needed(one)).join("")}`],
      "too early",
    );
    await person.answerAll(survey.pages[0].questions, answers);
    await said([], "answers are mended, which the focus is on");
    await person.continue();
    await person.fill(answers, 1);
    await said([], "pages and answers have the focus, and need no announcement");
    await page.route("**/submissions", (route) => route.abort(), { times: 1 });
    await person.send();
    await person.title(KEPT).waitFor();
    const kept = page.getByRole("status").filter({ has: person.title(KEPT) });
    await said(["status: Đang gửi…", `status: ${await kept.textContent()}`], "no connection");
    await person.press(person.button(person.ui.retry));
    const receipt = await person.receipt();
    const [sending, sent, ...others] = await page.evaluate(() => globalThis.every.said.splice(0));
    assert.deepEqual([sending, others], ["status: Đang gửi…", []]);
    assert.ok(sent.startsWith(`status: ${person.ui.sent}`) && sent.includes(receipt), sent);
  });
});
