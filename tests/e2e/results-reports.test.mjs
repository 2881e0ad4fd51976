// The page on which the reviewing officer sees how far every unit is, in a real browser: with scripts turned
// off, on a phone and on a desk, on paper.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { SIZES, openBrowser, visit } from "./support/browser.mjs";
import { looksRight } from "./support/looks.mjs";
import { DIST, ROOT, TARGET, folder, post, serve } from "./support/program.mjs";

const browser = await openBrowser();
const FORM = join(ROOT, "tests/program/report.json");

/** A server with the report of the tests, to which four units have sent what they have. */
async function reports(t) {
  const dist = join(await folder(t), "dist");
  cpSync(DIST, dist, { recursive: true });
  writeFileSync(join(dist, "forms/quarter.json"), readFileSync(FORM));
  const server = await serve(t, { dist });
  const checked = await promisify(execFile)(join(TARGET, "release/sipas"), ["check", FORM, "--json"]);
  const { id, version, hash } = JSON.parse(checked.stdout).form;
  const send = async (own) => {
    const submission_id = randomUUID();
    const answers = {
      unit: "u1",
      period: "2099-q4",
      early: 5,
      on_time: 5,
      late_ones: 0,
      resolved: 10,
      digitised: 9,
      ...own,
    };
    const body = {
      schema: "sipas-forms/submission/1",
      form: { id, version, hash },
      submission_id,
      language: "vi",
      started_at: "2026-03-02T08:00:00Z",
      completed_at: "2026-03-02T08:05:00Z",
      answers,
      scores: [],
      warnings: [],
    };
    return (await post(`${server.url}/submissions`, submission_id, JSON.stringify(body))).status;
  };
  assert.equal(await send({ period: "2025-q3" }), 201);
  assert.equal(await send({}), 201);
  assert.equal(await send({ digitised: 1 }), 422);
  assert.equal(await send({ unit: "u3", late_ones: 1, resolved: 11, digitised: 3 }), 201);
  assert.equal(await send({ unit: "u4", resolved: 1 }), 422);
  return server;
}

for (const size of SIZES) {
  test(`the officer finds who has not sent a report, without scripts, at ${size.name}`, async (t) => {
    const server = await reports(t);
    await visit(browser, t, { size, javaScriptEnabled: false }, async (page) => {
      await page.goto(`${server.url}/results`);
      /** Follows a link and waits for the page behind it. */
      const follow = async (name, url) => {
        await page.getByRole("link", { name }).click();
        await page.waitForURL(url);
      };
      await follow("Báo cáo quý", /form=quarter/);
      await page.getByRole("heading", { name: "Báo cáo quý" }).waitFor();
      const figure = (name) =>
        page
          .locator(".figure", { has: page.getByText(name, { exact: true }) })
          .locator("dd")
          .innerText();
      assert.deepEqual(
        await Promise.all(["Đã nhận", "Gửi trễ", "Bị trả, chưa sửa", "Chưa gửi"].map(figure)),
        ["2/4", "0", "1", "1"],
      );
      const rows = page.locator("tr[data-unit]");
      const names = () => rows.locator("th").allInnerTexts();
      assert.deepEqual(await names(), ["Phường Hoa Lư", "Xã Gia Viễn", "Sở Nội vụ", "Xã Đại Hoàng"]);
      const department = rows.filter({ hasText: "Sở Nội vụ" });
      assert.match(await department.innerText(), /Đã gửi đúng hạn/);
      assert.match(await department.innerText(), /0\/2/);
      assert.deepEqual(await department.getByRole("listitem").allInnerTexts(), [
        "Hồ sơ đúng hạn",
        "Kết quả số hóa",
      ]);

      // Sorted and filtered by links, which keep each other.
      await follow("theo tình trạng", /sort=state#/);
      assert.equal((await names())[0], "Xã Đại Hoàng");
      await follow("Bị trả (1)", /sort=state&state=refused#/);
      assert.deepEqual(await names(), ["Xã Đại Hoàng"]);
      assert.match(await rows.innerText(), /Bị trả: R6/);
      assert.equal(
        await page.getByRole("link", { name: "theo tình trạng" }).getAttribute("aria-current"),
        "true",
      );
      await follow("Tất cả", /sort=state#/);
      assert.equal((await names()).length, 4);

      // The province's sums, each with how many reports it is of.
      const sums = page.getByRole("table").last();
      assert.match(await sums.getByRole("row", { name: /Hồ sơ trước hạn của xã/ }).innerText(), /50,00/);

      await follow(/Quý III năm 2025/, /period=2025%2Dq3/);
      assert.match(await rows.filter({ hasText: "Phường Hoa Lư" }).innerText(), /Đã gửi, trễ/);
      // Periods that nobody has reported for are there when they are asked for.
      await page.getByText("Các kỳ chưa có báo cáo").click();
      await page.getByRole("link", { name: "Quý I năm 2100" }).waitFor();

      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Tải bảng (CSV)" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "quarter-2025-q3.csv");
      const csv = readFileSync(await download.path(), "utf8");
      assert.match(csv, /\r\nu1,Phường Hoa Lư,2025-q3,"?Đã gửi, trễ"?,/);
    });
  });

  test(`the page of reports looks right at ${size.name}, and on paper`, async (t) => {
    const server = await reports(t);
    await visit(browser, t, { size, provoked: [/status of 404/] }, async (page) => {
      for (const query of ["", "?lang=en&sort=targets", "?state=late", "?period=2100-q1"]) {
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          await page.goto(`${server.url}/results/quarter${query}`);
          await page.getByRole("heading", { level: 2 }).first().waitFor();
          await looksRight(page, `${query}, ${colorScheme}`);
        }
      }
      await page.goto(`${server.url}/results/quarter`);
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.getByRole("navigation").filter({ visible: true }).count(), 0);
      assert.ok(await page.getByText("Kỳ báo cáo: Quý IV năm 2099").isVisible());
      assert.equal(await page.locator("tr[data-unit]").filter({ visible: true }).count(), 4);
      await page.emulateMedia({ media: null });
      await page.goto(`${server.url}/results/quarter?period=none`);
      await page.getByRole("heading", { name: "Không tìm thấy trang" }).waitFor();
    });
  });
}
