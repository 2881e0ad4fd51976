// What an officer checked goes out, each response on its own: to the real server, over a line that is as bad as lines
// are, from tabs that are killed.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { DESK, eventually, isFocused, openBrowser, PHONE, visit } from "./support/browser.mjs";
import { gateway } from "./support/gateway.mjs";
import { focused, tab, tabTo, button } from "./support/keyboard.mjs";
import { looksRight } from "./support/looks.mjs";
import { folder, serve } from "./support/program.mjs";

const browser = await openBrowser();

const ITEMS = 9;
/** A word that stands in one answer, and must stand nowhere else. */
const SECRET = "Nguyễn-Văn-Kín-0912345678";
/** What browsers say of replies that are no success. */
const PRELOAD = /preloaded using link preload but not used/;
const FAILED = [PRELOAD, /Failed to load resource/, /net::ERR/];

/** A file of responses to commune-office; every `bad`th has a value that is no answer, every
 * `lacking`th lacks one that is required. */
async function fileOf(t, count, { bad = 0, lacking = Infinity } = {}) {
  let text = "Số phiếu;Xã, phường đã giải quyết công việc cho Ông/Bà;subject;Giới tính;age;education";
  for (let item = 1; item <= ITEMS; item += 1) text += `;q${item}`;
  for (let row = 1; row <= count; row += 1) {
    text += `\r\n${row};14329;"Chứng thực";${row % lacking === 0 ? "" : "Nữ"};25-34;college`;
    const isBad = bad > 0 && row % bad === 0;
    for (let item = 1; item <= ITEMS; item += 1) {
      text += `;${isBad && item === 1 ? 9 : ((row * 7 + item * 3) % 5) + 1}`;
    }
  }
  const path = join(await folder(t), "phieu.csv");
  await writeFile(path, text);
  return path;
}

/** Opens the page and checks a file there. */
async function check(page, url, path) {
  await page.goto(`${url}/workbench.html`);
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Chọn tệp…" }).click();
  await (await choosing).setFiles(path);
  for (const group of ["Giới tính", "Độ tuổi"]) await page.getByRole("checkbox", { name: group }).uncheck();
  await page.getByRole("button", { name: "Kiểm tra tệp" }).click();
  await page.getByRole("heading", { name: "Gửi", exact: true }).waitFor();
  await page.locator(".picture").first().waitFor();
}

const ask = (page) => page.getByRole("button", { name: /^Gửi (tiếp|[\d.]+ phiếu)…$/ });
const yes = (page) => page.getByRole("button", { name: /^Gửi [\d.]+ phiếu ngay$/ });

async function send(page) {
  await ask(page).click();
  await yes(page).click();
}

const told = (page, words) => page.locator(".told", { hasText: words }).waitFor({ timeout: 60_000 });
const done = (page) => told(page, "Đã gửi xong");

/** A figure by its name. */
const figure = async (page, name) =>
  Number(await page.locator(".sending .figures div", { hasText: name }).locator("dd").innerText());

/** The rows of the report's file. */
async function report(page) {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Tải báo cáo gửi (CSV)" }).click();
  const text = await readFile(await (await downloading).path(), "utf8");
  const [head, ...lines] = text.replace("\u{feff}", "").trimEnd().split("\r\n");
  assert.equal(head, '"Dòng";"Mã phiếu";"Kết quả";"Mã tiếp nhận";"Lý do"');
  return lines.map((line) => {
    const [row, id, outcome, receipt, reason] = line.slice(1, -1).split('";"');
    // It names lines of the file, of which the first is the header.
    return { row: Number(row) - 1, id, outcome, receipt, reason };
  });
}

const problem = (status, type, errors, headers = {}) => ({
  status,
  headers: { "content-type": "application/problem+json", ...headers },
  body: JSON.stringify({
    type: `urn:sipas-forms:problem:${type}`,
    title: type,
    status,
    detail: "Không nhận được.",
    errors,
  }),
});

const number = ({ body }) => Number(JSON.parse(body).answers.q1);

test("nothing is sent before it was asked for twice; then each response is one row, with its receipt in the report", async (t) => {
  const server = await serve(t);
  const door = await gateway(t, server.url);
  const path = await fileOf(t, 160, { bad: 40 });
  await visit(browser, t, { provoked: [PRELOAD] }, async (page) => {
    await check(page, door.url, path);
    await page.getByText("Chưa có phiếu nào của tệp này được gửi đi từ trình duyệt này.").waitFor();
    await page.getByText(`${door.url}/submissions`).waitFor();
    await page.getByText("4 phiếu không được tính sẽ không được gửi.").waitFor();
    await looksRight(page, "before");

    // By keyboard alone; Enter that is held or pressed twice sends nothing.
    await ask(page).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    assert.match((await focused(page)).name, /^Gửi 156 phiếu đến/);
    assert.equal(door.posts().length, 0);
    await looksRight(page, "asked");
    await tabTo(page, button("Thôi"));
    await page.keyboard.press("Enter");
    assert.equal((await focused(page)).name, "Gửi 156 phiếu…");
    await page.keyboard.press("Enter");
    await tabTo(page, button("Gửi 156 phiếu ngay"));
    await page.keyboard.press("Enter");
    await done(page);
    assert.match((await focused(page)).name, /^Tệp này đã gửi xong lúc .*: 156 phiếu đã nhận/);
    await tab(page);

    const rows = await server.rows();
    assert.equal(rows.length, 156);
    assert.equal(door.posts().length, 156, "each was posted once");
    assert.equal(await figure(page, "Đã nhận"), 156);
    assert.equal(await figure(page, "Còn lại"), 0);
    const lines = await report(page);
    const receipts = new Map(rows.map((row) => [row.submission_id ?? row.idempotency_key, row.receipt]));
    assert.deepEqual(
      lines.map(({ row }) => row),
      Array.from({ length: 160 }, (_, index) => index + 1).filter((row) => row % 40 !== 0),
    );
    for (const { id, outcome, receipt } of lines) {
      assert.equal(outcome, "Đã nhận");
      assert.equal(receipt, receipts.get(id));
    }
    assert.equal(await ask(page).count(), 0, "there is nothing left to send");
    await looksRight(page, "after");

    // The same file again: known, and nothing of it is offered once more.
    await check(page, door.url, path);
    await page.getByText(/Tệp này đã gửi xong lúc .*: 156 phiếu đã nhận/).waitFor();
    assert.equal(await ask(page).count(), 0, "there is still nothing left to send");
    assert.equal(door.posts().length, 156);
  });
  assert.deepEqual(door.faults, []);
});

test("over a line that loses replies, and a server that is busy or fails, each response is one row", async (t) => {
  const server = await serve(t);
  /** How often a key came; when a post came, and when it was asked to wait a second. */
  const times = new Map();
  const came = [];
  const asked = [];
  const door = await gateway(t, server.url, {
    guard({ method, headers }) {
      if (method !== "POST") return undefined;
      const key = headers["idempotency-key"];
      const nth = (times.get(key) ?? 0) + 1;
      times.set(key, nth);
      came.push(performance.now());
      const kind = parseInt(key.slice(0, 2), 16) % 16;
      if (nth > 1) return undefined;
      if (kind === 1) return problem(500, "internal", []);
      if (kind === 2) return problem(503, "unavailable", []);
      if (kind !== 3) return undefined;
      asked.push(performance.now());
      return problem(asked.length % 2 ? 429 : 503, "unavailable", [], { "retry-after": "1" });
    },
    loses: ({ method, sent }) =>
      method === "POST" &&
      parseInt(sent.headers["idempotency-key"].slice(0, 2), 16) % 32 === 4 &&
      times.get(sent.headers["idempotency-key"]) === 1,
  });
  const path = await fileOf(t, 100);
  await visit(browser, t, { provoked: FAILED }, async (page) => {
    await check(page, door.url, path);
    await send(page);
    await page.getByText(/Máy chủ đang bận|Không có kết nối/).waitFor();
    await done(page);
    assert.equal(await figure(page, "Đã nhận"), 100);
  });
  assert.equal((await server.rows()).length, 100);
  assert.ok(door.posts().length > 100, "some were sent again");
  assert.ok(asked.length > 0);
  // Those on their way at that moment may still come.
  for (const moment of asked) {
    const early = came.filter((time) => time > moment + 300 && time < moment + 990);
    assert.deepEqual(early, [], "nothing comes before the time the server named");
  }
});

test("a tab that is killed in the middle loses nothing and sends nothing twice", async (t) => {
  const server = await serve(t);
  let isOpen = false;
  let count = 0;
  /** Those that the server has, but whose replies are held back. */
  const door = await gateway(t, server.url, {
    loses: ({ method }) => method === "POST" && (count += 1) > 130 && !isOpen,
  });
  const path = await fileOf(t, 300, { bad: 100 });
  await visit(browser, t, { provoked: FAILED }, async (page, context) => {
    await check(page, door.url, path);
    await send(page);
    await page.getByText("Không có kết nối với máy chủ").waitFor();
    await eventually(async () => assert.equal(await figure(page, "Đã nhận"), 130));
    const inspector = await context.newCDPSession(page);
    const crashed = page.waitForEvent("crash");
    void inspector.send("Page.crash").catch(() => {});
    await crashed;

    isOpen = true;
    const before = new Set((await server.rows()).map((row) => row.receipt));
    const posted = door.posts().length;
    const again = await context.newPage();
    await check(again, door.url, path);
    await again.getByText("130 phiếu đã nhận, 0 phiếu bị từ chối, còn 167 phiếu.").waitFor();
    await send(again);
    await done(again);
    assert.equal(await figure(again, "Đã nhận"), 297);
    const rows = await server.rows();
    assert.equal(rows.length, 297);
    assert.ok([...before].every((receipt) => rows.some((row) => row.receipt === receipt)));
    assert.equal(door.posts().length - posted, 167, "what was accepted is not posted again");
    const lines = await report(again);
    assert.equal(lines.length, 297);
    assert.equal(new Set(lines.map(({ receipt }) => receipt)).size, 297);
    assert.ok(
      lines.every(({ outcome }) => outcome === "Đã nhận"),
      "also those whose replies were lost",
    );
  });
  assert.deepEqual(door.faults, []);
});

test("what is refused is told with the reasons and rows, and sent again alone; an answer is repeated nowhere", async (t) => {
  const server = await serve(t);
  let isStrict = true;
  const refused = new Set();
  const door = await gateway(t, server.url, {
    guard({ method, headers, body }) {
      if (method !== "POST" || !isStrict || number({ body }) !== 1) return undefined;
      refused.add(headers["idempotency-key"]);
      const { subject } = JSON.parse(body).answers;
      return problem(422, "invalid", [
        { pointer: "#/answers/q1", code: "unlikely", detail: `=Không hợp lý: ${JSON.stringify(subject)} 1` },
      ]);
    },
  });
  const path = await fileOf(t, 60);
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replaceAll("Chứng thực", SECRET));
  await visit(browser, t, { provoked: FAILED, size: PHONE }, async (page) => {
    const urls = [];
    page.on("request", (request) => urls.push(request.url()));
    await check(page, door.url, path);
    await ask(page).click();
    await looksRight(page, "asked, on a phone");
    await yes(page).click();
    await done(page);
    assert.ok(refused.size > 0);
    assert.equal(await figure(page, "Bị từ chối"), refused.size);
    assert.equal((await server.rows()).length, 60 - refused.size);
    const line = page.locator(".sending tbody tr", { hasText: "Bị từ chối" });
    assert.match(await line.innerText(), /Không hợp lý/);
    await looksRight(page, "refused");
    const lines = (await report(page)).filter(({ outcome }) => outcome === "Bị từ chối");
    assert.deepEqual(new Set(lines.map(({ id }) => id)), refused);
    for (const { reason, receipt } of lines) {
      assert.match(reason, /Không hợp lý/);
      assert.equal(receipt, "");
    }
    assert.ok(!(await line.innerText()).includes("Kín"), "no answer is in the report");
    assert.ok(lines.every(({ reason }) => !reason.includes("Kín")));
    assert.ok(urls.every((url) => !decodeURIComponent(url).includes("Kín")));

    // The server takes them later: the others are not asked about again.
    isStrict = false;
    const posted = door.posts().length;
    await check(page, door.url, path);
    await send(page);
    await done(page);
    assert.equal(door.posts().length - posted, refused.size);
    assert.equal((await server.rows()).length, 60);
    assert.equal(await figure(page, "Bị từ chối"), 0);
  });
  assert.ok(!server.log().includes("Kín"));
});

test("it stops after what is on its way, and goes on; a new sign-in is asked for; another tab keeps out", async (t) => {
  const server = await serve(t);
  let isSignedOut = false;
  let hold;
  const held = [];
  const door = await gateway(t, server.url, {
    guard: ({ method }) => (method === "POST" && isSignedOut ? problem(401, "sign_in", []) : undefined),
    loses: () => false,
    strangers: true,
  });
  const path = await fileOf(t, 250);
  await visit(browser, t, { provoked: FAILED }, async (page, context) => {
    // A line that holds replies back until it is told.
    await context.route("**/submissions", async (route) => {
      if (hold && route.request().method() === "POST") await new Promise((settle) => held.push(settle));
      await route.continue();
    });
    await check(page, door.url, path);
    hold = true;
    await send(page);
    await eventually(() => assert.equal(held.length, 4, "four are on their way at the same time"));
    await looksRight(page, "sending");

    const other = await context.newPage();
    await check(other, door.url, path);
    await send(other);
    await told(other, "đang được gửi ở một thẻ khác");
    await other.close();

    await page.getByRole("button", { name: "Dừng" }).click();
    hold = false;
    for (const settle of held) settle();
    await told(page, "Đã dừng: 4 phiếu đã nhận");
    assert.equal((await server.rows()).length, 4);
    assert.equal(await figure(page, "Còn lại"), 246);

    isSignedOut = true;
    await send(page);
    await told(page, "Xin đăng nhập trong một thẻ khác");
    isSignedOut = false;
    await send(page);
    await done(page);
    assert.equal((await server.rows()).length, 250);
    assert.equal(await figure(page, "Đã nhận"), 250);
  });
});

test("what the server refuses can be mended and goes alone; a row that it has with other content is told", async (t) => {
  const server = await serve(t);
  const path = await fileOf(t, 20, { bad: 10, lacking: 7 });
  const mend = async (page, kind, row, label, value) => {
    await page.getByRole("button", { name: kind }).click();
    await page.getByRole("button", { name: `Sửa dòng ${row + 1}`, exact: true }).click();
    await page.getByRole("textbox", { name: label }).first().fill(value);
    await page.getByRole("button", { name: "Lưu và kiểm tra lại" }).click();
    await page.getByText(`Đã sửa dòng ${row + 1}.`).waitFor();
  };
  await visit(browser, t, { provoked: FAILED }, async (page) => {
    await check(page, server.url, path);
    await page.getByText("2 phiếu còn thiếu câu trả lời bắt buộc").waitFor();
    await send(page);
    await done(page);
    assert.equal((await server.rows()).length, 16);
    const line = page.locator(".sending tbody tr", { hasText: "Bị từ chối" });
    assert.match(await line.innerText(), /Giới tính.*Xin chọn một câu trả lời.*2\s+8, 15/s);
    assert.equal(await ask(page).count(), 0, "the same would be refused again");

    await mend(page, /^Xem các dòng: .*cho “Giới tính”/, 7, "Giới tính", "Nam");
    await send(page);
    await done(page);
    assert.equal((await server.rows()).length, 17);
    await mend(page, /^Xem các dòng: .*có trong danh sách/, 10, /lịch sự|q1/, "5");
    await send(page);
    await done(page);
    assert.equal((await server.rows()).length, 18);
    assert.equal(await figure(page, "Đã nhận"), 18);
    assert.equal(await figure(page, "Bị từ chối"), 1);
  });
  // Another device knows nothing of what was sent; the file names no times, so that its submissions name others.
  await visit(browser, t, { provoked: FAILED }, async (page) => {
    await check(page, server.url, path);
    await send(page);
    await done(page);
    // Row 7 lacks an answer in the file, and is known all the same: the server looks at the key first.
    assert.equal(await figure(page, "Đã gửi trước với nội dung khác"), 17);
    assert.equal(await figure(page, "Bị từ chối"), 1);
    assert.equal(await figure(page, "Đã nhận"), 0);
  });
  assert.equal((await server.rows()).length, 18);
});

/** A server that wants one more answer than the form does: it refuses rows with which nothing is wrong here. */
const strict = ({ method, body }) => {
  if (method !== "POST") return undefined;
  const { q1, subject, gender } = JSON.parse(body).answers;
  const errors = [
    ...(gender
      ? []
      : [{ pointer: "#/answers/gender", code: "required", detail: "Phiên bản mới cần giới tính." }]),
    ...(Number(q1) === 1 && subject !== "Hộ tịch"
      ? [{ pointer: "#/answers/q1", code: "unlikely", detail: "=Không hợp lý." }]
      : []),
  ];
  return errors.length > 0 ? problem(422, "invalid", errors) : undefined;
};

/** Opens what was refused for a reason; gives the list of its rows. */
async function openRefused(page, reason) {
  await page.getByRole("button", { name: reason }).click();
  await page.getByRole("heading", { name: "Các dòng máy chủ từ chối" }).waitFor();
  return page.locator(".sending .row-list > li");
}

test("what the server refused is opened with its reason at the field, mended in place, and goes with the rest", async (t) => {
  const server = await serve(t);
  const door = await gateway(t, server.url, { guard: strict });
  const path = await fileOf(t, 14, { lacking: 7 });
  await writeFile(path, (await readFile(path, "utf8")).replaceAll("Chứng thực", "Hộ tịch"));
  await visit(browser, t, { provoked: FAILED, size: PHONE }, async (page) => {
    await check(page, door.url, path);
    await send(page);
    await done(page);
    assert.equal(await figure(page, "Bị từ chối"), 2);
    const rows = await openRefused(page, /^Xem và sửa.*Phiên bản mới cần giới tính/);
    assert.deepEqual(await rows.evaluateAll((all) => all.map((row) => row.dataset.row)), ["7", "14"]);
    await looksRight(page, "the refused rows");
    await rows.first().getByRole("button", { name: "Sửa dòng 8" }).click();
    const field = rows.first().getByRole("textbox", { name: "Giới tính" });
    await field.waitFor();
    assert.ok(await isFocused(field));
    await rows.first().getByText("Máy chủ: Phiên bản mới cần giới tính.").waitFor();
    await looksRight(page, "a refused row is mended");
    await field.fill("Nam");
    await page.getByRole("button", { name: "Lưu và kiểm tra lại" }).click();
    await page.getByText("Đã sửa dòng 8.").waitFor();
    await rows.first().getByText("Dòng này nay không còn lỗi.").waitFor();
    assert.match((await focused(page)).name, /^Sửa dòng 8/, "the focus stays there");
    await send(page);
    await done(page);
    assert.equal(await figure(page, "Đã nhận"), 13);
    assert.equal(await figure(page, "Bị từ chối"), 1);
    assert.equal((await server.rows()).length, 13);

    // One that the server has is not replaced by what is mended since; that is told.
    await page.getByRole("button", { name: /^Xem các dòng: .*cho “Giới tính”/ }).click();
    const other = page.locator(".issues .row-list > li").first();
    await other.getByRole("button", { name: "Sửa dòng 15" }).click();
    await other.getByRole("textbox", { name: "Giới tính" }).fill("Nữ");
    await other.getByRole("button", { name: "Lưu và kiểm tra lại" }).click();
    await page.getByText("Đã sửa dòng 15.").waitFor();
    await send(page);
    await done(page);
    assert.equal(await figure(page, "Đã nhận"), 14);
    await other.getByRole("button", { name: "Sửa dòng 15" }).click();
    await other.getByText("Các ô khác của dòng").waitFor();
    await other.getByRole("textbox", { name: "Giới tính" }).fill("Nam");
    await other.getByRole("button", { name: "Lưu và kiểm tra lại" }).click();
    await page.getByText("Đã sửa dòng 15.").waitFor();
    await send(page);
    await done(page);
    const line = page.locator(".sending tbody tr", { hasText: "Đã gửi trước với nội dung khác" });
    assert.match(await line.innerText(), /Máy chủ giữ bản đã nhận trước đó.*15/s);
    assert.equal((await server.rows()).length, 14);
    assert.equal((await report(page)).filter(({ receipt }) => receipt).length, 14);
  });
});

test("rows that are fine here and refused by the server are mended too, and are in the file of refused rows", async (t) => {
  const server = await serve(t);
  const door = await gateway(t, server.url, { guard: strict });
  const path = await fileOf(t, 20, { bad: 10 });
  await visit(browser, t, { provoked: FAILED }, async (page) => {
    await check(page, door.url, path);
    await send(page);
    await done(page);
    const refused = (await report(page))
      .filter(({ outcome }) => outcome === "Bị từ chối")
      .map(({ row }) => row);
    assert.ok(refused.length > 1);
    const saved = async () => {
      const downloading = page.waitForEvent("download");
      await page.getByRole("button", { name: "Tải các dòng không được tính hoặc bị từ chối" }).click();
      const text = await readFile(await (await downloading).path(), "utf8");
      return text.trimEnd().split("\r\n").slice(1);
    };
    const lines = await saved();
    assert.equal(lines.length, refused.length + 2);
    for (const row of refused) {
      const line = lines.find((line) => line.startsWith(`"${row}";`));
      assert.match(line, /;"Máy chủ từ chối: [^"]*: =Không hợp lý\."$/);
    }
    const rows = await openRefused(page, /^Xem và sửa.*Không hợp lý/);
    assert.equal(await rows.count(), refused.length);
    await looksRight(page, "the refused rows");
    const [first] = refused;
    await rows
      .first()
      .getByRole("button", { name: `Sửa dòng ${first + 1}` })
      .click();
    await rows.first().getByText("Máy chủ: =Không hợp lý.").waitFor();
    await rows.first().getByText("Các ô khác của dòng").click();
    await rows.first().getByRole("textbox", { name: "subject" }).fill("Hộ tịch");
    await page.getByRole("button", { name: "Lưu và kiểm tra lại" }).click();
    await page.getByText(`Đã sửa dòng ${first + 1}.`).waitFor();
    assert.equal((await saved()).length, refused.length + 1, "what is mended is refused by nobody");
    await send(page);
    await done(page);
    assert.equal(await figure(page, "Bị từ chối"), refused.length - 1);
    assert.equal((await server.rows()).length, 18 - refused.length + 1);
  });
});

test("after a stop while refused rows are to be written, also behind results, the desk goes on at once", async (t) => {
  const server = await serve(t);
  const path = await fileOf(t, 60_000, { bad: 2 });
  await visit(browser, t, { provoked: FAILED }, async (page) => {
    await check(page, server.url, path);
    const downloads = [];
    page.on("download", (download) => downloads.push(download));
    // The results are computed anew; the rows are asked for behind them, stopped, asked for again and stopped before
    // the first have ended.
    await page.evaluate(() => {
      const { shadowRoot } = document.querySelector("sipas-workbench");
      const button = (text) =>
        [...shadowRoot.querySelectorAll("button")].find(({ textContent }) => textContent === text);
      const least = shadowRoot.querySelector("#least");
      least.value = "3";
      least.dispatchEvent(new Event("change"));
      for (let turn = 0; turn < 2; turn += 1) {
        button("Tải các dòng không được tính").click();
        [...shadowRoot.querySelectorAll(".busy button")].at(-1).click();
      }
    });
    await told(page, "Đã dừng. Tệp vẫn còn nguyên.");
    await page.locator(".busy").waitFor({ state: "detached" });
    assert.equal(await page.locator(".stage").evaluate(({ inert }) => inert), false);
    assert.ok(await isFocused(page.getByRole("heading", { name: "Lỗi và điều cần xem lại" })));
    const writing = page.waitForEvent("download");
    await page.getByRole("button", { name: "Tải các dòng không được tính" }).click();
    const text = await readFile(await (await writing).path(), "utf8");
    assert.equal(text.trimEnd().split("\r\n").length, 1 + 30_000, "all of them");
    assert.equal(downloads.length, 1, "what was stopped is no file");
    const again = page.getByRole("button", { name: "Tải các dòng không được tính" });
    await eventually(async () => assert.ok(await isFocused(again), "the focus is where it was"));

    // In the middle of it.
    await page.getByRole("button", { name: "Tải các dòng không được tính" }).click();
    await page.getByRole("button", { name: "Dừng" }).click();
    await page.locator(".busy").waitFor({ state: "detached" });
    await page.locator(".picture").first().waitFor();
    await page.getByRole("button", { name: /^Xem các dòng: .*có trong danh sách/ }).click();
    await page.getByRole("button", { name: "Sửa dòng 3", exact: true }).click();
    await page
      .getByRole("textbox", { name: /lịch sự|q1/ })
      .first()
      .fill("5");
    await page.getByRole("button", { name: "Lưu và kiểm tra lại" }).click();
    await page.getByText("Đã sửa dòng 3.").waitFor();
    await page.locator("[data-figure=refused]", { hasText: "29.999" }).waitFor();
    await send(page);
    await page.getByRole("button", { name: "Dừng" }).click();
    await told(page, /^Đã dừng: \d+ phiếu đã nhận/);
    assert.equal((await server.rows()).length, await figure(page, "Đã nhận").catch(() => 0));
  });
});

test("a file that changed on the disk since is told, and nothing of it is sent", async (t) => {
  const server = await serve(t);
  const path = await fileOf(t, 30);
  await visit(browser, t, { size: DESK, provoked: [PRELOAD, /sipas-workbench/] }, async (page) => {
    await check(page, server.url, path);
    await writeFile(path, (await readFile(path, "utf8")).replace(";5", ";4") + "\r\n");
    await send(page);
    await told(page, "tệp đã bị sửa, di chuyển hoặc xóa");
    await ask(page).waitFor();
  });
  assert.deepEqual(await server.rows(), []);
});
