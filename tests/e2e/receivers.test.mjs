// Any backend serves: the same page sends to one that knows nothing of us.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { PHONE, openBrowser, visit } from "./support/browser.mjs";
import { DIST, ROOT, folder, sipas, start } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const survey = new Survey("commune-office");
const answers = survey.answers(9, { commune: "14329" });

async function receiver(t, origin) {
  const file = join(await folder(t), "submissions.ndjson");
  const { url } = await start(t, "node", [join(ROOT, "tests/receivers/node.mjs"), DIST, file, origin ?? ""]);
  const lines = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(JSON.parse) : []);
  return { url, file, lines };
}

test("a page and a receiver of Node's own show a form and take its answers", async (t) => {
  const { url, file, lines } = await receiver(t);
  await visit(browser, t, { size: PHONE, provoked: [/net::ERR_/] }, async (page) => {
    const person = new Respondent(page, survey, { touch: true });
    await page.goto(url);
    await person.fill(answers);
    // The first reply is lost: what is sent again is recognised there, too.
    await page.route("**/answers", async (route) => void (await route.fetch(), await route.abort()), {
      times: 1,
    });
    await person.send();
    await person.title(person.ui.failed).waitFor();
    await person.press(person.button(person.ui.retry));
    const receipt = await person.receipt();
    const [kept, ...others] = lines();
    assert.deepEqual([kept.receipt, kept.submission.answers, others], [receipt, answers, []]);
    assert.deepEqual(kept.submission.form, survey.identity);
    const verdict = await sipas("score", join(ROOT, "www/forms/commune-office.json"), file, "--json");
    assert.equal(JSON.parse(verdict).scores.length, 1);
  });
});

test("a portal without TLS sends to a receiver of another origin", async (t) => {
  const portal = (await receiver(t)).url.replace("127.0.0.1", "portal.test");
  const { url, lines } = await receiver(t, portal);
  await visit(browser, t, { size: PHONE }, async (page) => {
    const person = new Respondent(page, survey, { touch: true });
    await page.goto(portal);
    assert.equal(await page.evaluate(() => isSecureContext), false);
    const form = page.locator("sipas-form");
    await form.evaluate((form, endpoint) => form.setAttribute("endpoint", endpoint), `${url}/answers`);
    await person.fill(answers);
    await person.send();
    assert.equal(await person.receipt(), lines()[0].receipt);
    assert.deepEqual(lines()[0].submission.answers, answers);
  });
});
