// The backends that the contract is shown with: `sipas serve`, and those of tests/receivers.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { DIST, ROOT, TARGET, folder, serve, start } from "./program.mjs";

const at = (name) => join(ROOT, "tests/receivers", name);

/** What a file of lines has: `[receipt, submission]` each. */
function lines(file) {
  const texts = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  return texts.map((text) => JSON.parse(text)).map(({ receipt, submission }) => [receipt, submission]);
}

/** What the axum one's database has. */
async function table(file) {
  const sql = "SELECT receipt, body FROM submission ORDER BY rowid";
  const { stdout } = await promisify(execFile)("sqlite3", ["-readonly", "-json", file, sql]);
  return (stdout === "" ? [] : JSON.parse(stdout)).map(({ receipt, body }) => [receipt, JSON.parse(body)]);
}

/** A backend of tests/receivers: its command, how it keeps, and whether it has workers. */
const other = (name, command, args, { kept = lines, workers } = {}) => ({
  name,
  page: "/",
  async start(t, origin = "") {
    const file = join(await folder(t), "submissions");
    const { url } = await start(t, command, [...args, DIST, file, origin], null, workers);
    return { url, file, kept: () => kept(file) };
  },
});

export const NODE = other("Node", "node", [at("node.mjs")]);

export const RECEIVERS = [
  {
    name: "sipas serve",
    page: "/commune-office.html",
    async start(t, origin) {
      const { url, rows } = await serve(t, { args: origin ? ["--allow-origin", origin] : [] });
      const row = ({ receipt, answers, submission_id }) => [
        receipt,
        { submission_id, answers: JSON.parse(answers) },
      ];
      return { url, kept: async () => (await rows()).map(row) };
    },
  },
  NODE,
  other("Python", "python3", [at("python.py")]),
  other("PHP", "php", [at("php.php")], { workers: true }),
  // Built by `cargo test`, as every example.
  other("axum", join(TARGET, "debug/examples/receiver"), [], { kept: table }),
];
