// axe finds nothing in any state of the pages, narrow and wide, light and dark.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { DESK, SIZES, openBrowser, visit } from "./support/browser.mjs";
import { KEPT } from "./support/device.mjs";
import { axe } from "./support/looks.mjs";
import { post, serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const OPTIONS = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
};

/** Runs axe on what is shown, in every size and scheme. */
async function finds(page, state) {
  // Through the browser's protocol, which no content security policy holds back.
  if (await page.evaluate(() => !globalThis.axe)) await page.evaluate(axe);
  for (const { name, width, height } of SIZES) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      const found = await page.evaluate((options) => globalThis.axe.run(options), OPTIONS);
      assert.ok(found.passes.length > 10, "axe looked at something");
      const faults = found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`,
      );
      assert.deepEqual(faults, [], `${state}, ${name}, ${colorScheme}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${state}, ${name}: nothing is wider than the window`);
    }
  }
}

test("axe finds nothing from the start page to the results", async (t) => {
  const server = await serve(t);
  const survey = new Survey("sipas-transaction");
  const answers = survey.answers(4, { commune: "14329", gave_feedback: "no" });
  await visit(browser, t, { size: DESK, provoked: [/net::ERR_/] }, async (page) => {
    const person = new Respondent(page, survey);
    await page.goto(server.url);
    await finds(page, "start page");
    await person.arrive(server.url);
    await finds(page, "first page");
    await person.continue();
    await page.getByRole("alert").waitFor();
    await finds(page, "errors");
    await person.answerAll(survey.pages[0].questions, answers);
    await person.continue();
    await finds(page, "choices and a text");
    await person.answerAll(survey.pages[1].questions, answers);
    await person.continue();
    await finds(page, "Likert page");
    await person.continue();
    await page.getByRole("alert").waitFor();
    await person.answer(survey.question("c02"), "3");
    await finds(page, "Likert page with errors and an answer");
    await person.fill(answers, 2);
    await finds(page, "review");
    await page.route("**/submissions", (route) => route.abort());
    await person.send();
    await person.title(KEPT).waitFor();
    await finds(page, "saved, not sent");
    await page.unroute("**/submissions");
    await person.press(person.button(person.ui.retry));
    await person.receipt();
    await finds(page, "receipt");
  });
});

test("axe finds nothing in the results, empty and with groups, nor where there is no page", async (t) => {
  const server = await serve(t);
  const survey = new Survey("commune-office");
  await visit(browser, t, { provoked: [/status of 404/] }, async (page) => {
    const results = `${server.url}/results?form=${survey.identity.id}&by=commune`;
    await page.goto(results);
    await finds(page, "no results yet");
    for (let seed = 0; seed < 11; seed += 1) {
      const id = randomUUID();
      const answers = survey.answers(seed, { commune: seed % 2 ? "14329" : "13285" });
      const reply = await post(
        `${server.url}/submissions`,
        id,
        JSON.stringify(survey.envelope(answers, { id })),
      );
      assert.equal(reply.status, 201);
    }
    await page.goto(results);
    assert.equal(await page.getByRole("row", { name: "Phường Hoa Lư" }).count(), 1);
    await finds(page, "results");
    await page.goto(`${server.url}/nothing-here`);
    await finds(page, "no such page");
  });
});

test("axe finds nothing in the results of officers' sheets, and they fit a phone", async (t) => {
  const server = await serve(t);
  const sheet = new Survey("qd766");
  const answers = {
    unit_kind: "commune",
    commune: "14329",
    period: "month-01",
    year: 2026,
    payment_split: "622",
    rule_4_2: "threshold",
    show_rating: "yes",
  };
  for (const { name } of sheet.questions) if (/_(met|all)$/.test(name)) answers[name] = 1234;
  answers.c1_1_met = 1000;
  const id = randomUUID();
  const reply = await post(`${server.url}/submissions`, id, JSON.stringify(sheet.envelope(answers, { id })));
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  await visit(browser, t, {}, async (page) => {
    await page.goto(`${server.url}/results?form=qd766&by=commune`);
    await page.getByText("thiếu 234 thủ tục hành chính").first().waitFor();
    await finds(page, "results of a sheet");
    for (const { name, width, height } of SIZES) {
      await page.setViewportSize({ width, height });
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(beyond <= 0, `${name}: ${beyond} pixels beyond the window`);
    }
  });
});

test("axe finds nothing where a form cannot be shown", async (t) => {
  const server = await serve(t);
  await visit(browser, t, { provoked: [/status of 404/, /^sipas-form:/] }, async (page) => {
    await page.route("**/forms/*.form", (route) => route.fulfill({ status: 404, body: "no" }));
    await page.goto(`${server.url}/commune-office.html`);
    await page.getByRole("alert").waitFor();
    await finds(page, "no definition");
    await page.route("**/forms/*.form", (route) => route.fulfill({ json: { schema_version: 1 } }));
    await page.getByRole("button", { name: "Thử lại" }).click();
    await page.getByRole("alert").getByText("có lỗi trong cấu hình").waitFor();
    await finds(page, "a faulty definition");
  });
});

test("axe finds nothing on the pages of the household survey, with boxes, long texts and what they open", async (t) => {
  const server = await serve(t);
  const survey = new Survey("sipas-household");
  const answers = survey.answers(2, { commune: "14329", q2: ["1", "7"], q2_other: "Zalo" });
  await visit(browser, t, {}, async (page) => {
    const person = new Respondent(page, survey);
    await person.arrive(server.url);
    for (const shown of survey.pages) {
      await person.shows(shown);
      const looked = ["page_participation", "page_experience", "page_needs_2", "page_respondent"].includes(
        shown.name,
      );
      if (looked) await finds(page, shown.name);
      await page.setViewportSize(DESK);
      await person.answerAll(shown.questions, answers);
      if (looked) await finds(page, `${shown.name}, answered`);
      await page.setViewportSize(DESK);
      await person.continue();
    }
    await person.title(person.ui.review).waitFor();
    await finds(page, "a long review");
  });
});

/** What a server says, and what the respondent then sees. */
const REPLIES = [
  ["a busy server", 503, {}, KEPT],
  ["a session that is over", 401, {}, KEPT],
  ["a refusal", 418, {}, KEPT],
  ["another version", 409, { type: "urn:sipas-forms:problem:other_version" }, KEPT],
  [
    "words at a question",
    422,
    { errors: [{ pointer: "#/answers/q2", detail: "Xin xem lại." }] },
    "Còn 1 câu",
  ],
];

test("axe finds nothing while answers are sent, whatever comes back, in both languages", async (t) => {
  const server = await serve(t);
  const survey = new Survey("commune-office");
  const answers = survey.answers(4, { commune: "14329" });
  const other = { vi: "Tiếng Việt", en: "English" };
  await visit(browser, t, { provoked: [/status of \d+/] }, async (page) => {
    const person = new Respondent(page, survey);
    await page.goto(`${server.url}/commune-office.html`);
    await person.shows(survey.pages[0]);
    await person.press(person.button(other.en));
    await finds(page, "another language");
    await person.press(person.button(other.vi));
    await page.setViewportSize(DESK);
    await person.fill(answers);
    for (const [state, status, body, heading] of REPLIES) {
      let go;
      const held = new Promise((resolve) => (go = resolve));
      const answer = async (route) => {
        await held;
        // It is not sent again by itself while it is looked at.
        const headers = { "content-type": "application/problem+json", "retry-after": "600" };
        await route.fulfill({ status, headers, body: JSON.stringify(body) });
      };
      await page.route("**/submissions", answer, { times: 1 });
      await page.setViewportSize(DESK);
      await page.locator("sipas-form").getByRole("button").last().click();
      await page.getByRole("heading", { level: 2, name: "Đang gửi…" }).waitFor();
      if (state === REPLIES[0][0]) await finds(page, "sending");
      go();
      await page.getByRole("heading", { level: 2, name: heading }).waitFor();
      await finds(page, state);
      if (status === 409) {
        await page.setViewportSize(DESK);
        await person.press(page.getByRole("button", { name: "Tải bản mới" }));
        await person.title(person.ui.review).waitFor();
      }
    }
  });
});

test("axe finds nothing while a form loads, nor where the engine cannot", async (t) => {
  const server = await serve(t);
  await visit(browser, t, { provoked: [/net::ERR_/, /^sipas-form:/] }, async (page) => {
    let go;
    const held = new Promise((resolve) => (go = resolve));
    await page.route("**/*.wasm", async (route) => {
      await held;
      await route.abort();
    });
    await page.goto(`${server.url}/commune-office.html`);
    await page.getByRole("status").getByText("Đang tải phiếu…").waitFor();
    await finds(page, "loading");
    go();
    await page.getByRole("alert").waitFor();
    await finds(page, "no engine");
  });
});
