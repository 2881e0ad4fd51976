// What was keyed in is sent, added to, mended and sent again: each form once, as itself, wherever it stands.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, openBrowser, visit } from "./support/browser.mjs";
import { gateway } from "./support/gateway.mjs";
import { looksRight } from "./support/looks.mjs";
import { serve } from "./support/program.mjs";
import { HEADER, paper, rowsOf, Typist } from "./support/typist.mjs";

const browser = await openBrowser();
const PROVOKED = [/preloaded using link preload/, /Failed to load resource/];

class Officer extends Typist {
  /** A form with nothing wrong. */
  async keyFine(number, more) {
    await this.key(paper(number, more));
    await this.row(number).getByText("Không có lỗi").waitFor();
  }

  async hand() {
    await this.button("Kiểm tra và xem kết quả").click();
    await this.page.getByRole("heading", { name: "Gửi", exact: true }).waitFor();
    await this.page.locator(".picture").first().waitFor();
  }

  ask() {
    return this.page.getByRole("button", { name: /^Gửi (tiếp|[\d.]+ phiếu)…$/ });
  }

  async send(count) {
    await this.ask().click();
    await this.button(`Gửi ${count} phiếu ngay`).click();
    await this.page.locator(".told", { hasText: "Đã gửi xong" }).waitFor();
  }

  /** Back to the batch from where it was checked. */
  async back() {
    await this.button("Chọn tệp khác").click();
    await this.open();
  }

  async figure(name) {
    const figure = this.page.locator(".sending .figures div", { hasText: name });
    return Number(await figure.locator("dd").innerText());
  }

  /** What is stored of one kind on the device, and what changes it there. */
  stored(database, store, change) {
    return this.page.evaluate(
      ([database, store, change]) =>
        new Promise((settle) => {
          indexedDB.open(database).onsuccess = ({ target: { result } }) => {
            const transaction = result.transaction(store, "readwrite");
            const records = transaction.objectStore(store);
            let found;
            records.getAll().onsuccess = ({ target }) => {
              found = target.result;
              if (!change) return;
              records.clear();
              for (const record of found) if (change === "unname") delete record.name;
              if (change === "unname") for (const record of found) records.put(record);
            };
            transaction.oncomplete = () => {
              result.close();
              settle(found);
            };
          };
        }),
      [database, store, change],
    );
  }

  names() {
    return this.stored("sipas-workbench-keyed", "forms").then((forms) => forms.map(({ name }) => name?.id));
  }
}

const works = (name, body) =>
  test(name, async (t) => {
    const server = await serve(t);
    const door = await gateway(t, server.url);
    await visit(browser, t, { provoked: PROVOKED }, async (page, context) => {
      const officer = new Officer(page);
      await officer.arrive(door);
      await officer.open();
      await body(officer, page, { server, door, context });
    });
    assert.deepEqual(door.faults, []);
  });

works(
  "a batch that is added to sends what is new; what moved up stays itself",
  async (officer, page, { server, door }) => {
    await officer.keyFine("1");
    await officer.keyFine("2");
    await officer.hand();
    await officer.send(2);
    assert.equal((await server.rows()).length, 2);

    await officer.back();
    await page.getByText("Ông/Bà vẫn có thể nhập thêm rồi gửi lại").waitFor();
    await officer.keyFine("3");
    await officer.hand();
    await page.getByText("2 phiếu đã nhận, 0 phiếu bị từ chối, còn 1 phiếu.").waitFor();
    await officer.send(1);
    assert.equal((await server.rows()).length, 3);
    assert.equal(door.posts().length, 3, "what was accepted is not posted again");

    // The first is taken out, the others move up; a new one is last.
    await officer.back();
    await officer.button("Xóa phiếu 1").click();
    await officer.button("Xóa hẳn phiếu 1").click();
    await page.getByRole("heading", { name: "Phiếu đã nhập (2)" }).waitFor();
    await officer.field("form_number").getByRole("textbox").focus();
    // It has its name from the first key on.
    await officer.type("4");
    const begun = await eventually(async () => {
      const [{ typing }] = await officer.stored("sipas-workbench-keyed", "batches");
      assert.ok(typing);
      return typing.name.id;
    });
    await officer.key(paper(""));
    await officer.row("4").getByText("Không có lỗi").waitFor();
    assert.equal((await officer.names()).at(-1), begun);
    const csv = rowsOf(await officer.save("Lưu CSV"));
    assert.deepEqual(csv[0], HEADER, "no column tells the ids");
    await officer.hand();
    await officer.send(1);
    assert.equal(await officer.figure("Đã nhận"), 4);
    const rows = await server.rows();
    assert.equal(rows.length, 4);
    const bodies = door.posts().map(({ sent }) => JSON.parse(sent.body));
    const ids = bodies.map(({ submission_id }) => submission_id);
    assert.equal(new Set(ids).size, 4);
    assert.deepEqual(
      door.posts().map(({ sent }) => sent.headers["idempotency-key"]),
      ids,
    );
    for (const id of ids) assert.ok(bodies.every(({ answers }) => !JSON.stringify(answers).includes(id)));
    await looksRight(page, "sent again");

    // Another browser profile, or one whose notes were cleared: the server knows them all, and keeps each once.
    await officer.stored("sipas-workbench", "batches", "clear");
    await officer.stored("sipas-workbench", "blocks", "clear");
    await page.reload();
    await officer.choose();
    await officer.open();
    await officer.hand();
    await officer.send(3);
    assert.equal(await officer.figure("Đã nhận"), 3, "with the receipts of before");
    assert.equal((await server.rows()).length, 4);

    await officer.back();
    await officer.hand();
    await page.getByText(/^Tệp này đã gửi xong lúc/).waitFor();
    assert.equal(await officer.ask().count(), 0, "nothing is left to send");
  },
);

works(
  "a form that is changed after it was accepted is told by its number, and sent once more only",
  async (officer, page, { server, door }) => {
    for (const number of ["7", "8", "9"]) await officer.keyFine(number);
    await officer.hand();
    await officer.send(3);
    const receipts = (await server.rows()).map(({ receipt }) => receipt);

    await officer.back();
    await officer.button("Sửa phiếu 8").click();
    await officer.isAt("form_number");
    await officer.press("Enter", "Enter", "Enter", "Enter", "Enter", "1", "Control+Enter");
    await officer.page.getByText("Đã lưu phiếu 8").waitFor();
    await officer.hand();
    await officer.send(1);
    const line = page.locator(".sending tbody tr", { hasText: "Đã gửi trước với nội dung khác" });
    assert.match(await line.innerText(), /Máy chủ giữ bản đã nhận trước đó.*2 \(số 8\)/s);
    assert.equal(await officer.figure("Đã nhận"), 2);
    const report = rowsOf(await officer.save("Tải báo cáo gửi (CSV)"));
    assert.deepEqual(report[0].slice(0, 2), ["Dòng", "Số phiếu"]);
    const [row, number, , became, receipt, reason] = report[2];
    assert.deepEqual([row, number, became], ["2", "8", "Đã gửi trước với nội dung khác"]);
    assert.ok(receipts.includes(receipt), "the receipt of what the server has is still told");
    assert.match(reason, /xin báo đơn vị quản lý máy chủ/);
    assert.equal((await server.rows()).length, 3);
    assert.equal(door.posts().length, 4);
    assert.equal(await officer.ask().count(), 0, "the same would be answered the same");
    await looksRight(page, "changed since");
  },
);

works(
  "forms that were stored without a name get one, once; a second reading is not sent",
  async (officer, page, { server }) => {
    await officer.keyFine("5");
    await officer.keyFine("6");
    await officer.hand();
    await officer.stored("sipas-workbench-keyed", "forms", "unname");
    assert.deepEqual(await officer.names(), [undefined, undefined]);
    await officer.back();
    await page.getByText("khi các phiếu chưa có mã riêng").waitFor();
    const names = await officer.names();
    assert.ok(names.every((name) => /^[\da-f-]{36}$/.test(name)) && names[0] !== names[1]);
    await page.reload();
    await officer.choose();
    await officer.open();
    await page.getByText("khi các phiếu chưa có mã riêng").waitFor();
    assert.deepEqual(await officer.names(), names);

    await page.getByLabel(/^Phần trăm số phiếu nhập lại/).fill("100");
    await officer.button("Nhập lại để đối chiếu").click();
    await officer.isAt("form_number");
    await officer.key(paper("5", { items: `1${"5".repeat(18)}` }));
    await page.getByText(/^Xin lấy và nhập lại 1 phiếu/).waitFor();
    await officer.key(paper("6"));
    await page.getByText("Đã nhập lại đủ số phiếu.").waitFor();
    await officer.button("Về nhập tiếp").click();
    assert.deepEqual(await officer.names(), names);
    await officer.hand();
    await officer.send(2);
    const rows = await server.rows();
    assert.deepEqual(rows.map((row) => row.submission_id).sort(), [...names].sort());
  },
);

works(
  "what is mended where it is checked is mended in the batch",
  async (officer, page, { server, context }) => {
    const dialogs = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.accept();
    });
    // The first item is not answered.
    await officer.key(paper("1", { items: `0${"5".repeat(18)}` }));
    await officer.row("1").getByText("1 điều cần xem").waitFor();
    await officer.keyFine("2", { subject: "=1+1" });
    const mend = async (value) => {
      await page
        .getByRole("button", { name: /^Xem các dòng: / })
        .first()
        .click();
      await officer.button("Sửa dòng 1").click();
      await page.locator(".row-editor input").first().fill(value);
      await officer.button("Lưu và kiểm tra lại").click();
    };
    await officer.hand();
    await page.getByText("phiếu sửa ở đây cũng được sửa trong đợt nhập").waitFor();
    await mend("4");
    await page.getByText("Đã sửa dòng 1.").waitFor();
    const first = HEADER.indexOf("c01");
    const cells = async () =>
      (await officer.stored("sipas-workbench-keyed", "forms")).map(({ cells }) => [cells[first], cells[4]]);
    await eventually(async () =>
      assert.deepEqual(await cells(), [
        ["4", ""],
        ["5", "=1+1"],
      ]),
    );
    await officer.back();
    assert.deepEqual(dialogs, [], "nothing would be lost");
    await officer.row("1").getByText("Không có lỗi").waitFor();
    // As it is tomorrow.
    await page.reload();
    await officer.choose();
    await officer.open();
    await officer.row("1").getByText("Không có lỗi").waitFor();
    await officer.hand();
    await officer.send(2);
    assert.equal((await server.rows()).length, 2);

    // Open in another tab, it is not written under the typist's hands; that is told, and what was mended is not forgotten.
    await officer.back();
    await officer.button("Sửa phiếu 1").click();
    await officer.isAt("form_number");
    await officer.press("Enter", "Enter", "Enter", "Enter", "Enter", "0", "Control+Enter");
    await officer.row("1").getByText("1 điều cần xem").waitFor();
    await officer.hand();
    const other = new Officer(await context.newPage());
    await other.arrive({ url: new URL(page.url()).origin });
    await other.open();
    await page.bringToFront();
    await mend("3");
    await page.getByText("đợt đang mở ở một thẻ khác").waitFor();
    assert.deepEqual((await cells())[0], ["", ""]);
    await officer.button("Chọn tệp khác").click();
    await eventually(() => assert.equal(dialogs.length, 1));
  },
);

works(
  "a batch that was sent is known when it comes back as a file, with what was added to it there",
  async (officer, page, { server }) => {
    await officer.keyFine("1");
    await officer.keyFine("2");
    const csv = await officer.save("Lưu CSV");
    await officer.hand();
    await officer.send(2);
    const lines = csv.trimEnd().split("\r\n");
    const [, cells] = rowsOf(csv);
    const added = cells.with(0, "3").map((cell) => `"${cell}"`);
    const transfer = await page.evaluateHandle(
      (text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], "dot.csv"));
        return transfer;
      },
      `${[...lines, added.join(";")].join("\r\n")}\r\n`,
    );
    await page.dispatchEvent("sipas-workbench", "drop", { dataTransfer: transfer });
    await officer.button("Kiểm tra tệp").click();
    await officer.ask().click();
    await page.locator(".send-shared", { hasText: "2 trong 3 phiếu" }).waitFor();
    await officer.button("Gửi 1 phiếu ngay").click();
    await page.locator(".told", { hasText: "2 phiếu đã gửi từ tệp khác" }).waitFor();
    assert.equal((await server.rows()).length, 3);
  },
);
