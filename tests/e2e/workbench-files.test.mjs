// Files as other programs write them, and files that are wrong: at the officer's page, in a real browser.
import assert from "node:assert/strict";
import { mkdir, readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { DESK, PHONE, SIZES, eventually, openBrowser } from "./support/browser.mjs";
import { agree, workbench } from "./support/bench.mjs";
import { bomb, googleForms, windows1258, workbook } from "./support/books.mjs";
import { ROOT } from "./support/program.mjs";
import { csv, office, responses, table } from "./support/responses.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const DATASET = join(ROOT, "tests/dataset");
const survey = (await readFile(join(DATASET, "survey.ndjson"), "utf8"))
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const household = new Survey("sipas-household");
const GOOD = csv(table(responses(12)));

for (const size of SIZES) {
  test(`a workbook of LibreOffice is read with what it hides, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size }, async (officer, { page }) => {
      const path = join(DATASET, "survey.xlsx");
      await officer.picks(path);
      await officer.check.waitFor();
      assert.equal(await page.locator(".columns-told").innerText(), "");
      assert.match(
        await page.locator("table.columns").innerText(),
        /2026-11-02/,
        "a day is a day, not its number",
      );
      await officer.checks();
      assert.deepEqual(await officer.figures(), [24, 24, 0]);
      const remarks = await page.locator(".remarks li").allInnerTexts();
      for (const told of [
        /1 ô là công thức/,
        /1 vùng ô gộp/,
        /1 dòng ẩn/,
        /1 cột ẩn/,
        /nhiều trang tính; đã đọc trang “Phiếu”/,
      ])
        assert.ok(
          remarks.some((remark) => told.test(remark)),
          `${told}: ${remarks.join(" ")}`,
        );
      await agree(t, officer, path, survey);
      await officer.looksRight("a workbook with remarks");
    });
  });

  test(`a table of Google Forms is read by the texts of questions and answers, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size, stem: "sipas-household" }, async (officer, { page }) => {
      const channels = household
        .choices(household.question("q2"))
        .map(({ name }) => name)
        .filter((name) => name !== "7");
      const all = Array.from({ length: 20 }, (_, seed) =>
        household.answers(seed, { q2: channels.slice(0, 1 + (seed % channels.length)) }),
      );
      const path = await officer.file(
        "Khảo sát (Câu trả lời) - Form Responses 1.csv",
        googleForms(household, all),
      );
      await officer.picks(path);
      await officer.check.waitFor();
      assert.equal(
        await page.locator(".columns-told").innerText(),
        "",
        "every question that is scored has its column",
      );
      const first = page.locator("table.columns select").first();
      assert.equal(await first.inputValue(), '{"is":"completed_at"}');
      await officer.checks();
      assert.deepEqual(await officer.figures(), [20, 20, 0], JSON.stringify(await officer.kinds()));
      await agree(t, officer, path, all);
    });
  });
}

test("CSV of LibreOffice, and documents, give what the program and the oracle find", async (t) => {
  await workbench(browser, t, { size: DESK }, async (officer) => {
    const text = csv(table(responses(12)), "\t");
    const wide = await officer.file("utf16.csv", Buffer.from(`\ufeff${text}`, "utf16le"));
    await officer.reads(wide);
    await agree(t, officer, wide, responses(12));
    const all = responses(30);
    for (const [name, content] of [
      ["phieu.ndjson", all.map((answers) => JSON.stringify(answers)).join("\n")],
      ["phieu.json", JSON.stringify(all.map((answers) => office.envelope(answers)))],
    ]) {
      const path = await officer.file(name, content);
      await officer.drops(path);
      await eventually(async () => assert.deepEqual(await officer.figures(), [30, 30, 0]));
      await agree(t, officer, path, all);
    }
  });
});

/** What is wrong, by what the officer is told: makes the file, gives its path. */
const WRONG = {
  "text in Windows-1258": [
    /Windows-1258[^]*CSV UTF-8/,
    (officer) =>
      officer.file(
        "1258.csv",
        windows1258(csv(table(responses(5), (answer, name) => (/^q/.test(name) ? "Rất hài lòng" : answer)))),
      ),
  ],
  "an empty file": [/không có dữ liệu\. Xin chọn/, (officer) => officer.file("rong.csv", "")],
  "a file of blanks": [/không có dữ liệu\. Xin chọn/, (officer) => officer.file("trang.csv", "\r\n  \r\n")],
  "half a workbook": [
    /bị hỏng hoặc tải chưa xong/,
    async (officer) => {
      const whole = await readFile(join(DATASET, "survey.xlsx"));
      return officer.file("nua.xlsx", whole.subarray(0, whole.length / 2));
    },
  ],
  "a workbook with changed bytes": [
    /bị hỏng hoặc tải chưa xong/,
    async (officer) => {
      const bytes = await readFile(join(DATASET, "survey.xlsx"));
      const sheet = bytes.indexOf("xl/worksheets/sheet3.xml");
      assert.ok(sheet > 0);
      bytes.fill(0xa5, sheet + 60, sheet + 160);
      return officer.file("hong.xlsx", bytes);
    },
  ],
  "an archive that is no workbook": [
    /là tệp nén, không phải sổ Excel/,
    (officer) => officer.file("a.zip", Buffer.from("504b0506" + "00".repeat(18), "hex")),
  ],
  "a workbook with a password": [/có mật khẩu\. Xin mở bằng Excel/, () => join(DATASET, "encrypted.xlsx")],
  "a workbook before XLSX": [/kiểu cũ \(\.xls\)/, () => join(DATASET, "libreoffice.xls")],
  "a sheet of another program": [/không phải \.xlsx/, () => join(DATASET, "libreoffice.ods")],
  "a million columns": [
    /hơn 2000 cột\. Xin xoá|hơn 2\.000 cột\. Xin xoá/,
    (officer) =>
      officer.file("cot.csv", `${Array.from({ length: 1e6 }, (_, place) => `c${place}`).join(",")}\n`),
  ],
  "2 GB of nothing": [
    /không phải bảng dữ liệu hay JSON/,
    async (officer) => {
      const path = await officer.file("2gb.csv", "");
      await truncate(path, 2 ** 31);
      return path;
    },
  ],
  "a workbook of 2 GB": [
    /lớn hơn 64 MiB/,
    async (officer) => {
      const path = await officer.file("2gb.xlsx", await readFile(join(DATASET, "survey.xlsx")));
      await truncate(path, 2 ** 31);
      return path;
    },
  ],
  "a page of the web": [
    /không phải bảng dữ liệu hay JSON/,
    (officer) => officer.file("trang.xls", "<html><table><tr><td>q1</table>"),
  ],
  "broken JSON": [/JSON bị hỏng/, (officer) => officer.file("hong.json", '[{"q1": "5"}, {"q1": ')],
  "JSON that holds no answers": [
    /mỗi phiếu phải là một đối tượng/,
    (officer) => officer.file("so.ndjson", '{"q1": "5"}\n[1]\n'),
  ],
  "a folder": [
    /là một thư mục/,
    async (officer) => {
      const path = join(officer.kept, "thư mục");
      await mkdir(path);
      return path;
    },
  ],
};

for (const size of SIZES) {
  test(`what cannot be read is refused with what to do, and the next file is read, at ${size.name}`, async (t) => {
    await workbench(browser, t, { size }, async (officer) => {
      const good = await officer.file("tot.csv", GOOD);
      for (const [name, [words, make]] of Object.entries(WRONG)) {
        const path = await make(officer);
        t.diagnostic(name);
        await officer.drops(path);
        await officer.isRefused(words);
        assert.equal(await officer.button("Dừng").count(), 0, "nothing goes on");
        await rm(path.startsWith(officer.kept) ? path : "", { recursive: true, force: true });
      }
      await officer.looksRight("a file is refused");
      await officer.reads(good);
      assert.equal(await officer.alert.innerText(), "");
      assert.deepEqual(await officer.figures(), [12, 12, 0]);
    });
  });
}

test("a workbook that unpacks to 600 MiB is refused, and could be stopped meanwhile", async (t) => {
  await workbench(browser, t, { size: DESK }, async (officer) => {
    const path = await officer.file("bom.xlsx", workbook(bomb(600)));
    await officer.drops(path);
    await officer.press(officer.stop);
    await officer.told.filter({ hasText: "Đã dừng" }).waitFor();
    await officer.drops(path);
    await officer.alert.filter({ hasText: /khi giải nén \(hơn 512 MiB\)/ }).waitFor({ timeout: 60_000 });
    await officer.reads(await officer.file("tot.csv", GOOD));
    assert.deepEqual(await officer.figures(), [12, 12, 0]);
  });
});

test("a file that goes wrong further down says where, and the next is read", async (t) => {
  await workbench(browser, t, { size: DESK }, async (officer) => {
    const good = await officer.file("tot.csv", GOOD);
    // More than what is looked at before it is checked.
    const long = await officer.file("2gb.csv", csv(table(responses(4000))));
    await truncate(long, 2 ** 31);
    await officer.drops(long);
    await officer.press(officer.check);
    await officer.alert.filter({ hasText: /^Dòng 4002/ }).waitFor();
    await officer.looksRight("stopped at a line");
    await officer.reads(good);
    assert.deepEqual(await officer.figures(), [12, 12, 0]);

    const open = await officer.file("ngoac.csv", `${GOOD.repeat(2000)}13;"${GOOD.repeat(40)}`);
    await officer.drops(open);
    await officer.press(officer.check);
    await officer.alert.filter({ hasText: /Dấu ngoặc kép mở ở dòng 26001|Dòng 26001/ }).waitFor();
    await officer.reads(good);
    assert.deepEqual(await officer.figures(), [12, 12, 0]);
  });
});

test("a file that is removed after it was chosen is told, and can be chosen again", async (t) => {
  const provoked = [/sipas-workbench: /];
  await workbench(browser, t, { size: DESK, provoked }, async (officer) => {
    const path = await officer.file("mat.csv", GOOD);
    await officer.picks(path);
    await officer.check.waitFor();
    await rm(path);
    await officer.press(officer.check);
    await officer.alert.filter({ hasText: "Không đọc được tệp" }).waitFor();
    assert.equal(await officer.check.count(), 1, "the columns are still there");
    await officer.looksRight("a file is gone");
    await officer.file("mat.csv", GOOD);
    await officer.reads(path);
    assert.deepEqual(await officer.figures(), [12, 12, 0]);
  });
});

test("a table of another survey is told before it is checked", async (t) => {
  await workbench(browser, t, { size: PHONE }, async (officer, { page }) => {
    const other = await officer.file(
      "khac.csv",
      "Tên hàng;Đơn giá;Số lượng\r\nGạo;20000;3\r\nMuối;5000;1\r\n",
    );
    await officer.drops(other);
    await page.getByText("Chưa cột nào là câu hỏi của biểu mẫu này.").waitFor();
    assert.match(
      await page.locator("table.columns").innerText(),
      /Tên hàng/,
      "no row of numbers is its header",
    );
    await officer.looksRight("nothing matches");
  });
});

test("documents of another survey are refused one by one, and come back as they were", async (t) => {
  await workbench(browser, t, { size: PHONE }, async (officer) => {
    const another = await officer.file(
      "khac.ndjson",
      [household.envelope(household.answers(1)), office.envelope(responses(1)[0])]
        .map((one) => JSON.stringify(one))
        .join("\n"),
    );
    await officer.drops(another);
    await eventually(async () => assert.deepEqual(await officer.figures(), [2, 1, 1]));
    assert.match((await officer.kinds())[0][0], /thuộc một biểu mẫu khác/);
    const refused = await officer.saves(officer.button("Tải các dòng không được tính"));
    assert.equal(refused.name, "khac.khong-duoc-tinh.ndjson");
    assert.equal(JSON.parse(refused.bytes).form.id, household.identity.id, "it comes back as it was");
    await officer.looksRight("documents of another form");
  });
});

test("several files at once are told, and none is read in place of all", async (t) => {
  await workbench(browser, t, { size: DESK }, async (officer) => {
    await officer.drops(await officer.file("1.csv", GOOD), await officer.file("2.csv", GOOD));
    await officer.alert.filter({ hasText: "Mỗi lần đọc một tệp" }).waitFor();
  });
});

test("texts that begin as formulas go out harmless and come back as they were", async (t) => {
  await workbench(browser, t, { size: DESK }, async (officer, { page }) => {
    const evil = ['=HYPERLINK("http://a")', "+84 912", "-1", "@SUM(A1)", "\t=1", "'=1"];
    const all = responses(6).map((answers, place) => ({ ...answers, subject: evil[place], q1: "9" }));
    await officer.reads(await officer.file("cong-thuc.csv", csv(table(all))));
    assert.deepEqual(await officer.figures(), [6, 0, 6]);
    const save = async () =>
      (await officer.saves(officer.button("Tải các dòng không được tính"))).bytes.toString("utf8");
    const first = await save();
    const cells = first
      .split("\r\n")
      .slice(1)
      .flatMap((line) => line.match(/"(?:[^"]|"")*"/g) ?? []);
    assert.ok(cells.length > 80);
    for (const cell of cells) assert.ok(!/^"[=+\-@\t\r]/.test(cell), `no spreadsheet computes ${cell}`);
    await officer.reads(await officer.file("lai.csv", first));
    const second = await save();
    // But for the column that says why, which is there once more.
    const subjects = (text) =>
      text
        .split("\r\n")
        .slice(1)
        .map((line) => line.split(";")[2]);
    assert.deepEqual(subjects(second), subjects(first), "nothing is added each time");
    await page.getByRole("row", { name: /q1/ }).getByRole("button").click();
    await officer.button("Sửa dòng 2").waitFor();
  });
});
