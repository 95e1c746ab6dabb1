import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import {
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampValue,
  version,
} from "@duckdb/node-api";
import type { AnswerValue, CaseTask } from "../case.ts";
import type { TableFile } from "../suite.ts";
import type { NodeEngine, NodeResult } from "./node-engine.ts";
import { fileResult } from "./node-engine.ts";

/** DuckDB in this process, with a view for each table of the task. */
export async function startDuckdb(task: CaseTask): Promise<NodeEngine> {
  const settings: Record<string, string> = { threads: String(task.threads), temp_directory: task.workFolder };
  if (task.memoryBytes !== null) settings["memory_limit"] = `${Math.floor(task.memoryBytes / 1024)}KiB`;
  const instance = await DuckDBInstance.create(":memory:", settings);
  const connection = await instance.connect();
  for (const table of task.tables) await connection.run(viewStatement(table));
  return {
    version: version(),
    run: (_task, path) => run(connection, task, path),
    writeAnswer: async (_task, _result, base) => {
      const path = `${base}.parquet`;
      await connection.run(copyStatement(task.sql, path, "parquet"));
      return path;
    },
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The statement that makes a table of a file. */
export function viewStatement({ name, format, path }: TableFile): string {
  const reader = format === "parquet" ? "read_parquet" : "read_csv";
  return `create view ${name} as from ${reader}(${quoted(path)})`;
}

/** The statement that writes a query's result to a file. */
export function copyStatement(sql: string, path: string, format: "parquet" | "csv"): string {
  const options = format === "csv" ? "format csv, header" : "format parquet, compression zstd, compression_level 1";
  return `copy (${sql}) to ${quoted(path)} (${options})`;
}

/** SQL text of a string. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A value of DuckDB as the harness compares it. */
export function plainValue(value: DuckDBValue): AnswerValue {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBTimestampValue) return value.toString().replace(" ", "T");
  throw new Error(`A value that no answer can hold: ${String(value)}`);
}

async function run(connection: DuckDBConnection, task: CaseTask, path: string): Promise<NodeResult> {
  if (task.output !== "memory") {
    const result = await connection.runAndReadAll(copyStatement(task.sql, path, task.output));
    return fileResult(Number(result.value(0, 0)));
  }
  const result = await connection.runAndReadAll(task.sql);
  return {
    rows: result.currentRowCount,
    toAnswer: () =>
      Promise.resolve({
        columns: result.columnNames(),
        scales: result.columnTypes().map((type) => (type instanceof DuckDBDecimalType ? type.scale : null)),
        rows: result.getRows().map((row) => row.map(plainValue)),
      }),
  };
}
