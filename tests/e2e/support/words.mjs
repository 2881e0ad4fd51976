// A language that nobody speaks, made of data alone: what a translator would make of a form, and of what the
// engine says itself.
import { definitionOf } from "./survey.mjs";
import { folder, sipas } from "./program.mjs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The tag that is reserved for private use. */
export const PSEUDO = "qps";

/** The text accented and 40 % longer, between brackets; what is in braces as it is. */
export const pseudo = (text) => {
  const letters = { a: "å", e: "ë", i: "ï", o: "ø", n: "ñ" };
  const accented = text.replace(/\{[^}]*\}|[aeion]/g, (found) => letters[found] ?? found);
  return `⟦${accented}${"~".repeat(Math.floor((text.length * 2) / 5))}⟧`;
};

function translate(json) {
  if (json === null || typeof json !== "object") return json;
  const entries = Object.entries(json).map(([key, value]) => [key, translate(value)]);
  const own = typeof json.vi === "string" ? [[PSEUDO, pseudo(json.vi)]] : [];
  return Array.isArray(json) ? json.map(translate) : Object.fromEntries([...entries, ...own]);
}

/** A shipped definition with the further language, the engine's words in a file beside it: its path. */
export async function inPseudo(t, stem) {
  const definition = translate(definitionOf(stem));
  definition.settings.languages.push(PSEUDO);
  definition.settings.words = { [PSEUDO]: { file: "words-qps.json" } };
  const beside = await folder(t);
  const path = join(beside, `${stem}.json`);
  const words = { ...definition, settings: { ...definition.settings, words: undefined } };
  await writeFile(path, JSON.stringify(words));
  const said = JSON.parse(await sipas("words", path, "--lang", "vi"));
  const translated = Object.fromEntries(Object.entries(said).map(([code, text]) => [code, pseudo(text)]));
  await writeFile(join(beside, "words-qps.json"), JSON.stringify({ ...translated, language_name: "⟦Qps⟧" }));
  await writeFile(path, JSON.stringify(definition));
  return { path, definition };
}
