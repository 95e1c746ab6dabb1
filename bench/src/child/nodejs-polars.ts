import { createRequire } from "node:module";
import { join } from "node:path";
import type { AnswerRows, AnswerValue, CaseTask } from "../case.ts";
import type { TableFile } from "../suite.ts";
import type { NodeEngine, NodeResult } from "./node-engine.ts";
import { fileResult } from "./node-engine.ts";

/** What is used of the package nodejs-polars, which the workspace does not depend on. */
interface PolarsFrame {
  readonly height: number;
  readonly columns: readonly string[];
  readonly dtypes: readonly { toString(): string }[];
  withColumns(...expressions: readonly unknown[]): PolarsFrame;
  toRecords(): readonly Readonly<Record<string, unknown>>[];
  writeParquet(path: string): void;
}

interface PolarsQuery {
  readonly _ldf: unknown;
  collectSync(options: { readonly engine: "streaming" }): PolarsFrame;
  sinkParquet(path: string, options: object): PolarsQuery;
  sinkCSV(path: string, options: object): PolarsQuery;
}

interface Polars {
  readonly SQLContext: new (tables: Readonly<Record<string, PolarsQuery>>) => { execute(sql: string): PolarsQuery };
  readonly Float64: unknown;
  scanParquet(path: string): PolarsQuery;
  scanCSV(path: string, options: object): PolarsQuery;
  col(name: string): { cast(type: unknown): unknown };
}

/** Polars through its package for Node: its SQL on the streaming engine. */
export async function startNodejsPolars(task: CaseTask): Promise<NodeEngine> {
  const require = createRequire(join(process.env["BENCH_NPM"]!, "package.json"));
  const { default: polars } = require("nodejs-polars") as { readonly default: Polars };
  const { version } = require("nodejs-polars/package.json") as { readonly version: string };
  const frames = new WeakMap<NodeResult, PolarsFrame>();
  return {
    version,
    run: async ({ output }, path) => {
      const tables = Object.fromEntries(task.tables.map((table) => [table.name, scan(polars, table)]));
      const query = new polars.SQLContext(tables).execute(task.sql);
      // What its SQL does not know comes back as a query around an error.
      if (query._ldf instanceof Error) throw query._ldf;
      if (output !== "memory") {
        const zstd = { compression: "zstd", compressionLevel: 1 };
        const sink = output === "csv" ? query.sinkCSV(path, {}) : query.sinkParquet(path, zstd);
        sink.collectSync({ engine: "streaming" });
        return fileResult(rowsOf(polars, scanFile(polars, output, path)));
      }
      const frame = query.collectSync({ engine: "streaming" });
      const result = { rows: frame.height, toAnswer: () => Promise.resolve(answerOf(polars, frame)) };
      frames.set(result, frame);
      return result;
    },
    writeAnswer: async (_task, result, base) => {
      const path = `${base}.parquet`;
      frames.get(result)!.writeParquet(path);
      return path;
    },
    close: () => Promise.resolve(),
  };
}

function scan(polars: Polars, { format, path }: TableFile): PolarsQuery {
  return scanFile(polars, format, path);
}

function scanFile(polars: Polars, format: "parquet" | "csv", path: string): PolarsQuery {
  return format === "parquet" ? polars.scanParquet(path) : polars.scanCSV(path, { parseDates: true });
}

function rowsOf(polars: Polars, written: PolarsQuery): number {
  const query = new polars.SQLContext({ written }).execute("select count(*) as n from written");
  return Number(query.collectSync({ engine: "streaming" }).toRecords()[0]!["n"]);
}

function answerOf(polars: Polars, frame: PolarsFrame): AnswerRows {
  const { columns, dtypes } = frame;
  const kinds = dtypes.map(String);
  // The package gives no decimals to JavaScript.
  const decimals = columns.filter((_, i) => kinds[i]!.includes("Decimal"));
  const plain =
    decimals.length === 0 ? frame : frame.withColumns(...decimals.map((name) => polars.col(name).cast(polars.Float64)));
  const rows = plain.toRecords().map((record) => columns.map((name, i) => plainValue(record[name], kinds[i]!)));
  return { columns, scales: columns.map(() => null), rows };
}

function plainValue(value: unknown, kind: string): AnswerValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) {
    const text = value.toISOString();
    return /\bDate\b/.test(kind) ? text.slice(0, 10) : text.replace(/(\.000)?Z$/, "");
  }
  return typeof value === "boolean" ? value : String(value);
}
