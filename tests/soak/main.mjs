// make soak: see run.mjs. SOAK_COUNT submissions (1000) by SOAK_DEVICES devices (8) in at most SOAK_SECONDS (720);
// SOAK_SEED makes a run meet the same faults again.
import { launch } from "../e2e/support/browser.mjs";
import { soak } from "./run.mjs";

const { SOAK_COUNT, SOAK_SEED, SOAK_DEVICES, SOAK_SECONDS } = process.env;
const seed = SOAK_SEED || String(Date.now());
const count = Number(SOAK_COUNT || 1000);
const ends = [];
const t = { after: (end) => ends.unshift(end) };
const browser = await launch();
t.after(() => browser.close());
process.stdout.write(`soak: ${count} submissions, SOAK_SEED=${seed}\n`);
try {
  const { figures, problems } = await soak(t, browser, {
    seed,
    count,
    devices: Number(SOAK_DEVICES || 8),
    seconds: Number(SOAK_SECONDS || 720),
    progress: (words) => process.stdout.write(`${words}\n`),
  });
  for (const problem of problems) process.stdout.write(`\n${problem}\n`);
  process.stdout.write("\n");
  for (const [what, figure] of Object.entries(figures)) {
    process.stdout.write(`${what.padEnd(32)} ${String(figure).padStart(8)}\n`);
  }
  if (problems.length > 0) throw new Error(`${problems.length} problems, with SOAK_SEED=${seed}`);
  process.stdout.write("\nsoak: ok\n");
} catch (error) {
  process.stdout.write(`\nsoak: FAILED: ${error.stack}\n`);
  process.exitCode = 1;
} finally {
  for (const end of ends) await end();
}
