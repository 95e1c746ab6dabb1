// Queries that are stopped at random moments, and how long they take to stop.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { setEngineTuning } from "@millrace/engine";
import type { LazyFrame, QueryOptions } from "millrace";
import { col, Int64, QueryAbortedError, TimeoutError } from "millrace";

/** One query that was stopped. */
export interface Stop {
  readonly plan: string;
  /** Milliseconds from the query's start to the signal, or its time limit. */
  readonly after: number;
  /** Milliseconds from then to the rejection; and those of all threads' work in between. */
  readonly wallMs: number;
  readonly workMs: number;
}

/** A query that can be stopped, and the state that it may hold (null: what it likes). */
export interface StoppedPlan {
  readonly stateLimit: number | null;
  run(options: QueryOptions): Promise<unknown>;
}

/** Plans with every phase: scan, group-by, values by group, sort, the build side of a join, sinks; and all that spills. */
export function stoppedPlans(
  scan: () => LazyFrame,
  folder: string,
  smallState: number,
): Readonly<Record<string, StoppedPlan>> {
  const keyed = (): LazyFrame =>
    scan().withRowIndex("row").select(col("row").cast(Int64).alias("key"), "patient_id", "bmi", "heart_rate");
  const queries: Readonly<Record<string, (options: QueryOptions) => Promise<unknown>>> = {
    groupBy: (options) => keyed().groupBy("key", "patient_id").agg(col("heart_rate").sum()).collect(options),
    median: (options) =>
      scan().groupBy("patient_id").agg(col("bmi").median(), col("bmi").nUnique().alias("n")).collect(options),
    sort: (options) => keyed().sort(["bmi", "key"]).collect(options),
    join: (options) =>
      keyed()
        .join(keyed().select("key", col("bmi").alias("other")), { on: "key" })
        .collect(options),
  };
  const plans: Record<string, StoppedPlan> = {
    scan: { stateLimit: null, run: (options) => scan().collect(options) },
    "sink parquet": {
      stateLimit: null,
      run: (options) => scan().sinkParquet(join(folder, "stopped.parquet"), options),
    },
    "sink csv": { stateLimit: null, run: (options) => scan().sinkCsv(join(folder, "stopped.csv"), options) },
  };
  for (const [name, run] of Object.entries(queries)) {
    plans[name] = { stateLimit: null, run };
    plans[`${name}, spilled`] = { stateLimit: smallState, run };
  }
  return plans;
}

/**
 * Runs a plan once to its end, then again and again, stopped at random moments of that time: by a signal and by a time limit
 * in turn. What ends before its moment is not counted.
 */
export async function stopAtRandom(
  plan: string,
  { stateLimit, run }: StoppedPlan,
  options: QueryOptions,
  moments: number,
  random: () => number,
): Promise<Stop[]> {
  setEngineTuning({ stateLimit });
  const started = performance.now();
  await run(options);
  const total = performance.now() - started;
  const stops: Stop[] = [];
  for (let i = 0; i < moments; i++) {
    const after = Math.max(1, Math.round(total * random()));
    const stop = await stopAfter(after, i % 2 === 0 ? "signal" : "time", run, options);
    if (stop !== null) stops.push({ plan, after, ...stop });
  }
  setEngineTuning({});
  return stops;
}

/** Removes what the sinks have written. */
export function removeSunk(folder: string): void {
  for (const name of ["stopped.parquet", "stopped.csv"]) rmSync(join(folder, name), { force: true });
}

async function stopAfter(
  after: number,
  by: "signal" | "time",
  run: StoppedPlan["run"],
  options: QueryOptions,
): Promise<Pick<Stop, "wallMs" | "workMs"> | null> {
  const controller = new AbortController();
  const at = { time: 0, cpu: process.cpuUsage() };
  // The time limit's own timer is set a little later than this one, so that none is measured too short.
  const timer = setTimeout(() => {
    at.time = performance.now();
    at.cpu = process.cpuUsage();
    if (by === "signal") controller.abort();
  }, after);
  try {
    await run(by === "signal" ? { ...options, signal: controller.signal } : { ...options, timeoutMs: after });
    return null;
  } catch (error) {
    const wallMs = performance.now() - at.time;
    const { user, system } = process.cpuUsage(at.cpu);
    if (!(error instanceof (by === "signal" ? QueryAbortedError : TimeoutError))) throw error;
    return { wallMs, workMs: (user + system) / 1000 };
  } finally {
    clearTimeout(timer);
  }
}

/** The value below which a part of the values lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
