// What the officer stops, or leaves for something else, while it goes on: nothing goes on unseen, and nothing else is
// lost with it.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { test } from "node:test";

import { DESK, eventually, isFocused, openBrowser, PHONE } from "./support/browser.mjs";
import { workbench } from "./support/bench.mjs";
import { misdirect, slowDisk } from "./support/disk.mjs";
import { csv, responses, table } from "./support/responses.mjs";

const browser = await openBrowser();

/** What browsers say of replies that are no success. */
const FAILED = [/preloaded using link preload but not used/, /Failed to load resource/, /net::ERR/];

/** A table whose third row names a level that there is none of. */
function faulty(count) {
  const rows = table(responses(count));
  rows[3][rows[0].indexOf("q3")] = "9";
  return rows;
}

/** Mends the row that is wrong in a table of `faulty`. */
async function mend(officer) {
  await officer.press(officer.page.getByRole("row", { name: /q3/ }).getByRole("button"));
  await officer.press(officer.button("Sửa dòng 4"));
  await officer.page.getByRole("textbox", { name: "q3", exact: true }).fill("4");
  await officer.press(officer.button("Lưu và kiểm tra lại"));
  await officer.told.filter({ hasText: "Đã sửa dòng 4." }).waitFor();
}

/** A gate before requests of a path: shut, they wait; open, they go through. */
async function gate(page, path) {
  let open;
  let wait;
  const own = {
    came: 0,
    fails: false,
    shut: () => (wait = new Promise((settle) => (open = settle))),
    open: () => open(),
  };
  await page.route(path, async (route) => {
    own.came += 1;
    await wait;
    await (own.fails ? route.abort() : route.continue()).catch(() => {});
  });
  return own;
}

async function send(officer) {
  await officer.press(officer.page.getByRole("button", { name: /^Gửi (tiếp|[\d.]+ phiếu)…$/ }));
  await officer.press(officer.page.getByRole("button", { name: /^Gửi [\d.]+ phiếu ngay$/ }));
}

test("from the moment that the officer says yes, sending can be stopped, and nothing else can be done", async (t) => {
  await workbench(browser, t, { size: PHONE, provoked: FAILED }, async (officer, { page, server }) => {
    await officer.reads(await officer.file("phieu.csv", csv(table(responses(30)))));
    const judge = await gate(page, "**/sipas-form.js");
    judge.shut();
    await send(officer);
    await eventually(() => assert.ok(judge.came > 0, "what judges replies is being fetched"));
    assert.ok(await isFocused(officer.stop));
    const other = page.locator("button", { hasText: "Chọn tệp khác" });
    assert.ok(await other.evaluate((button) => button.closest("[inert]")), "nothing else can be pressed");
    await officer.looksRight("sending begins");
    await officer.press(officer.stop);
    judge.open();
    await officer.told.filter({ hasText: "Đã dừng: 0 phiếu đã nhận" }).waitFor();
    await officer.reads(await officer.file("khac.csv", csv(table(responses(5)))));
    assert.deepEqual(await officer.figures(), [5, 5, 0]);
    await send(officer);
    await officer.told.filter({ hasText: "Đã gửi xong: 5 phiếu đã nhận" }).waitFor();
    assert.equal((await server.rows()).length, 5, "nothing of the file that was left is sent");
  });
});

test("without what judges replies nothing is sent, and the officer is told to look at the connection", async (t) => {
  await workbench(browser, t, { size: DESK, provoked: FAILED }, async (officer, { page, server }) => {
    await officer.reads(await officer.file("phieu.csv", csv(table(responses(3)))));
    const judge = await gate(page, "**/sipas-form.js");
    judge.fails = true;
    await send(officer);
    await officer.alert.filter({ hasText: "kiểm tra kết nối mạng" }).waitFor();
    assert.deepEqual(await server.rows(), []);
    judge.fails = false;
    await send(officer);
    await officer.told.filter({ hasText: "Đã gửi xong: 3 phiếu đã nhận" }).waitFor();
  });
});

test("another form is chosen only once the officer gives up what was mended", async (t) => {
  await workbench(browser, t, { size: PHONE }, async (officer, { page }) => {
    await officer.reads(await officer.file("phieu.csv", csv(faulty(12))));
    await mend(officer);
    await eventually(async () => assert.deepEqual(await officer.figures(), [12, 12, 0]));
    const select = page.getByLabel("Biểu mẫu");
    const before = await select.inputValue();
    const other = await select
      .locator("option")
      .evaluateAll((all) => all.find(({ value }) => value.endsWith("/sipas-household.form")).value);
    page.once("dialog", (dialog) => dialog.dismiss());
    await select.selectOption(other);
    assert.equal(await select.inputValue(), before);
    assert.deepEqual(await officer.figures(), [12, 12, 0], "everything is as it was");
    const report = await officer.report();
    assert.equal(report.responses, 12);
    // What was mended is mended once more, so it is still there.
    await officer.press(officer.button("Sửa dòng 4"));
    await page.getByRole("textbox", { name: "q3", exact: true }).fill("5");
    await officer.press(officer.button("Lưu và kiểm tra lại"));
    await officer.told.filter({ hasText: "Đã sửa dòng 4." }).waitFor();

    const asked = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.message());
      void dialog.accept();
    });
    await select.selectOption(other);
    await officer.check.waitFor();
    await page
      .getByText("Chưa cột nào là câu hỏi của biểu mẫu này.")
      .or(page.locator("table.columns"))
      .first()
      .waitFor();
    assert.equal(asked.length, 1, "it is asked once");
    assert.equal(await select.inputValue(), other);
  });
});

test("where the browser has no room for the ledger, sending stops and what was checked and mended stays", async (t) => {
  await workbench(browser, t, { size: DESK, provoked: FAILED }, async (officer, { page, server }) => {
    await officer.reads(await officer.file("phieu.csv", csv(faulty(12))));
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      globalThis.hasRoom = false;
      IDBObjectStore.prototype.put = function (...args) {
        if (globalThis.hasRoom) return put.apply(this, args);
        throw new DOMException("no room", "QuotaExceededError");
      };
    });
    await send(officer);
    await officer.alert.filter({ hasText: "Không ghi được vào bộ nhớ của trình duyệt" }).waitFor();
    assert.deepEqual(await server.rows(), [], "nothing goes out that is not noted");
    await mend(officer);
    await eventually(async () => assert.deepEqual(await officer.figures(), [12, 12, 0]));
    assert.equal((await officer.report()).responses, 12);
    await page.evaluate(() => (globalThis.hasRoom = true));
    await send(officer);
    await officer.told.filter({ hasText: "Đã gửi xong: 12 phiếu đã nhận" }).waitFor();
    assert.equal((await server.rows()).length, 12);
  });
});

test("of a row that is no longer held the officer is told what to do", async (t) => {
  const provoked = [/sipas-workbench: /];
  await workbench(browser, t, { size: DESK, provoked }, async (officer, { page }) => {
    await officer.reads(await officer.file("phieu.csv", csv(faulty(12))));
    await officer.press(page.getByRole("row", { name: /q3/ }).getByRole("button"));
    await officer.press(officer.button("Sửa dòng 4"));
    await page.getByRole("textbox", { name: "q3", exact: true }).fill("4");
    await misdirect(page, "mend", { args: [1_000_000, []] });
    await officer.press(officer.button("Lưu và kiểm tra lại"));
    await officer.alert.filter({ hasText: "không còn trong bộ nhớ của trang" }).waitFor();
  });
});

test("Stop ends the file that is being written, and not what is read at the same time", async (t) => {
  let disk;
  const before = async (context) => (disk = await slowDisk(context));
  await workbench(browser, t, { size: DESK, provoked: FAILED, before }, async (officer, { page }) => {
    const path = await officer.file("phieu.csv", csv(faulty(12)));
    await officer.reads(path);
    await send(officer);
    await officer.told.filter({ hasText: "Đã gửi xong: 11 phiếu đã nhận" }).waitFor();
    // Known by its size, the file is read once more after it was looked at and checked: for its key.
    await disk.holds(page, 2);
    await officer.reads(path);
    await disk.held(page);
    await officer.press(officer.button("Tải các dòng không được tính"));
    await officer.press(officer.stop);
    await officer.told.filter({ hasText: "Đã dừng. Tệp vẫn còn nguyên." }).waitFor();
    const downloads = [];
    page.on("download", (download) => downloads.push(download.suggestedFilename()));
    await disk.release(page);
    await page.getByText(/^Tệp này đã gửi xong lúc .*: 11 phiếu đã nhận/).waitFor();
    assert.equal(await officer.alert.innerText(), "");
    // The desk does one thing after the other: by now it would have been written.
    await officer.saves(officer.button("Lưu kết quả"));
    assert.deepEqual(downloads, ["phieu.ket-qua.json"]);
    await officer.saves(officer.page.getByRole("button", { name: /^Tải các dòng không được tính/ }));
  });
});

test("what results are added to and compared with outlasts a stop", async (t) => {
  let disk;
  const before = async (context) => (disk = await slowDisk(context));
  await workbench(browser, t, { size: PHONE, before }, async (officer, { page }) => {
    await officer.reads(await officer.file("mot.csv", csv(table(responses(40)))));
    const kept = await officer.saves(officer.button("Lưu kết quả"));
    const file = await officer.file("mot.json", kept.bytes);
    await officer.reads(await officer.file("hai.csv", csv(table(responses(10, 41)))));
    await officer.gives("Cộng thêm tệp kết quả…", file);
    await page.getByText("Đã cộng kết quả của 1 tệp.").waitFor();
    await officer.gives("So với kỳ trước…", file);
    await page.getByText("Đang so với kỳ trước").waitFor();
    const whole = await officer.report();
    assert.equal(whole.responses, 50);
    await officer.press(officer.button("Cột nào là câu hỏi nào"));
    await disk.holds(page, 0);
    await officer.press(officer.check);
    await disk.held(page);
    await officer.press(officer.stop);
    await officer.told.filter({ hasText: "Đã dừng" }).waitFor();
    await officer.checks();
    await page.getByText("Đã cộng kết quả của 1 tệp.").waitFor();
    await page.getByText("Đang so với kỳ trước").waitFor();
    assert.deepEqual(await officer.report(), whole);
  });
});

test("a mended row does not have the whole ledger read once more", async (t) => {
  await workbench(browser, t, { size: DESK, provoked: FAILED }, async (officer, { page }) => {
    await officer.reads(await officer.file("phieu.csv", csv(faulty(12))));
    await send(officer);
    await officer.told.filter({ hasText: "Đã gửi xong: 11 phiếu đã nhận" }).waitFor();
    await page.evaluate(() => {
      const { openCursor } = IDBObjectStore.prototype;
      globalThis.readings = 0;
      IDBObjectStore.prototype.openCursor = function (...args) {
        globalThis.readings += 1;
        return openCursor.apply(this, args);
      };
    });
    await mend(officer);
    await page.getByRole("button", { name: "Gửi tiếp…" }).waitFor();
    await eventually(async () => assert.deepEqual((await officer.report()).responses, 12));
    assert.equal(await page.evaluate(() => globalThis.readings), 0);
    await send(officer);
    await officer.told.filter({ hasText: "Đã gửi xong: 12 phiếu đã nhận" }).waitFor();
    const line = page.locator(".sending tbody tr", { hasText: "Đã nhận" });
    await eventually(async () =>
      assert.match(await line.innerText(), /\b12\b/, "what was sent since is counted"),
    );
  });
});

test("a file that is dropped while a form loads is opened with it", async (t) => {
  await workbench(browser, t, { size: PHONE }, async (officer, { page }) => {
    const select = page.getByLabel("Biểu mẫu");
    const before = await select.inputValue();
    const form = await gate(page, "**/commune-office.form");
    const other = await select
      .locator("option")
      .evaluateAll((all) => all.find(({ value }) => value.endsWith("/sipas-household.form")).value);
    await select.selectOption(other);
    await officer.button("Chọn tệp…").waitFor();
    form.shut();
    await select.selectOption(before);
    await officer.drops(await officer.file("som.csv", csv(table(responses(7)))));
    await officer.told.filter({ hasText: "Tệp “som.csv” sẽ được mở ngay khi tải xong biểu mẫu." }).waitFor();
    await officer.looksRight("a file waits for the form");
    form.open();
    await officer.checks();
    assert.deepEqual(await officer.figures(), [7, 7, 0]);
  });
});

test("a file that is dropped while another is sent is not opened, and the officer is told what to do", async (t) => {
  await workbench(browser, t, { size: PHONE, provoked: FAILED }, async (officer, { page, server }) => {
    await officer.reads(await officer.file("phieu.csv", csv(table(responses(5)))));
    const judge = await gate(page, "**/sipas-form.js");
    judge.shut();
    await send(officer);
    await eventually(() => assert.ok(judge.came > 0));
    await officer.drops(await officer.file("khac.csv", csv(table(responses(7)))));
    await officer.alert.filter({ hasText: "Đang gửi nên chưa mở được tệp khác." }).waitFor();
    await officer.looksRight("a file while sending");
    judge.open();
    await officer.told.filter({ hasText: "Đã gửi xong: 5 phiếu đã nhận" }).waitFor();
    assert.equal((await server.rows()).length, 5);
    assert.deepEqual(await officer.figures(), [5, 5, 0]);
  });
});

test("results that could not be counted are not told as none", async (t) => {
  const provoked = [/sipas-workbench: /];
  await workbench(browser, t, { size: DESK, provoked }, async (officer, { page }) => {
    await officer.drops(await officer.file("phieu.csv", csv(table(responses(12)))));
    await officer.check.waitFor();
    await misdirect(page, "pictures", { call: "no such call" });
    await officer.press(officer.check);
    await page.getByText("Chưa tính được kết quả.").waitFor();
    assert.equal(await page.getByText("Chưa có phiếu nào được tính.").count(), 0);
    await officer.looksRight("no results could be counted");
    await misdirect(page, "pictures");
    await officer.press(officer.button("Thử lại"));
    await officer.pictures.first().waitFor();
  });
});

test("a file stays where reading it again is stopped or fails", async (t) => {
  let disk;
  const before = async (context) => (disk = await slowDisk(context));
  const provoked = [/sipas-workbench: /];
  await workbench(browser, t, { size: PHONE, before, provoked }, async (officer, { page }) => {
    const path = await officer.file("phieu.csv", csv(table(responses(12))));
    await officer.picks(path);
    // Only what is read from here on is held up.
    await officer.check.waitFor();
    const again = async () => {
      await officer.press(page.getByText("Thiết lập khác"));
      await page.getByLabel("Dòng tiêu đề").fill("2");
      await officer.press(officer.button("Đọc lại tệp"));
    };
    await disk.holds(page, 0);
    await again();
    await disk.held(page);
    await officer.press(officer.stop);
    await officer.told.filter({ hasText: "Đã dừng" }).waitFor();
    await officer.checks();
    assert.deepEqual(await officer.figures(), [12, 12, 0], "it is read as it was before");
    await officer.press(officer.button("Cột nào là câu hỏi nào"));
    await rm(path);
    await again();
    await officer.alert.filter({ hasText: "Không đọc được tệp" }).waitFor();
    await page.getByText("Tệp “phieu.csv”.").waitFor();
    assert.equal(await officer.check.count(), 1, "the columns are still there");
    assert.ok(await isFocused(officer.heading("Cột nào là câu hỏi nào")));
  });
});
