import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareFiles } from "../src/answers/compare-files.ts";
import { compareRows } from "../src/answers/compare-rows.ts";
import type { CaseTask } from "../src/case.ts";
import { quoted, startDuckdb } from "../src/child/duckdb-node.ts";
import { answerOf } from "../src/child/eager.ts";
import { startMillrace } from "../src/child/millrace.ts";
import { runInDuckdb } from "../src/duckdb-statements.ts";
import { tableReader } from "../src/eager/forms.ts";
import { runToSuccess } from "../src/run-program.ts";
import type { DataFolder, DataSet, Query, Suite } from "../src/suite.ts";
import { loadEagerForms } from "./eager-forms.ts";
import { loadSuite } from "./registry.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Generates data without Python: DuckDB writes what write_parquet.py would. */
const testData: DataFolder = {
  async make(name, generate) {
    const target = join(folder, name);
    if (existsSync(target)) return target;
    mkdirSync(target, { recursive: true });
    await generate(target, {
      program: (program) => Promise.resolve(program),
      duckdb: runInDuckdb,
      run: async (command, args) => {
        const [program, sql, path] = args;
        if (!program!.endsWith("write_parquet.py")) return runToSuccess(command, args);
        await runInDuckdb([`copy (${sql!}) to ${quoted(path!)} (format parquet)`]);
      },
    });
    return target;
  },
};

function taskOf(suite: Suite, query: Query, data: DataSet, workFolder: string): CaseTask {
  return {
    engine: "",
    suite: suite.name,
    query: query.name,
    formsFolder: "",
    form: "sql",
    sql: query.sql,
    output: query.output ?? "memory",
    tables: data.tables,
    threads: 1,
    memoryBytes: null,
    runs: 0,
    keepAnswer: true,
    workFolder,
    answerBase: join(workFolder, "answer"),
    outcomePath: join(workFolder, "outcome.json"),
  };
}

/** Where millrace's answer to a query differs from DuckDB's, and the eager baseline's where there is one. */
async function differences(suite: Suite, query: Query, data: DataSet): Promise<readonly (string | null)[]> {
  const task = taskOf(suite, query, data, folder);
  const [ours, theirs] = [await startMillrace(task), await startDuckdb(task)];
  const eagerTask = { ...task, engine: "millrace-eager" };
  const paths = [join(folder, `ours.${task.output}`), join(folder, `theirs.${task.output}`)] as const;
  try {
    const [actual, expected] = [await ours.run(task, paths[0]), await theirs.run(task, paths[1])];
    if (task.output !== "memory") {
      return [await compareFiles(...paths, { tempFolder: folder, sortedBy: query.sortedBy ?? [] })];
    }
    const reference = await expected.toAnswer();
    const inWhole = await ours.run(eagerTask, paths[0]);
    const found = [actual, inWhole].map(async (result) => compareRows(await result.toAnswer(), reference));
    const eager = (await loadEagerForms(suite.name))[query.name];
    if (eager === undefined) return await Promise.all(found);
    const answer = answerOf(await eager(tableReader(data.tables)));
    return [...(await Promise.all(found)), compareRows(answer, reference, { nanIsNull: true })];
  } finally {
    await ours.close();
    await theirs.close();
  }
}

const cases: Readonly<Record<string, number>> = {
  groupby: 3000,
  "groupby-highcard": 3000,
  join: 3000,
  sort: 3000,
  csv: 3000,
  formats: 3000,
  memory: 3000,
  scaling: 3000,
  vitals: 2000,
  headline: 2000,
};

/** Suites that prove a row of the list of features by themselves. */
const ids: Readonly<Record<string, string>> = { "groupby-highcard": " [BEN-20]" };

describe.each(Object.entries(cases))("suite %s", (name, rows) => {
  let suite: Suite;
  let data: DataSet;
  beforeAll(async () => {
    suite = await loadSuite(name);
    data = await suite.data(rows, testData);
  }, 180_000);

  const title = `gives DuckDB's answers, streaming, in whole, and over plain arrays [BEN-10] [BEN-11] [BEN-18]${ids[name] ?? ""}`;
  it(title, { timeout: 180_000 }, async () => {
    expect(suite.queries.length).toBeGreaterThan(0);
    for (const query of suite.queries) {
      for (const difference of await differences(suite, query, data)) {
        expect(difference, `${name} ${query.name}`).toBeNull();
      }
    }
  });
});
