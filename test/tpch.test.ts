// The 22 queries of TPC-H through the lazy API, over Parquet files, against DuckDB's answer to their SQL.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareRows } from "../bench/src/answers/compare-rows.ts";
import type { AnswerRows, CaseTask } from "../bench/src/case.ts";
import { startDuckdb } from "../bench/src/child/duckdb-node.ts";
import { startMillrace } from "../bench/src/child/millrace.ts";
import type { NodeEngine } from "../bench/src/child/node-engine.ts";
import { runInDuckdb } from "../bench/src/duckdb-statements.ts";
import type { Query } from "../bench/src/suite.ts";
import { suite } from "../bench/suites/tpch/suite.ts";
import { tpchTableNames } from "../bench/suites/tpch/tables.ts";
import { tpchStatements } from "./support/tpch-data.ts";

let folder: string;

function taskOf(query: Query, threads: number): CaseTask {
  return {
    engine: "",
    suite: suite.name,
    query: query.name,
    formsFolder: "",
    form: "sql",
    sql: query.sql,
    output: "memory",
    tables: tpchTableNames.map((name) => ({ name, format: "parquet", path: join(folder, `${name}.parquet`) })),
    threads,
    memoryBytes: null,
    runs: 0,
    keepAnswer: false,
    workFolder: folder,
    answerBase: "",
    outcomePath: "",
  };
}

async function answerOf(start: (task: CaseTask) => Promise<NodeEngine>, task: CaseTask): Promise<AnswerRows> {
  const engine = await start(task);
  try {
    const result = await engine.run(task, "");
    return await result.toAnswer();
  } finally {
    await engine.close();
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-tpch-"));
  await runInDuckdb(tpchStatements(folder));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("TPC-H with the lazy API", () => {
  it.each(suite.queries)("$name answers as DuckDB does, in its order [BEN-10] [BEN-11]", async (query) => {
    const expected = await answerOf(startDuckdb, taskOf(query, 2));
    expect(expected.rows.length).toBeGreaterThan(0);
    const actual = await answerOf(startMillrace, taskOf(query, 2));
    expect(compareRows(actual, expected, { ordered: true })).toBeNull();
  });
});
