// The browser's two modules and the native library, asked the same of many forms that are drawn at
// random: what is wrong with a form, with answers, what is sent and what it scores is the same text.
// SIPAS_RANDOM_FORMS and SIPAS_RANDOM_SEED draw more forms, or others.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { openBrowser } from "./support/browser.mjs";
import { withEngines } from "./support/engine.mjs";
import { ROOT, folder } from "./support/program.mjs";

const browser = await openBrowser();

/** How many forms are compared between two looks at the clock. */
const BATCH = 50;
/** How many differences are worth reading. */
const SHOWN = 5;

/** What the native library says, one form a line; its tests draw the forms. */
async function pairs(t) {
  const path = join(await folder(t), "pairs.ndjson");
  const test = ["--exact", "differential::pairs_for_the_browser"];
  const args = ["test", "--quiet", "--locked", "--all-features", "--test", "properties", "--", "--ignored"];
  const env = { ...process.env, SIPAS_DIFFERENTIAL: path };
  await promisify(execFile)("cargo", [...args, ...test], { cwd: ROOT, env });
  return path;
}

/** In the page: what differs in the forms from `start`, and how much was compared. */
function compare([start, count]) {
  const { Form } = globalThis.full;
  const differences = [];
  let [answered, refused, small] = [0, 0, 0];
  const same = (said, expected, what, about) => {
    if (said === expected) return;
    // Some texts are long: where they part is enough.
    let place = 0;
    while (said && expected && said[place] === expected[place]) place += 1;
    const part = (text) => text?.slice(Math.max(place - 200, 0), place + 200);
    differences.push({ what, place, browser: part(said), native: part(expected), ...about });
  };
  // A packed form is read by the citizen's module, or by the other one if it must be.
  const unpack = (bytes) => {
    try {
      return globalThis.citizen.Form.unpack(bytes);
    } catch (error) {
      if (error.message !== "needs_full") throw error;
      return Form.unpack(bytes);
    }
  };
  const load = (definition, language) => {
    try {
      return { form: new Form(definition, language) };
    } catch (error) {
      return { faults: error.message };
    }
  };
  for (const line of globalThis.lines.slice(start, start + count)) {
    const { seed, language, definition, faults, hash, packed, cases = [], letters = [] } = JSON.parse(line);
    const about = { seed, language, definition };
    const { form, faults: said } = load(definition, language);
    same(said, faults, "the faults of the definition", about);
    refused += faults === undefined ? 0 : 1;
    if (!form || !packed) continue;
    same(JSON.parse(form.identity()).hash, hash, "the hash of the definition", about);
    const unpacked = unpack(Uint8Array.from(packed.match(/../g), (byte) => parseInt(byte, 16)));
    small += unpacked.constructor === Form ? 0 : 1;
    for (const [index, { answers, now, issues, sent, scores }] of cases.entries()) {
      const about = { seed, language, now, definition, answers };
      // The whole module is asked twice only to see that it reads packed forms.
      const asked = index > 0 && unpacked.constructor === Form ? { form } : { form, unpacked };
      for (const [name, form] of Object.entries(asked)) {
        same(form.validate(answers, now, language), issues, `${name}: the issues`, about);
        same(form.answers(answers, now), sent, `${name}: what is sent`, about);
        same(form.score(answers, now), scores, `${name}: the scores`, about);
      }
      answered += 1;
    }
    for (const [given, composed] of letters) {
      // A browser of an older Unicode does not know all marks; what it knows it composes the same way.
      const isKnown = (text) => !/\p{Cn}/u.test(text);
      const known = (text) => text.split(" ").filter(isKnown).join(" ");
      const { t } = JSON.parse(form.answers({ t: known(given) }, ""));
      same(t, known(composed), "how letters are composed", { seed });
    }
    form.free();
    unpacked.free();
  }
  return { differences, answered, refused, small };
}

test("the browser's modules say of 10,000 forms and answers what the native library says", async (t) => {
  const path = await pairs(t);
  let [forms, answered, refused, small] = [0, 0, 0, 0];
  const differences = [];
  await withEngines(browser, t, [path], async (page) => {
    forms = await page.evaluate(async () => {
      const text = await (await fetch("/pairs.ndjson")).text();
      globalThis.lines = text.trimEnd().split("\n");
      return globalThis.lines.length;
    });
    for (let start = 0; start < forms; start += BATCH) {
      const found = await page.evaluate(compare, [start, BATCH]);
      answered += found.answered;
      refused += found.refused;
      small += found.small;
      differences.push(...found.differences);
      if (differences.length >= SHOWN) break;
    }
  });
  for (const { definition, answers, ...rest } of differences.slice(0, SHOWN)) {
    t.diagnostic(JSON.stringify(rest, undefined, 1));
    t.diagnostic(`definition ${JSON.stringify(definition)}`);
    if (answers !== undefined) t.diagnostic(`answers ${JSON.stringify(answers)}`);
  }
  assert.equal(differences.length, 0, "the two differ: the pairs are above");
  t.diagnostic(`${forms} forms, ${refused} refused, ${small} small enough for citizens; ${answered} answers`);
  if (!process.env.SIPAS_RANDOM_FORMS) {
    assert.ok(answered >= 10_000 && small >= 200, `only ${answered} answers, ${small} small forms`);
  }
});

test("half a character, which only JavaScript has, is the character that replaces it", async (t) => {
  await withEngines(browser, t, [], async (page) => {
    const said = await page.evaluate(() => {
      const definition = {
        schema_version: 1,
        form_id: "half",
        version: "1",
        title: "Half",
        provenance: { source: "a test" },
        survey: [
          {
            type: "group",
            name: "page",
            label: "Page",
            children: [
              { type: "text", name: "t", label: "T", max_length: 3 },
              { type: "integer", name: "i", label: "I" },
            ],
          },
        ],
      };
      const form = new globalThis.full.Form(definition, "en");
      const say = (answers) => [form.validate(answers, "", "en"), form.answers(answers, "")];
      const texts = ["\ud800", "a\udc00b", "\udc00\ud800", "e\ud800\u0301", "\ud83d\ude00\ud83d"];
      return texts.map((text) => {
        const answers = (text) => ({ t: text, i: text, [text]: 1 });
        return [say(answers(text)), say(answers(text.toWellFormed()))];
      });
    });
    for (const [found, expected] of said) assert.deepEqual(found, expected);
  });
});
