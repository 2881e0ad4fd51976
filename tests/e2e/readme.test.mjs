// The snippets of README that are marked are run. A comment above the fence says how:
//
//   <!-- test: page -->        html: a page of a portal, with what `sipas serve` has under /surveys/; its form must
//                              show the first page of its survey, and the page must complain of nothing
//   <!-- test: page csp -->    the same under the strict policy that README promises
//   <!-- test: page send -->   and the form is filled and sent, to /submissions
//   <!-- test: page send bare -->   and once more where the reply has no body
//   <!-- test: desk csp -->    html: a portal's page for officers, under that policy: a file is checked and sent, to an
//                              address that demands the page's CSRF token
//   <!-- test: shell -->       sh: must end with 0, in a folder with my-form.json (the commune office's) and
//                              submission.json (right answers to it), `sipas` on PATH, and a server for
//                              http://127.0.0.1:8080
//   <!-- test: submission -->  json: an envelope as the contract describes it
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";

import { Officer } from "./support/bench.mjs";
import { DESK, openBrowser, visit } from "./support/browser.mjs";
import { faultsOf } from "./support/contract.mjs";
import { gateway } from "./support/gateway.mjs";
import { ROOT, TARGET, folder, serve, sipas } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { csv, responses, table } from "./support/responses.mjs";
import { Survey } from "./support/survey.mjs";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; connect-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types sipas-forms";
const MARKED = /<!-- test: ([^>]*?) -->\n```(\w+)\n([\s\S]*?)```/g;

const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const snippets = [...readme.matchAll(MARKED)].map(([, words, language, code], index) => ({
  words: words.split(" "),
  language,
  code,
  name: `${index + 1}: ${words}, line ${readme.slice(0, readme.indexOf(code)).split("\n").length}`,
}));
const browser = await openBrowser();

/** Which of the shipped surveys a page shows. */
const surveyOf = (code) => new Survey(/forms\/([\w-]+)\.(?:form|json)/.exec(code)[1]);

async function asPage(t, { words, code }) {
  await onPage(t, words, code);
  if (words.includes("bare")) await onPage(t, words, code, bare);
}

/** The reply to a post, without its body. */
const bare = ({ method, status }) => (method === "POST" ? { status, headers: {}, body: "" } : {});

/** A page of a portal; `rewrite` changes the backend's replies. */
async function onPage(t, words, code, rewrite) {
  const { url, rows } = await serve(t);
  const door = await gateway(t, url, {
    pages: { "/portal": portal(words, code) },
    under: "/surveys/",
    rewrite,
  });
  const survey = surveyOf(code);
  await visit(browser, t, {}, async (page) => {
    const person = new Respondent(page, survey);
    await page.goto(`${door.url}/portal`);
    await person.shows(survey.pages[0]);
    if (!words.includes("send")) return;
    const answers = survey.answers(3, { commune: "14329" });
    await person.fill(answers);
    await person.send();
    if (rewrite) await person.title(person.ui.sent).waitFor();
    const receipt = rewrite ? undefined : await person.receipt();
    const kept = (await rows()).map((row) => [receipt && row.receipt, JSON.parse(row.answers)]);
    assert.deepEqual(kept, [[receipt, answers]]);
  });
  assert.deepEqual(door.faults, []);
}

/** A page of a portal on which an officer checks a file and sends it. */
async function asDesk(t, { words, code }) {
  const { url, rows } = await serve(t);
  const token = /name="csrf-token" content="(.+?)"/.exec(code)[1];
  const door = await gateway(t, url, {
    pages: { "/portal": portal(words, code) },
    under: "/surveys/",
    guard: ({ method, headers }) =>
      method === "POST" && headers["x-csrf-token"] !== token ? { status: 403, body: "{}" } : undefined,
  });
  await visit(browser, t, {}, async (page) => {
    await page.goto(`${door.url}/portal`);
    const officer = new Officer(page, DESK, await folder(t), surveyOf(code).stem);
    await officer.button("Chọn tệp…").waitFor();
    await officer.reads(await officer.file("phieu.csv", csv(table(responses(12)))));
    assert.deepEqual(await officer.figures(), [12, 12, 0]);
    await officer.sends();
  });
  assert.equal((await rows()).length, 12);
  assert.deepEqual(door.faults, []);
  const fetched = door.exchanges
    .filter(({ method }) => method === "GET")
    .map(({ path }) => path.split("/").at(-1));
  assert.ok(fetched.length >= 6);
  for (const name of fetched) assert.ok(readme.includes(name), `README names ${name}`);
}

const portal = (words, code) => ({
  body: `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Portal</title><link rel="icon" href="data:,">
    <h1>Portal</h1>${code}`,
  headers: words.includes("csp") ? { "content-security-policy": POLICY } : {},
});

async function asShell(t, { code }) {
  const { url } = await serve(t);
  const cwd = await folder(t);
  const definition = join(ROOT, "www/forms/commune-office.json");
  writeFileSync(join(cwd, "my-form.json"), await sipas("bundle", definition));
  const survey = new Survey("commune-office");
  const id = "3f0c8a52-8a3e-4d8e-9a5e-0123456789ab";
  const answers = survey.answers(3, { commune: "14329" });
  writeFileSync(join(cwd, "submission.json"), JSON.stringify(survey.envelope(answers, { id })));
  const PATH = `${join(TARGET, "release")}:${process.env.PATH}`;
  const script = code.replaceAll("http://127.0.0.1:8080", url);
  await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], {
    cwd,
    env: { ...process.env, PATH },
  });
}

async function asSubmission(_, { code }) {
  const submission = JSON.parse(code.replace("<64 hex digits>", "0".repeat(64)));
  assert.deepEqual(faultsOf(submission, "components", "schemas", "Submission"), []);
}

const KINDS = {
  page: ["html", asPage],
  desk: ["html", asDesk],
  shell: ["sh", asShell],
  submission: ["json", asSubmission],
};

describe("README", { concurrency: 2 }, () => {
  test("every mark is of a kind that is run, and stands above a fence", () => {
    assert.equal(snippets.length, readme.split("<!-- test: ").length - 1);
    for (const { words, language, name } of snippets) {
      assert.equal(KINDS[words[0]]?.[0], language, name);
      for (const word of words.slice(1))
        assert.ok(["csp", "send", "bare"].includes(word), `${name}: ${word}`);
    }
    for (const kind of Object.keys(KINDS))
      assert.ok(
        snippets.some(({ words }) => words[0] === kind),
        kind,
      );
  });
  for (const snippet of snippets) test(snippet.name, (t) => KINDS[snippet.words[0]][1](t, snippet));
});
