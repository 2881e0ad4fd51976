// What a server may say of a response: it repeats answers, says no end of things, or nothing that makes sense. None of it
// gets into what the device notes, and each response is told as what became of it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Officer } from "./support/bench.mjs";
import { openBrowser, visit } from "./support/browser.mjs";
import { gateway } from "./support/gateway.mjs";
import { looksRight } from "./support/looks.mjs";
import { folder, serve } from "./support/program.mjs";
import { csv, office, responses, table } from "./support/responses.mjs";

const browser = await openBrowser();
const FAILED = [/preloaded using link preload/, /Failed to load resource/, /net::ERR_ABORTED/];

/** Answers that must stand nowhere else: one could be a code, one is written in several ways. */
const SECRETS = ["BiMat-0912345678", "Nguyễn Văn  Kín 0987"];
/** However it is written. */
const flat = (text) => text.normalize("NFC").toLowerCase().replace(/\s+/g, " ");

/** Sends twelve responses to a server that answers as `answer` says of each; no contract describes that. */
async function replied(t, answer, body) {
  const server = await serve(t);
  const door = await gateway(t, server.url, {
    strangers: true,
    guard({ method, body }) {
      if (method !== "POST") return undefined;
      const reply = answer(JSON.parse(body));
      return reply && { ...reply, body: JSON.stringify(reply.body) };
    },
  });
  await visit(browser, t, { provoked: FAILED, acceptDownloads: true }, async (page) => {
    const officer = new Officer(page, undefined, await folder(t), office.stem);
    await page.goto(`${door.url}/workbench.html`);
    await officer.chooses(office.stem);
    const all = responses(12).map((answers, place) => ({ ...answers, subject: SECRETS[place % 2] }));
    await officer.reads(await officer.file("phieu.csv", csv(table(all))));
    await officer.sends();
    await body(officer, page);
  });
}

/** The rows of the table of what became of them: what, why, how many. */
const became = (page) =>
  page
    .locator(".send-report tbody tr")
    .evaluateAll((rows) =>
      rows.map(({ children }) => [...children].slice(0, 3).map((cell) => cell.textContent)),
    );

const csvOf = async (officer) =>
  (await officer.saves(officer.button("Tải báo cáo gửi (CSV)"))).bytes.toString("utf8");

/** All that the device notes of what was sent. */
const ledger = (page) =>
  page.evaluate(
    () =>
      new Promise((settle) => {
        indexedDB.open("sipas-workbench").onsuccess = ({ target: { result } }) => {
          result.transaction("blocks").objectStore("blocks").getAll().onsuccess = ({ target }) => {
            result.close();
            settle(JSON.stringify(target.result));
          };
        };
      }),
  );

test("answers that a server repeats are noted and shown nowhere; each reason is told once of a row", async (t) => {
  const answer = ({ answers: { subject } }) => {
    const said = subject.normalize("NFD").toUpperCase().replace(/\s+/, "\n");
    return {
      status: 422,
      body: {
        type: "urn:x",
        errors: [
          ...Array.from({ length: 9 }, () => ({
            pointer: "#/answers/q1",
            code: "unlikely",
            detail: `Lạ: ${said}!`,
          })),
          { pointer: `#/answers/${subject}`, code: subject, detail: "Không rõ." },
          { pointer: `/answers/q2/${subject}`, code: { toString: 1 }, detail: [subject] },
          { pointer: "/answers/q2", code: `of ${subject}`, detail: "Không đúng." },
          { pointer: "", code: "c".repeat(500), detail: "Dài." },
        ],
      },
    };
  };
  await replied(t, answer, async (officer, page) => {
    const rows = await became(page);
    const reasons = rows.map(([state, , count]) => [state, count]);
    assert.deepEqual(reasons, Array(4).fill(["Bị từ chối", "12"]), "each once of each row");
    const whys = rows.map(([, why]) => why).sort();
    assert.ok(whys.includes("Không rõ.") && whys.includes("Dài."), `${whys}`);
    assert.ok(
      whys.some((why) => why.endsWith(": Lạ: …!")) && whys.some((why) => why.endsWith(": Không đúng.")),
    );
    const noted = await ledger(page);
    assert.ok(!noted.includes("ccccc"), "a code has an end");
    for (const text of [noted, await csvOf(officer), await page.locator(".sending").innerText()]) {
      for (const secret of SECRETS) assert.ok(!flat(text).includes(flat(secret)), `${secret} in ${text}`);
    }
    await looksRight(page, "reasons");
  });
});

test("a reply that makes no sense refuses its response alone", async (t) => {
  const odd = { toString: 1 };
  const bodies = [
    { type: odd, detail: odd },
    { errors: [odd, null, 7, { code: odd, detail: odd, pointer: odd }] },
    { errors: { q1: odd, q2: [odd, null] } },
    [odd],
    "detail",
  ];
  let count = 0;
  await replied(
    t,
    () => ({ status: 422, body: bodies[count++ % bodies.length] }),
    async (_, page) => assert.deepEqual(await became(page), [["Bị từ chối", "HTTP 422", "12"]]),
  );
});

test("a reply to another submission is not taken as that of this one", async (t) => {
  const own = ({ submission_id }, place) =>
    place % 2 ? submission_id : submission_id.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
  let count = 0;
  const answer = (submission) => ({
    status: 201,
    headers: { "content-type": "application/json" },
    body: { submission_id: own(submission, count++), receipt: "R-1" },
  });
  await replied(t, answer, async (officer, page) => {
    const rows = await became(page);
    assert.deepEqual(rows, [
      ["Đã nhận", "Máy chủ đã lưu.", "6"],
      ["Đã gửi trước với nội dung khác", rows[1][1], "6"],
    ]);
    assert.match(rows[1][1], /^Máy chủ trả lời cho một phiếu khác/);
    assert.equal((await csvOf(officer)).split("R-1").length - 1, 6, "and gives no receipt");
  });
});

test("the body of a reply that is too long counts as none", async (t) => {
  let count = 0;
  const answer = () => {
    const isLong = count++ % 2 === 0;
    const filler = "Ệ".repeat(isLong ? 1 << 20 : 1 << 16);
    return { status: 422, body: { detail: "Quá ít.", filler } };
  };
  await replied(t, answer, async (_, page) => {
    assert.deepEqual((await became(page)).sort(), [
      ["Bị từ chối", "HTTP 422", "6"],
      ["Bị từ chối", "Quá ít.", "6"],
    ]);
  });
});
