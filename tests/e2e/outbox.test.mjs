// What is kept on the device: drafts, and submissions until a server has confirmed them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import {
  DESK,
  PHONE,
  SIZES,
  description,
  eventually,
  isFocused,
  openBrowser,
  visit,
} from "./support/browser.mjs";
import { KEPT, kept, notice } from "./support/device.mjs";
import { host, page as pageWith } from "./support/host.mjs";
import { looksRight } from "./support/looks.mjs";
import { folder, pack, serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey, say } from "./support/survey.mjs";

const browser = await openBrowser();
const survey = new Survey("commune-office");
const answers = survey.answers(5, { commune: "14329" });
const POST = "**/submissions";
const lost = [/net::ERR_/];
const status = (code) => new RegExp(`the server responded with a status of ${code}`);

/** A page with the survey open. */
async function atSurvey(t, { size = DESK, provoked, prepare }, body) {
  const server = await serve(t);
  await visit(browser, t, { size, provoked }, async (page, context) => {
    await prepare?.(page, server);
    const person = new Respondent(page, survey, { touch: size.touch });
    await person.arrive(server.url);
    await body({ server, page, context, person });
  });
}

/** Puts a form with these attributes in the place of the page's. */
const replace = (page, attributes) =>
  page.evaluate((attributes) => {
    const form = document.querySelector("sipas-form");
    const other = form.cloneNode(false);
    for (const name of ["keep", "kiosk"]) other.removeAttribute(name);
    for (const [name, value] of Object.entries(attributes)) other.setAttribute(name, value);
    form.replaceWith(other);
  }, attributes);

/** A browser that lets a page store nothing. */
const deny = (page) =>
  page.addInitScript(() => {
    Object.defineProperty(globalThis, "indexedDB", {
      value: {
        open: () => {
          throw new DOMException("denied", "SecurityError");
        },
      },
    });
  });

/** A device on which there is no room for anything. */
const fillUp = async (page, server) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: server.url, quotaSize: 1 });
};

/** Has a page count the channels by which its senders talk to other pages: one for each sender. */
const countChannels = (page) =>
  page.addInitScript(() => {
    globalThis.channels = 0;
    globalThis.BroadcastChannel = class extends BroadcastChannel {
      constructor(name) {
        super(name);
        globalThis.channels += 1;
      }
      close() {
        super.close();
        globalThis.channels -= 1;
      }
    };
  });

/** Waits until so many senders are left on a page. */
const hasSenders = (page, count) =>
  eventually(async () => assert.equal(await page.evaluate(() => globalThis.channels), count));

/** What Chromium says besides where a portal knows no HEAD. */
const asked = [...lost, status(404)];

/** Portals' pages with a form each, by address. */
const portals = (forms) =>
  Object.fromEntries(
    Object.entries(forms).map(([path, attributes]) => [
      path,
      pageWith(
        `<main><h1>Portal</h1><sipas-form src="/forms/commune-office.form" ${attributes}></sipas-form></main>`,
        {
          head: '<link rel="icon" href="data:,">',
        },
      ),
    ]),
  );

/** Waits until the draft on the device holds these answers. */
const isDrafted = (page, expected) =>
  eventually(async () => {
    const { drafts } = (await kept(page)) ?? { drafts: [] };
    assert.equal(drafts.length, 1);
    assert.deepEqual(drafts[0].draft.answers, expected);
  });

/** Those answers that are to questions of a page. */
const answered = (page, answers) =>
  Object.fromEntries(
    page.questions.map(({ name }) => [name, answers[name]]).filter(([, value]) => value !== undefined),
  );

const keyed = (rows) => rows.map((row) => JSON.parse(row.answers));

describe("drafts", { concurrency: 2 }, () => {
  for (const size of SIZES) {
    test(`what was typed is there after a reload, on its page, and can be deleted, at ${size.name}`, async (t) => {
      await atSurvey(t, { size }, async ({ page, person }) => {
        const [first, second] = survey.pages;
        await person.answerAll(first.questions, answers);
        await person.continue();
        await person.shows(second);
        const [question] = second.questions.filter(({ name }) => answers[name] !== undefined);
        await person.answer(question, answers[question.name]);
        const expected = Object.fromEntries(
          [...first.questions, question]
            .map(({ name }) => [name, answers[name]])
            .filter(([, value]) => value),
        );
        await isDrafted(page, expected);

        await page.reload();
        await person.shows(second);
        await notice(page, "Đã mở lại phiếu Ông/Bà trả lời dở").waitFor();
        if (size === DESK) assert.ok(await person.choice(question, answers[question.name]).isChecked());
        await looksRight(page, "a draft was opened again");

        await person.press(person.button("Xóa và làm lại từ đầu"));
        await notice(page, "Xóa hết câu trả lời").waitFor();
        assert.ok(await isFocused(person.button("Giữ lại")));
        assert.match(await description(person.button("Giữ lại")), /^Xóa hết câu trả lời/);
        await person.press(person.button("Giữ lại"));
        await person.shows(second);
        await page.reload();
        await person.press(person.button("Xóa và làm lại từ đầu"));
        await person.press(person.button("Xóa"));
        await person.shows(first);
        await eventually(async () => assert.deepEqual((await kept(page)).drafts, []));
        await page.reload();
        await person.shows(first);
        assert.equal(await notice(page, "Đã mở lại").count(), 0);
      });
    });
  }

  test("a draft that was opened again and is finished without a network is no draft any more", async (t) => {
    await atSurvey(t, { provoked: lost }, async ({ page, context, person }) => {
      await person.answerAll(survey.pages[0].questions, answers);
      await isDrafted(page, answered(survey.pages[0], answers));
      await page.reload();
      await person.button("Xóa và làm lại từ đầu").waitFor();
      await person.fill(answers);
      await context.setOffline(true);
      await person.send();
      await person.title(KEPT).waitFor();
      // What would be deleted by it is a draft: the submission would be sent all the same.
      assert.equal(await notice(page, "Đã mở lại phiếu").count(), 0);
      assert.equal(await person.button("Xóa và làm lại từ đầu").count(), 0);
      assert.equal((await kept(page)).pending.length, 1);
    });
  });

  test("a draft goes on in the language that was chosen, also in what is told of it", async (t) => {
    const server = await host(t, {
      pages: portals({ "/one": 'id="one"', "/two": 'lang="vi"', "/english": 'lang="en"' }),
      policy: "",
    });
    await visit(browser, t, {}, async (page) => {
      for (const path of ["/one", "/two"]) {
        const person = new Respondent(page, survey);
        await page.goto(`${server.url}${path}`);
        await person.shows(survey.pages[0]);
        await person.answerAll(survey.pages[0].questions, answers);
        await isDrafted(page, answered(survey.pages[0], answers));
        await page.reload();
        await notice(page, "Đã mở lại phiếu").waitFor();
        const region = page.locator("sipas-form [aria-live=polite]");
        await eventually(async () => assert.match(await region.textContent(), /^Đã mở lại phiếu/));
        await person.press(person.button("English"));
        person.language = "en";
        await notice(page, "The form you had not finished is open again").waitFor();
        assert.equal(await notice(page, "Đã mở lại").count(), 0);
        assert.equal(await person.button("Delete and start again").count(), 1);
        assert.match(await region.textContent(), /^(Đã mở lại|$)/, "it is not heard again");
        await eventually(async () => assert.equal((await kept(page)).drafts[0].language.shown, "en"));

        await page.reload();
        await notice(page, "The form you had not finished is open again").waitFor();
        await person.shows(survey.pages[0]);
        assert.equal(await page.locator("sipas-form").getAttribute("lang"), "en");
        await person.press(person.button("Delete and start again"));
        await person.press(person.button("Delete"));
        await eventually(async () => assert.deepEqual((await kept(page)).drafts, []));
      }
      // Whoever opens the page in a language means that one.
      const person = new Respondent(page, survey);
      await page.goto(`${server.url}/two`);
      await person.shows(survey.pages[0]);
      await person.answerAll(survey.pages[0].questions, answers);
      await isDrafted(page, answered(survey.pages[0], answers));
      await page.goto(`${server.url}/english`);
      await notice(page, "The form you had not finished is open again").waitFor();
      person.language = "en";
      await person.shows(survey.pages[0]);
    });
  });

  test("a draft that is open in one tab is not opened in another, and is free once that is closed", async (t) => {
    await atSurvey(t, {}, async ({ page, context, person }) => {
      await person.answerAll(survey.pages[0].questions, answers);
      await eventually(async () => assert.equal((await kept(page)).drafts.length, 1));
      const other = await context.newPage();
      await other.goto(page.url());
      const second = new Respondent(other, survey);
      await second.shows(survey.pages[0]);
      await second.answer(survey.question("subject"), "Thứ hai");
      await eventually(async () => assert.equal((await kept(page)).drafts.length, 2));
      assert.equal(await notice(other, "Đã mở lại").count(), 0);
      await other.close();
      await page.reload();
      await notice(page, "Đã mở lại").waitFor();
      assert.equal(await person.control(survey.question("subject")).inputValue(), "Thứ hai");
    });
  });

  test("what was typed last is kept although the page takes the form out at the same moment", async (t) => {
    await atSurvey(t, {}, async ({ page, person }) => {
      await person.answerAll(survey.pages[0].questions, answers);
      await eventually(async () => assert.equal((await kept(page)).drafts.length, 1));
      await page.evaluate(() => {
        const form = document.querySelector("sipas-form");
        const field = form.shadowRoot.querySelector("[name=subject]");
        field.value = "Sau cùng";
        for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
        form.remove();
      });
      await eventually(async () =>
        assert.equal((await kept(page)).drafts[0].draft.answers.subject, "Sau cùng"),
      );
    });
  });

  test("a tab that is duplicated does not go on with the draft of the one it was made of", async (t) => {
    await atSurvey(t, {}, async ({ page, person }) => {
      await person.answerAll(survey.pages[0].questions, answers);
      await eventually(async () => assert.equal((await kept(page)).drafts.length, 1));
      // A window that a page opens has its sessionStorage, as a duplicated tab has.
      const [other] = await Promise.all([
        page.waitForEvent("popup"),
        page.evaluate(() => void open(location.href)),
      ]);
      const second = new Respondent(other, survey);
      await second.shows(survey.pages[0]);
      await second.answer(survey.question("subject"), "Thứ hai");
      await eventually(async () => assert.equal((await kept(page)).drafts.length, 2));
      assert.equal(await notice(other, "Đã mở lại").count(), 0);
    });
  });

  test("a draft of a definition that changed is shown with what no longer fits, and is what is sent", async (t) => {
    const definition = structuredClone(survey.definition);
    const without = (elements) =>
      elements
        .filter(({ name }) => name !== "subject")
        .map((element) => (element.children ? { ...element, children: without(element.children) } : element));
    definition.survey = without(definition.survey);
    definition.version = "2099.1";
    await atSurvey(t, { provoked: [status(409)] }, async ({ page, person }) => {
      const given = { ...answers, subject: "Đăng ký khai sinh" };
      await person.answerAll(survey.pages[0].questions, given);
      await isDrafted(page, answered(survey.pages[0], given));
      const body = await pack(definition);
      await page.route("**/forms/commune-office.form", (route) => route.fulfill({ body }));
      await page.reload();
      const told = notice(page, "phiếu đã có bản mới");
      await told.getByText("Đăng ký khai sinh").waitFor();
      await looksRight(page, "a draft of another version");
      assert.equal(await person.button("Xóa và làm lại từ đầu").count(), 1);
      // What still fits is there, and what was saved stays until something else is answered.
      const commune = survey.question("commune");
      assert.equal(await person.control(commune).inputValue(), given.commune);
      const [draft] = (await kept(page)).drafts;
      assert.deepEqual(
        [draft.form.version, draft.draft.answers.subject],
        [survey.identity.version, given.subject],
      );
    });
  });

  test("keep=none stores nothing, and kiosk no draft", async (t) => {
    await atSurvey(t, {}, async ({ page, person }) => {
      for (const [name, value] of [
        ["keep", "none"],
        ["kiosk", ""],
      ]) {
        await replace(page, { [name]: value });
        await person.shows(survey.pages[0]);
        await person.fill(answers);
        if (name === "kiosk") assert.deepEqual((await kept(page)).drafts, []);
        else assert.deepEqual((await kept(page))?.drafts ?? [], []);
        let told;
        await page.route(
          POST,
          async (route) => {
            told = await notice(page, "trên thiết bị này").count();
            await route.continue();
          },
          { times: 1 },
        );
        await person.send();
        await person.receipt();
        assert.equal(told, 0, "nothing is wrong with the device");
        const stores = (await kept(page)) ?? { pending: [], receipts: [] };
        assert.deepEqual([stores.pending, stores.receipts], [[], []]);
      }
    });
  });

  test("a shared device is cleared when nobody touches it, after a warning", async (t) => {
    const prepare = (page) => page.clock.install();
    await atSurvey(t, { prepare }, async ({ page, person }) => {
      await replace(page, { kiosk: "120" });
      await person.shows(survey.pages[0]);
      await person.answer(survey.question("subject"), "Của người trước");
      await page.clock.runFor(95_000);
      const told = notice(page, "câu trả lời sẽ được xóa sau");
      const left = async () => Number((await told.locator("p").innerText()).match(/(\d+) giây/)[1]);
      const first = await left();
      assert.ok(first < 30, `${first}`);
      // It counts down for the eyes, once for the ears, and takes the button from under no finger.
      const button = await person.button("Tôi vẫn đang trả lời").elementHandle();
      const region = page.locator("sipas-form [aria-live=polite]");
      const isSaidOnce = async () =>
        assert.match(await region.textContent(), /^(Không có thao tác: .* sau 30 giây\.)?$/);
      await isSaidOnce();
      await page.clock.runFor(2_000);
      assert.ok((await left()) <= first - 2);
      await isSaidOnce();
      assert.ok(await button.evaluate((node) => node.isConnected));
      await looksRight(page, "about to be cleared");
      await person.press(person.button("Tôi vẫn đang trả lời"));
      await page.clock.runFor(95_000);
      assert.equal(await person.control(survey.question("subject")).inputValue(), "Của người trước");
      await page.clock.runFor(40_000);
      await eventually(async () =>
        assert.equal(await person.control(survey.question("subject")).inputValue(), ""),
      );
    });
  });

  test("the warning of a shared device comes into view", async (t) => {
    const prepare = (page) => page.clock.install();
    await atSurvey(t, { size: PHONE, prepare }, async ({ page, person }) => {
      await replace(page, { kiosk: "120" });
      await person.shows(survey.pages[0]);
      await person.answer(survey.question("subject"), "Của người trước");
      await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
      await page.clock.runFor(92_000);
      const told = notice(page, "câu trả lời sẽ được xóa");
      await eventually(async () => {
        const { y, height } = await told.boundingBox();
        assert.ok(y >= 0 && y + height <= PHONE.height, `${y}`);
      });
    });
  });

  test("a shared device says that a form with a new version cannot go on with the answers", async (t) => {
    await atSurvey(t, { provoked: [status(409)] }, async ({ page, person }) => {
      await replace(page, { kiosk: "" });
      const problem = { type: "urn:sipas-forms:problem:other_version", title: "", status: 409, detail: "" };
      await page.route(POST, (route) => route.fulfill({ status: 409, json: problem }));
      await person.fill(answers);
      await person.send();
      await person.title(person.ui.failed).waitFor();
      await page
        .getByRole("alert")
        .getByText(/Câu trả lời hiện tại sẽ mất/)
        .waitFor();
    });
  });

  test("a shared device that stores nothing offers no file, and forgets what it told", async (t) => {
    const prepare = async (page) => {
      await deny(page);
      await page.clock.install();
    };
    await atSurvey(t, { provoked: lost, prepare }, async ({ page, person }) => {
      await replace(page, { kiosk: "120" });
      await page.route(POST, (route) => route.abort());
      await person.fill(answers);
      await person.send();
      await person.title(person.ui.failed).waitFor();
      const told = notice(page, "không cho lưu câu trả lời");
      await told.waitFor();
      assert.equal(await person.button("Lưu ra tệp").count(), 0);
      await page.clock.runFor(130_000);
      await person.shows(survey.pages[0]);
      assert.equal(await told.count(), 0);
    });
  });

  test("a shared device shows nothing of what was refused before it was shared", async (t) => {
    await atSurvey(t, { provoked: [status(418)] }, async ({ page, person }) => {
      const refuse = (route) => route.fulfill({ status: 418, json: {} });
      await page.route(POST, refuse, { times: 1 });
      await person.fill(answers);
      await person.send();
      await person.title(KEPT).waitFor();
      await person.press(person.button("Trả lời thêm một phiếu"));
      const told = notice(page, "Máy chủ chưa nhận phiếu");
      await told.waitFor();
      await replace(page, { kiosk: "" });
      await person.shows(survey.pages[0]);
      await person.fill(answers);
      await person.send();
      await person.receipt();
      assert.equal(await told.count(), 0);
      assert.equal((await kept(page)).pending.length, 1);
    });
  });
});

describe("submissions that wait", { concurrency: 2 }, () => {
  for (const size of SIZES) {
    test(`finished without a network it is saved, and sends itself once there is one, at ${size.name}`, async (t) => {
      await atSurvey(t, { size, provoked: lost }, async ({ page, context, person, server }) => {
        await person.fill(answers);
        await context.setOffline(true);
        await person.send();
        await person.title(KEPT).waitFor();
        assert.ok(await isFocused(person.title(KEPT)));
        await looksRight(page, "saved, not sent");
        const { drafts, pending } = await kept(page);
        assert.deepEqual(drafts, []);
        assert.deepEqual(JSON.parse(pending[0].body).answers, answers);
        await context.setOffline(false);
        const receipt = await person.receipt();
        const rows = await server.rows();
        assert.deepEqual([keyed(rows), rows[0].receipt], [[answers], receipt]);
        await eventually(async () => {
          const { drafts, pending, receipts } = await kept(page);
          assert.deepEqual([drafts, pending], [[], []]);
          // The receipt, and no answer.
          assert.deepEqual(Object.keys(receipts[0]).sort(), [
            "createdAt",
            "id",
            "receipt",
            "receivedAt",
            "seen",
            "title",
          ]);
          assert.equal(receipts[0].receipt, receipt);
        });
      });
    });
  }

  test("a tab that is closed before it could send: the next one sends, and tells the receipt", async (t) => {
    await atSurvey(t, { provoked: lost }, async ({ page, context, person, server }) => {
      await person.fill(answers);
      await context.setOffline(true);
      await person.send();
      await person.title(KEPT).waitFor();
      const address = page.url();
      await page.close();
      await context.setOffline(false);
      const next = await context.newPage();
      await next.goto(address);
      await notice(next, "nay đã được tiếp nhận")
        .getByText(/Mã tiếp nhận: /)
        .waitFor();
      assert.deepEqual(keyed(await server.rows()), [answers]);
      assert.deepEqual((await kept(next)).pending, []);
      await looksRight(next, "one was received meanwhile");
      await next.getByRole("button", { name: "Ẩn thông báo" }).click();
      await next.reload();
      await new Respondent(next, survey).shows(survey.pages[0]);
      await eventually(async () => assert.ok((await kept(next)).receipts[0].seen));
    });
  });

  test("another form can be filled while one waits, and its count is shown", async (t) => {
    await atSurvey(t, { provoked: lost }, async ({ page, context, person, server }) => {
      await person.fill(answers);
      await context.setOffline(true);
      await person.send();
      await person.title(KEPT).waitFor();
      await person.press(person.button("Trả lời thêm một phiếu"));
      await person.shows(survey.pages[0]);
      await notice(page, "Có 1 phiếu đã lưu trên thiết bị này chưa gửi được").waitFor();
      await looksRight(page, "one waits");
      const second = survey.answers(6, { commune: "13285" });
      await person.fill(second);
      await person.send();
      await person.title(KEPT).waitFor();
      await context.setOffline(false);
      await person.receipt();
      await eventually(async () => assert.deepEqual(keyed(await server.rows()), [answers, second]));
      await eventually(async () => assert.equal(await notice(page, "chưa gửi được").count(), 0));
    });
  });

  test("a server that names a time is not asked before it", async (t) => {
    const posts = [];
    await atSurvey(t, { provoked: [status(429)] }, async ({ page, person }) => {
      page.on("request", (request) => request.method() === "POST" && posts.push(Date.now()));
      const busy = (route) => route.fulfill({ status: 429, headers: { "retry-after": "5" } });
      await page.route(POST, busy, { times: 1 });
      await person.fill(answers);
      await person.send();
      await person.title(KEPT).waitFor();
      await person.receipt();
      assert.equal(posts.length, 2);
      assert.ok(posts[1] - posts[0] >= 4_900, `${posts[1] - posts[0]} ms`);
    });
  });

  test("a clock that is set back makes nothing wait longer", async (t) => {
    const prepare = (page) =>
      page.addInitScript(() => {
        const { now } = Date;
        globalThis.ahead = 48 * 3_600_000;
        Date.now = () => now() + globalThis.ahead;
      });
    await atSurvey(t, { provoked: lost, prepare }, async ({ page, person, server }) => {
      await page.route(POST, (route) => route.abort(), { times: 1 });
      await person.fill(answers);
      await person.send();
      await person.title(KEPT).waitFor();
      await page.evaluate(() => (globalThis.ahead -= 30 * 60_000));
      await person.receipt();
      assert.deepEqual(keyed(await server.rows()), [answers]);
    });
  });

  test("a line that swallows the question whether there is a connection still gets the submission", async (t) => {
    await atSurvey(t, { provoked: lost }, async ({ page, person, server }) => {
      let posts = 0;
      await page.route(POST, (route) =>
        route.request().method() === "POST" && (posts += 1) > 1 ? route.continue() : route.abort(),
      );
      await person.fill(answers);
      await person.send();
      await person.title(KEPT).waitFor();
      const title = page.getByRole("heading", { level: 2, name: person.ui.sent, exact: true });
      await title.waitFor({ timeout: 40_000 });
      assert.deepEqual(keyed(await server.rows()), [answers]);
    });
  });

  test("of two tabs that open what was refused, one gets it", async (t) => {
    await atSurvey(t, { provoked: [...lost, status(422)] }, async ({ page, context, person, server }) => {
      const problem = {
        status: 422,
        contentType: "application/problem+json",
        body: JSON.stringify({ errors: [{ pointer: "#/answers/q5", detail: "Xem lại." }] }),
      };
      // Lost with its tab, it is refused when another sends it.
      await context.route(POST, (route) => route.abort());
      await person.fill(answers);
      await person.send();
      await person.title(KEPT).waitFor();
      const address = page.url();
      await page.close();
      await context.unroute(POST);
      await context.route(POST, (route) =>
        route.request().method() === "POST" ? route.fulfill(problem) : route.continue(),
      );
      const tabs = [await context.newPage(), await context.newPage()];
      for (const tab of tabs) await tab.goto(address);
      for (const tab of tabs) await notice(tab, "Máy chủ chưa nhận phiếu").waitFor();
      await context.unroute(POST);
      await Promise.all(
        tabs.map((tab) =>
          tab.evaluate(() => {
            const buttons = document.querySelector("sipas-form").shadowRoot.querySelectorAll("button");
            [...buttons].find((button) => button.textContent === "Mở phiếu").click();
          }),
        ),
      );
      await eventually(async () => {
        const { drafts, pending } = await kept(tabs[0]);
        assert.deepEqual([drafts.length, pending.length], [1, 0]);
        const shown = await Promise.all(
          tabs.map((tab) => tab.getByRole("heading", { name: person.ui.review }).count()),
        );
        assert.deepEqual(shown.sort(), [0, 1]);
        for (const tab of tabs) assert.equal(await notice(tab, "Máy chủ chưa nhận phiếu").count(), 0);
      });
      assert.deepEqual(await server.rows(), []);
    });
  });

  test("a draft is gone with its submission also where that found no room", async (t) => {
    await atSurvey(t, { provoked: lost }, async ({ page, context, person, server }) => {
      await person.fill(answers);
      await eventually(async () => assert.equal((await kept(page)).drafts.length, 1));
      await fillUp(page, server);
      await person.send();
      await person.receipt();
      await eventually(async () => assert.deepEqual((await kept(page)).drafts, []));
      assert.deepEqual(keyed(await server.rows()), [answers]);
    });
  });

  test("what the server refuses in the background waits to be mended, and is sent under a new key", async (t) => {
    await atSurvey(t, { provoked: [...lost, status(422)] }, async ({ page, context, person, server }) => {
      await person.fill(answers);
      await context.setOffline(true);
      await person.send();
      await person.title(KEPT).waitFor();
      const [{ id }] = (await kept(page)).pending;
      await person.press(person.button("Trả lời thêm một phiếu"));
      await person.shows(survey.pages[0]);
      const problem = {
        status: 422,
        contentType: "application/problem+json",
        body: JSON.stringify({ errors: [{ pointer: "#/answers/q5", detail: "Xem lại." }] }),
      };
      await page.route(POST, (route) =>
        route.request().method() === "POST" ? route.fulfill(problem) : route.continue(),
      );
      await context.setOffline(false);
      const told = notice(page, "Máy chủ chưa nhận phiếu");
      await told.waitFor();
      await page.unroute(POST);
      await looksRight(page, "one needs attention");
      await person.press(person.button("Mở phiếu"));
      await person.summary.links.filter({ hasText: "Máy chủ báo: Xem lại." }).waitFor();
      await person.press(person.summary.links.first());
      await person.answer(survey.question("q5"), "1");
      await person.continue();
      await person.title(person.ui.review).waitFor();
      await person.send();
      await person.receipt();
      const rows = await server.rows();
      assert.deepEqual(keyed(rows), [{ ...answers, q5: "1" }]);
      assert.notEqual(rows[0].submission_id, id);
      await eventually(async () => assert.deepEqual((await kept(page)).pending, []));
    });
  });

  test("where nothing may be stored the page says so, offers a file, and another device sends it", async (t) => {
    const path = join(await folder(t), "queue.json");
    await atSurvey(t, { provoked: lost, prepare: deny }, async ({ page, context, person, server }) => {
      await person.fill(answers);
      await context.setOffline(true);
      await person.send();
      await person.title(person.ui.failed).waitFor();
      await person.place
        .getByRole("alert")
        .getByText(/đừng đóng hoặc tải lại trang/)
        .waitFor();
      const told = notice(page, "không cho lưu câu trả lời trên thiết bị này");
      await looksRight(page, "nothing can be stored");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        told.getByRole("button", { name: "Lưu ra tệp" }).click(),
      ]);
      await download.saveAs(path);
      const { schema, submissions } = JSON.parse(readFileSync(path, "utf8"));
      assert.deepEqual([schema, submissions.length], ["sipas-forms/queue/1", 1]);

      await visit(browser, t, {}, async (other) => {
        await other.goto(`${server.url}/queue.html`);
        await other.getByText("Không có phiếu nào chờ gửi.").waitFor();
        const [chooser] = await Promise.all([
          other.waitForEvent("filechooser"),
          other.getByRole("button", { name: "Mở tệp phiếu chưa gửi" }).click(),
        ]);
        await chooser.setFiles(path);
        await other.getByText("Đã thêm 1 phiếu từ tệp để gửi.").waitFor();
        await eventually(async () => assert.deepEqual(keyed(await server.rows()), [answers]));
        await other.getByText(/Mã tiếp nhận: /).waitFor();
        // Its buttons begin where the words do.
        const begins = (locator) =>
          locator.evaluate((element) => {
            const range = document.createRange();
            range.selectNodeContents(element);
            return range.getBoundingClientRect().x;
          });
        assert.equal(
          await begins(other.getByRole("button", { name: "Mở tệp phiếu chưa gửi" })),
          await begins(other.getByRole("heading", { level: 2, name: "Phiếu đang chờ gửi" })),
        );
        await looksRight(other, "the queue with a receipt");
      });
      // The first device sends the same again once it can: it is stored already.
      await context.setOffline(false);
      await person.receipt();
      assert.equal((await server.rows()).length, 1);
      assert.equal(await told.count(), 0, "there is nothing left to save");
    });
  });

  test("a device without room says so and loses nothing", async (t) => {
    await atSurvey(t, { provoked: lost, prepare: fillUp }, async ({ page, context, person, server }) => {
      await person.fill(answers);
      await context.setOffline(true);
      await person.send();
      await person.title(person.ui.failed).waitFor();
      await notice(page, "không còn chỗ để lưu").waitFor();
      await context.setOffline(false);
      await person.receipt();
      assert.deepEqual(keyed(await server.rows()), [answers]);
    });
  });

  test("what sends for one form alone is gone with it, once it has sent", async (t) => {
    await atSurvey(t, { provoked: lost, prepare: countChannels }, async ({ page, person, server }) => {
      await page.goto("about:blank");
      await page.addInitScript(() =>
        addEventListener("DOMContentLoaded", () => {
          document.querySelector("sipas-form")?.setAttribute("keep", "none");
        }),
      );
      await page.goto(`${server.url}/commune-office.html`);
      await page.route(POST, (route) => route.abort());
      await person.fill(answers);
      await person.send();
      await person.title(person.ui.failed).waitFor();
      await hasSenders(page, 1);
      await page.evaluate(() => document.querySelector("sipas-form").remove());
      await page.unroute(POST);
      await hasSenders(page, 0);
      assert.deepEqual(keyed(await server.rows()), [answers], "not before it was sent");
    });
  });

  test("after a form that found no room the next one is kept again, if there is room", async (t) => {
    const prepare = async (page) => {
      await countChannels(page);
      await page.addInitScript(() => {
        const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (value) {
          if (globalThis.isFull) throw new DOMException("no room", "QuotaExceededError");
          return put.call(this, value);
        };
      });
    };
    await atSurvey(t, { prepare }, async ({ page, person, server }) => {
      await person.fill(answers);
      await eventually(async () => assert.equal((await kept(page)).drafts.length, 1));
      await page.evaluate(() => (globalThis.isFull = true));
      await person.send();
      await person.receipt();
      assert.deepEqual(keyed(await server.rows()), [answers]);
      await hasSenders(page, 2);
      await page.evaluate(() => (globalThis.isFull = false));
      await person.press(person.button("Trả lời thêm một phiếu"));
      await person.shows(survey.pages[0]);
      await hasSenders(page, 1);
      await person.answer(survey.question("subject"), "Lần nữa");
      await isDrafted(page, { subject: "Lần nữa" });
    });
  });

  test("an endpoint that does not answer holds up nothing that goes elsewhere", async (t) => {
    const pages = portals({ "/portal": 'endpoint="http://dead.test/submissions"' });
    const server = await host(t, { pages, policy: "" });
    await visit(browser, t, { provoked: [...lost, status(503)] }, async (page) => {
      const person = new Respondent(page, survey);
      await page.route("http://dead.test/**", (route) => route.abort());
      await page.goto(`${server.url}/portal`);
      await person.fill(answers);
      await person.send();
      await person.title(KEPT).waitFor();
      // By itself it would come again after ten minutes only.
      const busy = (route) => route.fulfill({ status: 503, headers: { "retry-after": "600" } });
      await page.route(`${server.url}/submissions`, busy, { times: 1 });
      await person.press(person.button("Trả lời thêm một phiếu"));
      await page.locator("sipas-form").evaluate((form) => form.setAttribute("endpoint", "/submissions"));
      const second = survey.answers(6, { commune: "13285" });
      await person.fill(second);
      await person.send();
      await person.title(KEPT).waitFor();
      await person.press(person.button("Gửi ngay"));
      await person.receipt();
      assert.deepEqual(keyed(await server.rows()), [second]);
      const { pending } = await kept(page);
      assert.deepEqual(
        pending.map(({ body, reason }) => [JSON.parse(body).answers, reason]),
        [[answers, "network"]],
      );
    });
  });

  test("what takes a page's token waits for that page, and asks nobody on another to sign in", async (t) => {
    const pages = portals({
      "/one": 'id="one" endpoint="/submissions"',
      "/two": 'endpoint="http://other.test/submissions"',
    });
    pages["/one"] = pages["/one"].replace(
      "</body>",
      '<script>document.getElementById("one").token = () => "its-token"</script></body>',
    );
    const server = await host(t, { pages, policy: "" });
    await visit(browser, t, { provoked: asked }, async (page) => {
      const person = new Respondent(page, survey);
      await page.route(POST, (route) => route.abort());
      await page.goto(`${server.url}/one`);
      await person.fill(answers);
      await person.send();
      await person.title(KEPT).waitFor();
      // Without its element there is nobody who would try it once more meanwhile.
      await page.evaluate(() => document.querySelector("sipas-form").remove());
      const [before] = (await kept(page)).pending;
      await page.unroute(POST);
      await page.goto(`${server.url}/two`);
      const told = notice(page, "Có 1 phiếu");
      await told.getByText("chỉ gửi được khi mở lại trang đã điền phiếu ấy").waitFor();
      await looksRight(page, "one waits for its own page");
      await person.press(person.button("Gửi ngay"));
      // It has the lock for as long as it sends.
      await page.evaluate(() => navigator.locks.request("sipas-forms/queue", () => {}));
      const [after] = (await kept(page)).pending;
      assert.deepEqual([after.reason, after.attempts], ["network", before.attempts]);
      assert.deepEqual(server.posted, []);
      await page.goto(`${server.url}/one`);
      await eventually(async () => assert.deepEqual(keyed(await server.rows()), [answers]));
      assert.equal(server.posted[0].headers.authorization, "Bearer its-token");
    });
  });

  test("what is told above a form is said by a region that was there before, without the buttons", async (t) => {
    await atSurvey(t, { provoked: lost }, async ({ page, person }) => {
      const region = page.locator("sipas-form [aria-live=polite]");
      await region.waitFor({ state: "attached" });
      assert.equal(await region.textContent(), "");
      const same = await region.elementHandle();
      await page.route(POST, (route) => route.abort());
      await person.fill(answers);
      await person.send();
      await person.title(KEPT).waitFor();
      await person.press(person.button("Trả lời thêm một phiếu"));
      const told = notice(page, "Có 1 phiếu đã lưu trên thiết bị này chưa gửi được");
      await told.waitFor();
      const words = await told.locator("p").allInnerTexts();
      await eventually(async () => assert.equal(await same.textContent(), words.join(" ")));
      const LIVE = "[aria-live], [role=status], [role=alert]";
      assert.equal(await told.evaluate((node, live) => node.closest(live), LIVE), null);
      assert.equal(await told.locator(LIVE).count(), 0);
      await page.unroute(POST);
      await person.press(person.button("Gửi ngay"));
      await eventually(async () => assert.equal(await told.count(), 0));
      assert.ok(await same.evaluate((node) => node.isConnected));
    });
  });

  test("the queue page sends what was filled on a shared device, and shows nothing of it", async (t) => {
    await atSurvey(t, { provoked: lost }, async ({ page, person, server }) => {
      await page.route(POST, (route) => route.abort());
      await replace(page, { kiosk: "" });
      const second = survey.answers(6, { commune: "13285" });
      for (const given of [answers, second]) {
        await person.fill(given);
        await person.send();
        await person.title(KEPT).waitFor();
        await person.press(person.button("Trả lời thêm một phiếu"));
      }
      await page.reload();
      const told = notice(page, "Có 2 phiếu đã lưu trên thiết bị này chưa gửi được");
      await told.waitFor();
      assert.deepEqual(await told.getByRole("button").allInnerTexts(), ["Gửi ngay"]);
      await page.goto(`${server.url}/queue.html`);
      await page.getByText("Có 2 phiếu điền trên thiết bị dùng chung đang chờ gửi.").waitFor();
      await looksRight(page, "the queue of a shared device");
      assert.equal(await page.getByRole("listitem").count(), 0);
      assert.equal(await page.getByRole("button", { name: "Lưu ra tệp" }).count(), 0);
      await page.unroute(POST);
      await page.getByRole("button", { name: "Gửi ngay" }).click();
      await page.getByText("Không có phiếu nào chờ gửi.").waitFor();
      assert.deepEqual(keyed(await server.rows()), [answers, second]);
      assert.deepEqual((await kept(page)).receipts, []);
    });
  });

  test("Enter that is held down deletes nothing, and the focus is where one reads on", async (t) => {
    await atSurvey(t, { provoked: lost }, async ({ page, person, server }) => {
      await page.route(POST, (route) => route.abort());
      await person.fill(answers);
      await person.send();
      await person.title(KEPT).waitFor();
      await page.goto(`${server.url}/queue.html`);
      const remove = page.getByRole("button", { name: "Xóa", exact: true });
      const keep = page.getByRole("button", { name: "Giữ lại" });
      await remove.focus();
      for (const next of [keep, remove, keep, remove]) {
        await page.keyboard.down("Enter");
        await eventually(async () => assert.ok(await isFocused(next)));
        assert.equal((await kept(page)).pending.length, 1);
      }
      await page.keyboard.up("Enter");
      await page.keyboard.press("Enter");
      await eventually(async () => assert.ok(await isFocused(keep)));
      for (const button of [remove, keep]) assert.match(await description(button), /^Xóa phiếu này\?/);
      await page.keyboard.press("Shift+Tab");
      assert.ok(await isFocused(remove));
      await page.keyboard.press("Enter");
      const title = page.getByRole("heading", { level: 2, name: "Phiếu đang chờ gửi" });
      await eventually(async () => assert.ok(await isFocused(title)));
      assert.deepEqual((await kept(page)).pending, []);
    });
  });

  test("the queue page deletes only what somebody confirms, and refuses files of others", async (t) => {
    await atSurvey(t, { size: PHONE, provoked: lost }, async ({ page, context, person, server }) => {
      await person.fill(answers);
      await context.setOffline(true);
      await person.send();
      await person.title(KEPT).waitFor();
      await page.route(POST, (route) => route.abort());
      await context.setOffline(false);
      await page.goto(`${server.url}/queue.html`);
      await page.getByText("Chưa kết nối được với máy chủ").waitFor();
      await looksRight(page, "the queue with one that waits");
      await page.getByRole("button", { name: "Xóa", exact: true }).tap();
      await page.getByText("Phiếu chưa được gửi.").waitFor();
      await page.getByRole("button", { name: "Giữ lại" }).tap();
      assert.equal((await kept(page)).pending.length, 1);
      const [chooser] = await Promise.all([
        page.waitForEvent("filechooser"),
        page.getByRole("button", { name: "Mở tệp phiếu chưa gửi" }).tap(),
      ]);
      // No file of ours, and one with a submission that no server takes: its letters are few enough, its bytes are not.
      const [waiting] = (await kept(page)).pending;
      const large = JSON.parse(waiting.body);
      large.submission_id = "00000000-0000-4000-8000-000000000000";
      large.answers.subject = "ạ".repeat(400_000);
      const submission = {
        title: "",
        page: "",
        created_at: "",
        uncertain: false,
        body: JSON.stringify(large),
      };
      const file = { schema: "sipas-forms/queue/1", saved_at: "", submissions: [submission] };
      assert.ok(submission.body.length < 1 << 20);
      for (const content of ["[1]", JSON.stringify(file)]) {
        await chooser.setFiles({
          name: "x.json",
          mimeType: "application/json",
          buffer: Buffer.from(content),
        });
        const told = page.getByRole("status");
        await told.getByText("Tệp này không phải tệp phiếu chưa gửi.").waitFor();
        await told.evaluate((element) => (element.textContent = ""));
      }
      assert.equal((await kept(page)).pending.length, 1);
      await page.getByRole("button", { name: "Xóa", exact: true }).tap();
      await page.getByRole("button", { name: "Xóa", exact: true }).tap();
      await page.getByText("Không có phiếu nào chờ gửi.").waitFor();
      assert.deepEqual((await kept(page)).pending, []);
      assert.deepEqual(await server.rows(), []);
      assert.ok(say(survey.definition.title, "vi"));
    });
  });
});
