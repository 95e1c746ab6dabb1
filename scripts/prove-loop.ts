// `npm run prove:loop -- [--suites a,b] [--size PART]`: runs every lazy query of the bench suites and watches the event
// loop of the thread that asked. The proof holds if 99 of 100 of its turns are late by less than 20 ms, in every query. Where
// other programs keep the machine busy, lateness measures them: then the thread's own work between two turns counts.

import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import type { LazyFrame } from "millrace";
import { col, DataFrame, scanCsv, scanParquet } from "millrace";
import { generatedData } from "../bench/src/data-folder.ts";
import type { Query, TableFile } from "../bench/src/suite.ts";
import { loadSuite } from "../bench/suites/registry.ts";
import { percentile } from "../test/faults/support/stops.ts";

const LIMIT_MS = 20;
/** Milliseconds between two looks at the thread's own work. */
const TURN_MS = 1;
const RUNS = 2;

interface Lateness {
  readonly delayMs: number;
  readonly workMs: number;
  readonly mostWorkMs: number;
}

async function watch(run: () => Promise<unknown>): Promise<Lateness> {
  const delays = monitorEventLoopDelay({ resolution: TURN_MS });
  const work: number[] = [];
  let last = process.threadCpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(last);
    last = process.threadCpuUsage();
    work.push((user + system) / 1000);
  }, TURN_MS);
  delays.enable();
  try {
    await run();
  } finally {
    // The turn that is under way counts as well.
    await new Promise((resolve) => setTimeout(resolve, 2 * TURN_MS));
    delays.disable();
    clearInterval(timer);
  }
  return {
    delayMs: Math.max(0, delays.percentile(99) / 1e6 - TURN_MS),
    workMs: percentile(work, 0.99),
    mostWorkMs: Math.max(0, ...work),
  };
}

function scan({ format, path }: TableFile): LazyFrame {
  return format === "parquet" ? scanParquet(path) : scanCsv(path, { tryParseDates: true });
}

async function runQuery(query: Query, tables: readonly TableFile[], folder: string): Promise<void> {
  const plan = query.build(Object.fromEntries(tables.map((table) => [table.name, scan(table)])));
  const options = { threads: 2, tempDir: folder };
  if (query.output === "parquet") await plan.sinkParquet(join(folder, "out.parquet"), options);
  else if (query.output === "csv") await plan.sinkCsv(join(folder, "out.csv"), options);
  else await plan.collect(options);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      suites: { type: "string", default: "vitals,groupby,join,tpch,sort,csv" },
      size: { type: "string", default: "0.1" },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), "millrace-event-loop-"));
  // The first query of a process loads the kernels and the workers' code: once, and not a query's doing.
  await DataFrame({ a: [1] })
    .lazy()
    .filter(col("a").gt(0))
    .collect();
  const late: string[] = [];
  let queries = 0;
  try {
    for (const name of values.suites.split(",")) {
      const suite = await loadSuite(name);
      const { tables } = await suite.data(suite.size.default * Number(values.size), generatedData);
      for (const query of suite.queries) {
        for (let run = 0; run < RUNS; run++) {
          const found = await watch(() => runQuery(query, tables, folder));
          const isBusy = loadavg()[0]! > 2 * availableParallelism();
          const counts = isBusy ? found.workMs : found.delayMs;
          queries += 1;
          const shown = [found.delayMs, found.workMs, found.mostWorkMs].map((ms) => ms.toFixed(1).padStart(6));
          console.log(
            `${`${name} ${query.name}`.padEnd(28)} run ${run + 1}  late p99 ${shown[0]} ms  own work p99 ${shown[1]} ms, most ${shown[2]} ms`,
          );
          if (counts > LIMIT_MS) late.push(`${name} ${query.name} (${counts.toFixed(1)} ms)`);
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${queries} queries, ${late.length} of them late${late.length === 0 ? "" : `: ${late.join(", ")}`}`);
  return queries > 0 && late.length === 0 ? 0 : 1;
}

process.exitCode = await main();
