// What the pages say beside the catalogue of the engine: every sentence in both languages, with the same figures in it,
// none that is asked for and is not there, and none that is there and never asked for.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { WORDS } from "../../www/src/workbench/words.js";

const folder = "www/src/workbench";
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".js") && !name.endsWith("words.js"))
  .map((name) => [name, readFileSync(join(folder, name), "utf8").replace(/^\s*\/\/.*$/gm, "")]);

/** From the opening bracket before `start` to where the first of what is in it ends. */
function firstOf(text, start) {
  let depth = 0;
  for (let place = start; place < text.length; place += 1) {
    const sign = text[place];
    if (depth === 0 && (sign === "," || sign === ")" || sign === "]")) return text.slice(start, place);
    if ("([{".includes(sign)) depth += 1;
    if (")]}".includes(sign)) depth -= 1;
    // A text is passed over as one; what stands in a template does not matter here.
    if (`"'\``.includes(sign)) place = text.indexOf(sign, place + 1);
  }
  throw new Error(`no end: ${text.slice(start, start + 80)}`);
}

/** Functions whose first parameter is the code of a sentence: by the habit of these files it is called `code`. */
function takersOf(text) {
  const parameter = String.raw`\(\s*(?:\/\*\*(?:(?!\*\/)[^])*\*\/\s*)?code\b`;
  const found = text.matchAll(new RegExp(String.raw`(?:(\w+)\s*=\s*|(#?\w+))${parameter}`, "g"));
  return [...found].map(([, constant, method]) => constant ?? method).filter((name) => name !== "map");
}

/** Texts that could be codes, and templates of them. */
const textsIn = (text) => [
  ...[...text.matchAll(/"([a-z]\w*)"/g)].map(([, code]) => code),
  ...[...text.matchAll(/`([a-z]\w*\$\{[^`}]*\}\w*)`/g)].map(([, template]) => template),
];

/** Those of an expression of which one is the code; what it compares with is none. */
const codesIn = (expression) =>
  textsIn(expression.replace(/[!=]==\s*"[^"]*"|\[[^\]]*\]\.includes\(\w+\)/g, ""));

/** What is given as a code: where one is taken, in a constant of that name, and in lists that are gone through. */
function askedIn(text) {
  const takers = new Set(["say", "words", "heading", ...takersOf(text)]);
  const asked = [];
  for (const name of takers) {
    for (const { index, 0: call } of text.matchAll(new RegExp(`(?<![\\w#])${name}\\(`, "g"))) {
      asked.push(...codesIn(firstOf(text, index + call.length)));
    }
  }
  for (const [, expression] of text.matchAll(/const code = ([^;]*);/g)) asked.push(...codesIn(expression));
  for (const [, list] of text.matchAll(/\[((?:[^[\]])*)\]\.map\(\s*\(\s*(?:\/\*\*[^*]*\*\/\s*)?code\b/g)) {
    asked.push(...codesIn(list));
  }
  for (const [, name] of text.matchAll(/(\w+)\.map\(\s*\(\s*(?:\/\*\*[^*]*\*\/\s*)?code\b/g)) {
    // The list is a constant, or given to a function.
    const [, taker] = text.match(new RegExp(`(\\w+) = \\((?:/\\*\\*[^*]*\\*/ )?${name}\\) =>`)) ?? [];
    const before = taker ? `\\b${taker}\\(` : `const ${name} = `;
    const lists = [...text.matchAll(new RegExp(`${before}\\[([^\\]]*)\\]`, "g"))];
    assert.ok(lists.length > 0, name);
    asked.push(...lists.flatMap(([, list]) => codesIn(list)));
  }
  return asked;
}

/** What a code or a template of one can be. */
const pattern = (code) =>
  new RegExp(
    `^${code
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replaceAll(/\W/g, "\\$&"))
      .join("\\w+")}$`,
  );

const codes = Object.keys(WORDS);

test("every sentence of the officer's page is there in both languages", () => {
  for (const [code, languages] of Object.entries(WORDS)) {
    assert.equal(languages.length, 2, code);
    const figures = languages.map((text) => {
      assert.ok(text.trim() === text && text.length > 0, code);
      return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    });
    assert.deepEqual(figures[0], figures[1], code);
  }
});

test("no sentence is asked for that is not there", () => {
  const asked = files.flatMap(([file, text]) => askedIn(text).map((code) => [file, code]));
  assert.ok(asked.length > 250, `${asked.length} are asked for`);
  for (const way of ["paste_take", "numbering_repeated", "header_line", "save_xlsx", "sending_heading"]) {
    assert.ok(
      asked.some(([, code]) => code === way),
      `${way} is seen where it is asked for`,
    );
  }
  const missing = asked.filter(([, code]) => !codes.some((known) => pattern(code).test(known)));
  assert.deepEqual(missing, []);
});

test("no sentence is there that is never asked for", () => {
  const asked = files.flatMap(([, text]) => textsIn(text)).map(pattern);
  assert.deepEqual(
    codes.filter((code) => !asked.some((pattern) => pattern.test(code))),
    [],
  );
});
