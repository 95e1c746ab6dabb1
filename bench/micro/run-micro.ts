import { Bench } from "tinybench";
import type { BenchRecord } from "../src/record.ts";
import { failedRecord } from "../src/record.ts";
import { median } from "../src/statistics.ts";
import type { MicroCase, PreparedCase } from "./micro-case.ts";

/** How long cases are measured. */
export interface MicroRun {
  readonly cases: readonly MicroCase[];
  /** Milliseconds of each case in each round. */
  readonly timeMs: number;
  /** Cases run in turn, so many times: the scatter of rounds is that of the machine. */
  readonly rounds: number;
  readonly version: string;
}

/** The suite that records of micro benchmarks belong to. */
const MICRO_SUITE = "micro";

/** A case on its way: its work, or why it failed, and the median seconds of a call in each round so far. */
interface Progress {
  readonly micro: MicroCase;
  work: PreparedCase | null;
  answer: string;
  difference: string | null;
  readonly seconds: number[];
}

/** Runs the cases in turn, looking at their answers before and after; warmSeconds has the median call of every round. */
export async function runMicro(run: MicroRun): Promise<readonly BenchRecord[]> {
  const all: Progress[] = [];
  for (const micro of run.cases) {
    const progress: Progress = { micro, work: null, answer: "ok", difference: null, seconds: [] };
    all.push(progress);
    await guarded(progress, async () => {
      const work = await micro.prepare();
      await work.run();
      progress.work = work;
    });
  }
  for (let round = 0; round < run.rounds; round++) {
    for (const progress of all) {
      await guarded(progress, async (work) => {
        if (work !== null) progress.seconds.push(await medianCall(progress.micro, work, run.timeMs));
      });
    }
  }
  return all.map((progress) => recordOf(progress, run.version));
}

/** Takes a step and looks at the answer behind it; a case that failed or differs takes no more steps. */
async function guarded(progress: Progress, step: (work: PreparedCase | null) => Promise<void>): Promise<void> {
  if (progress.answer !== "ok") return;
  try {
    await step(progress.work);
    progress.difference = progress.work?.check() ?? null;
    if (progress.difference !== null) progress.answer = "differs";
  } catch (error) {
    progress.answer = `failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The median seconds of a call. */
async function medianCall({ name, async = false }: MicroCase, work: PreparedCase, timeMs: number): Promise<number> {
  const bench = new Bench({ time: timeMs, iterations: 5, warmupTime: timeMs / 5, warmupIterations: 2, throws: true });
  bench.add(name, () => work.run(), { async });
  const [task] = await bench.run();
  const result = task?.result;
  if (result === undefined || !("latency" in result)) throw new Error("It was not measured");
  return result.latency.p50 / 1000;
}

function recordOf({ micro, answer, difference, seconds }: Progress, version: string): BenchRecord {
  const name = {
    suite: MICRO_SUITE,
    query: micro.name,
    size: micro.items,
    engine: "millrace",
    threads: 1,
    memoryLimit: null,
  };
  const record = { ...failedRecord(name, ""), answer, ...(difference === null ? {} : { difference }) };
  if (answer !== "ok") return record;
  return { ...record, version, warmSeconds: seconds, medianSeconds: median(seconds) };
}
