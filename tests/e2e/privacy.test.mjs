// What a citizen answers is in the submission and nowhere else: no address, no log, no problem details.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { openBrowser, visit } from "./support/browser.mjs";
import { KEPT } from "./support/device.mjs";
import { post, serve } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();

/** A text that nothing else says, in every form in which it could stand somewhere. */
const SECRET = "Nguyễn-Thị-Bí-Mật-7391";
const forms = [SECRET, encodeURIComponent(SECRET), encodeURI(SECRET), "7391", JSON.stringify(SECRET)];
const assertSilent = (text, where) => {
  for (const form of forms) assert.ok(!text.includes(form), `${where} says ${form}`);
};

const TEXTS = {
  "commune-office": { subject: SECRET },
  "sipas-transaction": { subject: SECRET, gave_feedback: "no" },
  "sipas-household": { q2: ["7"], q2_other: SECRET, q10_other: SECRET },
};

for (const [stem, own] of Object.entries(TEXTS)) {
  test(`answers to ${stem} are in no address and in no log`, async (t) => {
    const server = await serve(t);
    const survey = new Survey(stem);
    const answers = survey.answers(2, { commune: "14329", ...own });
    const addresses = [];
    const provoked = [/status of (409|422|503)/, /net::ERR_/];
    await visit(browser, t, { provoked }, async (page) => {
      const note = (request) => addresses.push(request.url(), JSON.stringify(request.headers()));
      page.on("request", note);
      const person = new Respondent(page, survey);
      await person.arrive(server.url);
      await person.fill(answers);
      addresses.push(page.url());
      // Once without an answer, once refused by a server that is busy, then taken.
      await page.route("**/submissions", (route) => route.abort(), { times: 1 });
      await person.send();
      await person.title(KEPT).waitFor();
      addresses.push(page.url());
      await person.press(person.button(person.ui.retry));
      await person.receipt();
      addresses.push(page.url(), await page.title());
      const kept = await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
      );
      assertSilent(kept, "the browser's storage");
    });
    assert.ok(addresses.length > 12, "requests were seen");
    addresses.forEach((address) => assertSilent(address, "a request"));

    // Refused: no JSON, another form, another version, wrong answers, the key of another submission.
    const [row] = await server.rows();
    assert.ok(row.answers.includes(SECRET));
    const whole = survey.envelope(answers);
    const refused = [
      [400, `{"answers": "${SECRET}"`],
      [400, JSON.stringify({ ...whole, [SECRET]: 1 })],
      [404, JSON.stringify({ ...whole, form: { ...whole.form, id: SECRET.toLowerCase().slice(-4) } })],
      [409, JSON.stringify({ ...whole, form: { ...whole.form, version: SECRET.slice(0, 20) } })],
      [
        422,
        JSON.stringify({ ...whole, answers: { ...answers, commune: SECRET, gender: SECRET, [SECRET]: 1 } }),
      ],
      [422, JSON.stringify({ ...whole, answers: { ...answers, ...own, commune: [SECRET] } })],
      [422, JSON.stringify({ ...whole, submission_id: row.submission_id })],
    ];
    for (const [status, body] of refused) {
      const id = /"submission_id":"([^"]+)"/.exec(body)?.[1] ?? randomUUID();
      const reply = await post(`${server.url}/submissions`, id, body);
      assert.equal(reply.status, status, JSON.stringify(reply.body));
      // A key that the form does not have is the client's own and comes back only as a place.
      const told = reply.body.errors.map(({ pointer, ...fault }) => ({
        ...fault,
        known: !pointer.includes(SECRET),
      }));
      assertSilent(JSON.stringify({ ...reply.body, errors: told }), `a refusal with ${status}`);
    }
    assertSilent(server.log(), "the server");
  });
}
