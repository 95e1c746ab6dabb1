// One query over CSV files under a memory limit. Run by itself: `node bounded-queries.ts QUERY PATTERN OUTPUT`; prints a line of JSON.

import { readFileSync, statSync } from "node:fs";
import type { LazyFrame, QueryOptions } from "millrace";
import { col, lit, scanCsv } from "millrace";

const MIB = 1024 ** 2;
/** What a query with one thread is allowed beside its state (see docs/memory.md), and some state. */
const ROOM_MIB = 20 + 12 + 20 + 12;

const [name = "", pattern = "", output = ""] = process.argv.slice(2);
const limitMiB = Math.round(process.memoryUsage.rss() / MIB) + ROOM_MIB;
let spilledBytes = 0;
const options: QueryOptions = {
  engine: "streaming",
  threads: 1,
  memoryLimit: `${limitMiB}MB`,
  onProgress: (progress) => {
    spilledBytes = Math.max(spilledBytes, progress.spilledBytes);
  },
};
const rows = scanCsv(pattern, { tryParseDates: true });

/** The rows of a frame that is small. */
async function collected(query: LazyFrame): Promise<unknown> {
  return (await query.collect(options)).toRecords();
}

/** How many rows came, and whether nulls came first, then numbers in order, then NaN. */
async function order(query: LazyFrame, column: string): Promise<unknown> {
  let height = 0;
  let isSorted = true;
  let last = Number.NEGATIVE_INFINITY;
  const place = (value: unknown): number => {
    if (value === null) return Number.NEGATIVE_INFINITY;
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : Number(value);
  };
  for await (const batch of query.batches(options)) {
    height += batch.height;
    for (const value of batch.column(column)) {
      isSorted &&= last <= place(value);
      last = place(value);
    }
  }
  return { height, isSorted };
}

const queries: Record<string, () => Promise<unknown>> = {
  mean: () =>
    collected(
      rows
        .filter(col("timestamp").ge(lit(new Date("2024-01-01"))))
        .groupBy("patient_id")
        .agg(col("heart_rate").mean().alias("avg_hr"))
        .sort("patient_id"),
    ),
  columns: () =>
    collected(
      rows
        .select("heart_rate", "value")
        .filter(col("heart_rate").gt(100))
        .select(col("heart_rate").sum(), col("value").count()),
    ),
  sink: async () => {
    await rows.sinkCsv(`${output}.csv`, options);
    const summary = await rows.sinkParquet(`${output}.parquet`, { rowGroupSize: 20_000, ...options });
    return { rows: summary.rows, csvBytes: statSync(`${output}.csv`).size };
  },
  sort: () => order(rows.sort("value"), "value"),
  // Not bounded: a result that is held.
  hold: async () => (await rows.collect({ ...options, memoryLimit: "4GB" })).height,
};

const result = await queries[name]?.();
const peakMiB = Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024;
const plain = (_: string, value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);
process.stdout.write(JSON.stringify({ result, spilledBytes, peakMiB, limitMiB }, plain));
process.exit(0);
