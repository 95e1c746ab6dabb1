import { availableParallelism } from "node:os";
import type { DataFrame, LazyFrame, QueryOptions } from "millrace";
import { fromRecords, readCsv, readParquet, scanCsv, scanParquet } from "millrace";
import { loadSuite } from "../../suites/registry.ts";
import type { AnswerRows, AnswerValue, CaseTask } from "../case.ts";
import type { Query, TableFile } from "../suite.ts";
import type { NodeEngine, NodeResult } from "./node-engine.ts";
import { fileResult } from "./node-engine.ts";

/** The engine's name where its queries run over frames that were read in whole. */
const EAGER = "millrace-eager";

/** millrace in this process. Scans are made anew in every run: between runs the engine keeps what it keeps by itself. */
export async function startMillrace(task: CaseTask): Promise<NodeEngine> {
  const suite = await loadSuite(task.suite);
  const query = suite.queries.find(({ name }) => name === task.query);
  if (query === undefined) throw new Error(`The suite ${task.suite} has no query ${task.query}.`);
  // Under a cap for which all processors are too many the engine takes fewer, if it is not told how many.
  const automatic = task.memoryBytes !== null && task.threads >= availableParallelism();
  const options: QueryOptions = {
    tempDir: task.workFolder,
    ...(automatic ? {} : { threads: task.threads }),
    ...(task.memoryBytes === null ? {} : { memoryLimit: task.memoryBytes }),
  };
  // Arrow is loaded here, as in the other engines' programs, so that the first result does not pay for it.
  if (task.output === "memory") await fromRecords([{ loaded: true }]).toArrow();
  return {
    version: process.env["BENCH_ENGINE_VERSION"] ?? "unknown",
    run: (asked, path) => run(query, asked, path, options),
    writeAnswer: async (_task, _result, base) => {
      const path = `${base}.parquet`;
      await query.build(await openAll(task, options)).sinkParquet(path, options);
      return path;
    },
    close: () => Promise.resolve(),
  };
}

/** The tables of a task: scans, or frames of those that the query names. */
async function openAll({ engine, tables, sql }: CaseTask, options: QueryOptions): Promise<Record<string, LazyFrame>> {
  const opened: Record<string, LazyFrame> = {};
  for (const table of tables) {
    const inWhole = engine === EAGER && new RegExp(`\\b${table.name}\\b`).test(sql);
    opened[table.name] = inWhole ? (await read(table, options)).lazy() : scan(table);
  }
  return opened;
}

function read({ format, path }: TableFile, options: QueryOptions): Promise<DataFrame> {
  return format === "parquet" ? readParquet(path, options) : readCsv(path, { ...options, tryParseDates: true });
}

function scan({ format, path }: TableFile): LazyFrame {
  return format === "parquet" ? scanParquet(path) : scanCsv(path, { tryParseDates: true });
}

async function run(query: Query, task: CaseTask, path: string, options: QueryOptions): Promise<NodeResult> {
  const plan = query.build(await openAll(task, options));
  let spilledBytes = 0;
  const watched: QueryOptions = {
    ...options,
    onProgress: (progress) => {
      spilledBytes = progress.spilledBytes;
    },
  };
  if (task.output !== "memory") {
    const sink = task.output === "csv" ? plan.sinkCsv(path, watched) : plan.sinkParquet(path, watched);
    const { rows } = await sink;
    return fileResult(rows, spilledBytes);
  }
  const frame = await plan.collect(watched);
  const { numRows } = await frame.toArrow();
  return { rows: numRows, spilledBytes, toAnswer: () => Promise.resolve(frameAnswer(frame)) };
}

/** The rows of a frame as the harness compares them. */
function frameAnswer(frame: DataFrame): AnswerRows {
  const fields = frame.schema.fields;
  const rows = frame
    .toRecords()
    .map((record) => fields.map(({ name, type }) => plainValue(record[name] ?? null, type.kind)));
  const scales = fields.map(({ type }) => (type.kind === "decimal" ? type.scale : null));
  return { columns: fields.map(({ name }) => name), scales, rows };
}

/** A value of a frame as the harness compares it: decimals come as text, dates and times as Date. */
export function plainValue(value: bigint | boolean | number | string | Date | null, kind: string): AnswerValue {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string") return kind === "decimal" ? Number(value) : value;
  return kind === "date" ? value.toISOString().slice(0, 10) : value.toISOString().replace(/(\.000)?Z$/, "");
}
