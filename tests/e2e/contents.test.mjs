// A long form that an officer fills (contents.json): its pages in any order, what is missing and wrong at
// every moment, rules about several answers, targets in one table; by keyboard, on a phone and on a desk.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { DESK, PHONE, SIZES, description, isFocused, openBrowser, visit } from "./support/browser.mjs";
import { looksRight } from "./support/looks.mjs";
import { DIST, ROOT, folder, serve } from "./support/program.mjs";

const browser = await openBrowser();
const definition = readFileSync(join(ROOT, "tests/e2e/contents.json"), "utf8");

/** As wide as three columns take. */
const WIDE = { name: "1920x1000", width: 1920, height: 1000, touch: false };

/** The report on a page of a portal, under the server's own policy. */
async function report(t, { language = "vi", last, ...options }, body) {
  const dist = join(await folder(t), "dist");
  cpSync(DIST, dist, { recursive: true });
  writeFileSync(join(dist, "forms/contents.json"), definition);
  const server = await serve(t, { dist });
  await visit(browser, t, options, async (page) => {
    await page.route("**/portal", async (route) => {
      const { headers } = await fetch(server.url);
      const policy = headers.get("content-security-policy").replace("img-src 'self'", "img-src 'self' data:");
      await route.fulfill({
        contentType: "text/html; charset=utf-8",
        headers: { "content-security-policy": policy },
        body: `<!doctype html><html lang="${language}"><meta name="viewport" content="width=device-width">
          <title>Portal</title><link rel="icon" href="data:,"><script type="module" src="/sipas-form.js"></script>
          <main><h1>Portal</h1><sipas-form src="/forms/contents.json" endpoint="/submissions" lang="${language}" module="full"
            ${last ? 'last="/last.json"' : ""}></sipas-form></main>`,
      });
    });
    await page.route("**/last.json", (route) =>
      route.fulfill({ contentType: "application/json", body: JSON.stringify(last) }),
    );
    await page.goto(`${server.url}/portal`);
    const contents = page.getByRole("navigation", { name: language === "vi" ? "Mục lục" : "Contents" });
    const fold = page.locator(".contents-fold > summary");
    await contents.waitFor();
    await body({
      page,
      server,
      contents,
      fold,
      button: (name) => page.getByRole("button", { name, exact: true }),
      title: (name) => page.getByRole("heading", { level: 2, name, exact: true }),
      field: (name) => page.locator(`[name=${name}]`),
      state: (label) => contents.getByRole("button", { name: label }).locator(".contents-state").innerText(),
    });
  });
}

/** That it looks right in both schemes. */
async function looksRightInBoth(page, state) {
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await looksRight(page, `${state}, ${colorScheme}`);
  }
}

for (const size of SIZES) {
  const narrow = size === PHONE;

  test(`pages are opened in any order and tell what is missing, by keyboard, at ${size.name}`, async (t) => {
    await report(t, { size }, async ({ page, contents, fold, title, field, state }) => {
      // The first thing that the keyboard reaches in it leads past it.
      await page.getByRole("button", { name: "English", exact: true }).focus();
      await page.keyboard.press("Tab");
      const skip = contents.getByRole("link", { name: "Bỏ qua mục lục" });
      assert.ok(await isFocused(skip));
      assert.ok(await skip.isVisible());
      await page.keyboard.press("Enter");
      assert.ok(await isFocused(title("Thông tin chung")));

      const opens = async () => {
        if (!narrow) return assert.ok(!(await fold.isVisible()));
        assert.ok(!(await contents.locator(".contents-content").isVisible()), "it is folded");
        await fold.focus();
        await page.keyboard.press("Enter");
        await contents.getByRole("list").first().waitFor();
      };
      if (narrow) assert.equal((await fold.innerText()).trim(), "Mục lục: còn thiếu 6");
      await opens();
      assert.equal(await state(/Hồ sơ/), "chưa điền");
      await looksRightInBoth(page, "the contents");

      const second = contents.getByRole("button", { name: /^2\. Hồ sơ thủ tục hành chính chưa điền/ });
      await second.focus();
      await page.keyboard.press("Enter");
      assert.ok(
        await isFocused(title("Hồ sơ thủ tục hành chính")),
        "nothing on the first page kept one there",
      );
      const current = contents.locator("[aria-current=page]");
      assert.match(await current.textContent(), /^2\. Hồ sơ/);
      await opens();

      // What is missing is listed under its page, and leads to the field.
      const places = contents.getByRole("listitem").filter({ hasText: "1. Thông tin chung" });
      await places.locator("summary").focus();
      await page.keyboard.press("Enter");
      await places.getByRole("link", { name: "Còn thiếu: Người ký" }).focus();
      await looksRightInBoth(page, "what is missing");
      await page.keyboard.press("Enter");
      await title("Thông tin chung").waitFor();
      assert.ok(await isFocused(field("nguoi_ky")));
      assert.match(await description(field("nguoi_ky")), /Xin trả lời câu “Người ký”/);
      assert.equal(await page.getByRole("alert").count(), 0, "it is told at the field");
      await page.keyboard.type("Nguyễn Văn A");
      assert.equal(await description(field("nguoi_ky")), "");
      assert.ok(await isFocused(field("nguoi_ky")));
      assert.equal(
        (await contents.locator("#contents-head p").first().textContent()).trim(),
        "Đã trả lời 1/11 mục",
      );
      if (narrow) assert.equal((await fold.innerText()).trim(), "Mục lục: còn thiếu 5 · 1 cảnh báo");
      else assert.equal(await state(/Thông tin chung/), "còn thiếu 1 · 1 cảnh báo");
    });
  });

  test(`a rule about several answers is told with its figures and leads to them, at ${size.name}`, async (t) => {
    await report(t, { size }, async ({ page, contents, fold, button, title, field, state }) => {
      const next = async () => {
        if (narrow) await fold.click();
        await button("Đến chỗ cần sửa tiếp theo").click();
      };
      await next();
      await page.getByRole("radio", { name: "Phường Hoa Lư" }).check();
      await next();
      assert.ok(await isFocused(field("nguoi_ky")));
      await page.keyboard.type("Nguyễn Văn A");
      await next();
      await title("Hồ sơ thủ tục hành chính").waitFor();
      for (const [name, text] of [
        ["truoc_han", "10"],
        ["dung_han", "20"],
        ["da_giai_quyet", "4"],
      ]) {
        if (name !== "truoc_han") await next();
        assert.ok(await isFocused(field(name)), name);
        assert.equal(await page.locator("#r6-said").textContent(), "", "it waits for all of its answers");
        await page.keyboard.type(text);
      }
      const said = page.getByRole("status").filter({ hasText: "R6" });
      const words = (figure) => `Lỗi R6: Trước hạn + đúng hạn phải bằng đã giải quyết: lệch ${figure}.`;
      assert.equal((await said.innerText()).trim(), words(26));
      assert.ok(await isFocused(field("da_giai_quyet")), "it disturbs nobody");
      await page.keyboard.type("5");
      assert.equal((await said.innerText()).trim(), words(-15));
      for (const name of ["truoc_han", "dung_han", "da_giai_quyet"]) {
        assert.equal(await field(name).getAttribute("aria-invalid"), "true");
        assert.ok((await description(field(name))).includes(words(-15)), name);
      }
      assert.equal(await field("ton_dau").getAttribute("aria-invalid"), "false");
      if (!narrow) assert.equal(await state(/Hồ sơ/), "1 lỗi");
      await looksRightInBoth(page, "a rule that does not hold");

      // A link leads to each of them; it keeps one on the page, and the summary leads to the first.
      await page.locator("#r6-check").getByRole("link", { name: "Đúng hạn" }).click();
      assert.ok(await isFocused(field("dung_han")));
      await button("Tiếp tục").click();
      const alert = page.getByRole("alert");
      await alert.getByRole("heading", { name: "Còn 1 câu cần trả lời hoặc sửa lại" }).waitFor();
      await looksRightInBoth(page, "the summary");
      await alert.getByRole("link", { name: /^R6: Trước hạn \+ đúng hạn/ }).click();
      assert.ok(await isFocused(field("truoc_han")));
      await alert.getByRole("link", { name: "Đã giải quyết", exact: true }).click();
      assert.ok(await isFocused(field("da_giai_quyet")));

      // Mended: nothing more is said, here or there.
      await field("da_giai_quyet").fill("30");
      await alert.waitFor({ state: "detached" });
      assert.equal(await page.locator("#r6-said").textContent(), "");
      assert.equal(await field("truoc_han").getAttribute("aria-invalid"), "false");
      assert.equal(await page.locator("#r6-check a").count(), 0);
      if (!narrow) assert.equal(await state(/Hồ sơ/), "xong");

      // The rest: what is missing, then the warning; then there is nothing more.
      await next();
      assert.ok(await isFocused(field("ket_qua")));
      await page.keyboard.type("Tốt");
      await next();
      await title("Thông tin chung").waitFor();
      assert.ok(await isFocused(field("so_ke_hoach")));
      await page.getByRole("status").filter({ hasText: "Cảnh báo R13: Chưa ghi số" }).waitFor();
      await looksRightInBoth(page, "a warning");
      if (narrow) await fold.click();
      await contents.getByRole("button", { name: "Kiểm tra và gửi" }).click();
      await title("Kiểm tra câu trả lời trước khi gửi").waitFor();
      await page.getByText("Cảnh báo R13: Chưa ghi số").last().waitFor();
      await looksRightInBoth(page, "the review");
      if (narrow) await fold.click();
      await contents.getByRole("button", { name: /^1\. Thông tin chung/ }).click();
      await field("so_ke_hoach").fill("08/KH-UBND");
      await field("ngay_ke_hoach").fill("25/7/2025");
      if (narrow) await fold.click();
      await contents.getByRole("status").filter({ hasText: "Không còn chỗ nào cần sửa" }).waitFor();
      assert.equal(await button("Đến chỗ cần sửa tiếp theo").count(), 0);
      await looksRightInBoth(page, "nothing left to mend");
    });
  });

  test(`scores of no parts are one table with the counts of their states, at ${size.name}`, async (t) => {
    await report(t, { size, language: "en" }, async ({ page, contents, fold, field }) => {
      await page.getByRole("radio", { name: "Hoa Lư ward" }).check();
      if (narrow) await fold.click();
      await contents.getByRole("button", { name: /^2\. Dossiers/ }).click();
      for (const [name, text] of [
        ["truoc_han", "10"],
        ["dung_han", "40"],
        ["da_giai_quyet", "50"],
      ]) {
        await field(name).fill(text);
      }
      const panel = page.getByRole("region", { name: "Provisional scores" });
      const short = page.locator(".scores-fold > summary");
      if (narrow) {
        assert.match(await short.innerText(), /Provisional scores:\s*Met 1\s·\sNot met 1/);
        await short.click();
      }
      assert.equal(
        (await panel.locator(".scores-counts").innerText()).replace(/\s+/g, " ").trim(),
        "Met 1 · Not met 1 · Not applicable 1 · Figures missing 1",
      );
      assert.equal(await panel.getByRole("table").count(), 1);
      await panel.getByText("Difference of dossiers: 0").waitFor();
      const row = panel.locator("tbody").filter({ hasText: "T2. Dossiers resolved on time" });
      await row.locator("summary").click();
      await row.getByText("40 of 50 dossiers: 40 ÷ 50 × 100 = 80.00.").waitFor();
      // What is unfolded stays so.
      await field("dung_han").fill("39");
      await row.getByText("39 of 50 dossiers").waitFor();
      await panel.getByText("Difference of dossiers: -1").waitFor();
      await looksRightInBoth(page, "the targets");
    });
  });
}

/** A report of the period before. */
const LAST = {
  schema: "sipas-forms/submission/1",
  form: { id: "contents", version: "1", hash: "another" },
  completed_at: "2025-09-18T08:00:00Z",
  answers: {
    nguoi_ky: "Nguyễn Văn A",
    truoc_han: 10,
    dung_han: 30,
    da_giai_quyet: 40,
    ket_qua: `${"Đã hoàn thành 25 nhiệm vụ theo kế hoạch. ".repeat(8)}Hết.`,
  },
};

for (const size of SIZES) {
  test(`what the last report has is offered, and taken by a button, at ${size.name}`, async (t) => {
    await report(t, { size, last: LAST }, async ({ page, contents, fold, field }) => {
      const turn = async (name) => {
        if (size === PHONE) await fold.click();
        await contents.getByRole("button", { name }).click();
      };
      const take = (words, label) => page.getByRole("button", { name: new RegExp(`^${words} ?: ${label}$`) });
      await page.getByText("Kỳ trước: Nguyễn Văn A").waitFor();
      assert.equal(await field("nguoi_ky").inputValue(), "", "nothing was copied silently");
      await looksRightInBoth(page, "an offer");
      await take("Dùng lại nội dung này", "Người ký").focus();
      await page.keyboard.press("Enter");
      assert.ok(await isFocused(field("nguoi_ky")));
      assert.equal(await field("nguoi_ky").inputValue(), "Nguyễn Văn A");
      assert.ok(!(await page.getByText("Kỳ trước: Nguyễn Văn A").isVisible()));
      await field("nguoi_ky").fill("Trần Thị B");
      await page.getByText("Kỳ trước: Nguyễn Văn A").waitFor();

      // What was carried over says so while it is what it was.
      await turn(/^2\. Hồ sơ/);
      assert.equal(await field("ton_dau").inputValue(), "40");
      await page.getByText("Lấy từ báo cáo kỳ trước.").waitFor();
      await field("ton_dau").fill("41");
      await page.getByText("Lấy từ báo cáo kỳ trước.").waitFor({ state: "detached" });
      await take("Dùng số này", "Đã giải quyết").click();
      assert.equal(await field("da_giai_quyet").inputValue(), "40");
      await field("truoc_han").fill("9");
      await field("dung_han").fill("31");
      const panel = page.getByRole("region", { name: "Điểm tạm tính" });
      if (size === PHONE) await page.locator(".scores-fold > summary").click();
      await panel.getByText("Kỳ trước 25,00 %, giảm 2,5 điểm phần trăm").waitFor();
      await panel.getByText("Kỳ trước 75,00 %, tăng 2,5 điểm phần trăm").waitFor();
      await looksRightInBoth(page, "changes since the last report");

      // A long text is shortened, and there as a whole.
      await turn(/^3\. Đánh giá/);
      const offer = page.locator("#ket_qua-offer");
      assert.ok(!(await offer.getByText("Hết.").isVisible()));
      await offer.getByText("Xem toàn bộ nội dung kỳ trước").click();
      await offer.getByText("Hết.").waitFor();
      await looksRightInBoth(page, "a long offer");
      await take("Dùng lại nội dung này", "Kết quả nổi bật").click();
      assert.equal(await field("ket_qua").inputValue(), LAST.answers.ket_qua);
      assert.ok(await isFocused(field("ket_qua")));
    });
  });
}

test("the columns stand beside each other where there is room", async (t) => {
  for (const [size, columns] of [
    [DESK, 2],
    [WIDE, 3],
  ]) {
    await report(t, { size }, async ({ page, contents, field }) => {
      const left = (locator) => locator.evaluate((node) => node.getBoundingClientRect().left);
      const places = [
        await left(contents),
        await left(field("nguoi_ky")),
        await left(page.locator(".scores")),
      ];
      assert.ok(places[0] < places[1]);
      if (columns === 3) assert.ok(places[1] < places[2], String(places));
      else assert.ok(places[2] <= places[1], String(places));
      assert.equal(await page.locator("sipas-form[with-aside]").count(), 1);
      await looksRight(page, size.name);
    });
  }
});
