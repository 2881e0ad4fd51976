// The officer's page from a file to its results, in a real browser at both sizes.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { PHONE, SIZES, eventually, isFocused, openBrowser } from "./support/browser.mjs";
import { agree, natively, workbench } from "./support/bench.mjs";
import { beforeWorker } from "./support/disk.mjs";
import { ROOT } from "./support/program.mjs";
import { UNITS, csv, office, responses, table } from "./support/responses.mjs";

const browser = await openBrowser();
const run = promisify(execFile);

/** A table with faults: in row 4 (line 5 of the file) a level that there is none of, in row 9 no such age, row 12 has row 11's number. */
function faulty(all) {
  const rows = table(all);
  const column = (name) => rows[0].indexOf(name);
  rows[4][column("q3")] = "9";
  rows[9][column("age")] = "trẻ";
  rows[12][0] = 11;
  return rows;
}

for (const size of SIZES) {
  test(`a file is checked, mended by keyboard, scored, and its refused rows come back, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size }, async (officer, { page }) => {
      await officer.looksRight("no file yet");
      const all = responses(60);
      const path = await officer.file("phieu.csv", csv(faulty(all)));
      await officer.picks(path);
      await officer.check.waitFor();
      assert.ok(await isFocused(officer.heading("Cột nào là câu hỏi nào")));
      await officer.looksRight("columns");
      const guessed = await page
        .locator("table.columns select")
        .evaluateAll((all) => all.map(({ value }) => value));
      const [number, ...questions] = guessed.map((value) => JSON.parse(value));
      assert.deepEqual(number, { is: "form_number" });
      assert.deepEqual(
        questions.map(({ question }) => question),
        table([])[0].slice(1),
      );

      await officer.checks();
      assert.deepEqual(await officer.figures(), [60, 58, 2]);
      await officer.looksRight("checked");
      const [first, second] = (await officer.kinds()).map(([, column, count]) => [column, count]);
      assert.deepEqual([first, second].sort(), [
        ["age", 1],
        ["q3", 1],
      ]);
      assert.match(
        await page.locator(".numbering").innerText(),
        /Số phiếu trùng: 1[^]*Số phiếu còn thiếu: 1\s+12/,
      );
      const without = all.filter((_, place) => ![3, 8].includes(place));
      const before = await agree(t, officer, path, without);

      // By keyboard alone: the rows of a kind, the first of them, its cell.
      const show = page.getByRole("row", { name: /q3/ }).getByRole("button");
      await show.focus();
      await page.keyboard.press("Enter");
      const mend = officer.button("Sửa dòng 5");
      await mend.waitFor();
      await officer.looksRight("rows of a kind");
      await eventually(async () =>
        assert.ok(await isFocused(page.getByRole("heading", { level: 3, name: /^Các dòng: / }))),
      );
      await page.keyboard.press("Tab");
      assert.ok(await isFocused(mend));
      await page.keyboard.press("Enter");
      const cell = page.getByRole("textbox", { name: "q3", exact: true });
      await eventually(async () => assert.ok(await isFocused(cell)));
      await officer.looksRight("a row is mended");
      await page.keyboard.press("Control+A");
      await page.keyboard.type("8");
      await page.keyboard.press("Enter");
      await officer.alert.filter({ hasText: "Dòng 5 vẫn còn 1" }).waitFor();
      assert.deepEqual(await officer.figures(), [60, 58, 2], "it is still wrong");
      await eventually(async () => assert.ok(await isFocused(mend)));
      await page.keyboard.press("Enter");
      await eventually(async () => assert.ok(await isFocused(cell)));
      await page.keyboard.press("Control+A");
      await page.keyboard.type("Hai long");
      await page.keyboard.press("Enter");
      await officer.told.filter({ hasText: "Đã sửa dòng 5." }).waitFor();
      await eventually(async () => assert.deepEqual(await officer.figures(), [60, 59, 1]));
      await eventually(async () => assert.ok(await isFocused(mend), "the focus stays with the row"));
      await page.getByText("Dòng này nay không còn lỗi.").waitFor();
      await officer.looksRight("a row was mended");
      const after = await officer.report();
      assert.equal(after.responses, 59);
      assert.equal(after.scores[0].denominator, before.scores[0].denominator + 9);

      // What is still refused: a file with the reason, mended in a spreadsheet and dropped back in.
      const refused = await officer.saves(officer.button("Tải các dòng không được tính"));
      assert.equal(refused.name, "phieu.khong-duoc-tinh.csv");
      const text = refused.bytes.toString("utf8");
      const [head, row, ...none] = text.replace("\ufeff", "").split("\r\n").filter(Boolean);
      assert.ok(text.startsWith("\ufeff"), "a spreadsheet knows it for UTF-8");
      assert.equal(none.length, 0, "the mended row is not in it");
      assert.ok(row.includes('"trẻ"') && row.split(";").length === head.split(";").length, row);
      assert.match(row.split(";").at(-1), /^"[^"]{10,}"$/, "it says why");
      const kept = await officer.saves(officer.button("Lưu kết quả"));
      const mended = await officer.file("da-sua.csv", text.replace('"trẻ"', '"Trên 60 tuổi"'));
      page.once("dialog", (dialog) => dialog.accept());
      await officer.reads(mended);
      assert.deepEqual(await officer.figures(), [1, 1, 0]);
      await officer.gives("Cộng thêm tệp kết quả…", await officer.file(kept.name, kept.bytes));
      await page.getByText("Đã cộng kết quả của 1 tệp.").waitFor();
      await officer.looksRight("results are added");
      const whole = await officer.report();
      const expected = responses(60);
      expected[3].q3 = "4";
      expected[8].age = "over-60";
      const clean = await officer.file("sach.csv", csv(table(expected)));
      assert.deepEqual(
        whole.scores,
        (await natively(officer.stem, clean)).scores,
        "nothing is lost or counted twice",
      );
    });
  });

  test(`columns are changed by hand and remembered by the shape of the file, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size }, async (officer, { page }) => {
      const all = responses(20);
      // Nobody would know this one, nor that it is not what q9 is.
      const rows = table(all, undefined, (name) => (name === "q9" ? "Ý kiến thứ chín" : name));
      await officer.dropsText("một.csv", csv(rows, ","));
      await officer.check.waitFor();
      const told = page.locator(".columns-told");
      assert.match(await told.innerText(), /Chưa có cột cho các câu hỏi được tính điểm/);
      const select = page.getByLabel("Là câu hỏi: Ý kiến thứ chín");
      assert.equal(await select.inputValue(), "null");
      await select.focus();
      await select.selectOption(JSON.stringify({ question: "q9" }));
      assert.equal(await told.innerText(), "");
      await page.getByText("do Ông/Bà chọn").waitFor();
      await officer.looksRight("a column was chosen");
      await officer.checks();
      assert.deepEqual(await officer.figures(), [20, 20, 0]);

      await page.reload();
      await officer.chooses("commune-office");
      await officer.dropsText("hai.csv", csv([rows[0], ...rows.slice(1, 6)], ","));
      await page.getByText("Tệp có các cột như tệp đã đọc trước đây").waitFor();
      assert.equal(await page.getByLabel("Là câu hỏi: Ý kiến thứ chín").inputValue(), '{"question":"q9"}');
      await officer.checks();
      assert.deepEqual(await officer.figures(), [5, 5, 0]);
      // Of other columns nothing is remembered.
      await officer.dropsText("ba.csv", csv(table(all), ","));
      await eventually(async () =>
        assert.equal(await page.getByText("Tệp có các cột như tệp đã đọc").count(), 0),
      );
      await officer.check.waitFor();
    });
  });

  test(`a table is pasted from a spreadsheet, or into the field, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size }, async (officer, { page }) => {
      const words = ["", "Rất không hài lòng", "KHÔNG HÀI LÒNG", "binh thuong", "hài lòng", "Rất hài lòng"];
      const label = (name) => {
        const question = office.question(name);
        return name === "commune" ? "Xã, phường đã giải quyết công việc cho Ông/Bà" : question.label.vi;
      };
      const write = (answer, name) => (/^q/.test(name) ? words[answer] : answer);
      const all = responses(30);
      const text = csv(table(all, write, label), "\t");
      await officer.pastes(text);
      await officer.checks();
      assert.deepEqual(await officer.figures(), [30, 30, 0]);
      const path = await officer.file("dan.tsv", text);
      await agree(t, officer, path, all);

      await officer.press(officer.button("Chọn tệp khác"));
      await officer.press(officer.button("Dán bảng…"));
      await officer.looksRight("a field to paste into");
      await page
        .getByLabel("Dán các dòng của bảng, kể cả dòng tiêu đề")
        .fill(text.split("\r\n").slice(0, 4).join("\n"));
      await officer.press(officer.button("Đọc bảng này"));
      await officer.checks();
      assert.deepEqual(await officer.figures(), [3, 3, 0]);
    });
  });

  test(`results by unit are shown, kept in every form, merged and compared, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size }, async (officer, { page }) => {
      const all = responses(90);
      const [first, second] = [responses(50), responses(40, 51)];
      const path = await officer.file("ca-ky.csv", csv(table(all)));
      await officer.reads(path);
      const report = await agree(t, officer, path, all);
      const [units] = report.by;
      const native = (await natively(officer.stem, path, "--by", "commune")).by;
      // The page tells them in the order of their ranks.
      const told = (groups) =>
        groups
          .map(({ name, responses, scores }) => ({ name, responses, scores }))
          .sort((one, other) => one.name.localeCompare(other.name));
      assert.deepEqual(told(units.groups), told(native.groups));
      assert.deepEqual(units.groups.map(({ name }) => name).sort(), [...UNITS].sort());

      // Every picture has its table and its n, and both say the same.
      const titles = await officer.pictures.evaluateAll((all) => all.map((one) => one.dataset.picture));
      assert.ok(
        titles.includes("profile") && titles.includes("ranked") && titles.includes("levels"),
        titles.join(),
      );
      for (const picture of await officer.pictures.all()) {
        assert.equal(await picture.locator("svg[role=img]").count(), 1);
        assert.match(await picture.locator("svg").textContent(), /n = \d/, "no picture without its n");
        assert.ok((await picture.locator("table tbody tr").count()) > 0, "with a table");
      }
      const index = new Intl.NumberFormat("vi", { minimumFractionDigits: 2 }).format(report.scores[0].value);
      assert.ok((await officer.pictures.first().locator("table").innerText()).includes(index));

      const profile = officer.pictures.first();
      const svg = await officer.saves(profile.getByRole("button", { name: /SVG/ }));
      assert.match(svg.bytes.toString("utf8"), /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      const sheet = await officer.saves(profile.getByRole("button", { name: /CSV/ }));
      assert.ok(sheet.bytes.toString("utf8").includes(index), "numbers as the table has them");
      assert.ok(!sheet.bytes.toString("utf8").includes(index.replace(",", ".")));
      const json = JSON.parse((await officer.saves(profile.getByRole("button", { name: /JSON/ }))).bytes);
      assert.ok(JSON.stringify(json).includes(String(report.scores[0].value)));

      // Half and half are the whole, to the byte, but for what they come from.
      const counted = ({ bytes }) => ({ ...JSON.parse(bytes.toString("utf8")), sources: undefined });
      const kept = await officer.saves(officer.button("Lưu kết quả"));
      await officer.reads(await officer.file("nua-1.csv", csv(table(first))));
      const half = await officer.saves(officer.button("Lưu kết quả"));
      await officer.reads(await officer.file("nua-2.csv", csv(table(second))));
      await officer.gives("Cộng thêm tệp kết quả…", await officer.file("nua-1.json", half.bytes));
      await page.getByText("Đã cộng kết quả của 1 tệp.").waitFor();
      const merged = await officer.saves(officer.button("Lưu kết quả"));
      assert.equal(JSON.stringify(counted(merged)), JSON.stringify(counted(kept)));
      assert.equal(JSON.parse(merged.bytes).sources.length, 2);
      assert.deepEqual((await officer.report()).scores, report.scores);
      await officer.press(officer.button("Bỏ các tệp đã cộng"));
      await eventually(async () => assert.equal(await page.getByText("Đã cộng kết quả").count(), 0));
      assert.equal((await officer.report()).responses, 40);

      // The same file read again is itself alone.
      await officer.gives("Cộng thêm tệp kết quả…", await officer.file("nua-1.json", half.bytes));
      await page.getByText("Đã cộng kết quả của 1 tệp.").waitFor();
      await officer.reads(path);
      assert.equal((await officer.report()).responses, 90, "what was added to another file is not in it");

      // Beside the last period and the province.
      await officer.gives("So với kỳ trước…", await officer.file("nua-1.json", half.bytes));
      await page.getByText("Đang so với kỳ trước").waitFor();
      await officer.gives("So với toàn tỉnh…", await officer.file("tinh.json", kept.bytes));
      await page.getByText("Đang so với toàn tỉnh").waitFor();
      await officer.looksRight("compared");
      const heads = await officer.pictures.first().locator("thead th").allInnerTexts();
      assert.ok(heads.includes("Kỳ trước") && heads.includes("Trung bình của tỉnh"), heads.join());
      const compared = (await officer.report()).compared;
      assert.ok(compared.length > 0);
      // What is no file of results is refused, and what was there stays.
      await officer.gives("Cộng thêm tệp kết quả…", await officer.file("khac.json", '{"a": 1}'));
      await officer.alert.filter({ hasText: /\S/ }).waitFor();
      assert.equal((await officer.report()).responses, 90);
      await officer.looksRight("a file of results is refused");
    });
  });

  test(`tables of results are a workbook that others read, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size }, async (officer) => {
      // A formula is text, whoever opens it.
      const all = responses(30).map((answers) => ({ ...answers, subject: "=1+1" }));
      const path = await officer.file("phieu.csv", csv(table(all)));
      await officer.reads(path);
      const report = await officer.report();
      const book = await officer.saves(officer.button("Mọi bảng (XLSX)"));
      const bookPath = await officer.file(book.name, book.bytes);
      const { stdout } = await run("python3", ["-B", join(ROOT, "tests/dataset/cells.py"), bookPath]);
      const sheets = JSON.parse(stdout);
      assert.equal(sheets.length, await officer.pictures.count(), "a sheet of each picture");
      assert.ok(
        sheets[0].rows.some((row) => row.some((cell) => cell === report.scores[0].value)),
        JSON.stringify(sheets[0]),
      );
    });
  });
}

/** More numbers than are compared are five million: the worker is made to say that there were. */
const MANY_NUMBERS = `
{
  const post = globalThis.postMessage;
  globalThis.postMessage = (message) => {
    if (message.result?.numbering) message.result.numbering.incomplete = true;
    post(message);
  };
}
`;

test("that not all numbers of forms were compared is told", async (t) => {
  const before = (context) => beforeWorker(context, MANY_NUMBERS);
  await workbench(browser, t, { size: PHONE, before }, async (officer, { page }) => {
    await officer.reads(await officer.file("phieu.csv", csv(table(responses(12)))));
    await page.getByText("Tệp có quá nhiều số phiếu nên chỉ đối chiếu được một phần").waitFor();
    await officer.looksRight("not all numbers");
  });
});
