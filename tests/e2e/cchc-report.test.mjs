// The periodic report on its own page: filled by keyboard alone, with each of its rules broken and mended,
// with what officers do wrong, printed; on a phone and on a desk, sent to the real server.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { DESK, SIZES, description, eventually, isFocused, openBrowser } from "./support/browser.mjs";
import { looksRight } from "./support/looks.mjs";
import { definition, example, pages, questions, rules, sits, typed } from "./support/officer.mjs";
import { TARGET, serve } from "./support/program.mjs";
import { say } from "./support/survey.mjs";

const browser = await openBrowser();
const run = promisify(execFile);

/** The example with some answers changed; null takes one away. */
const changed = (change) =>
  Object.fromEntries(Object.entries({ ...example, ...change }).filter(([, answer]) => answer !== null));

/** What the form calculates of the example, worked out by hand. */
const FIGURES = {
  khoa_bao_cao: "14329.2025-q3",
  loai_don_vi: "ubnd_cap_xa",
  ten_ky: "Quý III năm 2025",
  tu_ngay: "2025-06-15",
  den_ngay: "2025-09-14",
  han_gui: "2025-09-20",
  ngay_ky_chu: "ngày 17 tháng 9 năm 2025",
  nam_bao_cao: 2025,
  nv_xong: 15, // 15 + 0
  hs_dang_cuoi_ky: 65, // 62 + 3
  tl_t3: 62.5, // 15 of 24
  tl_t5: 40, // 2 of 5
  tl_dung_han: 99.81, // 2541 + 640 of 3187
  tl_t10: 0.19, // 6 of 3187
  tl_t11: 73.08, // 9120 of 12480
  tl_t14: 82.61, // 2655 of 3214
  lech_giai_quyet: 0,
  lech_tiep_nhan: 0,
  lech_luan_chuyen: 0,
  lech_nhiem_vu: 0,
  ds_chua_dat: "T3, T11",
  so_chua_dat: 2,
};

/** Chooses in a list of the browser's own by its keys. */
async function chooseByKeys(me, name, answer) {
  const { choices } = questions.get(name);
  const steps = definition.choices[choices].findIndex((choice) => choice.name === answer) + 1;
  for (let step = 0; step < steps; step += 1) await me.press("ArrowDown");
  assert.equal(await me.field(name).inputValue(), answer, name);
}

/** Goes to the next question and answers it, all by keys; `before` is the question before it. */
async function answerByKeys(me, name, before) {
  const question = questions.get(name);
  const field = me.field(name);
  const above = questions.get(before);
  if (question.table && above?.table === question.table) {
    if (above.row === question.row) await me.press("ArrowRight");
    else if (above.label === question.label) await me.press("Enter");
    else await me.press("Tab");
    assert.ok(await isFocused(field), `${name} is the next cell`);
  } else if (question.appearance === "likert") {
    await me.reach(field.getByRole("radio", { checked: true }));
    return;
  } else await me.reach(field);
  if (question.appearance === "minimal") await chooseByKeys(me, name, example[name]);
  else await me.page.keyboard.insertText(typed(question, example[name]));
}

for (const size of SIZES) {
  test(`a commune's report is filled by keyboard alone and sent, at ${size.name}`, async (t) => {
    const server = await serve(t);
    await sits(browser, t, server, { size }, async (me, page) => {
      const keys = (...keys) => me.press(...keys);
      /** The next problem, from anywhere behind the table of contents. */
      const toProblem = async (key) => {
        const next = me.button("Đến chỗ cần sửa tiếp theo");
        if (me.narrow) {
          await me.reach(me.fold, { key, most: 60 });
          await keys("Enter");
          await next.waitFor();
          await me.reach(next);
        } else await me.reach(next, { key, most: 60 });
        await keys("Enter");
      };

      // From the top of the page to what is missing first: the unit.
      await toProblem("Tab");
      const unit = me.field("don_vi");
      assert.ok(await isFocused(unit));
      await page.keyboard.type("hoa lu");
      const found = await page.getByRole("listbox").getByRole("option").allInnerTexts();
      assert.equal(found.length, 4);
      for (let step = 0; step <= found.indexOf("Phường Hoa Lư"); step += 1) await keys("ArrowDown");
      await keys("Enter");
      assert.equal(await unit.inputValue(), "Phường Hoa Lư");

      // Page by page; two figures are forgotten.
      const forgotten = ["kq_con_hieu_luc", "dv_tong"];
      for (const [index, label] of pages.entries()) {
        await me.title(label).waitFor();
        let before;
        for (const [name, question] of questions) {
          if (question.page !== index || name === "don_vi" || example[name] === undefined) continue;
          // Only what is in the report is passed by.
          if (!forgotten.includes(name)) await answerByKeys(me, name, before);
          before = forgotten.includes(name) ? undefined : name;
        }
        if (index === 3) {
          await page.getByText("Hồ sơ xử lý trực tuyến toàn trình: 82,61%. Mức phải đạt: từ 80%.").waitFor();
          await looksRight(page, "the dossiers");
        }
        if (index === pages.length - 1) break;
        if (index === 3 || index === 4) {
          // What is missing keeps one on a page, unless it is left by the table of contents.
          const chapter = me.contents.getByRole("button", { name: new RegExp(`^${index + 2}\\. `) });
          if (me.narrow) {
            await me.reach(me.fold, { key: "Shift+Tab", most: 60 });
            await keys("Enter");
            await me.reach(chapter);
          } else await me.reach(chapter, { key: "Shift+Tab", most: 60 });
        } else await me.reach(me.button("Tiếp tục"));
        await keys("Enter");
      }
      await looksRight(page, "the last page");

      for (const name of forgotten) {
        await toProblem("Shift+Tab");
        assert.ok(await isFocused(me.field(name)), name);
        assert.match(await description(me.field(name)), /không có thì ghi 0/);
        await looksRight(page, `${name} is missing`);
        await page.keyboard.type(String(example[name]));
      }
      const send = me.contents.getByRole("button", { name: "Kiểm tra và gửi" });
      await me.reach(me.narrow ? me.fold : send, { key: "Shift+Tab", most: 60 });
      if (me.narrow) {
        await keys("Enter");
        await me.contents.getByRole("status").filter({ hasText: "Không còn chỗ nào cần sửa" }).waitFor();
        await me.reach(send);
      }
      await keys("Enter");
      await me.title("Kiểm tra báo cáo trước khi gửi").waitFor();
      await page.getByRole("definition").filter({ hasText: "Phường Hoa Lư" }).first().waitFor();
      await looksRight(page, "the review");
      await me.reach(me.button("Gửi báo cáo"));
      const [request] = await Promise.all([
        page.waitForRequest((request) => request.method() === "POST"),
        keys("Enter"),
      ]);
      const receipt = await me.receipt();
      await looksRight(page, "the receipt");

      const sent = request.postDataJSON();
      assert.deepEqual(sent.warnings, [], "two days before the deadline");
      const rows = await server.rows();
      assert.equal(rows.length, 1);
      const [row] = rows;
      assert.equal(row.receipt, receipt);
      assert.equal(row.scores_agree, 1);
      assert.deepEqual([row.unit, row.period, row.report_key], ["14329", "2025-q3", "14329.2025-q3"]);
      // The server is told no day: by its own clock the report may be late.
      const answers = JSON.parse(row.answers);
      const late = row.received_at.slice(0, 10) > "2025-09-20";
      assert.deepEqual([row.late, answers.gui_tre], [Number(late), late]);
      assert.deepEqual(JSON.parse(row.warnings), late ? [{ count: 1, rule: "R1" }] : []);
      const given = Object.fromEntries(Object.entries(answers).filter(([name]) => questions.has(name)));
      assert.deepEqual(given, example, "what was typed, and nothing else");
      for (const [name, figure] of Object.entries(FIGURES)) assert.equal(answers[name], figure, name);
      const scores = new Map(JSON.parse(row.scores).map((score) => [score.name, score]));
      assert.deepEqual(
        ["t3", "t5", "t11", "t14", "t1", "t6"].map((name) => scores.get(name).value),
        [62.5, 40, 73.08, 82.61, null, null],
      );
      assert.deepEqual(sent.scores, JSON.parse(row.scores));
    });
  });

  test(`a column of dossiers is pasted, undone and pasted again, at ${size.name}`, async (t) => {
    const server = await serve(t);
    await sits(browser, t, server, { size }, async (me, page) => {
      await me.reopen(changed({ hs_truoc_han: null }));
      await me.open(3);
      const names = [...questions].filter(([, { table }]) => table === questions.get("hs_moi").table);
      const column = names.map(([name]) => name);
      assert.equal(column.length, 13);
      const shown = () => Promise.all(column.map((name) => me.field(name).inputValue()));
      const before = await shown();
      const grouped = column.map((name) => String(example[name]).replace(/\B(?=(\d{3})$)/, "."));
      await page.evaluate((text) => navigator.clipboard.writeText(text), `${grouped.join("\r\n")}\r\n`);
      await me.field("hs_ton_dau").focus();
      await me.press("ControlOrMeta+v");
      await page.getByRole("status").filter({ hasText: "Đã dán 13 ô." }).waitFor();
      assert.deepEqual(await shown(), grouped);
      for (const name of column)
        assert.equal(await me.field(name).getAttribute("aria-invalid"), "false", name);
      await page.getByText("Hồ sơ giải quyết trước hạn và đúng hạn: 99,81%.").waitFor();
      await looksRight(page, "pasted");
      await me.button("Hoàn tác").click();
      assert.deepEqual(await shown(), before);
      assert.ok(await isFocused(me.field("hs_ton_dau")));
      await me.press("ControlOrMeta+v");
      await page.getByRole("status").filter({ hasText: "Đã dán 13 ô." }).waitFor();
      await me.toReview();
      await me.send();
      await me.receipt();
      const answers = JSON.parse((await server.rows())[0].answers);
      for (const name of column) assert.equal(answers[name], example[name], name);
    });
  });
}

/** A case of rules.json for each rule, and what is typed to mend it. */
const BROKEN = [
  ["R1", "an ad hoc report a day after its deadline", { han_gui_dot_xuat: "2025-09-18" }],
  ["R2", "signed a day before the figures end", { ngay_ky: "2025-09-14" }],
  ["R3", "no number", { so_van_ban: "01/BC-UBND" }],
  ["R4", "no figure of results in force", { kq_con_hieu_luc: 12480 }],
  ["R5", "a task without a status", { nv_v_5_tt: "chua_den_han" }],
  ["R6", "one dossier resolved too many in its parts", { hs_dung_han: 640 }],
  ["R7", "one dossier online more than were received", { hs_toan_trinh: 3214 }],
  ["R8", "one result digitised fewer than in the last report", { ly_do_giam: "Loại một kết quả trùng." }],
  ["R9", "two missed targets without a cause", { nguyen_nhan: "Kho giấy mới được bàn giao." }],
  ["R10", "completed without the number of a document", { nv_iii_2_so: "37/TB-UBND" }],
  ["R11", "a target that does not apply, without a reason", { ly_do_t5: "Không có đơn vị trực thuộc." }],
  ["R12", "no item and no word of communication", { tin_bai: 1 }],
  ["R13", "the plan was sent on 30/7/2025: before means before", { ngay_gui_ke_hoach: "2025-07-29" }],
].map(([rule, name, mend]) => {
  const found = rules.find((one) => one.rule === rule && one.name === name);
  const [issue] = found.issues;
  return { rule, name, mend, issue, change: found.change, blocks: issue.severity === "error" };
});

/** What a table of contents or a link calls a field. */
const linked = (name) => questions.get(name).row ?? questions.get(name).label;

/** Types an answer where it belongs. */
async function mends(me, name, answer) {
  const question = questions.get(name);
  if (!(await me.field(name).isVisible())) await me.open(question.page);
  if (question.type === "select_one") await me.field(name).selectOption(answer);
  else await me.field(name).fill(typed(question, answer));
}

for (const size of SIZES) {
  test(`every rule is broken, told where it belongs and mended, at ${size.name}`, async (t) => {
    const server = await serve(t);
    await sits(browser, t, server, { size }, async (me, page) => {
      for (const { rule, name, mend, issue, change, blocks } of BROKEN) {
        const what = `${rule} ${name}`;
        await me.reopen(changed(change));
        const fields = (issue.fields ?? [issue.path]).map((path) => path.slice(1));
        await me.unfold();
        await me.button("Đến chỗ cần sửa tiếp theo").click();
        await me.title(pages[questions.get(fields[0]).page]).waitFor();
        const here = fields.filter((field) => questions.get(field).page === questions.get(fields[0]).page);
        const first = me.field(fields[0]);
        await eventually(async () => assert.ok(await isFocused(first), `${what}: it leads there`));

        // The words with the rule's code stand on the page, and at each field.
        const words = issue.message ?? "Đã quá hạn gửi 17/09/2025 là 1 ngày.";
        const heading =
          issue.code === "check" ? `${blocks ? "Lỗi" : "Cảnh báo"} ${rule}: ${words}` : `Lỗi: ${words}`;
        if (issue.code === "check") {
          const said = page.getByRole("status").filter({ hasText: heading });
          await said.waitFor();
        }
        for (const field of here) {
          assert.ok((await description(me.field(field))).includes(heading), `${what}: told at ${field}`);
          assert.equal(await me.field(field).getAttribute("aria-invalid"), String(blocks), what);
        }
        for (const field of issue.code === "check" ? fields : []) {
          // The links beside the words.
          const links = page.getByRole("paragraph").filter({ hasText: /^Xem lại:/ });
          await links.getByRole("link", { name: linked(field), exact: true }).click();
          await eventually(async () =>
            assert.ok(await isFocused(me.field(field)), `${what}: a link leads to ${field}`),
          );
          if (!here.includes(field)) await me.open(questions.get(fields[0]).page);
        }

        // What blocks cannot be sent: it leads back. A warning says so, and nothing more.
        await me.toReview();
        if (blocks) {
          await me.button("Gửi báo cáo").click();
          const alert = page.getByRole("alert");
          await alert.getByRole("heading", { name: "Còn 1 câu cần trả lời hoặc sửa lại" }).waitFor();
          const link = alert.getByRole("link", { name: words });
          await link.click();
          assert.ok(await isFocused(first), `${what}: the summary leads to it`);
          if (rule === "R6") await looksRight(page, what);
        } else {
          await page.getByText(heading).last().waitFor();
          if (rule === "R9") await looksRight(page, what);
        }

        // Mended, nothing is said any more.
        for (const [field, answer] of Object.entries(mend)) await mends(me, field, answer);
        if (!(await first.isVisible())) await me.open(questions.get(fields[0]).page);
        await page.getByRole("alert").waitFor({ state: "detached" });
        await me.unfold();
        await me.contents.getByRole("status").filter({ hasText: "Không còn chỗ nào cần sửa" }).waitFor();
        assert.equal(await page.getByText(heading).filter({ visible: true }).count(), 0, what);
        assert.equal(await first.getAttribute("aria-invalid"), "false", what);
      }
      assert.deepEqual(await server.rows(), []);
    });
  });
}

test("what only warns is sent, and says which rules", async (t) => {
  const server = await serve(t);
  const warned = BROKEN.filter(({ rule, blocks }) => !blocks && rule !== "R1");
  // A day after the deadline.
  const day = "2025-09-21T09:00:00+07:00";
  await sits(browser, t, server, { size: DESK, day }, async (me, page) => {
    await me.reopen(changed(Object.assign({}, ...warned.map(({ change }) => change))));
    await me.toReview();
    await page.getByText("Cảnh báo R1: Đã quá hạn gửi 20/09/2025 là 1 ngày.").last().waitFor();
    const sent = await me.send();
    await me.receipt();
    const expected = [{ rule: "R1", issue: { path: "/ky" } }, ...warned];
    assert.deepEqual(
      new Set(sent.warnings.map((warning) => JSON.stringify(Object.entries(warning).sort()))),
      new Set(
        expected.map(({ rule, issue }) =>
          JSON.stringify(Object.entries({ code: "check", path: issue.path, rule }).sort()),
        ),
      ),
    );
    assert.deepEqual(new Set(sent.warnings.map(({ rule }) => rule)).size, 7);
    const [row] = await server.rows();
    const counted = JSON.parse(row.warnings).map(({ rule }) => rule);
    const late = row.received_at.slice(0, 10) > "2025-09-20";
    assert.deepEqual(
      counted.sort(),
      expected
        .map(({ rule }) => rule)
        .filter((rule) => late || rule !== "R1")
        .sort(),
    );
  });
});

for (const size of SIZES) {
  test(`the report is printed as an official document, at ${size.name}`, async (t) => {
    const server = await serve(t);
    await sits(browser, t, server, { size }, async (me, page) => {
      await me.reopen(example);
      await me.open(3);
      const path = join(TARGET, `e2e/cchc-report-${size.name}.pdf`);
      mkdirSync(join(TARGET, "e2e"), { recursive: true });
      await page.pdf({ path, preferCSSPageSize: true });
      const { stdout: info } = await run("pdfinfo", [path]);
      assert.match(info, /Page size: .*\(A4\)/);
      const { stdout: text } = await run("pdftotext", ["-layout", path, "-"]);
      const words = text.replace(/\s+/g, " ");
      let from = 0;
      for (const part of [
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "PHƯỜNG HOA LƯ Độc lập - Tự do - Hạnh phúc",
        "Số: 142/BC-UBND Hoa Lư, ngày 17 tháng 9 năm 2025",
        "BÁO CÁO",
        "Kết quả công tác cải cách hành chính Quý III năm 2025",
        "Thực hiện Kế hoạch số 08/KH-UBND ngày 19/07/2025",
        ...pages.slice(1, 8),
        "Đánh giá chung",
        "Nơi nhận:",
        "Lưu: VT.",
        "Nguyễn Văn Mẫu",
        "Phụ lục",
        "Tiếp nhận mới trong kỳ 3.214",
        "Đã giải quyết: trước hạn 2.541",
        "Xử lý trực tuyến toàn trình 2.655",
        "12.480",
        "Chỉ tiêu và kết quả",
        "73,08 % 9.120 / 12.480",
        "Kết quả tham khảo, không phải kết quả chính thức.",
      ]) {
        const at = words.indexOf(part, from);
        assert.ok(at >= 0, `${part} comes after what is before it:\n${text}`);
        from = at;
      }
      // Nothing of the screen, no draft.
      assert.doesNotMatch(words, /Mục lục|Tiếp tục|BẢN NHÁP|Khảo sát sự hài lòng|Xin nêu|bảng tính/);
      // What only half is there is a draft, and says so.
      await me.field("hs_moi").fill("");
      const draft = join(TARGET, `e2e/cchc-report-draft-${size.name}.pdf`);
      await page.pdf({ path: draft, preferCSSPageSize: true });
      assert.match((await run("pdftotext", [draft, "-"])).stdout, /BẢN NHÁP – còn 1 mục phải bổ sung/);
    });
  });

  test(`what is no number is told and kept, at ${size.name}`, async (t) => {
    const server = await serve(t);
    await sits(browser, t, server, { size }, async (me, page) => {
      await me.reopen(example);
      await me.open(3);
      const field = me.field("hs_moi");
      for (const [wrong, words] of [
        ["-5", /Lỗi: Xin nhập số từ 0 trở lên cho “Tiếp nhận mới trong kỳ – Số lượng”/],
        ["99999999999999999999", /Lỗi: Xin nhập số .* với tối đa 15 chữ số/],
        ["mười", /Lỗi: Xin nhập một số nguyên/],
        ["1.25", /Lỗi: Xin nhập lại số nguyên .* \(1\.250\)/],
      ]) {
        await field.fill(wrong);
        await me.press("Tab");
        await eventually(async () => assert.equal(await field.getAttribute("aria-invalid"), "true", wrong));
        await me.button("Tiếp tục").click();
        await page.getByRole("alert").waitFor();
        const told = await description(field);
        assert.match(told, words, wrong);
        await page.getByRole("alert").getByRole("link").first().click();
        assert.ok(await isFocused(field), wrong);
        assert.equal(await field.inputValue(), wrong, "it is kept to be mended");
      }
      await looksRight(page, "no number");
      await field.fill("3.214");
      await page.getByRole("alert").waitFor({ state: "detached" });
      await me.button("Tiếp tục").click();
      await me.title(pages[4]).waitFor();
    });
  });

  test(`files that do not belong here are told, and nothing is lost, at ${size.name}`, async (t) => {
    const server = await serve(t);
    await sits(browser, t, server, { size }, async (me, page) => {
      // A period that there is not: the rest is opened.
      await me.reopen(changed({ ky: "2024-q9" }));
      assert.equal(await me.field("ky").inputValue(), "");
      assert.equal(await me.field("so_van_ban").inputValue(), "142/BC-UBND");
      await me.toReview();
      await me.button("Gửi báo cáo").click();
      await page
        .getByRole("alert")
        .getByRole("link", { name: /Kỳ báo cáo|kỳ báo cáo/ })
        .click();
      assert.ok(await isFocused(me.field("ky")));
      await me.field("ky").selectOption("2025-q3");
      await page.getByRole("alert").waitFor({ state: "detached" });

      const before = (await me.take("Lưu bản nháp ra tệp")).text;
      const { form } = me;
      const lastReport = (answers, own = {}) => ({
        schema: "sipas-forms/submission/1",
        form: { ...form, ...own },
        submission_id: "01234567-89ab-4cde-8f01-23456789abcd",
        language: "vi",
        started_at: "2025-06-18T08:00:00+07:00",
        completed_at: "2025-06-18T08:00:00+07:00",
        answers,
        scores: [],
        warnings: [],
      });
      for (const [content, words] of [
        [lastReport({ ...example, don_vi: "14365" }), /của đơn vị khác/],
        [lastReport(example, { id: "qd766" }), /của một phiếu khác/],
        ['{"schema": "sipas-forms/sub', /không đọc được JSON/],
      ]) {
        await me.give("Nạp báo cáo kỳ trước", "last.json", content);
        await page.getByRole("alert").filter({ hasText: words }).waitFor();
      }
      await looksRight(page, "a wrong file");
      assert.equal((await me.take("Lưu bản nháp ra tệp")).text, before);
      // The right one is taken.
      await me.give("Nạp báo cáo kỳ trước", "last.json", lastReport({ don_vi: "14329", kq_so_hoa: 9120 }));
      await page.getByText(/Đã nạp báo cáo kỳ trước: Phường Hoa Lư/).waitFor();
    });
  });

  test(`a report that was sent before is mended at the unit, at ${size.name}`, async (t) => {
    const server = await serve(t);
    await sits(browser, t, server, { size }, async (me) => {
      await me.reopen(example);
      await me.toReview();
      await me.send();
      await me.receipt();
    });
    await sits(browser, t, server, { size, provoked: [/status of 422/] }, async (me, page) => {
      await me.reopen(changed({ so_van_ban: "150/BC-UBND", hs_ton_dau: 47, hs_dang_trong_han: 63 }));
      await me.toReview();
      await me.send();
      const link = page.getByRole("alert").getByRole("link");
      await link.first().waitFor();
      assert.match(await page.getByRole("alert").innerText(), /Đơn vị đã có báo cáo này cho kỳ này/);
      await link.first().click();
      assert.ok(await isFocused(me.field("don_vi")));
      assert.match(await description(me.field("don_vi")), /Thay báo cáo đã gửi/);
      await looksRight(page, "a report that was sent before");
      await me.field("lan_gui").getByRole("radio", { name: "Thay báo cáo đã gửi" }).check();
      await me.field("so_bi_thay").fill("142/BC-UBND");
      await me.toReview();
      await me.send();
      await me.receipt();
      const rows = await server.rows();
      assert.deepEqual(
        rows.map((row) => row.report_key),
        ["14329.2025-q3", "14329.2025-q3.thay-the.150/BC-UBND"],
      );
      assert.equal(JSON.parse(rows[1].answers).hs_ton_dau, 47);
    });
  });

  test(`a server that is gone while it is sent loses nothing, at ${size.name}`, async (t) => {
    const server = await serve(t);
    await sits(
      browser,
      t,
      server,
      { size, provoked: [/ERR_CONNECTION|Failed to load/] },
      async (me, page) => {
        await me.reopen(example);
        await me.toReview();
        await page.route("**/submissions", (route) => route.abort("connectionrefused"));
        const first = await me.send();
        await page.getByRole("heading", { name: "Đã lưu trên thiết bị này, chưa gửi" }).waitFor();
        await looksRight(page, "not sent");
        await page.unroute("**/submissions");
        const [again] = await Promise.all([
          page.waitForRequest((request) => request.method() === "POST"),
          // The page sends by itself as well; when it was first, there is nothing left to press.
          me.button("Gửi lại").or(page.getByText("Báo cáo đã được tiếp nhận.")).click(),
        ]);
        await me.receipt();
        assert.deepEqual(again.postDataJSON(), first, "the same, under the same key");
        const rows = await server.rows();
        assert.equal(rows.length, 1);
        const answers = JSON.parse(rows[0].answers);
        for (const [name, answer] of Object.entries(example)) assert.deepEqual(answers[name], answer, name);
      },
    );
  });
}
