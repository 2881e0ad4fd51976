// A typist keys paper forms in: by the keyboard alone, with what was keyed kept on the device, checked at once, compared
// with a second reading, and handed on as a file would be.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { DESK, SIZES, eventually, isFocused, openBrowser, visit } from "./support/browser.mjs";
import { looksRight } from "./support/looks.mjs";
import { DIST, folder, serve, sipas } from "./support/program.mjs";
import { FORM, HEADER, name, paper, rowsOf, Typist } from "./support/typist.mjs";

const browser = await openBrowser();

const works = (name, size, body) =>
  test(name, async (t) => {
    const server = await serve(t);
    // The module is fetched ahead for whoever opens a file at once.
    await visit(browser, t, { size, provoked: [/preloaded using link preload/] }, async (page, context) => {
      const typist = new Typist(page);
      await typist.arrive(server);
      await typist.open();
      await body(typist, page, { t, server, context });
    });
  });

works("forms are keyed in by the keyboard alone, and mistakes corrected", DESK, async (typist, page) => {
  await typist.fill(paper("001"));
  assert.ok(await isFocused(typist.button("Lưu phiếu (Enter)")), "behind the last question is the button");
  await typist.press("Enter");
  await typist.isAt("form_number");
  await typist.row("001").getByText("Không có lỗi").waitFor();

  // A wrong digit is seen and taken back.
  await typist.type("002");
  await typist.press("Enter");
  await typist.type("nam hoa");
  await page.getByRole("option", { name: "Phường Nam Hoa Lư" }).waitFor();
  await typist.press("Enter", "1", "2");
  await typist.type("Hộ tịch");
  await typist.press("Enter", "4");
  await page.getByText("Vừa nhập: Nơi ngồi chờ").getByText("Hài lòng").waitFor();
  await typist.isAt("c02");
  await typist.press("Backspace");
  await typist.isAt("c01");
  await typist.press("2");
  await typist.isAt("c02");
  await typist.press("Shift+Tab");
  await typist.isAt("c01");
  assert.equal(await typist.field("c01").getByRole("radio", { checked: true }).inputValue(), "2");
  await typist.press("Enter");
  await typist.isAt("c02");
  // No answer, and on.
  await typist.press("Space", "0", "Enter");
  await typist.isAt("c05");
  await typist.press(..."444444444444444", "2", "0", "0", "0", "2", "1", "Enter");
  await typist.row("002").getByText("3 điều cần xem").waitFor();

  // It is mended from the list; what is wrong stands at its field.
  await page.getByRole("button", { name: "Sửa phiếu 002" }).focus();
  await typist.press("Enter");
  await typist.isAt("form_number");
  await typist.field("c03").getByText("Xin chọn một câu trả lời").waitFor();
  await typist.press("Enter", "Enter", "Enter", "Enter", "Enter", "Enter");
  await typist.isAt("c02");
  await typist.press("4", "4", "4", "Control+Enter");
  await typist.row("002").getByText("Không có lỗi").waitFor();
  await typist.isAt("form_number");

  const [header, first, second] = rowsOf(await typist.save("Lưu CSV"));
  assert.deepEqual(header, HEADER);
  const answers = Object.fromEntries(header.map((name, place) => [name, second[place]]));
  assert.equal(first[1], name("commune", "Phường Hoa Lư"));
  assert.equal(answers.commune, name("commune", "Phường Nam Hoa Lư"));
  assert.deepEqual(
    [answers.form_number, answers.channel, answers.subject, answers.c01, answers.c02, answers.c20],
    ["002", "online", "Hộ tịch", "2", "4", ""],
  );
});

works("a key that answers nothing holds the field until it is taken back", DESK, async (typist, page) => {
  await typist.type("001");
  await typist.press("Enter");
  await typist.type("hoa lu");
  await typist.press("Enter", "1", "2", "Enter", "4", "4", "9");
  await typist.isAt("c03");
  const told = typist
    .field("c03")
    .getByRole("alert")
    .filter({ hasText: /Không có câu trả lời “9”.*Backspace/ });
  await told.waitFor();
  await looksRight(page, "a key that answers nothing");
  // Whoever looks at the paper goes on: nothing of it is taken, and the form is not stored without it.
  await typist.press("2", "3", "Enter", "Control+Enter");
  await typist.isAt("c03");
  await told.waitFor();
  assert.equal(await typist.field("c03").getByRole("radio", { checked: true }).count(), 0);
  assert.equal(await typist.field("c04").getByRole("radio", { checked: true }).count(), 0);
  await typist.press("Backspace");
  await typist.isAt("c03");
  assert.equal(await told.count(), 0);
  await typist.press("3", "5");
  await typist.isAt("c05");
  assert.equal(await typist.field("c03").getByRole("radio", { checked: true }).inputValue(), "3");
  // Whoever has a mouse in the hand picks another answer.
  await typist.press("7");
  await typist.field("c05").getByRole("alert").waitFor();
  await typist.field("c05").getByTitle("Hài lòng", { exact: true }).click();
  assert.equal(await typist.field("c05").getByRole("alert").count(), 0);
  await typist.press("4");
  await typist.isAt("c06");
});

works("what is being keyed in is discarded when that is said twice", DESK, async (typist, page) => {
  const discard = typist.button("Bỏ phiếu đang nhập");
  const ask = page.getByText("Bỏ những gì đã nhập cho phiếu này?");
  // Nothing is lost by it yet.
  await discard.click();
  await typist.isAt("form_number");
  assert.equal(await ask.count(), 0);
  await typist.type("005");
  await typist.press("Enter");
  await typist.type("hoa lu");
  await typist.press("Enter", "1", "2");
  await typist.type("Hộ tịch");
  await page.getByText("Vừa nhập").waitFor();

  // It is here after a reload, which is said for as long as it is so.
  await page.reload();
  await typist.choose();
  await typist.open("subject");
  const resumed = page.getByText("Phiếu đang nhập dở cũng còn.");
  await resumed.waitFor();
  await discard.focus();
  await typist.press("Enter");
  await ask.waitFor();
  assert.ok(await isFocused(typist.button("Giữ lại")), "one slip discards nothing");
  await looksRight(page, "whether to discard");
  await typist.press("Enter");
  assert.ok(await isFocused(discard));
  assert.equal(await typist.field("form_number").locator("input").inputValue(), "005");
  await resumed.waitFor();
  await typist.press("Enter");
  await typist.button("Bỏ").click();
  await typist.isAt("form_number");
  assert.equal(await typist.field("form_number").locator("input").inputValue(), "");
  assert.equal(await resumed.count(), 0);
});

works("an answer stays for the next form, and a known number is told", DESK, async (typist, page) => {
  await typist.type("7");
  await typist.press("Enter");
  await typist.type("hoa lu");
  await typist.press("+");
  await page.getByRole("button", { name: /^Giữ cho phiếu sau: Xã/, pressed: true }).waitFor();
  await typist.press(
    "Enter",
    "1",
    "2",
    "Enter",
    ..."5555555555555555555",
    "2",
    "0",
    "0",
    "0",
    "1",
    "3",
    "Enter",
  );
  await typist.row("7").getByText("Không có lỗi").waitFor();
  await typist.type("7");
  await page.getByRole("status").filter({ hasText: "Số 7 đã có ở phiếu thứ 1" }).waitFor();
  // It is told, not refused.
  await typist.press("Enter");
  await typist.isAt("respondent");
  assert.equal(await typist.field("commune").getByRole("combobox").inputValue(), "Phường Hoa Lư");
  await typist.press("Backspace", "Backspace");
  await typist.isAt("form_number");
  await typist.type("8");
  await page.locator("#keyed-note").getByText(/./).waitFor({ state: "detached" });
  await typist.press(
    "Enter",
    "1",
    "2",
    "Enter",
    ..."4444444444444444444",
    "2",
    "0",
    "0",
    "0",
    "1",
    "3",
    "Enter",
  );
  await typist.row("8").getByText("Không có lỗi").waitFor();
  const rows = rowsOf(await typist.save("Lưu CSV")).slice(1);
  assert.deepEqual(
    rows.map(([number, commune]) => [number, commune]),
    ["7", "8"].map((number) => [number, name("commune", "Phường Hoa Lư")]),
  );
});

works("what was keyed, and what was being keyed, is there after a reload", DESK, async (typist, page) => {
  await typist.key(paper("11", { subject: "=1+1" }));
  await typist.key(paper("12"));
  await typist.type("13");
  await typist.press("Enter");
  await typist.type("hoa lu");
  await typist.press("Enter", "1", "3", "Enter", "5", "4");
  await typist.isAt("c03");
  // Once it is on the device, as a crash would find it.
  await eventually(async () => {
    const at = await page.evaluate(
      () =>
        new Promise((found) => {
          indexedDB.open("sipas-workbench-keyed").onsuccess = ({ target: { result: database } }) => {
            database.transaction("batches").objectStore("batches").getAll().onsuccess = ({ target }) => {
              database.close();
              found(target.result[0].typing?.at);
            };
          };
        }),
    );
    assert.equal(at, HEADER.indexOf("c03"));
  });
  await page.reload();
  await typist.choose();
  await page.getByText("Trên máy này còn 2 phiếu giấy đã nhập").waitFor();
  await typist.button("Nhập phiếu giấy bằng bàn phím").click();
  await page.getByText(/Đã mở lại đợt nhập từ .*: 2 phiếu đã lưu. Phiếu đang nhập dở cũng còn./).waitFor();
  await typist.isAt("c03");
  assert.equal(await typist.field("c02").getByRole("radio", { checked: true }).inputValue(), "4");
  await typist.row("12").getByText("Không có lỗi").waitFor();
  await typist.press(..."33333333333333333", "2", "0", "0", "0", "1", "3", "Enter");
  await typist.row("13").getByText("Không có lỗi").waitFor();
  const csv = await typist.save("Lưu CSV");
  const rows = rowsOf(csv).slice(1);
  assert.deepEqual(
    rows.map(([number]) => number),
    ["11", "12", "13"],
  );
  assert.equal(rows[0][4], "'=1+1", "no spreadsheet computes it");

  // Gone only once that is confirmed.
  await typist.button("Xóa đợt nhập này…").click();
  await page.getByText("Xóa hẳn 3 phiếu của đợt này").waitFor();
  await typist.button("Giữ lại").click();
  await typist.row("13").waitFor();
  await typist.button("Xóa đợt nhập này…").click();
  await typist.button("Xóa hẳn").click();
  await page.getByRole("heading", { name: "Phiếu đã nhập (0)" }).waitFor();
  await page.reload();
  await typist.choose();
  await typist.open();
  await page.getByRole("heading", { name: "Phiếu đã nhập (0)" }).waitFor();
});

works("two pages do not write over each other's batch", DESK, async (typist, page, { context, server }) => {
  await typist.key(paper("1"));
  await typist.row("1").getByText("Không có lỗi").waitFor();
  const other = new Typist(await context.newPage());
  await other.arrive(server);
  await other.open();
  await other.page.getByText("đang mở ở một thẻ khác").waitFor();
  await other.page.getByRole("heading", { name: "Phiếu đã nhập (0)" }).waitFor();
  await other.key(paper("2"));
  await other.row("2").getByText("Không có lỗi").waitFor();
  await page.bringToFront();
  await typist.key(paper("3"));
  await typist.row("3").getByText("Không có lỗi").waitFor();
  const numbers = async (typist) => rowsOf(await typist.save("Lưu CSV")).map(([number]) => number);
  assert.deepEqual(await numbers(typist), ["form_number", "1", "3"]);
  assert.deepEqual(await numbers(other), ["form_number", "2"]);
});

works("keys that come while a form is being stored are those of the next", DESK, async (typist, page) => {
  await typist.fill(paper("41"));
  // Something else is being written: storing waits for it.
  await page.evaluate(async () => {
    const database = await new Promise((found) => {
      indexedDB.open("sipas-workbench-keyed").onsuccess = ({ target }) => found(target.result);
    });
    const store = database.transaction(["batches", "forms"], "readwrite").objectStore("forms");
    await new Promise((began) => {
      const hold = () => {
        began();
        if (globalThis.isOver) database.close();
        else store.count().onsuccess = hold;
      };
      store.count().onsuccess = hold;
    });
  });
  await typist.press("Enter");
  await typist.key({ ...paper("42"), commune: "nam hoa" });
  await typist.type("43");
  await page.getByRole("heading", { name: "Phiếu đã nhập (0)" }).waitFor();
  await page.evaluate(() => (globalThis.isOver = true));
  await typist.row("42").getByText("Không có lỗi").waitFor();
  await typist.isAt("form_number");
  assert.equal(await typist.field("form_number").getByRole("textbox").inputValue(), "43");
  const rows = rowsOf(await typist.save("Lưu CSV")).slice(1);
  assert.deepEqual(
    rows.map(([number, commune, , , , ...rest]) => [number, commune, rest.join("")]),
    [
      ["41", name("commune", "Phường Hoa Lư"), `${"5".repeat(19)}nomale35-49`],
      ["42", name("commune", "Phường Nam Hoa Lư"), `${"5".repeat(19)}nomale35-49`],
    ],
  );
});

works("a second reading finds what was keyed wrong", DESK, async (typist, page) => {
  const forms = ["21", "22", "23", "24"].map((number) => paper(number));
  for (const form of forms) await typist.key(form);
  await typist.row("24").getByText("Không có lỗi").waitFor();
  await page.getByLabel(/^Phần trăm số phiếu nhập lại/).fill("50");
  await typist.button("Nhập lại để đối chiếu").click();
  await typist.isAt("form_number");
  const task = page.getByText(/^Xin lấy và nhập lại 2 phiếu có số: /);
  const numbers = (await task.innerText()).match(/số: ([\d, ]+)\./)[1].split(", ");
  assert.equal(numbers.length, 2);
  assert.equal(await typist.row("21").isVisible(), false, "the first reading is not seen");

  const other = forms.find(({ number }) => !numbers.includes(number));
  await typist.type(other.number);
  await typist.press("Enter");
  await page.getByText("Phiếu số này không có trong các phiếu cần nhập lại.").waitFor();
  await typist.isAt("form_number");
  await typist.press("Backspace");
  // The third item of the first of them is read as another; for the officer to decide.
  await typist.key(paper(numbers[0], { items: `55${"1"}${"5".repeat(16)}` }));
  await page.getByText(/^Xin lấy và nhập lại 1 phiếu có số: /).waitFor();
  await typist.key(paper(numbers[1]));
  await page.getByText("Đã nhập lại đủ số phiếu.").waitFor();
  await typist.press("Enter");
  await page.getByRole("heading", { name: "Đối chiếu hai lần nhập" }).waitFor();
  const all = 2 * (HEADER.length - 1);
  await page.getByText(`2 phiếu nhập hai lần, giống nhau 98,3% (${all - 1}/${all}).`).waitFor();
  const differing = page.locator(".keyed-values tbody tr");
  assert.equal(await differing.count(), 1);
  assert.equal(await differing.getAttribute("data-question"), "c03");
  assert.match(
    await differing.innerText(),
    new RegExp(`^${numbers[0]}\\b[^]*Rất hài lòng[^]*Rất không hài lòng`),
  );
  const rate = (name) => page.locator(`.keyed-rates [data-question=${name}] td`).innerText();
  assert.equal(await rate("c03"), "50% (1/2)");
  assert.equal(await rate("c04"), "100% (2/2)");
  await page.getByLabel("Hiện cả các câu giống nhau").check();
  assert.equal(await differing.count(), all);

  await page.getByRole("radio", { name: /: lấy lần hai, Rất không hài lòng$/ }).check();
  await typist.button("Về nhập tiếp").click();
  await typist.row(numbers[0]).getByText("Không có lỗi").waitFor();
  const rows = rowsOf(await typist.save("Lưu CSV")).slice(1);
  const third = HEADER.indexOf("c03");
  assert.deepEqual(
    rows.map((row) => [row[0], row[third]]),
    forms.map(({ number }) => [number, number === numbers[0] ? "1" : "5"]),
  );
});

works(
  "what was keyed is checked and counted as the same rows of a file",
  DESK,
  async (typist, page, { t }) => {
    await typist.key(paper("31", { subject: 'Đất đai; "sổ đỏ"' }));
    await typist.key(paper("32", { items: `12${"4".repeat(17)}`, given: "345" }));
    await typist.key(paper("33", { commune: "nam hoa lu", items: "3".repeat(19) }));
    for (const number of ["36", "37", "38"])
      await typist.key(paper(number, { items: "5432154321543215432" }));
    await typist.key(paper("34", { items: `0${"5".repeat(18)}` }));
    await typist.row("34").getByText("1 điều cần xem").waitFor();
    // What is no commune is kept as it was typed, and refused.
    await typist.type("35");
    await typist.press("Enter");
    await typist.type("khong ro");
    await typist.press("Enter");
    await typist.field("commune").getByText("Không có mục nào như vậy.").waitFor();
    await typist.press("Tab", "Control+Enter");
    await typist.row("35").getByText(/ lỗi$/).waitFor();
    const csv = await typist.save("Lưu CSV");
    await typist.button("Kiểm tra và xem kết quả").click();
    await page.getByRole("heading", { name: "Lỗi và điều cần xem lại" }).waitFor();
    const figure = (name) => page.locator(`[data-figure=${name}]`).innerText();
    assert.deepEqual(
      [await figure("responses"), await figure("counted"), await figure("refused")],
      ["8", "7", "1"],
    );
    await page.locator(".picture").first().waitFor();
    const report = JSON.parse(await typist.save("Báo cáo kết quả (JSON)"));
    const path = join(await folder(t), "keyed.csv");
    await writeFile(path, csv);
    const form = join(DIST, `forms/${FORM}.json`);
    const counted = JSON.parse(await sipas("score", form, path, "--by", "channel", "--json"));
    assert.ok(report.scores[0].value !== null);
    assert.deepEqual(report.scores, counted.scores);
    const groups = ({ by }) =>
      [by]
        .flat()
        .find(({ question }) => question === "channel")
        .groups.map(({ name, responses, scores }) => ({ name, responses, scores }));
    assert.equal(groups(report).length, 1);
    assert.deepEqual(groups(report), groups(counted));
    assert.equal(report.responses, 7);
  },
);

for (const size of SIZES) {
  works(`axe finds nothing where forms are keyed in, ${size.name}`, size, async (typist, page) => {
    await looksRight(page, "an empty form");
    await typist.type("1");
    await typist.press("Enter");
    await typist.type("hoa");
    await typist.field("commune").getByRole("option").first().waitFor();
    await looksRight(page, "the communes that are found");
    await typist.press("Enter", "1", "2", "Enter", "5", "4");
    await looksRight(page, "a form half keyed");
    await typist.press("Control+Enter");
    await typist
      .row("1")
      .getByText(/điều cần xem$/)
      .waitFor();
    await typist.key(paper("1"));
    await typist.row("1").getByText("Không có lỗi").waitFor();
    await typist.type("1");
    await page.getByText("Số 1 đã có").waitFor();
    await looksRight(page, "faults in the list, and a known number");
    await typist.press("Backspace");
    await typist.key(paper("2"));
    await page.getByRole("button", { name: "Sửa phiếu 1" }).last().click();
    await typist.field("c03").getByText("Xin chọn một câu trả lời").waitFor();
    await looksRight(page, "a form that is mended");
    await typist.button("Thôi").click();
    await page.getByLabel(/^Phần trăm số phiếu nhập lại/).fill("100");
    await typist.button("Nhập lại để đối chiếu").click();
    await page.getByText(/^Xin lấy và nhập lại/).waitFor();
    await looksRight(page, "what is to be keyed again");
    await typist.key(paper("2", { items: `1${"5".repeat(18)}` }));
    await typist.button("Xem đối chiếu").click();
    await page.getByLabel("Hiện cả các câu giống nhau").check();
    await looksRight(page, "the comparison");
  });
}

works("every key costs next to nothing", DESK, async (typist, page, { t }) => {
  await page.evaluate(() => {
    const spent = (globalThis.spent = { handled: [], painted: [] });
    let began = 0;
    addEventListener("keydown", () => (began = performance.now()), { capture: true });
    addEventListener("keydown", () => {
      const from = began;
      spent.handled.push(performance.now() - from);
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => spent.painted.push(performance.now() - from);
        port2.postMessage(0);
      });
    });
  });
  const FORMS = 20;
  const perForm = [];
  // The commune stays from the first form on.
  for (let number = 1; number <= FORMS; number += 1) {
    typist.strokes = 0;
    const form = paper(String(100 + number), { items: "5432154321543215432" });
    if (number === 1) {
      await typist.type(form.number);
      await typist.press("Enter");
      await typist.type(form.commune);
      await typist.press("+", "Enter", ...form.picks, "Enter", ...form.rest, "Enter");
    } else await typist.key(form, true);
    perForm.push(typist.strokes);
  }
  await typist.row("120").getByText("Không có lỗi").waitFor();
  const rows = rowsOf(await typist.save("Lưu CSV")).slice(1);
  assert.equal(rows.length, FORMS, "no key was lost");
  for (const row of rows) assert.equal(row.slice(5, 24).join(""), "5432154321543215432");
  const spent = await page.evaluate(() => globalThis.spent);
  const middle = (times) => times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)];
  const most = (times) => times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.95)];
  for (const [what, times] of Object.entries(spent)) {
    assert.ok(times.length > FORMS * 30, what);
    t.diagnostic(
      `${what}: ${middle(times).toFixed(1)} ms in the median, ${most(times).toFixed(1)} ms at 95 %`,
    );
  }
  t.diagnostic(`keys per form: ${perForm.at(-1)} (29 questions, the commune kept)`);
  assert.ok(most(spent.handled) < 50);
});
