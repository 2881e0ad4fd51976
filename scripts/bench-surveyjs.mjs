// The page that bench.mjs measures beside ours: SurveyJS with the same survey, set up the way its
// documentation says for a plain page (scripts and one stylesheet, the survey in a script of its own).
// Wherever there was a choice, the one that is faster for SurveyJS was taken:
//
// - the stylesheet without its web font, Vietnamese alone instead of all locales, deferred scripts;
// - a native <select> (renderAs: "select") instead of its own drop-down list, animations off;
// - nothing of ours that it has no use for: no scores, no provenance, no header and footer of a site.
import { readFileSync } from "node:fs";

const scripts = [
  "survey-core/survey.core.min.js",
  "survey-core/i18n/vietnamese.min.js",
  "survey-js-ui/survey-js-ui.min.js",
];
const styles = "survey-core/survey-core.fontless.min.css";

/**
 * The files of the page by name.
 *
 * @param {any} definition One of our definitions, self-contained.
 * @returns {Map<string, string>}
 */
export function surveyjsPage(definition) {
  const base = (/** @type {string} */ path) => path.slice(path.lastIndexOf("/") + 1);
  const files = [...scripts, styles].map((path) => [
    base(path),
    readFileSync(`node_modules/${path}`, "utf8"),
  ]);
  const tags = [...scripts, "index.js"].map((path) => `<script defer src="${base(path)}"></script>`);
  const html = `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${definition.title.vi}</title>
<link rel="stylesheet" href="${base(styles)}">
${tags.join("\n")}
</head>
<body><div id="surveyContainer"></div></body>
</html>
`;
  const script = `const surveyJson=${JSON.stringify(toSurveyjs(definition))};
Survey.settings.animationEnabled=false;
const survey=new Survey.Model(surveyJson);
survey.render(document.getElementById("surveyContainer"));
globalThis.survey=survey;
`;
  return new Map([["index.html", html], ["index.js", script], ...files]);
}

/** Our definition in the words of SurveyJS. What has no counterpart here throws: nothing is left out unseen. */
export function toSurveyjs(definition) {
  const { choices, survey, title, description } = definition;
  const pages = survey.map((page) => {
    if (page.type !== "group") throw new Error(`${page.name}: only groups are pages`);
    return { ...shared(page), elements: page.children.map((child) => toElement(child, choices)) };
  });
  return { locale: "vi", title, description, showProgressBar: true, progressBarType: "pages", pages };
}

function shared({ name, label, hint, relevant }) {
  return { name, title: label, description: hint, visibleIf: relevant && toExpression(relevant) };
}

function toElement(question, lists) {
  const { type, name, label, required, required_message, appearance, children, max_length } = question;
  const common = { ...shared(question), isRequired: required, requiredErrorText: required_message };
  const choices = lists[question.choices]?.map(({ name, label }) => ({ value: name, text: label }));
  switch (`${type} ${appearance ?? ""}`.trim()) {
    case "note":
      return { type: "html", name, html: label };
    case "text":
      return { type: "text", ...common, maxLength: max_length };
    case "text multiline":
      return { type: "comment", ...common, maxLength: max_length };
    case "select_one":
      return { type: "radiogroup", ...common, choices, showClearButton: !required };
    case "select_one minimal":
      return { type: "dropdown", ...common, choices, renderAs: "select" };
    case "select_multiple":
      return { type: "checkbox", ...common, choices };
    case "group":
      return { type: "panel", ...common, elements: children.map((child) => toElement(child, lists)) };
    case "group table":
      return {
        type: "matrix",
        ...common,
        eachRowRequired: children.every((row) => row.required),
        columns: lists[children[0].choices].map(({ name, label }) => ({ value: name, text: label })),
        rows: children.map((row) => ({ value: row.name, text: row.label })),
      };
    default:
      throw new Error(`${name}: no counterpart for ${type} ${appearance ?? ""}`);
  }
}

function toExpression(relevant) {
  const match = /^selected\(\$\{(\w+)\}, ('[^']*')\)$/.exec(relevant);
  if (!match) throw new Error(`no counterpart for ${relevant}`);
  return `{${match[1]}} contains ${match[2]}`;
}
