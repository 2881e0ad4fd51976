// What becomes of a survey when the network or the server fails: nothing is lost, nothing is stored twice.
import assert from "node:assert/strict";
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
import { KEPT, notice } from "./support/device.mjs";
import { serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey, say } from "./support/survey.mjs";

const browser = await openBrowser();
const survey = new Survey("commune-office");
const answers = survey.answers(5, { commune: "14329" });
const POST = "**/submissions";

/** What Chromium itself says of a request that failed. */
const lost = [/net::ERR_/];
const status = (code) => [new RegExp(`the server responded with a status of ${code}`)];

/** A survey filled up to the review; `posts` are the requests that reached the network. */
async function atReview(t, { size = DESK, provoked, prepare }, body) {
  const server = await serve(t);
  await visit(browser, t, { size, provoked }, async (page, context) => {
    await prepare?.(page);
    const posts = [];
    page.on("request", (request) => {
      if (request.method() === "POST") {
        posts.push({ key: request.headers()["idempotency-key"], body: request.postData() });
      }
    });
    const person = new Respondent(page, survey, { touch: size.touch });
    await person.arrive(server.url);
    await person.fill(answers);
    await body({ server, page, context, person, posts });
  });
}

/** What is said when the server was not reached, or is busy: nobody has to stay. */
const WAITS = /Phiếu tự gửi ngay khi kết nối được với máy chủ/;

/** Waits for "saved, not sent yet", with words that say why. */
async function failedBecause(person, words) {
  await person.title(KEPT).waitFor();
  assert.ok(await isFocused(person.title(KEPT)), "the news has the focus");
  // What takes somebody to do something is an alert.
  const role = words === WAITS ? "status" : "alert";
  await person.place.getByRole(role).getByText(words).waitFor();
}

/** Presses “send again”, unless it was sent by itself just now. */
const again = ({ person }) =>
  person
    .button(person.ui.retry)
    .click({ timeout: 2_000 })
    .catch(() => {});

/** Sends again, and is received: one row, holding what was entered. */
async function sentAgain({ person, server }) {
  await again({ person });
  const receipt = await person.receipt();
  const rows = await server.rows();
  assert.deepEqual(
    rows.map((row) => [JSON.parse(row.answers), row.receipt]),
    [[answers, receipt]],
  );
  return receipt;
}

/**
 * Posts are answered by `first` and then wait until `go` is called: what sends itself would otherwise be quicker
 * than a look at the page.
 */
async function gate(page, first) {
  let go;
  const open = new Promise((settle) => (go = settle));
  let posts = 0;
  await page.route(POST, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    posts += 1;
    if (posts === 1) return first(route);
    await open;
    return route.continue();
  });
  return go;
}

/** The next posts get this reply, without ever reaching the server. */
const reply = (page, code, contentType, body, times = 1) =>
  page.route(POST, (route) => route.fulfill({ status: code, contentType, body: JSON.stringify(body) }), {
    times,
  });

describe("delivery", { concurrency: 2 }, () => {
  for (const size of SIZES) {
    test(`without a network the answers are kept and can be sent again, at ${size.name}`, async (t) => {
      await atReview(t, { size, provoked: lost }, async (scene) => {
        const { person, context, server, posts } = scene;
        await context.setOffline(true);
        await person.send();
        await failedBecause(person, WAITS);
        await person.press(person.button(person.ui.retry));
        await failedBecause(person, WAITS);
        assert.deepEqual(await server.rows(), []);
        await context.setOffline(false);
        await sentAgain(scene);
        assert.deepEqual(
          new Set(posts.map(({ key, body }) => key + body)).size,
          1,
          "the same, to the letter",
        );
      });
    });
  }

  test("a reply that is lost after the server stored it leads to the same receipt, not to a second row", async (t) => {
    await atReview(t, { provoked: lost }, async (scene) => {
      const { person, page, server, posts } = scene;
      let receipt;
      const lose = async (route) => {
        receipt = (await (await route.fetch()).json()).receipt;
        await route.abort();
      };
      const go = await gate(page, lose);
      await person.send();
      await failedBecause(person, WAITS);
      assert.equal((await server.rows()).length, 1, "it was stored");
      go();
      assert.equal(await sentAgain(scene), receipt);
      assert.equal(posts.length, 2);
      assert.deepEqual(posts[0], posts[1]);
    });
  });

  test("a server that never answers counts as lost after half a minute", async (t) => {
    await atReview(t, { provoked: lost, prepare: (page) => page.clock.install() }, async (scene) => {
      const { person, page } = scene;
      const arrived = new Promise((settle) => page.route(POST, settle, { times: 1 }));
      await person.send();
      await arrived;
      await person.title("Đang gửi…").waitFor();
      await page.clock.fastForward(31_000);
      await failedBecause(person, WAITS);
      await sentAgain(scene);
    });
  });

  test("a browser as old as Chrome 100 sends as well", async (t) => {
    const older = (page) => page.addInitScript(() => delete AbortSignal.timeout);
    await atReview(t, { prepare: older }, async ({ person, server }) => {
      await person.send();
      await person.receipt();
      assert.equal((await server.rows()).length, 1);
    });
  });

  test("a press on “Gửi phiếu” that is a double click sends once", async (t) => {
    await atReview(t, {}, async ({ person, server, posts }) => {
      await person.button(person.ui.send).dblclick();
      await person.receipt();
      assert.equal(posts.length, 1);
      assert.equal((await server.rows()).length, 1);
    });
  });

  test("a double click on “Gửi lại” sends once", async (t) => {
    await atReview(t, { provoked: lost }, async ({ person, page, server, posts }) => {
      const go = await gate(page, (route) => route.abort());
      await person.send();
      await failedBecause(person, WAITS);
      await person.button(person.ui.retry).dblclick();
      go();
      await person.receipt();
      assert.equal(posts.length, 2);
      assert.equal((await server.rows()).length, 1);
    });
  });

  for (const size of SIZES) {
    test(`a server that finds faults points at the fields, which can be mended, at ${size.name}`, async (t) => {
      const q5 = survey.question("q5");
      await atReview(t, { size, provoked: status(422) }, async ({ person, page, server, posts }) => {
        // What arrives lacks an answer, so that the refusal is the real server's own.
        const spoil = (route) => {
          const { q5: _, ...rest } = answers;
          const body = { ...JSON.parse(route.request().postData()), answers: rest };
          return route.continue({ postData: JSON.stringify(body) });
        };
        await page.route(POST, spoil, { times: 1 });
        await person.send();
        await serverSays(person, [[q5, person.needed(q5)]]);
        assert.deepEqual(await server.rows(), []);

        await person.answer(q5, "1");
        assert.equal(await page.getByRole("alert").count(), 0, "the answer was changed, the fault is gone");
        await person.continue();
        await person.title(person.ui.review).waitFor();
        await person.send();
        await person.receipt();
        const [row, ...others] = await server.rows();
        assert.deepEqual([JSON.parse(row.answers), others], [{ ...answers, q5: "1" }, []]);
        assert.notEqual(posts[0].key, posts.at(-1).key, "other content under another key");
      });
    });
  }

  test("ASP.NET's way of telling faults, and a fault of no field, are understood", async (t) => {
    const q2 = survey.question("q2");
    const subject = survey.question("subject");
    await atReview(t, { provoked: status(400) }, async ({ person, page, server }) => {
      await reply(page, 400, "application/problem+json", {
        type: "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        title: "One or more validation errors occurred.",
        status: 400,
        errors: {
          "answers.subject": ["Nội dung <b>quá</b> chung."],
          "answers.q2": ["Trả lời lại."],
          $: ["Thiếu mã."],
        },
      });
      await person.send();
      await person.title(person.ui.review).waitFor();
      const alert = page.getByRole("alert");
      await alert.getByText("Máy chủ báo: Thiếu mã.").waitFor();
      await serverSays(
        person,
        [
          [subject, "Nội dung <b>quá</b> chung."],
          [q2, "Trả lời lại."],
        ],
        3,
      );
      await person.press(person.button(person.ui.back));
      await person.send();
      await person.receipt();
      assert.equal((await server.rows()).length, 1);
    });
  });

  test("500, 503, 429 and 408 say that the server is busy, and the same is sent again", async (t) => {
    const codes = [500, 503, 429, 408];
    await atReview(t, { provoked: codes.flatMap(status) }, async (scene) => {
      const { person, page, posts } = scene;
      for (const code of codes) {
        await reply(page, code, "text/html", "<h1>oops</h1>");
        await person.press(person.button(code === codes[0] ? person.ui.send : person.ui.retry));
        await eventually(() => assert.equal(posts.length, codes.indexOf(code) + 1));
        await failedBecause(person, WAITS);
      }
      await sentAgain(scene);
      assert.equal(new Set(posts.map(({ key, body }) => key + body)).size, 1);
    });
  });

  test("of two faults that a server found, the second is still told when the first is mended", async (t) => {
    const [q2, q6] = ["q2", "q6"].map((name) => survey.question(name));
    await atReview(t, { provoked: status(422) }, async ({ person, page, server }) => {
      const errors = [q2, q6].map(({ name }) => ({
        pointer: `#/answers/${name}`,
        detail: `Xem lại ${name}.`,
      }));
      await reply(page, 422, "application/problem+json", { errors });
      await person.send();
      await person.title(person.ui.errors(2)).waitFor();
      await person.press(person.summary.links.first());
      await person.answer(q2, answers.q2 === "1" ? "2" : "1");
      await person.continue();
      await person.title(person.ui.review).waitFor();
      assert.deepEqual(await person.summary.links.allInnerTexts(), ["Máy chủ báo: Xem lại q6."]);
      await person.press(person.summary.links.first());
      await person.answer(q6, answers.q6 === "1" ? "2" : "1");
      await person.continue();
      await person.title(person.ui.review).waitFor();
      assert.equal(await page.getByRole("alert").count(), 0);
      await person.send();
      await person.receipt();
      assert.equal((await server.rows()).length, 1);
    });
  });

  test("401, and a sign-in page where a receipt should be, ask to sign in again and keep the answers", async (t) => {
    await atReview(t, { provoked: [...status(401), ...lost] }, async (scene) => {
      const { person, page, server, posts } = scene;
      const words = /Xin đăng nhập ở một cửa sổ khác/;
      await reply(page, 401, "application/json", {});
      await person.send();
      await failedBecause(person, words);
      // What a café's network, or a portal whose session ended, answers to any request.
      for (const answer of [
        { status: 200, contentType: "text/html", body: "<h1>Wi-Fi</h1>" },
        { status: 302, headers: { location: "/commune-office.html" } },
      ]) {
        await page.route(POST, (route) => route.fulfill(answer), { times: 1 });
        const before = posts.length;
        await person.press(person.button(person.ui.retry));
        await eventually(() => assert.equal(posts.length, before + 1));
        await failedBecause(person, words);
      }
      assert.deepEqual(await server.rows(), []);
      await sentAgain(scene);
    });
  });

  test("409 with a receipt means that it is there already", async (t) => {
    await atReview(t, { provoked: status(409) }, async ({ person, page }) => {
      await reply(page, 409, "application/json", { receipt: "SEEN-1" });
      await person.send();
      assert.equal(await person.receipt(), "SEEN-1");
      await page.getByText("Mã tiếp nhận", { exact: true }).waitFor();
    });
  });

  test("a refusal for another reason tells its code and keeps the answers, to the letter", async (t) => {
    await atReview(t, { provoked: status(418) }, async (scene) => {
      const { person, page, posts } = scene;
      await reply(page, 418, "application/json", {}, 2);
      await person.send();
      await failedBecause(person, /mã lỗi 418/);
      // It may be of somebody in between, who does not know what the server has.
      assert.equal(await person.button(person.ui.back).count(), 0);
      await person.press(person.button(person.ui.retry));
      await eventually(() => assert.equal(posts.length, 2));
      await failedBecause(person, /mã lỗi 418/);
      await sentAgain(scene);
      assert.equal(new Set(posts.map(({ key, body }) => key + body)).size, 1);
    });
  });

  test("a server with another version of the form stores nothing, and offers its own version", async (t) => {
    const other = { ...survey.definition, version: "2020.1" };
    const old = (page) => page.route("**/forms/*.form", (route) => route.fulfill({ json: other }));
    await atReview(t, { provoked: status(409), prepare: old }, async ({ person, page, server }) => {
      await person.send();
      await failedBecause(person, /Phiếu đã có bản mới .* Câu trả lời còn phù hợp được giữ lại/);
      assert.deepEqual(await server.rows(), []);
      await page.unroute("**/forms/*.form");
      await person.press(person.button("Tải bản mới"));
      // What was answered goes on in the new version.
      await notice(page, "phiếu đã có bản mới").waitFor();
      await person.title(person.ui.review).waitFor();
      assert.deepEqual(await person.reviewed(), person.inWords(answers));
      await person.send();
      await person.receipt();
      assert.equal((await server.rows()).length, 1);
    });
  });

  test("another survey can be filled after the receipt, and is another row", async (t) => {
    await atReview(t, {}, async ({ person, server, posts }) => {
      await person.send();
      await person.receipt();
      await person.press(person.button("Trả lời thêm một phiếu"));
      await person.shows(survey.pages[0]);
      assert.equal(
        await person.control(survey.question("subject")).inputValue(),
        "",
        "nothing is left of the first",
      );
      await person.fill(survey.answers(6, { commune: "13285" }));
      await person.send();
      await eventually(async () => assert.equal((await server.rows()).length, 2));
      assert.notEqual(posts[0].key, posts[1].key);
    });
  });
});

/** After a refusal with faults: the summary lists them, its links lead to fields that say the same. */
async function serverSays(person, faults, count = faults.length) {
  const { heading, links } = person.summary;
  await person.title(person.ui.errors(count)).waitFor();
  assert.ok(await isFocused(heading), "the summary has the focus");
  const words = (text) => `Máy chủ báo: ${text}`;
  assert.deepEqual(
    await links.allInnerTexts(),
    faults.map(([, text]) => words(text)),
  );
  for (const [question, text] of faults) {
    await person.press(links.filter({ hasText: words(text) }));
    await person.shows(survey.pages.find((page) => page.questions.includes(question)));
    const control = person.control(question);
    assert.ok((await description(control)).includes(words(text)), `${say(question.label, "vi")} says so`);
    assert.equal(await control.getAttribute("aria-invalid"), "true");
  }
}
