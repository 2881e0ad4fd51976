// What bench-keystroke.mjs measures, in Node and in Chromium: a form of 200 questions and 100 expressions
// (40 `relevant`, 40 `constraint`, 20 `calculation`: a sum over 20 numbers, a chain of ten), said once and
// written down twice: as a definition of ours, and for SurveyJS. What has no counterpart throws. Then the
// edits, and how each of the two takes one.
//
// Where there was a choice for SurveyJS, the faster one was taken: calculations are calculated values, not
// questions of the type "expression"; nothing has words that only a page would need.

/** @typedef {{ name: string, type: string, relevant?: Term, constraint?: Term, calculation?: Term, required?: boolean }} Element */
/** @typedef {string | number | { op: string, of: Term[] } | { answer: string } | { text: string } | { own: true }} Term */

/** @type {(name: string) => Term} */
const answer = (name) => ({ answer: name });
/** @type {(op: string, ...of: Term[]) => Term} */
const term = (op, ...of) => ({ op, of });
const own = /** @type {const} */ ({ own: true });
/** @param {number} count @param {(index: number) => Element} make */
const each = (count, make) => Array.from({ length: count }, (_, index) => make(index + 1));

/** @type {Element[]} */
const questions = [
  // Nothing depends on it.
  { name: "lone", type: "text" },
  // Thirty things depend on it: 15 relevances, 14 constraints, a calculation.
  { name: "hub", type: "integer", required: true },
  ...each(15, (i) => ({ name: `h${i}`, type: "integer", relevant: term(">", answer("hub"), i) })),
  ...each(14, (i) => ({
    name: `k${i}`,
    type: "integer",
    constraint: term("<=", own, term("+", answer("hub"), i)),
  })),
  // The head of a chain of ten calculations, on each of which a question depends.
  { name: "head", type: "integer", required: true },
  ...each(10, (i) => ({ name: `d${i}`, type: "integer", relevant: term(">", answer(`c${i}`), 2 * i) })),
  // A chain of ten questions, each asked when the one before is above 0.
  { name: "r0", type: "integer" },
  ...each(10, (i) => ({ name: `r${i}`, type: "integer", relevant: term(">", answer(`r${i - 1}`), 0) })),
  // Twenty numbers that are added up.
  ...each(20, (i) => ({
    name: `n${i}`,
    type: "integer",
    required: true,
    constraint: term("and", term(">=", own, 0), term("<=", own, 1000)),
  })),
  // Choices that decide about questions and calculations.
  ...each(8, (i) => ({ name: `s${i}`, type: "choice", required: true })),
  ...each(5, (i) => ({ name: `t${i}`, type: "text", relevant: term("=", answer(`s${i}`), { text: "yes" }) })),
  // Pairs of which the second may not be less.
  ...each(6, (i) => ({ name: `from${i}`, type: "integer" })),
  ...each(6, (i) => ({
    name: `until${i}`,
    type: "integer",
    constraint: term(">=", own, answer(`from${i}`)),
  })),
  // And what a form also has.
  ...each(102, (i) => ({ name: `f${i}`, type: ["choice", "text", "integer"][i % 3], required: i % 2 === 0 })),
];

/** @type {Element[]} */
const calculations = [
  { name: "total", type: "calculate", calculation: term("sum", ...each(20, (i) => answer(`n${i}`))) },
  ...each(10, (i) => ({
    name: `c${i}`,
    type: "calculate",
    calculation: term("+", answer(i === 1 ? "head" : `c${i - 1}`), 1),
  })),
  { name: "share", type: "calculate", calculation: term("/", term("*", answer("hub"), 100), 40) },
  ...each(8, (i) => ({
    name: `p${i}`,
    type: "calculate",
    calculation: term(
      "if",
      term("=", answer(`s${i}`), { text: "yes" }),
      answer(`n${i}`),
      answer(`n${i + 8}`),
    ),
  })),
];

/** @param {"relevant" | "constraint" | "calculation"} key */
const count = (key) => [...questions, ...calculations].filter((element) => element[key]).length;
const counts = [questions.length, count("relevant"), count("constraint"), count("calculation")];
if (counts.join() !== "200,40,40,20") throw new Error(`the form is not what it says: ${counts}`);

/** @typedef {{ answer: (name: string) => string, functions: Record<string, string>, operators: Record<string, string> }} Dialect */

/** @type {Dialect} */
const odkDialect = {
  answer: (name) => `\${${name}}`,
  functions: { sum: "sum", if: "if" },
  operators: { "+": "+", "*": "*", "/": "div", ">": ">", ">=": ">=", "<=": "<=", "=": "=", and: "and" },
};

/** @type {Dialect} */
const surveyjsDialect = {
  answer: (name) => `{${name}}`,
  functions: { sum: "sum", if: "iif" },
  operators: { "+": "+", "*": "*", "/": "/", ">": ">", ">=": ">=", "<=": "<=", "=": "=", and: "and" },
};

/** @param {Term} node @param {Dialect} dialect @param {string} self @returns {string} */
function write(node, dialect, self) {
  if (typeof node !== "object") return String(node);
  if ("own" in node) return self;
  if ("answer" in node) return dialect.answer(node.answer);
  if ("text" in node) return `'${node.text}'`;
  const of = node.of.map((child) => {
    const text = write(child, dialect, self);
    return typeof child === "object" && "op" in child && child.op in dialect.operators ? `(${text})` : text;
  });
  const { [node.op]: name } = dialect.functions;
  if (name) return `${name}(${of.join(", ")})`;
  const operator = dialect.operators[node.op];
  if (!operator) throw new Error(`no counterpart for ${node.op}`);
  return of.join(` ${operator} `);
}

/** @template T @param {T[]} list @param {number} size @returns {T[][]} */
const pages = (list, size) =>
  Array.from({ length: list.length / size }, (_, page) => list.slice(page * size, (page + 1) * size));

const levels = ["yes", "no", "unknown"];

/** Our definition. */
export function ourDefinition() {
  /** @param {Element} element */
  const element = ({ name, type, required, relevant, constraint, calculation }) => ({
    type: type === "choice" ? "select_one" : type,
    name,
    ...(type === "calculate" ? {} : { label: name }),
    ...(type === "choice" ? { choices: "levels" } : {}),
    ...(required ? { required } : {}),
    ...(relevant ? { relevant: write(relevant, odkDialect, ".") } : {}),
    ...(constraint ? { constraint: write(constraint, odkDialect, ".") } : {}),
    ...(calculation ? { calculation: write(calculation, odkDialect, ".") } : {}),
  });
  return {
    schema_version: 1,
    form_id: "keystroke",
    version: "1",
    title: "200 questions",
    settings: { default_language: "en" },
    provenance: { source: "scripts/bench-keystroke-form.mjs" },
    choices: { levels: levels.map((name) => ({ name, label: name })) },
    survey: pages(questions, 20).map((children, index) => ({
      type: "group",
      name: `page${index}`,
      label: `Page ${index}`,
      children: [...children, ...(index === 0 ? calculations : [])].map(element),
    })),
  };
}

/** The same for SurveyJS. */
export function surveyjsDefinition() {
  /** @param {Element} element */
  const element = ({ name, type, required, relevant, constraint }) => ({
    name,
    type: type === "choice" ? "radiogroup" : "text",
    ...(type === "integer" ? { inputType: "number" } : {}),
    ...(type === "choice" ? { choices: levels } : {}),
    ...(required ? { isRequired: true } : {}),
    ...(relevant ? { visibleIf: write(relevant, surveyjsDialect, `{${name}}`) } : {}),
    // It asks its validators about an empty answer too; ours has nothing to hold there.
    ...(constraint
      ? {
          validators: [
            {
              type: "expression",
              expression: `{${name}} empty or (${write(constraint, surveyjsDialect, `{${name}}`)})`,
            },
          ],
        }
      : {}),
  });
  return {
    // What is not asked has no value, as with us; by default its expressions would still read it.
    clearInvisibleValues: "onHidden",
    checkErrorsMode: "onValueChanged",
    calculatedValues: calculations.map(({ name, calculation }) => ({
      name,
      expression: write(/** @type {Term} */ (calculation), surveyjsDialect, ""),
    })),
    pages: pages(questions, 20).map((list, index) => ({ name: `page${index}`, elements: list.map(element) })),
  };
}

/** What is answered to begin with: all that is asked then, except the chain of questions. */
export function firstAnswers() {
  /** @type {Record<string, string | number>} */
  const answers = {};
  for (const { name, type, relevant } of questions) {
    if (!relevant) answers[name] = type === "choice" ? "yes" : type === "text" ? "một" : 10;
  }
  return { ...answers, hub: 20, head: 5, r0: 0 };
}

const prose = "Cán bộ một cửa hướng dẫn rõ ràng, nhưng phải đi lại ba lần vì thiếu giấy tờ. "
  .repeat(13)
  .trim();

/**
 * The keystrokes that are measured: a question and the answers it has in turn, each another than before.
 *
 * @type {{ what: string, name: string, values: (string | number)[] }[]}
 */
export const keystrokes = [
  { what: "nothing depends on it", name: "lone", values: ["Ông Lê", "Ông Lê V", "Ông Lê Vă", "Ông Lê Văn"] },
  { what: "the same, 1,000 characters", name: "f1", values: [prose, `${prose}.`] },
  { what: "a sum of 20 and a choice read it", name: "n1", values: [1, 12, 123, 12] },
  { what: "30 depend on it, 28 change", name: "hub", values: [2, 20] },
  { what: "a chain of 10 begins with it", name: "head", values: [52, 5] },
];

/**
 * Edits after each of which both must agree: each kind by hand, then 300 at random, the same every time.
 *
 * @returns {[name: string, value: string | number | null][]}
 */
export function edits() {
  /** @type {[string, string | number | null][]} */
  const list = keystrokes.flatMap(({ name, values }) =>
    values.map((value) => /** @type {[string, string | number]} */ ([name, value])),
  );
  list.push(["n3", 1001], ["n3", -1], ["n3", null], ["n3", 1000]);
  list.push(["s2", "no"], ["t1", "hai"], ["from1", 11], ["until1", 12], ["f2", null], ["h3", 7], ["d1", 8]);
  // The chain of questions opens one by one and closes as a whole. (With us answers come back when it is
  // opened again; SurveyJS has cleared them.)
  for (let i = 0; i <= 10; i++) list.push([`r${i}`, 1]);
  list.push(["r0", 0]);
  let seed = 1;
  const random = (/** @type {number} */ below) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const askable = questions.filter(({ name, relevant }) => !relevant && name !== "r0");
  for (let i = 0; i < 300; i++) {
    const { name, type } = askable[random(askable.length)];
    const value = type === "choice" ? levels[random(3)] : type === "text" ? `chữ ${random(99)}` : random(40);
    list.push([name, value]);
  }
  return list;
}

/**
 * @typedef {object} Contender
 * @property {() => (name: string, value: string | number | null) => void} begin Begins a filling; gives
 *   what takes a keystroke.
 * @property {() => (name: string, value: string | number | null) => void} [beginWhole] The same, but so
 *   that after each keystroke the validity of every question is known.
 * @property {() => void} anew Takes all answers at once and decides everything.
 */

/**
 * Our module: a keystroke goes in as a JavaScript value, what it changed comes back as JSON text and is
 * parsed, as a host would.
 *
 * @param {any} glue The JavaScript of the full module, initialised.
 * @returns {Contender}
 */
export function ours(glue) {
  const form = new glue.Form(ourDefinition(), "en");
  const answers = firstAnswers();
  let entry = form.start(answers, "", "en");
  return {
    begin() {
      entry.free();
      entry = form.start(answers, "", "en");
      return (name, value) => JSON.parse(entry.set(`/${name}`, value, "en"));
    },
    anew() {
      entry.free();
      entry = form.start(answers, "", "en");
      JSON.parse(entry.issues("en"));
    },
  };
}

/**
 * SurveyJS: setting a value decides all visibility and all calculated values, and whether this one value
 * is right. Whether the others still are, it knows when it is asked to validate.
 *
 * @param {any} Model
 * @returns {Contender}
 */
export function surveyjs(Model) {
  const answers = firstAnswers();
  const model = new Model(surveyjsDefinition());
  const set = (name, value) => (model.getQuestionByName(name).value = value ?? undefined);
  return {
    begin() {
      model.data = answers;
      return set;
    },
    beginWhole() {
      model.data = answers;
      return (name, value) => {
        set(name, value);
        model.validate(true);
      };
    },
    anew() {
      model.data = answers;
      model.validate(true);
    },
  };
}

/**
 * Gives both the same edits and compares after each what is visible, what is valid and what is calculated;
 * throws where they differ. Ours is read only from what it tells to have changed.
 *
 * @param {any} glue @param {any} Model
 * @returns {{ edits: number, answers: any, issues: any }} How many edits, and how ours ended.
 */
export function agree(glue, Model) {
  const entry = new glue.Form(ourDefinition(), "en").start(firstAnswers(), "", "en");
  const model = new Model(surveyjsDefinition());
  model.data = firstAnswers();
  const lists = /** @type {const} */ ([
    ["relevance", "relevant"],
    ["values", "value"],
    ["issues", "issue"],
  ]);
  const keep = (kept, text) => {
    const told = JSON.parse(text);
    for (const [list, key] of lists)
      for (const change of told[list]) kept[list].set(change.path, change[key]);
    return kept;
  };
  const nothing = () => ({ relevance: new Map(), values: new Map(), issues: new Map() });
  const kept = keep(nothing(), entry.state("en"));
  const same = (what, ours, theirs) => {
    if (ours !== theirs) throw new Error(`${what}: ${ours} with us, ${theirs} with SurveyJS`);
  };
  const compare = (after) => {
    for (const { name } of questions) {
      const question = model.getQuestionByName(name);
      const valid = !kept.issues.get(`/${name}`);
      same(`${after}: ${name} is visible`, kept.relevance.get(`/${name}`), question.isVisible);
      same(`${after}: ${name} is valid`, valid, !question.isVisible || question.validate(false));
    }
    for (const { name, value } of model.calculatedValues) {
      same(`${after}: ${name}`, kept.values.get(`/${name}`), value ?? null);
    }
  };
  compare("at first");
  const list = edits();
  for (const [name, value] of list) {
    keep(kept, entry.set(`/${name}`, value, "en"));
    model.getQuestionByName(name).value = value ?? undefined;
    compare(`after ${name} = ${value}`);
  }
  const whole = keep(nothing(), entry.state("en"));
  for (const [list] of lists) {
    const [told, all] = [kept, whole].map((it) => JSON.stringify([...it[list]].sort()));
    same(`at the end, the ${list} told one by one, and all at once`, told, all);
  }
  return { edits: list.length, answers: JSON.parse(entry.answers()), issues: JSON.parse(entry.issues("en")) };
}
