// The published JSON Schemas in a second validator, ajv, over the same files as tests/schemas/*.rs.
// What the engine itself says of them is tested there.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { test } from "node:test";

import Ajv from "ajv/dist/2020.js";

import { ROOT, folder, sipas } from "../e2e/support/program.mjs";

const read = (path) => JSON.parse(readFileSync(join(ROOT, path), "utf8"));
const files = (at) =>
  readdirSync(join(ROOT, at))
    .filter((name) => extname(name) === ".json")
    .map((name) => `${at}/${name}`);

/** Compiles a schema as strictly as ajv can: an unknown keyword or format is an error, a doubt as well. */
function compile(schema) {
  const doubts = [];
  const logger = {
    log() {},
    warn: (...doubt) => doubts.push(doubt),
    error: (...doubt) => doubts.push(doubt),
  };
  const validate = new Ajv({ strict: true, allErrors: true, logger }).compile(schema);
  assert.deepEqual(doubts, []);
  return validate;
}

/** The document with the change of a case; own properties only, whatever they are called. */
function changed(document, { at, to }) {
  const copy = structuredClone(document);
  const steps = at.split("/").slice(1);
  const key = steps.pop();
  const around = steps.reduce((json, step) => json[step], copy);
  if (to === undefined) delete around[key];
  else
    Object.defineProperty(around, key, { value: to, enumerable: true, writable: true, configurable: true });
  return copy;
}

/** What the engine takes as empty is not sent, and texts are sent composed. */
function sent(answers) {
  answers = JSON.parse(JSON.stringify(answers).normalize("NFC"));
  const isEmpty = (answer) => answer === null || answer === "" || answer === false || answer?.length === 0;
  return Object.fromEntries(Object.entries(answers).filter(([, answer]) => !isEmpty(answer)));
}

test("ajv finds every definition valid, and in every change what the loader finds", () => {
  const validate = compile(read("www/schema/definition-1.json"));
  let count = 0;
  for (const path of ["www/forms", "tests/cases", "tests/schemas"].flatMap(files)) {
    const file = read(path);
    const definition = file.definition ?? file;
    if (!definition.survey) continue;
    assert.ok(validate(definition), `${path}: ${JSON.stringify(validate.errors)}`);
    count += 1;
  }
  assert.ok(count >= 6, `only ${count} definitions`);
  const definition = read("tests/schemas/everything.json");
  const { accepted, refused } = read("tests/schemas/definitions.json");
  for (const one of accepted) assert.ok(validate(changed(definition, one)), one.name);
  for (const one of refused) assert.ok(!validate(changed(definition, one)), one.name);
  assert.ok(refused.length >= 220, `only ${refused.length} changes`);
});

test("ajv finds every submission valid, and in every change what the engine finds", async () => {
  const schema = JSON.parse(await sipas("schema", join(ROOT, "tests/schemas/everything.json")));
  const validate = compile(schema);
  const { submission, accepted, refused, claims } = read("tests/schemas/submissions.json");
  submission.form.hash = schema.properties.form.properties.hash.const;
  assert.ok(validate(submission), JSON.stringify(validate.errors));
  for (const one of accepted) assert.ok(validate(changed(submission, one)), one.name);
  for (const one of refused) assert.ok(!validate(changed(submission, one)), one.name);
  for (const one of claims) assert.ok(!validate(changed(submission, one)), one.name);
  assert.ok(refused.length >= 80 && claims.length >= 20, `only ${refused.length} changes`);
});

test("ajv finds the score sheets valid", async (t) => {
  const form = join(await folder(t), "form.json");
  const { submission } = read("tests/schemas/submissions.json");
  let [valid, invalid] = [0, 0];
  for (const path of files("tests/cases/scores")) {
    const file = read(path);
    if (file.definition) writeFileSync(form, JSON.stringify(file.definition));
    const name = file.form && join(ROOT, "www/forms", file.form);
    const schema = JSON.parse(await sipas("schema", name ?? form));
    const validate = compile(schema);
    const identity = Object.entries(schema.properties.form.properties);
    const identified = Object.fromEntries(identity.map(([key, one]) => [key, one.const]));
    for (const answers of file.cases.flatMap(({ responses }) => responses)) {
      // What a form requires is left out of some sheets; nothing else is wrong with any.
      const whole = { ...submission, form: identified, answers: sent(answers) };
      const wrong = validate(whole) ? [] : validate.errors.filter(({ keyword }) => keyword !== "required");
      assert.deepEqual(wrong, [], path);
      valid += 1;
      for (const question of Object.keys(whole.answers)) {
        const misfit = changed(whole, { at: `/answers/${question}`, to: { zzz: 1 } });
        assert.ok(!validate(misfit), `${path}: ${question}`);
        invalid += 1;
      }
    }
  }
  assert.ok(valid >= 60 && invalid >= 1000, `only ${valid} valid, ${invalid} not`);
});

test("ajv finds the answers of the cases valid, and nothing that no answer is like", async (t) => {
  const form = join(await folder(t), "form.json");
  const { submission } = read("tests/schemas/submissions.json");
  let [valid, invalid] = [0, 0];
  for (const path of files("tests/cases")) {
    const file = read(path);
    const name = file.form && join(ROOT, "www/forms", file.form);
    if (file.definition) writeFileSync(form, JSON.stringify(file.definition));
    const schema = JSON.parse(await sipas("schema", name ?? form));
    const validate = compile(schema);
    const identity = schema.properties.form.properties;
    const identified = Object.fromEntries(Object.entries(identity).map(([key, one]) => [key, one.const]));
    for (const { name, answers, issues, sent: known } of file.cases) {
      if (issues.some(({ code }) => code !== "warning")) continue;
      const whole = { ...submission, form: identified, answers: known ?? sent(answers) };
      assert.ok(validate(whole), `${path}: ${name}: ${JSON.stringify(validate.errors)}`);
      valid += 1;
      const properties = schema.properties.answers.properties;
      // What is kept has no length while it is not asked.
      const isKept = (question) => properties[question].minLength && !properties[question].maxLength;
      for (const question of Object.keys(whole.answers).filter((question) => !isKept(question))) {
        for (const to of [{ zzz: 1 }, 1e300, [[1]], "x".repeat(70_000)]) {
          assert.ok(!validate(changed(whole, { at: `/answers/${question}`, to })), `${path}: ${question}`);
          invalid += 1;
        }
      }
    }
  }
  assert.ok(valid >= 15 && invalid >= 500, `only ${valid} valid, ${invalid} not`);
});
