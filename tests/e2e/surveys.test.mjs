// Each survey from the start page to the database and the results, on a phone and at a desk.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";

import { DESK, SIZES, isFocused, openBrowser, visit } from "./support/browser.mjs";
import { post, serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey, say } from "./support/survey.mjs";

const browser = await openBrowser();

/**
 * The units that answer, with how many responses each sends. What fewer than five say is hidden, and results
 * come in batches of five: twenty are four whole ones.
 */
const UNITS = [
  ["14329", 7],
  ["13285", 7],
  ["14623", 4],
  ["13318", 2],
];

/** A question that opens and closes; where it is left closed, what was typed into it is not sent. */
const opening = {
  async "sipas-transaction"(person, answers, open) {
    const { survey } = person;
    const [gate, ...opened] = ["gave_feedback", "c20", "c21", "c22"].map((name) => survey.question(name));
    await person.answer(gate, "yes");
    const given = { c20: "5", c21: "2", c22: "4" };
    await person.answerAll(opened, given);
    await person.answer(gate, "no");
    for (const question of opened) await person.control(question).waitFor({ state: "hidden" });
    await person.answer(gate, "yes");
    for (const question of opened) {
      assert.ok(await person.choice(question, given[question.name]).isChecked(), "the answer came back");
    }
    if (open) return { ...answers, gave_feedback: "yes", ...given };
    await person.answer(gate, "no");
    return { ...answers, gave_feedback: "no" };
  },
  async "sipas-household"(person, answers, open) {
    const channels = person.survey.question("q2");
    const other = person.survey.question("q2_other");
    const field = person.control(other);
    const toggle = () => person.touchOrClick(person.choice(channels, "7"));
    await toggle();
    await person.continue();
    await person.isTold([{ question: other, words: person.needed(other) }]);
    await field.fill("Nhóm Zalo của tổ dân phố");
    await person.place.getByRole("alert").waitFor({ state: "detached" });
    await toggle();
    await field.waitFor({ state: "hidden" });
    await toggle();
    assert.equal(await field.inputValue(), "Nhóm Zalo của tổ dân phố", "what was typed came back");
    if (open) return { ...answers, q2: [...answers.q2, "7"], q2_other: "Nhóm Zalo của tổ dân phố" };
    await toggle();
    return answers;
  },
};

/** What only some are asked, for the respondents who come after the one in the browser. */
function complete(survey, answers, seed) {
  if (answers.gave_feedback === "yes") return { ...answers, c20: "4", c21: `${1 + (seed % 5)}`, c22: "1" };
  if (survey.stem === "sipas-household") return { ...answers, q2: ["1", "6"] };
  return answers;
}

const openedOn = { "sipas-transaction": "page_feedback", "sipas-household": "page_participation" };

describe("surveys", { concurrency: 2 }, () => {
  for (const stem of ["sipas-household", "sipas-transaction", "commune-office"]) {
    for (const size of SIZES) {
      test(`${stem} is filled, mended, reviewed, sent, stored and counted at ${size.name}`, async (t) => {
        const server = await serve(t);
        const survey = new Survey(stem);
        let answers = complete(survey, survey.answers(size.width, { commune: UNITS[0][0] }));
        if (answers.gave_feedback) answers = { ...answers, gave_feedback: "no" };
        for (const name of ["c20", "c21", "c22"]) delete answers[name];

        await visit(browser, t, { size }, async (page) => {
          const person = new Respondent(page, survey, { touch: size.touch });
          await person.arrive(server.url);
          answers = await fillWithMistakes(person, answers, size);

          assert.deepEqual(await person.reviewed(), person.inWords(answers));
          answers = await changeOne(person, answers);
          await person.send();
          const receipt = await person.receipt();
          assert.match(receipt, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$/);

          const [row, ...others] = await server.rows();
          assert.deepEqual(others, [], "one row");
          isStored(row, survey, answers, receipt);

          const responses = [answers, ...(await sendTheRest(server, survey))];
          await showsResults(page, person, server, survey, responses);
        });
      });
    }
  }
});

/**
 * Every page (on the phone, whose finger is slower, the first three): left too early, told, mended; one of
 * them left backwards and found as it was.
 */
async function fillWithMistakes(person, answers, size) {
  const { survey } = person;
  for (const [index, page] of survey.pages.entries()) {
    await person.shows(page);
    if (index > 0)
      assert.ok(await isFocused(person.title(say(page.label, "vi"))), "the new page has the focus");
    const required = page.questions.some((question) => question.required && !question.hides);
    if (required && (size === DESK || index < 3)) await person.missesAll(page);
    await person.answerAll(page.questions, answers);
    assert.equal(await person.place.getByRole("alert").count(), 0, "the summary is gone");
    for (const question of page.questions.filter((question) => answers[question.name] !== undefined)) {
      assert.equal(await person.control(question).getAttribute("aria-invalid"), "false", question.name);
    }
    if (page.name === openedOn[survey.stem])
      answers = await opening[survey.stem](person, answers, size === DESK);
    if (index === 2) {
      await person.press(person.button(person.ui.back));
      await person.shows(survey.pages[index - 1]);
      for (const question of survey.pages[index - 1].questions) await isKept(person, question, answers);
      await person.continue();
      await person.shows(page);
      for (const question of page.questions) await isKept(person, question, answers);
    }
    await person.continue();
  }
  await person.title(person.ui.review).waitFor();
  return answers;
}

async function isKept(person, question, answers) {
  const given = answers[question.name];
  if (given === undefined) return;
  const kept = question.choices
    ? await person.choice(question, [given].flat()[0]).isChecked()
    : (await person.control(question).inputValue()) === given;
  assert.ok(kept, `${question.name} is as it was`);
}

async function changeOne(person, answers) {
  const page = person.survey.pages[1];
  const question = page.questions.find(({ type }) => type === "select_one");
  const choices = person.survey.choices(question).map(({ name }) => name);
  const other = choices[(choices.indexOf(answers[question.name]) + 1) % choices.length];
  await person.press(person.change(page));
  await person.shows(page);
  await person.answer(question, other);
  await person.continue();
  await person.title(person.ui.review).waitFor();
  const changed = { ...answers, [question.name]: other };
  assert.deepEqual(await person.reviewed(), person.inWords(changed));
  return changed;
}

function isStored(row, survey, answers, receipt) {
  const { id, version, hash } = survey.identity;
  assert.deepEqual(JSON.parse(row.answers), answers);
  assert.deepEqual(
    [row.form_id, row.form_version, row.form_hash, row.language, row.receipt, row.scores_agree],
    [id, version, hash, "vi", receipt, 1],
  );
  assert.ok(row.started_at < row.completed_at, `${row.started_at} ${row.completed_at}`);
  assert.deepEqual(counts(JSON.parse(row.scores)), counts(survey.scores([answers])));
}

/** The other respondents' answers, posted as by any other client, so that groups are large enough. */
async function sendTheRest(server, survey) {
  const units = UNITS.flatMap(([unit, count]) => Array(count).fill(unit)).slice(1);
  return Promise.all(
    units.map(async (commune, seed) => {
      const answers = complete(survey, survey.answers(seed, { commune }), seed);
      const id = randomUUID();
      const body = JSON.stringify(survey.envelope(answers, { id }));
      const reply = await post(`${server.url}/submissions`, id, body);
      assert.equal(reply.status, 201, JSON.stringify(reply.body));
      return answers;
    }),
  );
}

/** A tree of scores by what can be compared. */
function counts(nodes) {
  return nodes.map(({ name, value, numerator, denominator, parts }) => ({
    name,
    value,
    numerator,
    denominator,
    ...(parts && { parts: counts(parts) }),
  }));
}

/** The units that may be shown, best first, with their responses. */
function unitsShown(survey, responses) {
  const list = survey.choices(survey.question("commune"));
  return list
    .map(({ name, label }) => ({ name, label, own: responses.filter(({ commune }) => commune === name) }))
    .filter(({ own }) => own.length >= 5)
    .map((unit) => ({ ...unit, scores: survey.scores(unit.own) }))
    .sort((left, right) => ratio(right.scores[0]) - ratio(left.scores[0]));
}

const ratio = ({ numerator, denominator }) => numerator / denominator;

async function showsResults(page, person, server, survey, responses) {
  const expected = survey.scores(responses);
  const units = unitsShown(survey, responses);
  const hidden = UNITS.length - units.length;

  const answer = await fetch(`${server.url}/results.json?form=${survey.identity.id}&by=commune`);
  const json = await answer.json();
  assert.deepEqual(
    [json.received, json.responses, json.form.hash],
    [responses.length, responses.length, survey.identity.hash],
  );
  assert.deepEqual(counts(json.scores), counts(expected));
  assert.equal(json.by.hidden_groups, hidden);
  assert.deepEqual(
    json.by.groups.map(({ name, label, responses, scores }) => ({
      name,
      label,
      responses,
      scores: counts(scores),
    })),
    units.map(({ name, label, own, scores }) => ({
      name,
      label,
      responses: own.length,
      scores: counts(scores.map((score) => ({ ...score, parts: undefined }))),
    })),
  );

  await person.press(page.getByRole("link", { name: "Kết quả khảo sát", exact: true }));
  await person.press(page.getByRole("link", { name: say(survey.definition.title, "vi"), exact: true }));
  const table = async (name, columns) => {
    const rows = page.getByRole("region", { name, exact: true }).getByRole("row");
    const data = rows.filter({ has: page.getByRole("rowheader") });
    await data.first().waitFor();
    const cells = await data.evaluateAll((rows) =>
      // Beside a value its interval may stand in the same cell.
      rows.map((row) =>
        // What is said of a target stands in a line of its own.
        [...row.cells].map((cell) => (cell.querySelector(".value") ?? cell).innerText.split("\n")[0]),
      ),
    );
    return cells.map((row) => row.slice(0, columns).map((text) => text.trim()));
  };
  const value = ({ text }) => (text === "—" ? text : `${text}\u00a0%`);
  const figures = (node) => [value(node), `${node.numerator} / ${node.denominator}`];
  const nodes = (tree) => tree.flatMap((node) => (node.parts ? [node, ...nodes(node.parts)] : []));
  assert.deepEqual(
    await table("Chỉ số và yếu tố", 3),
    nodes(expected).map((node) => [node.label, ...figures(node)]),
  );
  for (const factor of nodes(expected).filter(({ parts }) => !parts[0].parts)) {
    const items = factor.parts.map((item) => [say(survey.question(item.name).label, "vi"), ...figures(item)]);
    assert.deepEqual(await table(factor.label, 3), items);
  }

  const by = say(survey.question("commune").label, "vi");
  await person.press(page.getByRole("link", { name: by, exact: true }));
  assert.deepEqual(
    await table(by, 3),
    units.map(({ label, own, scores }) => [label, `${own.length}`, value(scores[0])]),
  );
  await page.getByText(`Không hiển thị ${hidden} nhóm`).waitFor();
}
