// `npm test`: every test under vitest, then one plain line with the counts, which is always the last line.
//
// Arguments go to vitest (`npm test -- packages/core -t arena`). A run without arguments replaces
// .cache/test-results.json, which `npm run features` reads; a narrowed run does not touch it. With `--full` the
// variable MILLRACE_TEST_FULL=1 is set, and the suites add their hostile configurations and long cases.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestOutcome, TestResults } from "./reporter.ts";

const root = join(import.meta.dirname, "..");
const finalResults = join(root, ".cache/test-results.json");
const ownResults = join(root, `.cache/test-results.${process.pid}.json`);

function main(): void {
  const full = process.argv.includes("--full");
  const args = process.argv.slice(2).filter((argument) => argument !== "--full");
  mkdirSync(join(root, ".cache"), { recursive: true });
  const env: NodeJS.ProcessEnv = { ...process.env, MILLRACE_TEST_RESULTS: ownResults };
  if (full) env["MILLRACE_TEST_FULL"] = "1";
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", ...args], { cwd: root, stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  child.on("close", (code, signal) => {
    const outcomes = takeResults(args.length === 0);
    const failed = count(outcomes, "failed");
    const broken = signal !== null || code !== 0;
    // A run that breaks without a failed test (a crash, nothing found) must not read as a success.
    const reported = broken && failed === 0 ? 1 : failed;
    console.log(`${count(outcomes, "passed")} passed, ${reported} failed, ${count(outcomes, "skipped")} skipped`);
    process.exitCode = reported > 0 ? 1 : 0;
  });
}

function takeResults(complete: boolean): readonly TestOutcome[] {
  if (!existsSync(ownResults)) return [];
  const results = JSON.parse(readFileSync(ownResults, "utf8")) as TestResults;
  if (complete) renameSync(ownResults, finalResults);
  else rmSync(ownResults);
  return results.tests;
}

function count(outcomes: readonly TestOutcome[], state: TestOutcome["state"]): number {
  return outcomes.filter((outcome) => outcome.state === state).length;
}

main();
