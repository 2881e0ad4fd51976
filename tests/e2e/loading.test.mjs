// A form that cannot be shown says why, and can be tried again where that helps.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { SIZES, openBrowser, visit } from "./support/browser.mjs";
import { serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const survey = new Survey("commune-office");
const PAGE = "/commune-office.html";
const FORM = "**/forms/commune-office.form";
/** What a developer is told in the console. */
const TOLD = [/^sipas-form: /];

/** The survey with an unknown type of question, and a rule that asks for a question there is not. */
function faulty() {
  const definition = structuredClone(survey.definition);
  definition.survey[0].children[4].type = "guess <b>";
  definition.survey[1].children[0].children[0].relevant = "${nobody} = 1";
  return definition;
}

for (const size of SIZES) {
  test(`a definition with faults lists them with their places, at ${size.name}`, async (t) => {
    const server = await serve(t);
    await visit(browser, t, { size, provoked: TOLD }, async (page) => {
      await page.route(FORM, (route) => route.fulfill({ json: faulty() }));
      await page.goto(server.url + PAGE);
      const alert = page.getByRole("alert");
      await alert.getByText("Phiếu này chưa dùng được vì có lỗi trong cấu hình").waitFor();
      const listed = await page.getByRole("main").getByRole("listitem").allInnerTexts();
      for (const fault of [
        "/survey/0/children/4/type (subject) definition_unknown_type",
        "/survey/1/children/0/children/0/relevant:0-9 (q1) expression_unknown_name",
      ]) {
        assert.ok(listed.includes(fault), listed.join("\n"));
      }
    });
  });
}

describe("loading", { concurrency: 2 }, () => {
  const cases = [
    ["a form that is missing", FORM, { status: 404, body: "no" }, [/status of 404/]],
    ["a form that is a page to sign in", FORM, { status: 200, body: " <html>" }, []],
    ["a form that is nothing", FORM, { status: 200, body: "" }, []],
    ["a definition that is cut", FORM, { status: 200, body: '{"schema_version":' }, []],
    ["a form that does not arrive", FORM, undefined, [/net::ERR_/]],
    ["an engine that is missing", "**/*.wasm", { status: 404, body: "no" }, [/status of 404/]],
    ["an engine that does not arrive", "**/*.wasm", undefined, [/net::ERR_/]],
  ];
  for (const [what, pattern, reply, provoked] of cases) {
    test(`${what} says to check the network, and “Thử lại” loads the form`, async (t) => {
      const server = await serve(t);
      await visit(browser, t, { provoked: [...provoked, ...TOLD] }, async (page) => {
        await page.route(pattern, (route) => (reply ? route.fulfill(reply) : route.abort()));
        await page.goto(server.url + PAGE);
        await page.getByRole("alert").getByText("Không tải được phiếu").waitFor();
        const retry = page.getByRole("button", { name: "Thử lại", exact: true });
        await retry.click();
        await page.getByRole("alert").getByText("Không tải được phiếu").waitFor();
        await page.unroute(pattern);
        await retry.click();
        await new Respondent(page, survey).shows(survey.pages[0]);
      });
    });
  }

  test("an engine that this browser cannot read says to use another browser", async (t) => {
    const server = await serve(t);
    await visit(browser, t, { provoked: TOLD }, async (page) => {
      const reply = { contentType: "application/wasm", body: "no module" };
      await page.route("**/*.wasm", (route) => route.fulfill(reply));
      await page.goto(server.url + PAGE);
      await page.getByRole("alert").getByText("Trình duyệt này không mở được phiếu").waitFor();
    });
  });

  test("a browser without WebAssembly says to use another one, in the page's language", async (t) => {
    const server = await serve(t);
    await visit(browser, t, { provoked: TOLD }, async (page) => {
      await page.addInitScript(() => delete globalThis.WebAssembly);
      await page.goto(server.url + PAGE);
      await page.getByRole("alert").getByText("Trình duyệt này không mở được phiếu").waitFor();
      await page.goto(`${server.url}/commune-office.en.html`);
      await page.getByRole("alert").getByText("This browser cannot open the form").waitFor();
    });
  });

  test("a browser without script is led to the form that needs none", async (t) => {
    const server = await serve(t);
    const provoked = [/sipas-form\.js: csp/, /preloaded using link preload but not used/];
    await visit(browser, t, { javaScriptEnabled: false, provoked }, async (page) => {
      await page.goto(server.url + PAGE);
      await page.waitForURL(/\/fill\/commune-office$/);
      await page.getByRole("button", { name: "Tiếp tục" }).waitFor();
    });
  });
});
