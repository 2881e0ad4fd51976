// The case files of tests/cases in four places: in a browser's Wasm, full (from the definition) and small
// (packed, unless the form needs the full one), in the native program, and at the server. What each says
// of the same answers is the same, byte for byte.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { test } from "node:test";

import { openBrowser } from "./support/browser.mjs";
import { withEngines } from "./support/engine.mjs";
import { DIST, ROOT, folder, pack, post, serve, sipas } from "./support/program.mjs";
import { definitionOf } from "./support/survey.mjs";

const browser = await openBrowser();

const names = readdirSync(join(ROOT, "tests/cases"));
const files = names
  .filter((name) => extname(name) === ".json")
  .map((name) => {
    const file = JSON.parse(readFileSync(join(ROOT, "tests/cases", name), "utf8"));
    const definition = file.definition ?? definitionOf(basename(file.form, ".json"));
    return { name, own: Boolean(file.definition), definition, today: file.today ?? "", cases: file.cases };
  });

/** Today where the program's clock is, in Vietnam. */
const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

/** The files whose forms the citizen's module has read. */
const packed = new Set();

/**
 * What the engine says, in the browser, of every case of a file: the texts as they come out. Both
 * modules are asked, and say the same; only a form that needs the full one is not for the other.
 */
async function inBrowser(page, { name, definition, cases }, day, language) {
  const bytes = [...(await pack(definition))];
  const [full, citizen] = await page.evaluate(
    ([definition, bytes, all, day, language]) => {
      const ask = (form) => ({
        identity: form.identity(),
        said: all.map((answers) => ({
          issues: form.validate(answers, day, language),
          scores: form.score(answers, day),
          sent: form.answers(answers, day),
        })),
      });
      const loaded = new globalThis.full.Form(definition, language);
      const full = ask(loaded);
      for (const [index, answers] of all.entries()) {
        full.said[index].report = loaded.report(answers, day, language);
      }
      try {
        return [full, ask(globalThis.citizen.Form.unpack(Uint8Array.from(bytes)))];
      } catch (error) {
        return [full, error.message];
      }
    },
    [definition, bytes, cases.map(({ answers }) => answers), day, language],
  );
  if (citizen !== "needs_full") {
    const common = full.said.map(({ report: _, ...said }) => said);
    assert.deepEqual(citizen, { ...full, said: common }, `${name}: the citizen's module says the same`);
    packed.add(name);
  }
  return full;
}

const find = (scores, name) =>
  scores.flatMap((score) => (score.name === name ? [score] : find(score.parts ?? [], name)));

test("the browser's Wasm gives every case its issues, scores and answers", async (t) => {
  let count = 0;
  await withEngines(browser, t, [], async (page) => {
    for (const file of files) {
      const { said } = await inBrowser(page, file, file.today, "vi");
      for (const [index, { name, issues, scores, sent }] of file.cases.entries()) {
        const about = `${file.name}: ${name}`;
        const found = JSON.parse(said[index].issues).map(({ path, code, params }) =>
          Object.keys(params).length > 0 ? { path, code, params } : { path, code },
        );
        assert.deepEqual(found, issues, about);
        for (const [score, expected] of Object.entries(scores)) {
          const [{ numerator, denominator, value }] = find(JSON.parse(said[index].scores), score);
          const number = expected[2] === "—" ? null : Number(expected[2].replace(",", "."));
          assert.deepEqual(
            [numerator, denominator, value],
            [...expected.slice(0, 2), number],
            `${about}: ${score}`,
          );
        }
        if (sent) assert.deepEqual(JSON.parse(said[index].sent), sent, about);
        count += 1;
      }
    }
  });
  assert.ok(count >= 30, `only ${count} cases were found`);
  assert.ok(packed.size >= 4, `only ${packed.size} files were read by the citizen's module`);
  t.diagnostic(`${count} cases; ${packed.size} of ${files.length} files by the citizen's module too`);
});

test("the browser's Wasm scores every sheet as it was calculated by hand", async (t) => {
  const folder = join(ROOT, "tests/cases/scores");
  let [count, figures] = [0, 0];
  await withEngines(browser, t, [], async (page) => {
    for (const name of readdirSync(folder)) {
      const { form, definition, cases } = JSON.parse(readFileSync(join(folder, name), "utf8"));
      const bundled = definition ?? definitionOf(basename(form, ".json"));
      const said = await page.evaluate(
        ([definition, sheets]) => {
          const { Form, Tally } = globalThis.full;
          const form = new Form(definition, "vi");
          return sheets.map((responses) => {
            const tally = new Tally(form);
            for (const answers of responses) tally.add(answers, "");
            const { scores } = JSON.parse(tally.report());
            // Of one response alone the form says the same.
            const alone = responses.length === 1 ? JSON.parse(form.report(responses[0], "", "vi")) : scores;
            return [scores, alone];
          });
        },
        [bundled, cases.map(({ responses }) => responses)],
      );
      for (const [index, { name: about, scores }] of cases.entries()) {
        const [together, alone] = said[index];
        assert.deepEqual(alone, together, `${name}: ${about}`);
        for (const [score, expected] of Object.entries(scores)) {
          const [node] = find(together, score);
          for (const [key, figure] of Object.entries(expected)) {
            const written = figure === "—" ? null : Number(`${figure}`.replaceAll(".", "").replace(",", "."));
            const found = ["state", "margin"].includes(key) ? node.target[key] : node[key];
            const wanted = key === "value" ? written : figure;
            assert.deepEqual(found ?? null, wanted ?? null, `${name}: ${about}: ${score}.${key}`);
            figures += 1;
          }
        }
        count += 1;
      }
    }
  });
  assert.ok(count >= 65 && figures >= 950, `only ${count} cases, ${figures} figures`);
  t.diagnostic(`${count} sheets, ${figures} figures`);
});

test("the native program says the same as the browser's Wasm, byte for byte", async (t) => {
  const at = await folder(t);
  const form = join(at, "form.json");
  const answers = join(at, "answers.json");
  let [verdicts, scored] = [0, 0];
  await withEngines(browser, t, [], async (page) => {
    for (const file of files) {
      writeFileSync(form, JSON.stringify(file.definition));
      for (const language of ["vi", "en"]) {
        const { said } = await inBrowser(page, file, today(), language);
        for (const [index, one] of file.cases.entries()) {
          const about = `${file.name}: ${one.name}, ${language}`;
          writeFileSync(answers, JSON.stringify(one.answers));
          const verdict = await sipas("validate", form, answers, "--json", "--lang", language);
          const ok = JSON.parse(said[index].issues).every(({ severity }) => severity === "warning");
          assert.equal(verdict, `{"ok":${ok},"issues":${said[index].issues}}\n`, about);
          verdicts += 1;
          if (language !== "vi") continue;
          const result = await sipas("score", form, answers, "--json");
          // The program counts no response with another error than a missing answer.
          if (!result.includes('"not_counted":[]')) continue;
          assert.match(result, /"responses":1,/, about);
          assert.ok(result.includes(`"scores":${said[index].report},`), `${about}: ${result}`);
          scored += 1;
        }
      }
    }
  });
  assert.ok(verdicts >= 60 && scored >= 10, `only ${verdicts} verdicts, ${scored} scores`);
});

test("the server's verdict on posted answers is the same as the browser's", async (t) => {
  const dist = join(await folder(t), "dist");
  cpSync(DIST, dist, { recursive: true });
  for (const { name, definition } of files.filter(({ own }) => own)) {
    writeFileSync(join(dist, "forms", name), JSON.stringify(definition));
  }
  const server = await serve(t, { dist });
  let kept = 0;
  await withEngines(browser, t, [], async (page) => {
    for (const file of files) {
      const { said, identity } = await inBrowser(page, file, today(), "vi");
      for (const [index, { name, answers }] of file.cases.entries()) {
        const about = `${file.name}: ${name}`;
        const id = randomUUID();
        const at = "2025-11-03T08:15:00Z";
        const head = `"schema":"sipas-forms/submission/1","form":${identity},"submission_id":"${id}","language":"vi"`;
        const tail = `"started_at":"${at}","completed_at":"${at}","scores":${said[index].scores},"warnings":[]`;
        const body = `{${head},"answers":${JSON.stringify(answers)},${tail}}`;
        const reply = await post(`${server.url}/submissions`, id, body);
        const issues = JSON.parse(said[index].issues).filter(({ severity }) => severity === "error");
        if (issues.length === 0) {
          assert.deepEqual([reply.status, reply.body.scores_agree], [201, true], about);
          kept += 1;
          const row = (await server.rows()).at(-1);
          assert.deepEqual(JSON.parse(row.answers), JSON.parse(said[index].sent), about);
        } else if (issues.some(({ code }) => code === "too_precise")) {
          // A number that JSON readers disagree on is no part of any submission.
          assert.deepEqual([reply.status, reply.body.title], [400, "inexact_number"], about);
        } else {
          assert.equal(reply.status, 422, about);
          const expected = issues.map(({ path, code, message, rule }) => ({
            pointer: `#/answers${path}`,
            code,
            detail: message,
            ...(rule && { rule }),
          }));
          assert.deepEqual(reply.body.errors, expected, about);
        }
      }
    }
  });
  assert.equal((await server.rows()).length, kept);
  assert.ok(kept >= 8, `only ${kept} were right`);
});

/** The rows of expressions.csv that a calculation can hold: that read no `.` (as `once` does) and no column. */
function expressions() {
  const [, ...lines] = readFileSync(join(ROOT, "tests/cases/expressions.csv"), "utf8").trim().split("\n");
  const rows = lines.map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
      quoted === undefined ? plain : quoted.replaceAll('""', '"'),
    ),
  );
  return rows
    .map(([, expression, type, value, fault]) => ({ expression, type, value, fault }))
    .filter(({ expression }) => expression.trim() !== "")
    .filter(({ expression }) => !/(^|[ (])\.( |$)|\bonce\(|(^|[ (])province\b/.test(expression));
}

/** Whether an expression stands in a row of the sample's repeat, or reads all its rows. */
const isInRow = ({ expression }) => expression.includes("(..)");
const readsRows = ({ expression }) => expression.includes("${row");

/** A form with the sample answers of src/expression/tests.rs, and a calculation for each expression. */
function sampleForm(rows) {
  const choices = (...names) => names.map((name) => ({ name, label: `Nhãn ${name}` }));
  const [a, ...others] = choices("a", "b", "khac");
  const abc = [{ ...a, columns: { due: "2025-07-30" } }, ...others];
  const question = ([name, type, list]) => ({ name, type, label: name, ...(list && { choices: list }) });
  const sample = [
    ["n", "integer"],
    ["d", "decimal"],
    ["none", "integer"],
    ["t", "text"],
    ["long", "text"],
    ["blank", "text"],
    ["day", "date"],
    ["no_day", "date"],
    ["one", "select_one", "abc"],
    ["no_one", "select_one", "abc"],
    ["some", "select_multiple", "abc"],
    ["no_some", "select_multiple", "abc"],
    ["level", "select_one", "level"],
    ["yes", "acknowledge"],
  ].map(question);
  const calculations = rows.map(({ expression }, index) => ({
    name: `x_${index}`,
    type: "calculate",
    calculation: expression,
  }));
  const inRow = calculations.filter((_, index) => isInRow(rows[index]));
  const columns = [
    ["row_n", "integer"],
    ["row_t", "text"],
    ["row_none", "integer"],
  ].map(question);
  const row = { type: "repeat", name: "row", label: "Row", children: [...columns, ...inRow] };
  const children = [
    ...sample,
    ...(rows.some(isInRow) || rows.some(readsRows) ? [row] : []),
    ...calculations.filter((_, index) => !isInRow(rows[index])),
  ];
  return {
    schema_version: 1,
    form_id: "expressions",
    version: "1",
    title: "Expressions",
    provenance: { source: "a test" },
    choices: { abc, level: choices("1", "2", "3") },
    survey: [{ type: "group", name: "page", label: "Page", children }],
  };
}

/** Those of the rows that need no full engine, and the form of them: by halving what does. */
async function basic(page, rows) {
  const bytes = await pack(sampleForm(rows));
  const fault = await page.evaluate(
    (bytes) => {
      try {
        globalThis.citizen.Form.unpack(Uint8Array.from(bytes));
        return "";
      } catch (error) {
        return error.message;
      }
    },
    [...bytes],
  );
  if (fault === "") return rows;
  assert.equal(fault, "needs_full");
  if (rows.length === 1) return [];
  const middle = rows.length >> 1;
  return [...(await basic(page, rows.slice(0, middle))), ...(await basic(page, rows.slice(middle)))];
}

test("expressions mean in the browser what their rows say", async (t) => {
  const rows = expressions();
  const right = rows.filter(({ fault }) => fault === "");
  const wrong = rows.filter(({ fault }) => fault !== "");
  const answers = {
    n: 7,
    d: 98.5,
    t: "Hệ",
    day: "2024-02-29",
    one: "a",
    some: ["a", "khac"],
    level: "2",
    yes: true,
    long: "x".repeat(60_000),
  };
  const row = [{ row_n: 7, row_t: "Hệ" }, {}, { row_n: 7, row_t: "a" }];
  const now = "2025-07-30T08:15:00+07:00";
  await withEngines(browser, t, [], async (page) => {
    const simple = await basic(page, right);
    const values = await page.evaluate(
      ([definition, answers, now]) => new globalThis.full.Form(definition, "vi").answers(answers, now),
      [sampleForm(right), { ...answers, row }, now],
    );
    const simpleValues = await page.evaluate(
      ([bytes, answers, now]) => globalThis.citizen.Form.unpack(Uint8Array.from(bytes)).answers(answers, now),
      [[...(await pack(sampleForm(simple)))], answers, now],
    );
    for (const [rows, json] of [
      [right, values],
      [simple, simpleValues],
    ]) {
      const found = JSON.parse(json);
      for (const [index, one] of rows.entries()) {
        const given = (isInRow(one) ? found.row[1] : found)[`x_${index}`] ?? "empty";
        assert.equal(typeof given === "string" ? given : JSON.stringify(given), one.value, one.expression);
      }
    }
    const faults = await page.evaluate((definition) => {
      try {
        new globalThis.full.Form(definition, "vi");
        return [];
      } catch (error) {
        return JSON.parse(error.message);
      }
    }, sampleForm(wrong));
    assert.ok(simple.length >= 200, `only ${simple.length} rows for the citizen's module`);
    t.diagnostic(`${right.length} values, ${simple.length} of them by the citizen's module too`);
    for (const [index, { expression, fault }] of wrong.entries()) {
      const found = faults.filter(({ name }) => name === `x_${index}`);
      assert.equal(found.map(({ code, span }) => `${code} ${span?.join("-")}`).join(", "), fault, expression);
    }
  });
  assert.ok(rows.length >= 400, `only ${rows.length} rows`);
});
