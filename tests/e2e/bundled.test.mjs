// The npm package in other people's projects: it is packed, installed from its tarball, and built with
// by React, Vue, esbuild, and no tool at all; then opened under the strictest policy.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";

import vue from "@vitejs/plugin-vue";
import * as esbuild from "esbuild";
import { build } from "vite";

import { Officer } from "./support/bench.mjs";
import { DESK, eventually, openBrowser, visit } from "./support/browser.mjs";
import { host, page as html } from "./support/host.mjs";
import { ROOT } from "./support/program.mjs";
import { Respondent } from "./support/respondent.mjs";
import { csv, responses, table } from "./support/responses.mjs";
import { Survey } from "./support/survey.mjs";

const run = promisify(execFile);
const browser = await openBrowser();
const office = new Survey("commune-office");
/** Below the repository, so that React and Vue are found as in a project that has them. */
const PROJECTS = join(ROOT, "target/embedding");
let tarball;

before(async () => {
  const { stdout } = await run(join(ROOT, "scripts/package"));
  tarball = stdout.trim().split("\n").at(-1);
});

/** A project of its own, with the files of tests/embedding/NAME and the package from its tarball. */
async function project(name) {
  const folder = join(PROJECTS, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(ROOT, "tests/embedding", name), folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  const args = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", tarball];
  await run("npm", args, { cwd: folder });
  return folder;
}

/** Builds with Vite as `vite build --mode …` does; what it says of it. */
async function vite(root, { plugins = [], mode = "production" } = {}) {
  const said = [];
  // That a build was slow says something of the machine only.
  const log = (message) => message.includes("PLUGIN_TIMINGS") || said.push(message);
  const customLogger = {
    info() {},
    warn: log,
    warnOnce: log,
    error: log,
    clearScreen() {},
    hasErrorLogged: () => false,
    hasWarned: false,
  };
  // Vite reads it before the mode.
  process.env.NODE_ENV = mode;
  await build({ root, configFile: false, customLogger, logLevel: "warn", plugins, mode });
  return { built: join(root, "dist"), said };
}

/** Fills and sends a portal's survey; it takes it away and shows it again on the way. */
async function walks(t, built, { mounts }) {
  const server = await host(t, { folders: { "/": built } });
  await visit(browser, t, {}, async (page) => {
    const console = [];
    page.on("console", (message) => {
      // React's own advertisement, in development.
      if (!message.text().includes("React DevTools")) console.push(message.text());
    });
    const asked = new Set();
    page.on("request", (request) => asked.add(new URL(request.url()).host));
    await page.goto(`${server.url}/index.html`);
    const heard = () => page.getByRole("list", { name: "Heard", exact: true }).getByRole("listitem");
    const survey = page.getByRole("region", { name: "Survey", exact: true });
    const person = new Respondent(survey, office);
    await person.shows(office.pages[0]);
    assert.deepEqual(await heard().allInnerTexts(), mounts, "mounted as the framework does it");
    const commune = person.control(office.question("commune"));
    assert.equal(await commune.inputValue(), "14329", "the property prefill was set");

    for (let round = 0; round < 5; round += 1) {
      await page.getByRole("button", { name: "Take away", exact: true }).click();
      await survey.locator("sipas-form").waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Show", exact: true }).click();
      await person.shows(office.pages[0]);
    }
    const before = await heard().count();
    await person.press(person.button("English"));
    await person.press(person.button("Tiếng Việt"));
    const answers = office.answers(5, { commune: "14329" });
    await person.fill(answers);
    await person.send();
    await person.receipt();
    await eventually(async () => assert.match((await heard().allInnerTexts()).at(-1), /^accepted 201$/));
    const lines = (await heard().allInnerTexts()).slice(before);
    assert.deepEqual(lines.slice(0, 2), ["language en", "language vi"]);
    assert.ok(lines.includes("change /q1"), "an answer is heard");
    assert.equal(lines.filter((line) => line.startsWith("accepted")).length, 1, "once");
    assert.deepEqual(JSON.parse((await server.rows())[0].answers), answers);
    assert.equal(
      server.posted.at(-1).headers["x-portal"],
      office.identity.id,
      "the property headers was set",
    );
    assert.deepEqual(console, [], "nothing is said in the console");
    assert.equal(asked.size, 1, "nobody else is asked");
  });
}

describe("bundled", () => {
  // In development strict mode does everything that mounting does twice.
  for (const [mode, mounts] of [
    ["production", ["mounted"]],
    ["development", ["mounted", "unmounted", "mounted"]],
  ]) {
    test(`a React app, in strict mode, for ${mode}`, async (t) => {
      const { built, said } = await vite(await project("react"), { mode });
      assert.deepEqual(said, [], "Vite warns of nothing");
      await walks(t, built, { mounts });
    });
  }

  test("a Vue app", async (t) => {
    const isCustomElement = (tag) => tag.startsWith("sipas-");
    const plugins = [vue({ template: { compilerOptions: { isCustomElement } } })];
    const { built, said } = await vite(await project("vue"), { plugins });
    assert.deepEqual(said, [], "Vite warns of nothing");
    await walks(t, built, { mounts: ["mounted"] });
  });

  test("Vite copies every module that is loaded later, so a definition as JSON works as well", async (t) => {
    const folder = await project("react");
    writeFileSync(join(folder, "index.html"), html("<main></main>", { script: "/later.js" }));
    writeFileSync(
      join(folder, "later.js"),
      `import "sipas-forms";
      import { loadForm } from "sipas-forms/engine";
      import definition from "sipas-forms/forms/commune-office.json?url";
      const form = document.createElement("sipas-form");
      form.setAttribute("src", definition);
      document.querySelector("main").append(form);
      const loaded = await loadForm(await (await fetch(definition)).json());
      document.title = loaded.identity.id + " " + loaded.validate({}).length;`,
    );
    const { built, said } = await vite(folder);
    assert.deepEqual(said, [], "Vite warns of nothing");
    const server = await host(t, { folders: { "/": built } });
    await visit(browser, t, {}, async (page) => {
      await page.goto(`${server.url}/index.html`);
      await new Respondent(page, office).shows(office.pages[0]);
      await eventually(async () => assert.match(await page.title(), /^commune_office [1-9]/));
    });
  });

  test("Vite takes the officers' element with its worker and its engine", async (t) => {
    const folder = await project("react");
    writeFileSync(join(folder, "index.html"), html("<main></main>", { script: "/desk.js" }));
    writeFileSync(
      join(folder, "desk.js"),
      `import form from "sipas-forms/forms/commune-office.form?url";
      import "sipas-forms/workbench";
      const link = document.createElement("a");
      link.href = form;
      link.textContent = "Khảo sát";
      const element = document.createElement("sipas-workbench");
      element.setAttribute("endpoint", "/submissions");
      element.append(link);
      document.querySelector("main").append(element);`,
    );
    const { built, said } = await vite(folder);
    assert.deepEqual(said, [], "Vite warns of nothing");
    const server = await host(t, { folders: { "/": built } });
    await visit(browser, t, {}, async (page) => {
      await page.goto(`${server.url}/index.html`);
      const officer = new Officer(page, DESK, folder, office.stem);
      await officer.button("Chọn tệp…").waitFor();
      await officer.reads(await officer.file("phieu.csv", csv(table(responses(8)))));
      assert.deepEqual(await officer.figures(), [8, 8, 0]);
      await officer.sends();
      assert.equal((await server.rows()).length, 8);
    });
  });

  test("esbuild, with the modules' .wasm copied beside what it makes", async (t) => {
    const folder = await project("react");
    writeFileSync(join(folder, "plain.js"), `import "sipas-forms";`);
    const built = join(folder, "built");
    const { warnings } = await esbuild.build({
      entryPoints: [join(folder, "plain.js")],
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      outdir: built,
      logLevel: "silent",
    });
    assert.deepEqual(warnings, []);
    const installed = join(folder, "node_modules/sipas-forms");
    for (const name of readdirSync(installed).filter((name) => name.endsWith(".wasm"))) {
      cpSync(join(installed, name), join(built, name));
    }
    const content = `<sipas-form src="/forms/commune-office.json"></sipas-form>`;
    const pages = { "/portal.html": html(content, { script: "/plain.js" }) };
    const server = await host(t, { pages, folders: { "/": built, "/forms/": join(installed, "forms") } });
    await visit(browser, t, {}, async (page) => {
      await page.goto(`${server.url}/portal.html`);
      await new Respondent(page, office).shows(office.pages[0]);
    });
  });

  test("the installed folder itself, served as it is", async (t) => {
    const folder = await project("react");
    const content = `<sipas-form src="/sipas/forms/commune-office.form"></sipas-form>`;
    const pages = { "/portal.html": html(content, { script: "/sipas/sipas-form.js" }) };
    const folders = { "/sipas/": join(folder, "node_modules/sipas-forms") };
    const server = await host(t, { pages, folders });
    await visit(browser, t, {}, async (page) => {
      await page.goto(`${server.url}/portal.html`);
      await new Respondent(page, office).shows(office.pages[0]);
    });
  });

  test("Node: the engine checks, scores and makes a submission that the server takes", async (t) => {
    const folder = await project("react");
    writeFileSync(
      join(folder, "check.mjs"),
      `import { readFile } from "node:fs/promises";
      import { fileURLToPath } from "node:url";
      import { FormError, init, loadForm, sampleSize } from "sipas-forms/engine";
      const file = (name) => readFile(fileURLToPath(import.meta.resolve("sipas-forms/" + name)));
      await init(await file("sipas-forms-full.wasm"));
      const form = await loadForm(JSON.parse(await file("forms/commune-office.json")));
      const packed = await loadForm(await file("forms/commune-office.form"));
      const answers = JSON.parse(process.argv[2]);
      const entry = form.start();
      for (const [name, value] of Object.entries(answers)) entry.set("/" + name, value);
      const tally = form.tally();
      tally.add(answers);
      const refused = await loadForm({ schema_version: 1, survey: [] }).catch((error) => error);
      console.log(JSON.stringify({
        identities: [form.identity, packed.identity],
        issues: form.validate({}, { language: "en" }),
        none: form.validate(answers),
        scores: form.score(answers),
        entry: [entry.answers(), entry.issues(), entry.state().progress],
        responses: tally.report().responses,
        submission: form.submission(answers),
        size: await sampleSize(10000, 5),
        refused: [refused instanceof FormError, refused.code, refused.diagnostics.length > 0],
      }));`,
    );
    const answers = office.answers(3, { commune: "14329" });
    const { stdout, stderr } = await run("node", ["check.mjs", JSON.stringify(answers)], { cwd: folder });
    assert.equal(stderr, "");
    const said = JSON.parse(stdout);
    assert.deepEqual(said.identities, [office.identity, office.identity]);
    const required = office.questions.filter(({ required, hides }) => required && !hides);
    assert.deepEqual(
      said.issues.filter(({ severity }) => severity === "error").map(({ path }) => path),
      required.map(({ name }) => `/${name}`),
    );
    assert.deepEqual([said.none, said.entry[1]], [[], []]);
    assert.deepEqual(said.entry[0], answers);
    assert.deepEqual([said.responses, said.size], [1, 385]);
    assert.deepEqual([said.refused[0], said.refused[2]], [true, true]);
    assert.deepEqual(said.submission.scores, said.scores);
    const server = await host(t);
    const { submission } = said;
    const reply = await fetch(`${server.url}/submissions`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": submission.submission_id },
      body: JSON.stringify(submission),
    });
    assert.equal(reply.status, 201, await reply.text());
    assert.deepEqual(JSON.parse((await server.rows())[0].scores), submission.scores);
  });

  test("strict TypeScript accepts every use in the sample and refuses every wrong one", async () => {
    const folder = await project("react");
    for (const name of ["sample.ts", "desk.tsx"])
      cpSync(join(ROOT, "tests/embedding", name), join(folder, name));
    writeFileSync(
      join(folder, "vite-env.d.ts"),
      'declare module "*?url" {\n  const address: string;\n  export default address;\n}\n',
    );
    for (const resolution of [
      ["--module", "esnext", "--moduleResolution", "bundler"],
      ["--module", "nodenext", "--moduleResolution", "nodenext"],
    ]) {
      const args = [
        "--noEmit",
        "--strict",
        "--target",
        "es2022",
        "--lib",
        "es2022,dom,dom.iterable",
        "--jsx",
      ];
      args.push("react-jsx", ...resolution, "--types", "", "--exactOptionalPropertyTypes");
      const files = ["sample.ts", "desk.tsx", "main.tsx", "vite-env.d.ts"];
      // Our own declarations are checked as well; those of React and Vue are not ours.
      const { stdout } = await run(join(ROOT, "node_modules/.bin/tsc"), [...args, ...files], {
        cwd: folder,
      }).catch((error) => error);
      assert.equal(stdout, "", resolution.join(" "));
    }
  });

  test("what is packed: the version of Cargo.toml, licences, no map, no compressed copy, every export", async () => {
    const folder = await project("react");
    const installed = join(folder, "node_modules/sipas-forms");
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    const cargo = readFileSync(join(ROOT, "Cargo.toml"), "utf8");
    assert.equal(manifest.version, /^version = "(.+)"/m.exec(cargo)[1]);
    const files = readdirSync(installed, { recursive: true }).map(String);
    assert.deepEqual(
      files.filter((name) => /\.(br|gz|map|html)$/.test(name)),
      [],
    );
    for (const name of ["LICENSE-MIT", "LICENSE-APACHE", "README.md", "schema/definition-1.json"]) {
      assert.ok(files.includes(name), name);
    }
    for (const target of Object.values(manifest.exports).flatMap((value) => Object.values(Object(value)))) {
      if (target.startsWith("./")) assert.ok(files.includes(target.slice(2)), target);
    }
    assert.equal(manifest.dependencies, undefined);
    assert.equal(manifest.scripts, undefined);
  });
});
