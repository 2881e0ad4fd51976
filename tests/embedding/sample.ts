/// <reference types="sipas-forms/vue" />
// Everything that a page can use, in strict TypeScript; what is wrong is refused. It is compiled, not run.
import { SipasForm, type SipasFormAttributes, type SipasFormProperties, type Submission } from "sipas-forms";
import { FormError, init, loadForm, sampleSize } from "sipas-forms/engine";
import { SipasWorkbench, type SipasWorkbenchAttributes } from "sipas-forms/workbench";
import type { SipasBatch, SipasWorkbenchProperties } from "sipas-forms/workbench";
import type { Changes, Definition, Issue, Score } from "sipas-forms/engine";
import type { GlobalComponents } from "vue";

// Attributes, in markup and by name.
const attributes: Required<SipasFormAttributes> = {
  src: "/forms/commune-office.form",
  module: "full",
  scores: true,
  endpoint: "/submissions",
  lang: "vi",
  last: "/reports/last.json",
  history: true,
  alternate: true,
  theme: "light",
  credentials: "include",
  "csrf-meta": "csrf-token",
  "csrf-cookie": "XSRF-TOKEN",
  "csrf-header": "X-CSRF-Token",
  kiosk: "60",
  keep: "none",
  offline: "/sw.js",
  probe: "/health",
};
const form = document.createElement("sipas-form");
for (const [name, value] of Object.entries(attributes)) form.setAttribute(name, String(value));
// @ts-expect-error there is no such theme
attributes.theme = "dark";
// @ts-expect-error nor are these credentials
attributes.credentials = "all";
// @ts-expect-error an attribute that does not exist
attributes.source = "/x.form";

// The element: properties and its method.
const same: SipasForm = form;
const found: SipasForm | null = document.querySelector("sipas-form");
form.prefill = { commune: "14329" };
form.headers = { "X-Portal": "1" };
form.headers = async (submission: Submission) => ({ "X-Form": submission.form.id });
form.token = () => "token";
form.token = async () => "token";
form.reply(201, { receipt: "A-1" });
form.reply(0);
// @ts-expect-error a token is a function
form.token = "token";
// @ts-expect-error headers are texts
form.headers = { "X-Portal": 1 };
// @ts-expect-error a status is a number
form.reply("201");

// Events, at the element, around it and at the document.
form.addEventListener("sipas-change", ({ detail }) => detail.path.startsWith("/") && detail.name);
form.addEventListener("sipas-invalid", (event) => event.detail.map(({ path, message }) => path + message));
form.addEventListener("sipas-submit", (event) => {
  event.preventDefault();
  const submission: Submission = event.detail.submission;
  void fetch("/own", { method: "POST", body: JSON.stringify(submission) }).then(async (reply) =>
    event.target instanceof SipasForm ? event.target.reply(reply.status, await reply.json()) : undefined,
  );
});
form.addEventListener("sipas-accepted", (event) => event.detail.status.toFixed());
form.addEventListener("sipas-queued", (event) => event.detail.body);
form.addEventListener("sipas-rejected", (event) => event.detail.status);
form.addEventListener("sipas-language", (event) => event.detail.language.length);
form.addEventListener("sipas-broken", (event) => event.detail.map(({ place, code }) => place + code));
document.addEventListener("sipas-accepted", (event) => event.detail.status);
document.body.addEventListener("sipas-submit", (event) => event.detail.submission.submission_id);
// @ts-expect-error it has no such detail
form.addEventListener("sipas-accepted", (event) => event.detail.receipt);

// The officers' element.
const benchAttributes: Required<SipasWorkbenchAttributes> = {
  endpoint: "/submissions",
  lang: "en",
  theme: "light",
  credentials: "same-origin",
  "csrf-meta": "csrf-token",
  "csrf-cookie": "XSRF-TOKEN",
  "csrf-header": "X-XSRF-TOKEN",
};
// @ts-expect-error its forms are the links in it
benchAttributes.src = "/forms/commune-office.form";
const bench: SipasWorkbench = document.createElement("sipas-workbench");
bench.headers = (submission) => ({ "X-Form": submission.form.id });
bench.token = async () => "token";
// @ts-expect-error a token is a function
bench.token = "token";
bench.addEventListener(
  "sipas-batch-checked",
  ({ detail }) => detail.file + (detail.responses - detail.refused),
);
bench.addEventListener("sipas-batch-submit", (event) => {
  event.preventDefault();
  const { submission, body } = event.detail;
  void fetch("/own", { method: "POST", body }).then(async (reply) =>
    bench.reply(submission.submission_id, reply.status, await reply.json()),
  );
});
// @ts-expect-error of which submission
bench.reply(201);
document.addEventListener("sipas-batch-sent", ({ detail }) => {
  const batch: SipasBatch = detail;
  return batch.halt === "sign_in" ? batch.left : batch.accepted + batch.refused + batch.other + batch.failed;
});
// @ts-expect-error there is no such reason
bench.addEventListener("sipas-batch-sent", (event) => event.detail.halt === "tired");
const benchProperties: SipasWorkbenchProperties = { headers: { "X-Portal": "1" } };

// Vue's templates.
type Vue = InstanceType<GlobalComponents["sipas-form"]>["$props"];
const props: Vue = { src: "/x.form", prefill: { commune: "14329" }, keep: "none" };
// @ts-expect-error there is no such module
const wrong: Vue = { module: "small" };
type VueBench = InstanceType<GlobalComponents["sipas-workbench"]>["$props"];
const benchProps: VueBench = { endpoint: "/submissions", token: () => "token" };
// @ts-expect-error its forms are the links in it
const wrongBench: VueBench = { src: "/x.form" };
const properties: SipasFormProperties = { token: () => "token" };

// The engine.
export async function engine(definition: Definition, packed: Uint8Array): Promise<void> {
  await init();
  await init(new URL("https://portal.test/sipas-forms-full.wasm"));
  const loaded = await loadForm(definition);
  const other = await loadForm(packed, "en");
  const id: string = loaded.identity.id;
  const answers = { age: 41, commune: "14329" };
  const issues: Issue[] = loaded.validate(answers);
  const scores: Score[] = loaded.score(answers, { now: "2026-11-24", language: "en" });
  const submission: Submission = loaded.submission(answers, { language: "vi" });
  const entry = loaded.start();
  const changes: Changes = entry.set("/age", 41);
  entry.type("/age", "41").progress.answered.toFixed();
  const row: number | undefined = entry.addRow("/rows");
  entry.removeRow("/rows", row ?? entry.rows("/rows"));
  entry.language = "en";
  const tally = loaded.tally();
  tally.add(entry.answers());
  tally.addLevels(new Uint8Array(tally.columns()?.length ?? 0));
  tally.merge(other.tally());
  const size: number | undefined = await sampleSize(10_000, 5);
  console.log(id, issues, scores, submission.answers, changes.values, entry.state(), entry.issues(), size);
  console.log(tally.report(1.5).responses, loaded.report(answers)[0]?.target?.state, loaded.answers(answers));
  for (const thing of [entry, tally, loaded, other]) thing.free();
  // @ts-expect-error a definition has a survey
  await loadForm({ form_id: "x" }).catch((error) => error instanceof FormError && error.diagnostics);
  // @ts-expect-error nothing is validated without answers
  loaded.validate();
  // @ts-expect-error the language is a text
  loaded.start(undefined, { language: 1 });
}
export { benchProperties, benchProps, found, props, properties, same, wrong, wrongBench };
