// Drafts, last reports, figures, paper and companions of a report: in a real browser, and on real paper
// (its PDF is read by poppler's own programs).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { DESK, PHONE, SIZES, isFocused, openBrowser, visit } from "./support/browser.mjs";
import { looksRight } from "./support/looks.mjs";
import { definition, own } from "./support/office.mjs";
import { DIST, TARGET, folder, pack, serve } from "./support/program.mjs";

const browser = await openBrowser();
const run = promisify(execFile);

/** The server with the report, and what opens its page in a context of its own. */
async function office(t) {
  const dist = join(await folder(t), "dist");
  cpSync(DIST, dist, { recursive: true });
  writeFileSync(join(dist, "forms/office.form"), await pack(definition));
  // By which the server judges what arrives.
  writeFileSync(join(dist, "forms/office.json"), JSON.stringify(definition));
  // Its companion is not packed: its definition is found instead.
  writeFileSync(join(dist, "forms/office-own.json"), JSON.stringify(own));
  const server = await serve(t, { dist });
  const { headers } = await fetch(server.url);
  const policy = headers.get("content-security-policy").replace("img-src 'self'", "img-src 'self' data:");
  const open = (options, body) =>
    visit(browser, t, options, async (page) => {
      await page.route("**/portal", (route) =>
        route.fulfill({
          contentType: "text/html; charset=utf-8",
          headers: { "content-security-policy": policy },
          body: `<!doctype html><html lang="vi"><meta name="viewport" content="width=device-width"><title>Cổng</title>
            <link rel="icon" href="data:,"><link rel="stylesheet" href="/site.css"><script type="module" src="/sipas-form.js"></script>
            <header class="site-header"><p>Đầu trang của cổng</p></header><nav aria-label="Mục lục"><a href="#x">Liên kết</a></nav>
            <main class="site-main"><h1>Báo cáo</h1><p>Lời dẫn của cổng</p>
            <sipas-form src="/forms/office.form" endpoint="/submissions" lang="vi" module="full" ${options.attributes ?? ""}></sipas-form></main>
            <footer class="site-footer"><p>Chân trang của cổng</p></footer>`,
        }),
      );
      await options.before?.(page);
      await page.goto(`${server.url}/portal`);
      await page.getByRole("heading", { name: "Thông tin chung", exact: true }).waitFor();
      await body(person(page), page);
    });
  return { server, open };
}

/** What a person does with the report. */
function person(page) {
  const field = (name) => page.locator(`[name="${name}"]`);
  const told = page.locator("#tools-told");
  const tools = page.locator(".tools summary", { hasText: "Tệp và bản in" });
  return {
    field,
    told,
    tools,
    async unfold() {
      if (!(await page.locator("[data-fold=tools][open]").count())) await tools.click();
    },
    tool: (name) => page.getByRole("button", { name, exact: true }),
    go: () => page.getByRole("button", { name: "Tiếp tục", exact: true }).click(),
    async general(unit = "so_noi_vu") {
      await field("unit").selectOption(unit);
      await field("period").selectOption("2025_q4");
      await field("number").fill("12/BC-SNV");
      await field("signed").fill("20/12/2025");
      await field("signer").fill("Nguyễn Thị Ánh");
      await field("clerk").fill('=HYPERLINK("http://x")');
    },
    async work() {
      await page.getByRole("heading", { name: "I. Thủ tục hành chính" }).first().waitFor();
      await field("stock").fill("5");
      await field("received").fill("1250");
      await field("resolved").fill("1200");
      await field("on_time").fill("1188");
      await field("narrative").fill(
        "Đã rà soát <b>toàn bộ</b> quy trình.\n“Một cửa” hoạt động ổn định, đúng hạn.",
      );
      await field("task_a_state").selectOption("done");
      await field("task_a_product").fill("Kế hoạch 08/KH-SNV");
      await field("task_a_day").fill("15/10/2025");
      await field("task_b_state").selectOption("doing");
    },
    /** Gives a tool a file. */
    async give(name, file) {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), this.tool(name).click()]);
      await chooser.setFiles(file);
    },
    /** The name and the text of what a tool downloads. */
    async take(name) {
      const [download] = await Promise.all([page.waitForEvent("download"), this.tool(name).click()]);
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
    },
  };
}

const fileOf = (name, content) => ({ name, mimeType: "application/json", buffer: Buffer.from(content) });

/** A last report as it is sent. */
const lastReport = (answers, form = {}) => ({
  schema: "sipas-forms/submission/1",
  form: { id: "office", version: "0", hash: "0".repeat(64), ...form },
  submission_id: "01234567-89ab-4cde-8f01-23456789abcd",
  language: "vi",
  started_at: "2025-09-20T08:00:00+07:00",
  completed_at: "2025-09-20T08:00:00+07:00",
  answers,
  scores: [],
  warnings: [],
});
const LAST = lastReport({
  unit: "so_noi_vu",
  period: "2025_q3",
  stock: 10,
  received: 100,
  resolved: 70,
  on_time: 60,
  gone: 1,
});

/** CSV by RFC 4180, read letter by letter. */
function rowsOf(csv) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < csv.length; at += 1) {
    const row = rows.at(-1);
    const letter = csv[at];
    if (quoted && letter === '"' && csv[at + 1] === '"') row[row.length - 1] += csv[(at += 1)];
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === ",") row.push("");
    else if (!quoted && letter === "\r" && csv[at + 1] === "\n") {
      at += 1;
      rows.push([""]);
    } else row[row.length - 1] += letter;
  }
  assert.deepEqual(rows.pop(), [""], "the last line ends as the others do");
  return rows;
}

for (const size of SIZES) {
  test(`a draft goes to a file and comes back in another browser, at ${size.name}`, async (t) => {
    const { open } = await office(t);
    let draft;
    await open({ size }, async (me, page) => {
      // Quiet until it is wanted, above everything, and reached by keyboard.
      assert.ok(!(await me.tool("Lưu bản nháp ra tệp").isVisible()));
      await me.tools.focus();
      await page.keyboard.press("Enter");
      await me.tool("Lưu bản nháp ra tệp").waitFor();
      await looksRight(page, "tools");
      await me.general();
      await me.field("signed").fill("31/31/2025");
      assert.ok(await me.tool("Lưu bản nháp ra tệp").isVisible(), "typing folds nothing");
      await me.field("signed").fill("20/12/2025");
      await me.go();
      await me.work();
      await me.field("on_time").fill("1.25");
      draft = await me.take("Lưu bản nháp ra tệp");
      assert.equal(draft.name, "office-so_noi_vu-2025_q4.draft.json");
      await me.told.getByText(draft.name).waitFor();
      await looksRight(page, "saved");
    });
    assert.doesNotMatch(draft.name, /Ánh|SNV/);
    await open({ size }, async (me, page) => {
      await me.unfold();
      await me.give("Mở bản nháp", fileOf("draft.json", draft.text));
      await me.told.getByText("Đã mở bản nháp.").waitFor();
      assert.ok(await isFocused(page.locator("#page-title")));
      assert.equal(await me.field("signer").inputValue(), "Nguyễn Thị Ánh");
      assert.equal(await me.field("signed").inputValue(), "20/12/2025");
      await me.go();
      assert.equal(await me.field("on_time").inputValue(), "1.25");
      assert.equal(
        await me.field("narrative").inputValue(),
        "Đã rà soát <b>toàn bộ</b> quy trình.\n“Một cửa” hoạt động ổn định, đúng hạn.",
      );
      assert.equal(await me.field("task_a_day").inputValue(), "15/10/2025");
      assert.equal((await me.take("Lưu bản nháp ra tệp")).text, draft.text);
      // Opening it again over what was typed asks first.
      await me.field("stock").fill("6");
      await me.give("Mở bản nháp", fileOf("draft.json", draft.text));
      await me.told.getByText(/sẽ được thay/).waitFor();
      assert.ok(await isFocused(me.tool("Giữ câu trả lời đang có")));
      await looksRight(page, "asked");
      await page.keyboard.press("Enter");
      await me.told.getByText("Chưa mở tệp.").waitFor();
      assert.equal(await me.field("stock").inputValue(), "6");
      await me.give("Mở bản nháp", fileOf("draft.json", draft.text));
      await me.tool("Mở và thay câu trả lời đang có").click();
      await me.told.getByText("Đã mở bản nháp.").waitFor();
      await me.go();
      assert.equal(await me.field("stock").inputValue(), "5");
    });
  });
}

test("a file that cannot be opened is told in words, and nothing is lost", async (t) => {
  const { open } = await office(t);
  const words = {
    file_not_json: /không đọc được JSON/,
    file_not_report: /không phải bản nháp hay báo cáo đã gửi\. Xin chọn tệp tải bằng/,
    file_other_form: /của một phiếu khác/,
    file_other_unit: /của đơn vị khác/,
    file_too_large: /quá lớn/,
  };
  const wrong = [
    ["Mở bản nháp", "not JSON", words.file_not_json],
    ["Mở bản nháp", "\ufeff", words.file_not_json],
    ["Mở bản nháp", "", words.file_not_json],
    ["Mở bản nháp", "null", words.file_not_report],
    ["Mở bản nháp", "[]", words.file_not_report],
    ["Mở bản nháp", "[".repeat(50) + "]".repeat(50), words.file_not_report],
    ["Mở bản nháp", JSON.stringify({ ...LAST, answers: [] }), words.file_not_report],
    [
      "Mở bản nháp",
      JSON.stringify({ __proto__: null, schema: "sipas-forms/submission/2" }),
      words.file_not_report,
    ],
    ["Mở bản nháp", JSON.stringify(lastReport({}, { id: "office_own" })), words.file_other_form],
    ["Mở bản nháp", `"${"x".repeat(1 << 20)}"`, words.file_too_large],
    ["Nạp báo cáo kỳ trước", JSON.stringify(lastReport({}, { id: "qd766" })), words.file_other_form],
    ["Nạp báo cáo kỳ trước", JSON.stringify(lastReport({ unit: "so_tu_phap" })), words.file_other_unit],
  ];
  await open({ size: PHONE }, async (me, page) => {
    await me.general();
    await me.unfold();
    const before = (await me.take("Lưu bản nháp ra tệp")).text;
    for (const [tool, content, told] of wrong) {
      await me.give(tool, fileOf("wrong.json", content));
      await me.told.getByRole("alert").getByText(told).waitFor();
    }
    await looksRight(page, "a wrong file");
    // A file that is gone by the time it is read.
    await page.evaluate(
      () => (File.prototype.text = () => Promise.reject(new DOMException("", "NotReadableError"))),
    );
    await me.give("Mở bản nháp", fileOf("gone.json", "{}"));
    await me.told.getByRole("alert").getByText("Không đọc được tệp này.").waitFor();
    assert.equal((await me.take("Lưu bản nháp ra tệp")).text, before);
  });
});

test("the last report is loaded from a file and from an address", async (t) => {
  const { server, open } = await office(t);
  const provoked = [/Failed to load resource/, /ERR_FAILED/, /last-lost/];
  await open({ size: DESK, provoked }, async (me, page) => {
    const answers = {
      "last.json": { status: 200, contentType: "application/json", body: JSON.stringify(LAST) },
      "last-page": { status: 200, contentType: "text/html", body: "<h1>Đăng nhập</h1>" },
      "last-none": { status: 404, contentType: "application/json", body: "{}" },
      "last-large": { status: 200, contentType: "application/json", body: `"${"x".repeat(1 << 20)}"` },
    };
    for (const [name, answer] of Object.entries(answers))
      await page.route(`**/${name}`, (route) => route.fulfill(answer));
    await page.route("**/last-lost", (route) => route.abort());
    await me.general();
    await me.go();
    await me.field("received").fill("3");
    await me.unfold();
    const address = page.getByRole("textbox", { name: "Hoặc nạp từ địa chỉ (URL)" });
    const alert = me.told.getByRole("alert");
    await me.tool("Nạp từ địa chỉ").click();
    await alert.getByText("Xin nhập địa chỉ").waitFor();
    assert.ok(await isFocused(address));
    for (const [name, told] of [
      ["last-page", "trả về một trang web"],
      ["last-none", "mã lỗi 404"],
      ["last-large", "quá lớn"],
      ["last-lost", "kiểm tra mạng"],
    ]) {
      await address.fill(`/${name}`);
      await page.keyboard.press("Enter");
      await alert.getByText(told).waitFor();
    }
    assert.equal(await me.field("stock").inputValue(), "");
    await address.fill("/last.json");
    await page.keyboard.press("Enter");
    await me.told
      .getByText(
        "Đã nạp báo cáo kỳ trước: Sở Nội vụ – Quý III năm 2025. Tệp được lập theo phiên bản khác của phiếu.",
      )
      .waitFor();
    await me.told.getByText("Phiếu không còn 1 mục có trong tệp").waitFor();
    assert.ok(await isFocused(address), "the focus stays");
    assert.equal(await me.field("stock").inputValue(), "40");
    assert.equal(await me.field("received").inputValue(), "3");
    await looksRight(page, "a last report");
    const rows = rowsOf((await me.take("Tải số liệu CSV")).text.replace(/^\ufeff/, ""));
    assert.deepEqual(rows[0], ["Mã", "Phần", "Nội dung", "Giá trị", "Kỳ trước"]);
    const find = (name) => rows.find(([mine]) => mine === name);
    assert.deepEqual(find("received"), [
      "received",
      "I. Thủ tục hành chính / Hồ sơ trong kỳ / Tiếp nhận",
      "Số hồ sơ",
      "3",
      "100",
    ]);
    assert.deepEqual(find("pending").slice(3), ["", "40"]);
  });
  // The page itself may know where it is; that is no answer of anybody's.
  await open(
    {
      attributes: 'last="/last.json"',
      before: (page) =>
        page.route("**/last.json", (route) =>
          route.fulfill({ contentType: "application/json", body: JSON.stringify(LAST) }),
        ),
    },
    async (me, page) => {
      await me.told.getByText("Đã nạp báo cáo kỳ trước: Sở Nội vụ").waitFor();
      assert.equal(
        await page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true }))),
        false,
      );
      await me.field("unit").selectOption("so_noi_vu");
      await me.field("period").selectOption("2025_q4");
      await me.go();
      assert.equal(await me.field("stock").inputValue(), "40");
      for (const [name, value] of [
        ["received", "60"],
        ["resolved", "50"],
        ["on_time", "50"],
      ])
        await me.field(name).fill(value);
      await me.go();
      await me.go();
      await page.getByRole("button", { name: "Gửi báo cáo" }).click();
      await page.getByRole("heading", { name: "Đã gửi báo cáo" }).waitFor();
      await looksRight(page, "sent");
      const sent = await me.take("Tải báo cáo đã gửi");
      assert.equal(sent.name, "office-so_noi_vu-2025_q4.report.json");
      const [stored] = await server.rows();
      assert.deepEqual(JSON.parse(sent.text).answers, JSON.parse(stored.answers));
      // It is the next period's last report.
      await page.getByRole("button", { name: "Lập báo cáo khác" }).click();
      await me.unfold();
      await me.give("Nạp báo cáo kỳ trước", fileOf("last.json", sent.text));
      await me.told
        .getByText("Đã nạp báo cáo kỳ trước: Sở Nội vụ – Quý IV năm 2025.", { exact: true })
        .waitFor();
    },
  );
});

test("figures are taken along as CSV and JSON", async (t) => {
  const { open } = await office(t);
  await open({}, async (me, page) => {
    await me.general();
    await me.go();
    await me.work();
    await me.go();
    await page.getByRole("button", { name: "Thêm dòng: Lĩnh vực" }).click();
    await page.getByRole("textbox", { name: /Tên lĩnh vực/ }).fill('Đất đai, "xây dựng"');
    await me.unfold();
    const csv = await me.take("Tải số liệu CSV");
    assert.equal(csv.name, "office-so_noi_vu-2025_q4.csv");
    assert.ok(csv.text.startsWith("\ufeff"), "a spreadsheet knows that it is UTF-8");
    assert.deepEqual(rowsOf(csv.text.slice(1)), [
      ["Mã", "Phần", "Nội dung", "Giá trị"],
      ["unit", "Thông tin chung", "Đơn vị", "Sở Nội vụ"],
      ["period", "Thông tin chung", "Kỳ báo cáo", "Quý IV năm 2025"],
      ["number", "Thông tin chung", "Số, ký hiệu", "12/BC-SNV"],
      ["signed", "Thông tin chung", "Ngày ký", "2025-12-20"],
      ["signer", "Thông tin chung", "Người ký", "Nguyễn Thị Ánh"],
      ["clerk", "Thông tin chung", "Người lập", '\'=HYPERLINK("http://x")'],
      ["stock", "I. Thủ tục hành chính", "Tồn đầu kỳ", "5"],
      ["received", "I. Thủ tục hành chính / Hồ sơ trong kỳ / Tiếp nhận", "Số hồ sơ", "1250"],
      ["resolved", "I. Thủ tục hành chính / Hồ sơ trong kỳ / Đã giải quyết", "Số hồ sơ", "1200"],
      ["on_time", "I. Thủ tục hành chính / Hồ sơ trong kỳ / Trong đó đúng hạn", "Số hồ sơ", "1188"],
      ["pending", "I. Thủ tục hành chính", "Tồn cuối kỳ", "55"],
      [
        "narrative",
        "I. Thủ tục hành chính",
        "Kết quả nổi bật",
        "Đã rà soát <b>toàn bộ</b> quy trình.\n“Một cửa” hoạt động ổn định, đúng hạn.",
      ],
      [
        "task_a_state",
        "I. Thủ tục hành chính / Nhiệm vụ chủ trì / 1. Ban hành kế hoạch",
        "Tình trạng",
        "Hoàn thành",
      ],
      [
        "task_a_product",
        "I. Thủ tục hành chính / Nhiệm vụ chủ trì / 1. Ban hành kế hoạch",
        "Sản phẩm",
        "Kế hoạch 08/KH-SNV",
      ],
      [
        "task_a_day",
        "I. Thủ tục hành chính / Nhiệm vụ chủ trì / 1. Ban hành kế hoạch",
        "Ngày hoàn thành",
        "2025-10-15",
      ],
      [
        "task_b_state",
        "I. Thủ tục hành chính / Nhiệm vụ chủ trì / 2. Tập huấn",
        "Tình trạng",
        "Đang thực hiện",
      ],
      ["topics/0/topic", "II. Lĩnh vực / Lĩnh vực / Dòng 1", "Tên lĩnh vực", 'Đất đai, "xây dựng"'],
      ["topics/0/count", "II. Lĩnh vực / Lĩnh vực / Dòng 1", "Số hồ sơ", ""],
    ]);
    const json = await me.take("Tải số liệu JSON");
    const figures = JSON.parse(json.text);
    assert.equal(json.name, "office-so_noi_vu-2025_q4.json");
    assert.deepEqual(Object.keys(figures), ["form", "unit", "period", "key", "late", "answers", "scores"]);
    assert.deepEqual([figures.unit, figures.period, figures.late], ["so_noi_vu", "2025_q4", false]);
    assert.equal(figures.answers.pending, 55);
    assert.deepEqual(
      figures.scores.map(({ name, value, target }) => [name, value, target.state]),
      [
        ["t1", 99, "met"],
        ["t2", 96, "met"],
      ],
    );
  });
});

/** The text of a PDF as it lies on the page, and what it is. */
async function read(pdf) {
  const text = (await run("pdftotext", ["-layout", "-enc", "UTF-8", pdf, "-"])).stdout;
  const { stdout } = await run("pdfinfo", [pdf]);
  const info = Object.fromEntries(stdout.split("\n").map((line) => line.split(/:\s+/, 2)));
  const sheets = text.split("\f").slice(0, -1);
  return { text, sheets, info };
}

for (const size of SIZES) {
  test(`the report is printed as an official document and alone, at ${size.name}`, async (t) => {
    const { open } = await office(t);
    await open({ size }, async (me, page) => {
      const print = async (name) => {
        const path = join(TARGET, `e2e/${name}-${size.name}.pdf`);
        await page.pdf({ path, preferCSSPageSize: true });
        return read(path);
      };
      await me.general();
      await me.go();
      await me.work();
      await me.field("resolved").fill("");
      const draft = await print("draft");
      assert.match(draft.text, /BẢN NHÁP – còn 1 mục phải bổ sung/);
      assert.match(draft.text, /chưa có số liệu/);
      for (const sheet of draft.sheets) assert.match(sheet, /BẢN NHÁP\s*$/, "on every sheet");

      await me.field("resolved").fill("1200");
      await me.go();
      for (let row = 0; row < 45; row += 1)
        await page.getByRole("button", { name: "Thêm dòng: Lĩnh vực" }).click();
      for (let row = 0; row < 45; row += 1)
        await me.field(`topics-${row}-topic`).fill(`Lĩnh vực thứ ${row + 1}`);
      const shown = await page.evaluate(
        () => document.querySelector("sipas-form").shadowRoot.querySelector(".root:not(.keep)").innerHTML,
      );
      const { text, sheets, info } = await print("report");
      assert.match(info["Page size"], /^59[45]\.\d* x 84[12]\.\d* pts \(A4\)/);
      const words = text.replace(/\s+/g, " ");
      const order = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỞ NỘI VỤ",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/BC-SNV",
        "Ninh Bình, ngày 20/12/2025",
        "BÁO CÁO",
        "Kết quả cải cách hành chính Quý IV năm 2025",
        "Sở Nội vụ báo cáo kết quả Quý IV năm 2025 như sau:",
        "I. Thủ tục hành chính",
        "Hồ sơ trong kỳ: xem Biểu 1, Phụ lục.",
        "Cuối kỳ còn 55 hồ sơ.",
        "Kết quả nổi bật",
        "Đã rà soát <b>toàn bộ</b> quy trình.",
        "Nơi nhận:",
        "Nguyễn Thị Ánh",
        "Phụ lục",
        "(Kèm theo văn bản số: 12/BC-SNV, Ninh Bình, ngày 20/12/2025)",
        "Biểu 1. Hồ sơ trong kỳ",
        "Biểu 2. Nhiệm vụ chủ trì",
        "Kế hoạch 08/KH",
        "Biểu 3. Lĩnh vực",
        "Biểu 4. Chỉ tiêu và kết quả",
        "T1. Giải quyết đúng hạn",
        "Kết quả tham khảo",
        "Nguồn: Phiếu dùng để thử.",
      ];
      let from = 0;
      for (const part of order) {
        const at = words.indexOf(part, from);
        assert.ok(at >= 0, `${part} comes after what is before it:\n${text}`);
        // The two heads stand beside each other.
        if (!["SỞ NỘI VỤ", "Độc lập - Tự do - Hạnh phúc"].includes(part)) from = Math.max(from, at);
      }
      assert.match(words, /UBND TỈNH NINH BÌNH/);
      // Nothing of the page around it, nothing that is on the screen only, no draft.
      assert.doesNotMatch(
        words,
        /Đầu trang|Liên kết|Lời dẫn|Chân trang|Tiếp tục|Điểm tạm tính|Xin nhập số liệu|BẢN NHÁP|Người lập: *$/,
      );
      assert.equal(words.split("Nguyễn Thị Ánh").length, 2, "who signs is not told twice");
      // Numbers of pages from the second on, at the top; the heads of a long table on each of its sheets.
      assert.ok(sheets.length >= 3);
      assert.doesNotMatch(sheets[0].trimStart(), /^\d/);
      sheets
        .slice(1)
        .forEach((sheet, index) => assert.match(sheet.trimStart(), new RegExp(`^${index + 2}\\s`)));
      const withRows = sheets.filter((sheet) => /Lĩnh vực thứ \d+/.test(sheet));
      assert.ok(withRows.length >= 2);
      for (const sheet of withRows) assert.match(sheet, /TT\s+Tên lĩnh vực/);

      // What was on the screen is there again.
      const after = await page.evaluate(() => ({
        shown: document.querySelector("sipas-form").shadowRoot.querySelector(".root:not(.keep)").innerHTML,
        marks: document.querySelectorAll("[data-sipas-aside], [data-sipas-around]").length,
        sheets: document.adoptedStyleSheets.length,
      }));
      assert.deepEqual(after, { shown, marks: 0, sheets: 0 });

      // It is looked at before it is printed.
      await me.unfold();
      await me.tool("In hoặc lưu PDF").click();
      const paper = page.getByRole("region", { name: "Xem bản in" });
      await paper.getByText("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").waitFor();
      assert.ok(!(await me.tools.isVisible()));
      await looksRight(page, "the preview");
      await page.emulateMedia({ colorScheme: "dark" });
      await looksRight(page, "the preview, dark");
      await page.emulateMedia({ colorScheme: null });
      await page.evaluate(() => (globalThis.print = () => (globalThis.printed = true)));
      await me.tool("In").click();
      assert.ok(await page.evaluate(() => globalThis.printed));
      assert.equal((await print("preview")).text, text, "the buttons are not on it");
      await me.tool("Quay lại phiếu").click();
      assert.ok(await isFocused(me.tool("In hoặc lưu PDF")));

      // In the other language it is another document.
      await page.getByRole("button", { name: "English", exact: true }).click();
      const english = (await print("english")).text.replace(/\s+/g, " ");
      assert.match(english, /SOCIALIST REPUBLIC OF VIET NAM/);
      assert.match(english, /Results of administrative reform, fourth quarter of 2025/);
      assert.match(english, /Table 4\. Targets and results/);
    });
  });

  test(`a companion is opened with figures of the report and sends nothing, at ${size.name}`, async (t) => {
    const { server, open } = await office(t);
    await open({ size, provoked: [/status of 404/] }, async (me, page) => {
      await me.general();
      await me.go();
      await me.work();
      await page.locator(".tools summary", { hasText: "Xem trước các bảng điểm liên quan" }).click();
      const dialog = page.getByRole("dialog");
      await me.tool("Bảng tự chấm điểm").click();
      const unit = dialog.locator("[name=unit]");
      await unit.waitFor();
      assert.equal(await unit.inputValue(), "Sở Nội vụ");
      assert.equal(await dialog.getAttribute("aria-labelledby"), "companion-title");
      await looksRight(page, "a companion");
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      assert.ok(await isFocused(me.tool("Bảng tự chấm điểm")));

      // It may send nothing, and the page is told nothing of it.
      await page.evaluate(() => {
        globalThis.heard = [];
        for (const name of ["change", "submit"])
          addEventListener(`sipas-${name}`, () => globalThis.heard.push(name));
      });
      await me.tool("Bảng riêng").click();
      const count = dialog.locator("[name=count]");
      await count.waitFor();
      assert.equal(await count.inputValue(), "1201");
      await count.fill("7");
      await dialog.getByRole("button", { name: "Tiếp tục" }).click();
      await dialog.getByRole("button", { name: "Gửi phiếu" }).click();
      await dialog.getByText("Đây chỉ là bản xem trước nên không gửi gì.").waitFor();
      assert.ok(await dialog.getByRole("button", { name: "Gửi phiếu" }).isEnabled());
      await dialog.getByRole("button", { name: "Đóng bản xem trước" }).click();
      await dialog.waitFor({ state: "detached" });
      assert.ok(await isFocused(me.tool("Bảng riêng")));
      assert.deepEqual(await page.evaluate(() => globalThis.heard), []);
      assert.deepEqual(await server.rows(), []);
      assert.equal(await me.field("resolved").inputValue(), "1200");
    });
  });
}

test("a form that is no document is printed as it stands, with its page", async (t) => {
  const server = await serve(t);
  await visit(browser, t, {}, async (page) => {
    await page.goto(`${server.url}/qd766.html`);
    await page.getByRole("heading", { name: "Đơn vị và kỳ đánh giá" }).waitFor();
    const path = join(TARGET, "e2e/sheet.pdf");
    await page.pdf({ path, preferCSSPageSize: true });
    const { text } = await read(path);
    assert.match(text, /Khảo sát và báo cáo/);
    assert.match(text, /Đơn vị và kỳ đánh giá/);
    assert.doesNotMatch(text, /CỘNG HÒA XÃ HỘI/);
    assert.equal(await page.locator(".tools").count(), 0);
  });
});
