import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";

/** What became of one test. A test file that could not be loaded stands as one failed test named after the file. */
export interface TestOutcome {
  readonly file: string;
  /** Titles of the suites and of the test, joined with " > ". */
  readonly title: string;
  readonly state: "passed" | "failed" | "skipped";
}

/** The content of a results file. */
export interface TestResults {
  readonly tests: readonly TestOutcome[];
}

/** Writes every test's title and state to a JSON file at the end of a run; without a path it writes nothing. */
export class ResultsReporter implements Reporter {
  readonly #path: string | undefined;

  constructor(path: string | undefined) {
    this.#path = path;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    if (this.#path === undefined) return;
    const tests = modules.flatMap(outcomesOf);
    for (const error of unhandledErrors) {
      tests.push({ file: "", title: `Unhandled error: ${error.message}`, state: "failed" });
    }
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, `${JSON.stringify({ tests } satisfies TestResults, null, 1)}\n`);
  }
}

function outcomesOf(module: TestModule): TestOutcome[] {
  const file = relative(process.cwd(), module.moduleId);
  const outcomes: TestOutcome[] = [];
  for (const test of module.children.allTests()) {
    const state = test.result().state;
    // A test that never ran to its end (a crashed worker) has failed.
    outcomes.push({ file, title: test.fullName, state: state === "pending" ? "failed" : state });
  }
  const suiteErrors = [...module.children.allSuites()].flatMap((suite) => suite.errors());
  for (const error of [...module.errors(), ...suiteErrors]) {
    outcomes.push({ file, title: `${file}: ${error.message}`, state: "failed" });
  }
  return outcomes;
}
