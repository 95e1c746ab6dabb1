// `npm test`: every test under vitest, then one plain line with the counts, which is always the last line.
//
// Arguments go to vitest (`npm test -- packages/core -t arena`). A run without arguments replaces
// .cache/test-results.json, which `npm run features` reads; a narrowed run does not touch it. With `--full` the
// variable MILLRACE_TEST_FULL=1 is set, and the suites add their long cases; then the behaviour suite runs again under
// each hostile configuration, in at most an hour for everything on two cores.
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestOutcome, TestResults } from "./reporter.ts";

const root = join(import.meta.dirname, "..");
const finalResults = join(root, ".cache/test-results.json");
const ownResults = join(root, `.cache/test-results.${process.pid}.json`);

/** The tests whose answers must not depend on how queries are run. */
const behaviourSuite = ["test/scenarios", "test/jobs", "test/corpora", "test/differential"];
const behaviourFiles = ["test/docs/semantics.test.ts", "test/spill.test.ts", "test/tpch.test.ts"];
/** These choose configurations of their own, or run queries in child processes alone. */
const leftOut = ["**/configurations.test.ts", "**/random-plans.test.ts", "**/run-shapes.test.ts", "**/cli.test.ts"];

interface Run {
  readonly name: string | null;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

let child: ChildProcess | null = null;
let isStopped = false;

async function main(): Promise<number> {
  const full = process.argv.includes("--full");
  const args = process.argv.slice(2).filter((argument) => argument !== "--full");
  mkdirSync(join(root, ".cache"), { recursive: true });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      isStopped = true;
      child?.kill(signal);
    });
  }
  const runs: Run[] = [{ name: null, args, env: full ? { MILLRACE_TEST_FULL: "1" } : {} }];
  if (full) runs.push(...(await hostileRuns(args)));
  const outcomes: TestOutcome[] = [];
  for (const run of runs) {
    if (!isStopped) outcomes.push(...(await outcomesOf(run)));
  }
  if (args.length === 0 && !isStopped) writeFileSync(finalResults, `${JSON.stringify({ tests: outcomes }, null, 1)}\n`);
  const failed = count(outcomes, "failed");
  console.log(`${count(outcomes, "passed")} passed, ${failed} failed, ${count(outcomes, "skipped")} skipped`);
  return failed > 0 ? 1 : 0;
}

/** The behaviour suite, or what the arguments leave of it, under each hostile configuration. */
async function hostileRuns(args: readonly string[]): Promise<Run[]> {
  const { hostileConfigurations } = await import("@millrace/testkit");
  const files = args.length === 0 ? [...behaviourSuite, ...behaviourFiles] : args;
  return hostileConfigurations.flatMap(({ name, options, tuning }): Run[] => {
    // Asynchronous verbs always have threads; the verbs of DataFrame run on the calling thread in every run.
    if (options === null) return [];
    // Tens of thousands of groups take quadratic time where every hash is equal.
    const patterns = tuning.equalHashes === true ? [...leftOut, "**/spill.test.ts"] : leftOut;
    return [
      {
        name,
        args: [...files, "--passWithNoTests", ...patterns.flatMap((pattern) => ["--exclude", pattern])],
        env: { MILLRACE_TEST_CONFIGURATION: name },
      },
    ];
  });
}

async function outcomesOf({ name, args, env }: Run): Promise<TestOutcome[]> {
  if (name !== null) console.log(`\n── ${name} ──`);
  const startMs = performance.now();
  const broken = await runVitest(args, env);
  const title = (outcome: TestOutcome): string => (name === null ? outcome.title : `${outcome.title} (${name})`);
  const outcomes = takeResults().map((outcome) => ({ ...outcome, title: title(outcome) }));
  // A run that breaks without a failed test (a crash, nothing found) must not read as a success.
  if (broken && count(outcomes, "failed") === 0) {
    outcomes.push({ file: "", title: `The run broke off${name === null ? "" : ` (${name})`}`, state: "failed" });
  }
  if (name !== null) {
    const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
    console.log(`${name}: ${count(outcomes, "passed")} passed, ${count(outcomes, "failed")} failed, ${seconds} s`);
  }
  return outcomes;
}

/** Whether the run failed, with a failed test or without. */
function runVitest(args: readonly string[], env: Readonly<Record<string, string>>): Promise<boolean> {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const own = spawn(process.execPath, [vitest, "run", ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env, MILLRACE_TEST_RESULTS: ownResults },
  });
  child = own;
  return new Promise((resolve) => {
    own.on("error", () => resolve(true));
    own.on("close", (code, signal) => resolve(signal !== null || code !== 0));
  });
}

function takeResults(): readonly TestOutcome[] {
  if (!existsSync(ownResults)) return [];
  const results = JSON.parse(readFileSync(ownResults, "utf8")) as TestResults;
  rmSync(ownResults);
  return results.tests;
}

function count(outcomes: readonly TestOutcome[], state: TestOutcome["state"]): number {
  return outcomes.filter((outcome) => outcome.state === state).length;
}

process.exitCode = await main();
