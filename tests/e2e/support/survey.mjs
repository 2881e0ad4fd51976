// The shipped definitions, read by other code than the engine's, and scored by other code.
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "./program.mjs";

const read = (name) => JSON.parse(readFileSync(join(ROOT, "www/forms", name), "utf8"));

/** The definition of www/forms with its shared lists put in, as a browser gets it. */
export function definitionOf(stem) {
  const definition = read(`${stem}.json`);
  for (const [name, list] of Object.entries(definition.choices)) {
    if (list.file) definition.choices[name] = read(list.file).choices;
  }
  return definition;
}

/** JSON with sorted keys and no white space: what a form's hash is the SHA-256 of. */
function canonical(json) {
  if (Array.isArray(json)) return `[${json.map(canonical).join(",")}]`;
  if (json === null || typeof json !== "object") return JSON.stringify(json);
  const members = Object.keys(json).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(json[key])}`).join(",")}}`;
}

/** A text of the definition in a language; a plain text is the same in all of them. */
export const say = (text, language) => (typeof text === "string" ? text : text[language]);

/** A survey: its pages with their questions (of all depths), its identity, its scores. */
export class Survey {
  constructor(stem, definition = definitionOf(stem)) {
    this.stem = stem;
    this.definition = definition;
    this.pages = this.definition.survey.map((page) => ({ ...page, questions: questionsOf(page) }));
    this.questions = this.pages.flatMap((page) => page.questions);
  }

  get identity() {
    const hash = createHash("sha256").update(canonical(this.definition)).digest("hex");
    return { id: this.definition.form_id, version: this.definition.version, hash };
  }

  question(name) {
    return this.questions.find((question) => question.name === name);
  }

  choices(question) {
    return this.definition.choices[question.choices];
  }

  label(question, choice, language = "vi") {
    return say(this.choices(question).find(({ name }) => name === choice).label, language);
  }

  /** The questions that are asked because no rule hides them. */
  get unconditional() {
    return this.questions.filter((question) => !question.hides);
  }

  /**
   * Answers to everything, different for every `seed`: choices walk through their lists. What only
   * some are asked is left to the test.
   */
  answers(seed, own = {}) {
    const answers = {};
    this.unconditional.forEach((question, index) => {
      const list = question.choices ? this.choices(question) : [];
      const pick = (step) => list[(seed * 7 + index * 3 + (index >> 1) + step) % list.length].name;
      if (question.type === "select_one") answers[question.name] = pick(0);
      else if (question.type === "text")
        answers[question.name] = `Đăng ký khai sinh, lần ${seed} – “Hộ tịch” <b> & '`;
    });
    return { ...answers, ...own };
  }

  /** The envelope of answers that another client would post. */
  envelope(answers, { language = "vi", id = randomUUID() } = {}) {
    const at = "2025-11-03T08:15:00Z";
    return {
      schema: "sipas-forms/submission/1",
      form: this.identity,
      submission_id: id,
      language,
      started_at: at,
      completed_at: at,
      answers,
      scores: [],
      warnings: [],
    };
  }

  /** The scores over responses: per node its counts and its percentage as people read it. */
  scores(responses, nodes = this.definition.scores, top = undefined) {
    return nodes.map((node) => {
      const levels = node.top ?? top;
      const children = this.scores(responses, node.children ?? [], levels);
      const items = (node.items ?? []).map((name) => {
        const given = responses.map((answers) => answers[name]).filter((level) => level !== undefined);
        const satisfied = given.filter((level) => levels.includes(Number(level)));
        return share({ name, numerator: satisfied.length, denominator: given.length });
      });
      const parts = [...children, ...items];
      const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
      const label = say(node.label, "vi");
      return share({
        name: node.name,
        label,
        numerator: sum("numerator"),
        denominator: sum("denominator"),
        parts,
      });
    });
  }
}

function questionsOf(element, hides = false) {
  return element.children.flatMap((child) => {
    const hidden = hides || child.relevant !== undefined;
    if (child.type === "group") return questionsOf(child, hidden);
    return child.type === "note" ? [] : [{ ...child, hides: hidden }];
  });
}

/** Adds the percentage, rounded half up to two decimals in whole numbers: `text` and `value`. */
function share(node) {
  if (node.denominator === 0) return { ...node, text: "—", value: null };
  const hundredths = Math.floor((node.numerator * 20_000 + node.denominator) / (2 * node.denominator));
  const text = `${Math.floor(hundredths / 100)},${String(hundredths % 100).padStart(2, "0")}`;
  return { ...node, text, value: hundredths / 100 };
}
