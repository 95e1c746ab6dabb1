import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { extname, join } from "node:path";
import { duckdbNode } from "../engines/duckdb-node.ts";
import { benchCache } from "../paths.ts";
import { runCase } from "../run-case.ts";
import type { DataSet, Query } from "../suite.ts";

/**
 * The path of DuckDB's answer to a query over a data set, which is kept for the next time. Its SQL sets the task; it
 * runs without a cap, in a process of its own.
 */
export async function referenceAnswer(suite: string, query: Query, data: DataSet, key: string): Promise<string> {
  const folder = join(benchCache, "answers");
  mkdirSync(folder, { recursive: true });
  const statement = createHash("sha256").update(query.sql).digest("hex").slice(0, 16);
  const base = join(folder, `${suite}-${query.name}-${key}-${statement}`);
  const known = [".json", ".parquet", ".csv"].map((extension) => base + extension).find((path) => existsSync(path));
  if (known !== undefined) return known;
  const program = await duckdbNode.prepare({ threads: 2, sources: false });
  const request = {
    engine: duckdbNode.name,
    suite,
    query: query.name,
    formsFolder: "",
    form: "sql",
    sql: query.sql,
    output: query.output ?? "memory",
    tables: data.tables,
    threads: 2,
    memoryBytes: null,
    runs: 0,
    keepAnswer: true,
  };
  return runCase(program, request, (end) => {
    if (!end.ok) return Promise.reject(new Error(`No reference answer: ${end.reason}`));
    const answer = end.outcome.answerPath!;
    const path = base + extname(answer);
    copyFileSync(answer, path);
    return Promise.resolve(path);
  });
}
