// What an officer is told of a file before and after it is checked: which columns are missing and what follows from it,
// whose file it is, which groups are not shown.
import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, PHONE, SIZES, eventually, isFocused, openBrowser } from "./support/browser.mjs";
import { workbench } from "./support/bench.mjs";
import { csv, office, responses, table } from "./support/responses.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();

/** A table without some of its columns. */
function without(rows, ...names) {
  const places = rows[0].flatMap((name, place) => (names.includes(name) ? [] : [place]));
  return rows.map((row) => places.map((place) => row[place]));
}

/** What the lists of the notice above the columns name, by the beginning of what is said of them. */
const lists = (page) =>
  page.locator(".columns-told > p").evaluateAll((said) =>
    said.map((one) => {
      const items = one.nextElementSibling?.matches("ul") ? [...one.nextElementSibling.children] : [];
      return [one.textContent, items.map(({ textContent }) => textContent)];
    }),
  );

for (const size of SIZES) {
  test(`what has no column is named with what follows from it, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size }, async (officer, { page }) => {
      const all = responses(12);
      const rows = without(table(all), "commune", "subject", "q8", "q9", "education");
      await officer.drops(await officer.file("thieu.csv", csv(rows)));
      await officer.check.waitFor();
      const label = (name) => office.question(name).label.vi;
      const named = await lists(page);
      assert.deepEqual(
        named.map(([, items]) => items),
        [[label("q8"), label("q9")], [label("commune")], [label("subject"), label("education")]],
      );
      assert.match(named[0][0], /được tính điểm.*tính mà không có/);
      assert.match(named[1][0], /không chia được/);
      assert.match(named[2][0], /bắt buộc.*không trả lời/);
      await officer.looksRight("questions without a column");
      assert.match(await officer.check.getAttribute("class"), /primary/);
      // What results are to be grouped by is no longer only an answer that is missing.
      await page.getByLabel(label("education"), { exact: true }).check();
      assert.deepEqual((await lists(page))[1][1], [label("commune"), label("education")]);
      await page.getByLabel(label("education"), { exact: true }).uncheck();

      // Two columns cannot both be the number of the form.
      const gender = page.getByLabel("Là câu hỏi: gender");
      await gender.focus();
      await gender.selectOption(JSON.stringify({ is: "form_number" }));
      const twice = (await lists(page)).at(-1);
      assert.match(twice[0], /chỉ cột đứng trước được dùng/);
      assert.deepEqual(twice[1], ["Số phiếu: cột “Số phiếu” và cột “gender”"]);
    });
  });

  test(`a file of another form is told from one of this form, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size }, async (officer, { page }) => {
      const other = new Survey("sipas-transaction");
      const answers = Array.from({ length: 20 }, (_, seed) => other.answers(seed));
      const names = Object.keys(answers[0]).filter((name) => typeof answers[0][name] === "string");
      const rows = [
        ["Số phiếu", ...names.map((name) => other.question(name).label.vi)],
        ...answers.map((answer, place) => [place + 1, ...names.map((name) => answer[name] ?? "")]),
      ];
      await officer.drops(await officer.file("khac.csv", csv(rows)));
      await officer.check.waitFor();
      const told = page.locator(".columns-told");
      await told.getByText(/^(Chỉ [1-4] trên 9 câu hỏi được tính điểm có cột|Chưa cột nào)/).waitFor();
      assert.match(await officer.check.getAttribute("class"), /secondary/);
      const title = "Khảo sát sự hài lòng sau khi giải quyết thủ tục hành chính";
      await told.getByText(`Tệp này giống tệp của biểu mẫu “${title}”.`).waitFor();
      await officer.looksRight("a file of another form");
      await officer.press(officer.button("Chọn biểu mẫu đó"));
      await eventually(async () =>
        assert.match(await page.getByLabel("Biểu mẫu").inputValue(), /sipas-transaction/),
      );
      // It is read as that form's at once; what only some are asked is not in it.
      const missing = ["c20", "c21", "c22"].map((name) => other.question(name).label.vi);
      await eventually(async () =>
        assert.deepEqual(
          (await lists(page)).map(([, items]) => items),
          [missing],
        ),
      );
      assert.match(await officer.check.getAttribute("class"), /primary/);
      await officer.checks();
      assert.equal((await officer.figures())[0], 20);
    });
  });
}

test("results say which questions and which groups are not in them", async (t) => {
  await workbench(browser, t, { size: PHONE }, async (officer, { page }) => {
    const all = responses(12);
    const label = (name) => office.question(name).label.vi;
    await officer.reads(await officer.file("du.csv", csv(table(all))));
    assert.equal(await page.locator(".partial").count(), 0);
    // Three units of four, ages of two or three, women and men of six.
    const told = page.locator(".groups-hidden li");
    await eventually(async () => assert.equal(await told.count(), 2));
    const [units, ages] = await told.allInnerTexts();
    assert.match(units, /^“Xã, phường .*”: không nhóm nào được hiện\.$/);
    await page.getByText(/^Nhóm có dưới 5 phiếu được giữ kín, /).waitFor();
    assert.match(ages, new RegExp(`^“${label("age")}”: không nhóm nào`));
    await officer.looksRight("groups that are not shown");
    await page.getByLabel("Nhóm có dưới số phiếu này được giữ kín").fill("3");
    await page.keyboard.press("Tab");
    await eventually(async () =>
      assert.match(
        (await told.allInnerTexts()).join(),
        new RegExp(`^“${label("age")}”: \\d nhóm không được hiện`),
      ),
    );

    const path = await officer.file("thieu.csv", csv(without(table(all), "q8", "q9")));
    await officer.reads(path);
    const partial = `Chỉ số chỉ tính từ 7/9 câu hỏi: tệp không có cột cho “${label("q8")}”; “${label("q9")}”.`;
    assert.equal(await page.locator(".partial").innerText(), partial);
    await officer.looksRight("results of a part");
    // Whoever is given the report knows it too.
    const report = await officer.report();
    assert.equal(report.scores[0].denominator, 12 * 7);
    assert.ok(report.note.endsWith(partial), report.note);
  });
});

test("a file from which nothing was read is not one without faults", async (t) => {
  await workbench(browser, t, { size: DESK }, async (officer, { page }) => {
    await officer.reads(await officer.file("trong.csv", csv(table([]))));
    await officer.alert.filter({ hasText: "Không đọc được phiếu nào trong tệp." }).waitFor();
    await page.getByText(/^Dưới dòng tiêu đề không có dòng dữ liệu nào\. Xin bấm/).waitFor();
    assert.equal(await page.getByText("Không có lỗi hay cảnh báo nào").count(), 0);
    assert.equal(await page.getByText("Đã kiểm tra 0 phiếu").count(), 0);
    await officer.looksRight("nothing was read");
    await officer.reads(await officer.file("du.csv", csv(table(responses(6)))));
    await page.getByText("Không có lỗi hay cảnh báo nào.").waitFor();
  });
});

for (const size of SIZES) {
  test(`what is the same in several columns is said once, and mended from a list, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size }, async (officer, { page }) => {
      const rows = table(responses(12));
      const at = (name) => rows[0].indexOf(name);
      for (const name of ["q1", "q2", "q3", "q4"]) rows[3][at(name)] = "9";
      rows[5][at("q4")] = "chín";
      // An empty line: the third response stands in line 5 of the file.
      const text = csv(rows).replace("\r\n", `\r\n${";".repeat(rows[0].length - 1)}\r\n`);
      await officer.reads(await officer.file("loi.csv", text));
      assert.deepEqual(await officer.figures(), [12, 10, 2]);
      const label = (name) => office.question(name).label.vi;
      const message = "Xin chọn một câu trả lời có trong danh sách.";
      const lines = page.locator("table.kinds tr.is-error:visible");
      await eventually(async () => assert.equal(await lines.count(), 1));
      assert.match(await lines.innerText(), /4 câu hỏi[^]*nhiều nhất 2/);
      assert.ok((await lines.innerText()).includes(message), "without a question: there are several");
      await officer.looksRight("what is the same is folded");
      const unfold = page.getByRole("button", { name: `Mở ra từng câu hỏi: ${message}` });
      await officer.press(unfold);
      await eventually(async () => assert.equal(await lines.count(), 5));
      assert.equal(
        await page.locator(".issues").getByText(label("q4")).count(),
        0,
        "the column is named by its heading alone",
      );
      await officer.looksRight("it is unfolded");

      await officer.press(
        page.getByRole("button", { name: `Xem các dòng: ${message.slice(0, -1)} cho “${label("q4")}”.` }),
      );
      const mend = officer.button("Sửa dòng 5");
      await mend.waitFor();
      const row = page.locator(".row-list li", { has: mend });
      assert.equal(await row.locator("li").first().innerText(), `q1: ${message} [9]`);
      page.on("dialog", (dialog) => assert.fail(dialog.message()));
      // Nothing is changed by looking.
      await officer.press(mend);
      await page.getByRole("textbox", { name: "q1", exact: true }).press("Enter");
      await officer.told.filter({ hasText: "Dòng 5 chưa có gì thay đổi." }).waitFor();
      assert.ok(await isFocused(mend));
      await page.reload();
      await officer.chooses("commune-office");
      page.removeAllListeners("dialog");

      await officer.reads(await officer.file("loi.csv", text));
      await officer.press(unfold);
      const show = page.getByRole("row", { name: /^q4/ }).getByRole("button");
      await officer.press(show);
      await officer.press(officer.button("Sửa dòng 7"));
      const field = page.getByRole("textbox", { name: "q4", exact: true });
      const list = page.getByRole("combobox", { name: "Các câu trả lời có sẵn: q4" });
      await list.waitFor();
      const answers = await list.locator("option").allInnerTexts();
      assert.deepEqual(
        answers.slice(1),
        office.choices(office.question("q4")).map(({ label }) => label.vi),
      );
      await list.selectOption("Hài lòng");
      assert.equal(await field.inputValue(), "Hài lòng");
      await officer.looksRight("a cell with its answers");
      await field.press("Enter");
      await officer.told.filter({ hasText: "Đã sửa dòng 7." }).waitFor();
      await eventually(async () => assert.deepEqual(await officer.figures(), [12, 11, 1]));
      assert.equal(await lines.count(), 5, "what was unfolded stays so");
    });
  });
}

test("what the browser kept of columns is used where it is whole, and guessed anew where it is damaged", async (t) => {
  await workbench(browser, t, {}, async (officer, { page }) => {
    const rows = table(responses(6));
    const select = page.getByLabel("Là câu hỏi: subject");
    const known = page.getByText("Tệp có các cột như tệp đã đọc trước đây");
    const opens = async () => {
      await page.reload();
      await officer.chooses(office.stem);
      await officer.drops(await officer.file("phieu.csv", csv(rows)));
      await officer.check.waitFor();
    };
    await opens();
    await select.focus();
    await select.selectOption("null");
    await officer.checks();
    const kept = () => page.evaluate(() => localStorage.getItem("sipas-workbench/columns"));
    const whole = await kept();
    const [[shape, mapping]] = Object.entries(JSON.parse(whole));
    const damages = [
      { ...mapping, columns: { ...mapping.columns, length: mapping.columns.length } },
      { ...mapping, columns: "x".repeat(mapping.columns.length) },
      { ...mapping, columns: mapping.columns.map(() => 7) },
      { ...mapping, columns: mapping.columns.map(() => ({})) },
      { ...mapping, columns: mapping.columns.map(() => ({ is: "birthday" })) },
      { ...mapping, columns: mapping.columns.map(() => ({ question: "q1", choice: "none" })) },
      { ...mapping, notation: "roman" },
      { ...mapping, dates: { toString: 1 } },
      { ...mapping, version: 2 },
      "text",
      null,
    ];
    for (const damaged of damages) {
      const text = JSON.stringify({ [shape]: damaged });
      await page.evaluate((text) => localStorage.setItem("sipas-workbench/columns", text), text);
      await opens();
      assert.equal(await known.count(), 0, text);
      assert.equal(await select.inputValue(), '{"question":"subject"}', "it is guessed");
      await officer.checks();
      assert.deepEqual(await officer.figures(), [6, 6, 0], text);
    }
    await page.evaluate((text) => localStorage.setItem("sipas-workbench/columns", text), whole);
    await opens();
    await known.waitFor();
    assert.equal(await select.inputValue(), "null");
  });
});
