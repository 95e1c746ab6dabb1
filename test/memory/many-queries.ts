// Queries of very different sizes in one process, some of them failing; then what the process still holds. Run by itself:
//
//   node test/memory/many-queries.ts [--queries 200] [--seed 1]
//
// Prints a line of JSON, and fails where resident memory has grown by more than 32 MiB or something was left open.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { LazyFrame, QueryOptions } from "millrace";
import { col, DataFrame, len, MillraceError, scanParquet, trim } from "millrace";

/** How much more the process may hold behind the queries than before them. */
const MAX_GROWTH_MIB = 32;
/** The engine gives back what it keeps after two seconds without a query. */
const IDLE_MS = 3000;
const ROWS = 400_000;
const WARM_ROUNDS = 3;

/** What a process has open. */
interface Holdings {
  readonly rssMiB: number;
  readonly files: number;
  readonly threads: number;
  readonly listeners: number;
  readonly resources: number;
}

interface QueryKind {
  readonly name: string;
  readonly fails: boolean;
  run(rows: number): Promise<unknown>;
}

function holdings(): Holdings {
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  return {
    rssMiB: process.memoryUsage.rss() / 1024 ** 2,
    files: readdirSync("/proc/self/fd").length,
    threads: readdirSync("/proc/self/task").length,
    listeners,
    resources: process.getActiveResourcesInfo().length,
  };
}

/** Numbers that look random and are the same for a seed (Park & Miller, CACM 31, 1988). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function queryKinds(folder: string): QueryKind[] {
  const numbers = Array.from({ length: ROWS }, (_, i) => i);
  const data = DataFrame({
    id: numbers.map((i) => BigInt((i * 7919) % ROWS)),
    group: numbers.map((i) => BigInt(i % 1009)),
    value: numbers.map((i) => i * 0.5),
    text: numbers.map((i) => `text number ${i % 5003} of the table`),
  });
  const some = (rows: number): LazyFrame => data.lazy().slice(0, Math.ceil(rows));
  // Little above what the process holds by now, so that large queries spill.
  const small = (): QueryOptions => ({
    memoryLimit: process.memoryUsage.rss() + 80 * 1024 ** 2,
    threads: 1,
    tempDir: folder,
  });
  const path = join(folder, "out.parquet");
  return [
    { name: "sums", fails: false, run: (rows) => some(rows).groupBy("group").agg(col("value").sum()).collect() },
    { name: "groups", fails: false, run: (rows) => some(rows).groupBy("id").agg(len().alias("n")).collect(small()) },
    {
      name: "sort",
      fails: false,
      run: (rows) =>
        some(rows)
          .sort(["text", "id"])
          .head(Math.ceil(rows / 2))
          .collect(small()),
    },
    {
      name: "join",
      fails: false,
      run: (rows) =>
        some(rows)
          .join(some(rows / 3), { on: "id" })
          .collect(),
    },
    { name: "median", fails: false, run: (rows) => some(rows).groupBy("group").agg(col("value").median()).collect() },
    {
      name: "file",
      fails: false,
      run: async (rows) => {
        await some(rows).sinkParquet(path, small());
        await scanParquet(path).filter(col("group").eq(7n)).collect();
        rmSync(path);
      },
    },
    {
      name: "left early",
      fails: false,
      run: async (rows) => {
        for await (const batch of some(rows).batches()) if (batch.height > 0) break;
      },
    },
    { name: "no file", fails: true, run: () => scanParquet(join(folder, "missing.parquet")).collect() },
    { name: "time", fails: true, run: () => some(ROWS).join(some(ROWS), { on: "group" }).collect({ timeoutMs: 30 }) },
    { name: "limit", fails: true, run: (rows) => some(rows).sort("id").collect({ memoryLimit: "20MB" }) },
    {
      name: "disk",
      fails: true,
      run: () =>
        some(ROWS)
          .sort("id")
          .collect({ ...small(), maxTempBytes: 1000 }),
    },
    {
      name: "abort",
      fails: true,
      run: (rows) => {
        const stop = new AbortController();
        const running = some(rows).join(some(ROWS), { on: "group" }).collect({ signal: stop.signal });
        setTimeout(() => stop.abort(), 5);
        return running;
      },
    },
  ];
}

/** Runs a query; whether it failed as its kind does. */
async function runOne({ name, fails, run }: QueryKind, rows: number): Promise<void> {
  try {
    await run(rows);
  } catch (error) {
    if (fails && error instanceof MillraceError) return;
    throw new Error(`The query "${name}" over ${rows} rows failed`, { cause: error });
  }
  // A query that is to be stopped may be quicker than that, and one that is to spill may find warm memory.
  if (fails && !["abort", "time", "disk"].includes(name)) throw new Error(`The query "${name}" was to fail`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { queries: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
  });
  const folder = mkdtempSync(join(tmpdir(), "many-queries-"));
  try {
    const next = random(Number(values.seed));
    const kinds = queryKinds(folder);
    // Whatever a process takes once, for code and for the allocator's own pools, it has taken after this.
    for (let round = 0; round < WARM_ROUNDS; round++) for (const kind of kinds) await runOne(kind, ROWS);
    await trim();
    const before = holdings();
    for (let i = 0; i < Number(values.queries); i++) {
      const kind = kinds[Math.floor(next() * kinds.length)] ?? kinds[0]!;
      await runOne(kind, Math.ceil(ROWS * next() ** 3));
    }
    await trim();
    const trimmed = holdings();
    await runOne(kinds[1]!, ROWS);
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const idle = holdings();
    const left = readdirSync(folder);
    console.log(JSON.stringify({ before, trimmed, idle, left }));
    const grown = [trimmed, idle].some(({ rssMiB }) => rssMiB - before.rssMiB > MAX_GROWTH_MIB);
    const open = (["files", "threads", "listeners"] as const).some((name) => idle[name] > before[name]);
    return grown || open || left.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
