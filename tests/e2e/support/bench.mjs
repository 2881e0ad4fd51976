// The officer at the workbench, and what the same file gives natively and by the oracle.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";

import { PHONE, visit } from "./browser.mjs";
import { looksRight } from "./looks.mjs";
import { DIST, ROOT, folder, serve, sipas } from "./program.mjs";

const run = promisify(execFile);

/** Opens the workbench with a form, at a size, and hands on the officer; `before` is done to the context first. */
export async function workbench(browser, t, { stem = "commune-office", before, ...options }, body) {
  const server = await serve(t);
  await visit(browser, t, { acceptDownloads: true, ...options }, async (page, context) => {
    const officer = new Officer(page, options.size, await folder(t), stem);
    await before?.(context);
    await page.goto(`${server.url}/workbench.html`);
    await officer.chooses(stem);
    await body(officer, { page, context, server });
  });
}

export class Officer {
  constructor(page, size, kept, stem) {
    Object.assign(this, { page, size, kept, stem });
    this.told = page.getByRole("status").and(page.locator(".told"));
    this.alert = page.getByRole("alert");
    this.stop = page.getByRole("button", { name: "Dừng", exact: true });
    this.check = this.button("Kiểm tra tệp");
    this.pictures = page.locator("figure.picture");
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  heading(name) {
    return this.page.getByRole("heading", { name, exact: true });
  }

  press(locator) {
    return this.size === PHONE ? locator.tap() : locator.click();
  }

  async chooses(stem) {
    const start = this.button("Chọn tệp…");
    await start.waitFor();
    const select = this.page.getByLabel("Biểu mẫu");
    const source = await select
      .locator("option")
      .evaluateAll(
        (options, stem) => options.find(({ value }) => value.endsWith(`/${stem}.form`)).value,
        stem,
      );
    if ((await select.inputValue()) === source) return;
    await select.selectOption(source);
    await start.waitFor();
  }

  /** A file on the disk of this test. */
  async file(name, content) {
    const path = join(this.kept, name);
    await writeFile(path, content);
    return path;
  }

  /** By the browser's own dialog. */
  async picks(path) {
    const chooser = this.page.waitForEvent("filechooser");
    await this.press(this.button("Chọn tệp…"));
    await (await chooser).setFiles(path);
  }

  /** As from a window of files: the browser itself is told that these are let go over the page. */
  async drops(...paths) {
    const client = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"])
      await client.send("Input.dispatchDragEvent", { type, x: 100, y: 200, data });
    await client.detach();
  }

  /** As `drops`, of what is in memory alone. */
  async dropsText(name, content) {
    const transfer = await this.page.evaluateHandle(
      ([name, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], name));
        return transfer;
      },
      [name, content],
    );
    await this.page.dispatchEvent("sipas-workbench", "drop", { dataTransfer: transfer });
  }

  /** Has the browser paste a text, as Ctrl+V does. */
  async pastes(text) {
    await this.page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      document.body.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
      );
    }, text);
  }

  /** Checks the file whose columns are shown, and waits for the results. */
  async checks() {
    await this.press(this.check);
    await this.checked();
  }

  async checked() {
    await this.heading("Kết quả").waitFor();
    await this.page.locator(".results > .pictures, .results > .empty").first().waitFor();
  }

  /** Opens a file from the disk, whatever is shown, and checks it. */
  async reads(path) {
    await this.drops(path);
    await this.check.waitFor();
    await this.checks();
  }

  figure(name) {
    return this.page.locator(`[data-figure="${name}"]`);
  }

  async figures() {
    const read = async (name) => Number((await this.figure(name).innerText()).replaceAll(".", ""));
    return [await read("responses"), await read("counted"), await read("refused")];
  }

  /** The kinds of issues as `[words, column, count]`. */
  async kinds() {
    const rows = this.page.locator("table.kinds tbody tr");
    return rows.evaluateAll((rows) =>
      rows.map(({ cells: [kind, column, count] }) => [
        kind.textContent.trim(),
        column.textContent.trim(),
        Number(count.textContent.replaceAll(".", "")),
      ]),
    );
  }

  /** What a button gives to be kept: its name and its bytes. */
  async saves(button) {
    const download = this.page.waitForEvent("download");
    await this.press(button);
    const saved = await download;
    return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
  }

  async report() {
    const { bytes } = await this.saves(this.button("Báo cáo kết quả (JSON)"));
    return JSON.parse(bytes.toString("utf8"));
  }

  /** Chooses the file of a button that asks for one. */
  async gives(button, path) {
    const chooser = this.page.waitForEvent("filechooser");
    await this.press(this.button(button));
    await (await chooser).setFiles(path);
  }

  /** The file is not read, the officer is told why, and the page is alive: another is read right after. */
  async isRefused(words, good) {
    await this.alert.filter({ hasText: words }).waitFor();
    await this.button("Chọn tệp…").waitFor();
    if (good) {
      await this.reads(good);
      assert.equal(await this.alert.innerText(), "", "the next file is read");
    }
  }

  /** Sends what was checked, and waits for what became of it. */
  async sends() {
    await this.press(this.button(/^Gửi (tiếp|[\d.]+ phiếu)…$/));
    await this.press(this.button(/^Gửi [\d.]+ phiếu ngay$/));
    await this.told.filter({ hasText: "Đã gửi xong" }).waitFor();
  }

  looksRight(state) {
    return looksRight(this.page, state);
  }
}

/** What `sipas score` makes of the same file. */
export const natively = async (stem, path, ...args) =>
  JSON.parse(
    await sipas("score", join(ROOT, "www/forms", `${stem}.json`), path, "--json", "--lang", "vi", ...args),
  );

/** What the oracle makes of the answers that a file is meant to have. */
export async function byOracle(t, stem, all) {
  const path = join(await folder(t), "answers.ndjson");
  await writeFile(path, all.map((answers) => JSON.stringify(answers) + "\n").join(""));
  const script = join(ROOT, "tests/oracle/file.py");
  const { stdout } = await run("python3", ["-B", script, join(DIST, `forms/${stem}.json`), path], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout);
}

/** Asserts that page, program and oracle have the same numbers of one file. */
export async function agree(t, officer, path, all) {
  const report = await officer.report();
  const native = await natively(officer.stem, path);
  assert.equal(report.responses, all.length, `${basename(path)}: as many as there are`);
  assert.deepEqual(report.scores, native.scores, `${basename(path)}: as the program`);
  assert.deepEqual(report.scores, await byOracle(t, officer.stem, all), `${basename(path)}: as the oracle`);
  return report;
}
