// A file that was sent comes back edited, in another order, longer, or as another form of file: what the server has of it
// is not sent once more, unless the officer says so.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { Officer } from "./support/bench.mjs";
import { eventually, isFocused, openBrowser, PHONE, visit } from "./support/browser.mjs";
import { gateway } from "./support/gateway.mjs";
import { looksRight } from "./support/looks.mjs";
import { folder, serve } from "./support/program.mjs";
import { csv, office, responses, table } from "./support/responses.mjs";

const browser = await openBrowser();
const FAILED = [/preloaded using link preload/, /Failed to load resource/, /net::ERR/];

class Sender extends Officer {
  /** Writes a table and checks it. */
  async opens(name, rows) {
    const path = await this.file(name, typeof rows === "string" ? rows : csv(rows));
    await this.drops(path);
    await this.check.waitFor();
    await this.checks();
  }

  /** The first button, until it is asked for the second time. */
  async asks() {
    await this.press(this.button(/^(Gửi (tiếp|[\d.]+ phiếu)|Xem lại [\d.]+ phiếu không gửi lại)…$/));
    await this.sure.waitFor();
    await eventually(async () => assert.ok(await isFocused(this.sure)));
  }

  get sure() {
    return this.page.locator("#send-sure");
  }

  get shared() {
    return this.page.locator(".send-shared");
  }

  radio(words) {
    return this.shared.getByRole("radio", { name: words });
  }

  async goes(name, words = "Đã gửi xong") {
    await this.press(this.button(name));
    await this.told.filter({ hasText: words }).waitFor({ timeout: 60_000 });
  }

  async count(name) {
    const figure = this.page.locator(".sending .figures div", { hasText: name });
    return Number(await figure.locator("dd").innerText());
  }

  /** The lines of the report's file, by the row. */
  async lines() {
    const downloading = this.page.waitForEvent("download");
    await this.press(this.button("Tải báo cáo gửi (CSV)"));
    const text = await readFile(await (await downloading).path(), "utf8");
    const rows = text.trimEnd().split("\r\n").slice(1);
    return rows.map((line) => line.slice(1, -1).split('";"'));
  }
}

/** Opens the workbench behind a gateway. */
async function sending(t, options, body) {
  const server = await serve(t);
  const door = await gateway(t, server.url, options);
  await visit(browser, t, { provoked: FAILED, acceptDownloads: true, ...options }, async (page, context) => {
    const arrives = async (page) => {
      const officer = new Sender(page, options.size, await folder(t), office.stem);
      await page.goto(`${door.url}/workbench.html`);
      await officer.chooses(office.stem);
      return officer;
    };
    await body(await arrives(page), { page, context, server, door, arrives });
  });
  assert.deepEqual(door.faults, []);
}

/** The table of thirty of which two are refused by the server: the first item is not answered. */
function lacking() {
  const rows = table(responses(30));
  const place = rows[0].indexOf("q1");
  for (const row of [rows[7], rows[21]]) row[place] = "";
  return rows;
}

test("an edited file: what was accepted is left out, what was mended is sent, and the report says so", async (t) => {
  await sending(t, { size: PHONE }, async (officer, { page, server, door }) => {
    await officer.opens("send.csv", lacking());
    await officer.asks();
    assert.equal(await officer.shared.count(), 0, "nothing was sent before");
    await officer.goes("Gửi 30 phiếu ngay");
    assert.equal((await server.rows()).length, 28);

    const mended = table(responses(30));
    // In another order, too.
    const [head, ...rows] = mended;
    await officer.opens("send-sua.csv", [head, ...rows.reverse()]);
    await officer.asks();
    await officer.shared
      .getByText(
        /^28 trong 30 phiếu có cùng câu trả lời, .* phiếu đã gửi từ “send\.csv” \(\d+\/\d+\/\d{4}\)\.$/,
      )
      .waitFor();
    assert.ok(await officer.radio("Không gửi lại 28 phiếu này").isChecked());
    assert.match(await officer.sure.innerText(), /^Gửi 2 phiếu đến/);
    await looksRight(page, "asked, with what was sent before");
    await officer.goes("Gửi 2 phiếu ngay", "28 phiếu đã gửi từ tệp khác nên không gửi lại.");
    assert.equal((await server.rows()).length, 30);
    assert.equal(door.posts().length, 32);
    assert.equal(await officer.count("Đã nhận"), 2);
    assert.equal(await officer.count("Đã gửi từ tệp khác"), 28);
    assert.equal(await officer.count("Còn lại"), 0);
    await looksRight(page, "most were left out");
    const lines = await officer.lines();
    assert.equal(lines.length, 30);
    const left = lines.filter(([, , became]) => became === "Đã gửi từ tệp khác");
    assert.equal(left.length, 28);
    for (const [, id, , receipt, reason] of left) {
      assert.deepEqual([id, receipt], ["", ""], "nothing was sent by that id");
      assert.match(reason, /từ “send\.csv” \(/);
    }

    // Both files once more: nothing of them is left to send, and nothing is posted.
    await officer.opens("send-sua.csv", [head, ...rows]);
    await page.getByText("28 phiếu đã gửi từ tệp khác nên không gửi lại.").waitFor();
    await officer.asks();
    await officer.goes("Ghi nhận, không gửi phiếu nào");
    assert.equal(door.posts().length, 32);
    assert.equal(await officer.count("Đã gửi từ tệp khác"), 28);
  });
});

test("equal responses are as many as there are; the officer may send all, and that is asked again as it was chosen", async (t) => {
  await sending(t, {}, async (officer, { page, server, door }) => {
    const [head, row] = table(responses(1));
    // Without numbers of forms two people may well give the same answers.
    const same = (count) =>
      [head, ...Array.from({ length: count }, () => ["", ...row.slice(1)])].map(([, ...cells]) => cells);
    await officer.opens("hai.csv", same(2));
    await officer.asks();
    await officer.goes("Gửi 2 phiếu ngay");
    await officer.opens("ba.csv", same(3));
    await officer.asks();
    await officer.shared.getByText("2 trong 3 phiếu").waitFor();
    await officer.goes("Gửi 1 phiếu ngay");
    assert.equal((await server.rows()).length, 3);

    // Of what was sent from two files, both are named; all of it may be sent.
    await officer.opens("bay.csv", same(7));
    await officer.asks();
    await officer.shared.getByText(/3 trong 7 phiếu .* “hai\.csv” \(.*, “ba\.csv” \(/).waitFor();
    await page.getByRole("button", { name: "Thôi" }).click();
    await officer.asks();
    await officer.radio("Vẫn gửi cả 7 phiếu").check();
    assert.match(await officer.sure.innerText(), /^Gửi 7 phiếu đến/);
    await officer.radio("Không gửi lại 3 phiếu này").check();
    assert.match(await officer.sure.innerText(), /^Gửi 4 phiếu đến/);
    await officer.goes("Gửi 4 phiếu ngay");
    assert.equal((await server.rows()).length, 7);
    assert.equal(await officer.count("Đã gửi từ tệp khác"), 3);

    // What was left out can still be sent.
    await officer.opens("bay.csv", same(7));
    await officer.asks();
    await officer.radio("Vẫn gửi cả 3 phiếu").check();
    await officer.goes("Gửi 3 phiếu ngay");
    assert.equal((await server.rows()).length, 10);
    assert.equal(await officer.count("Đã nhận"), 7);
    assert.equal(await page.locator(".sending .figures", { hasText: "Đã gửi từ tệp khác" }).count(), 0);
    assert.equal(door.posts().length, 10);
  });
});

test("a tab that is killed goes on with what was left out and what was not", async (t) => {
  let isOpen = true;
  let count = 0;
  const options = { loses: ({ method }) => method === "POST" && !isOpen && (count += 1) > 50 };
  await sending(t, options, async (officer, { page, context, server, door, arrives }) => {
    await officer.opens("dau.csv", table(responses(300)));
    await officer.asks();
    await officer.goes("Gửi 300 phiếu ngay");
    isOpen = false;

    // Longer: those of before are among the others.
    const longer = table(responses(600));
    await officer.opens("dai.csv", longer);
    await officer.asks();
    await officer.shared.getByText("300 trong 600 phiếu").waitFor();
    await officer.press(officer.button("Gửi 300 phiếu ngay"));
    await eventually(async () => assert.equal(await officer.count("Đã nhận"), 50));
    assert.equal(await officer.count("Đã gửi từ tệp khác"), 300);
    const inspector = await context.newCDPSession(page);
    const crashed = page.waitForEvent("crash");
    void inspector.send("Page.crash").catch(() => {});
    await crashed;

    isOpen = true;
    const again = await arrives(await context.newPage());
    await again.opens("dai.csv", longer);
    await again.page.getByText("50 phiếu đã nhận, 0 phiếu bị từ chối, còn 250 phiếu.").waitFor();
    await again.asks();
    await again.goes("Gửi 250 phiếu ngay");
    assert.equal(await again.count("Đã nhận"), 300);
    assert.equal(await again.count("Đã gửi từ tệp khác"), 300);
    const rows = await server.rows();
    assert.equal(rows.length, 600);
    assert.equal(new Set(door.posts().map(({ sent }) => sent.headers["idempotency-key"])).size, 600);

    // All of it is there.
    await again.opens("khac.csv", table(responses(350)).toSpliced(1, 300));
    await again.asks();
    await again.shared.getByText("50 trong 50 phiếu").waitFor();
    assert.match(await again.sure.innerText(), /^Không gửi phiếu nào/);
    await again.goes("Ghi nhận, không gửi phiếu nào");
    assert.equal((await server.rows()).length, 600);
  });
});

test("a comparison shows how far it is and can be stopped; nothing is sent then", async (t) => {
  await sending(t, {}, async (officer, { page, door }) => {
    await officer.opens("dau.csv", table(responses(5)));
    await officer.asks();
    await officer.goes("Gửi 5 phiếu ngay");
    await officer.opens("lon.csv", table(responses(8_000)));
    // The officer is as quick as the page: as soon as there is what stops it.
    await page.evaluate(() => {
      const { shadowRoot } = document.querySelector("sipas-workbench");
      const seen = new MutationObserver(() => {
        const busy = shadowRoot.querySelector(".sending .busy");
        if (!busy) return;
        seen.disconnect();
        globalThis.said = busy.textContent;
        busy.querySelector("button").click();
      });
      seen.observe(shadowRoot, { childList: true, subtree: true });
    });
    await officer.press(officer.button("Gửi 8.000 phiếu…"));
    await officer.told.filter({ hasText: "Đã dừng so với các tệp khác. Chưa gửi phiếu nào." }).waitFor();
    assert.match(await page.evaluate(() => globalThis.said), /^Đang so với các phiếu đã gửi từ tệp khác/);
    await eventually(async () => assert.ok(await isFocused(page.locator(".send-ask"))));
    await looksRight(page, "a comparison was stopped");
    await officer.asks();
    await officer.shared.getByText("5 trong 8.000 phiếu").waitFor();
    assert.equal(door.posts().length, 5);
  });
});
