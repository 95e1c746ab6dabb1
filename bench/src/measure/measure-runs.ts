import { WARM_BUDGET_SECONDS } from "../case.ts";
import { currentRssMiB, ioBytesSoFar, peakRssMiB } from "./process-usage.ts";

/** Times and peak memory of a cold run and the warm runs after it. */
export interface Measurement<R> {
  /** The result of the last run. */
  readonly result: R;
  readonly coldSeconds: number;
  readonly warmSeconds: readonly number[];
  /** Processor time of a run: the mean of the warm ones, or the cold one where there are none. */
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly peakRssMiB: number;
  /** Resident memory before the cold run. */
  readonly startRssMiB: number;
  /** Of the cold run, by system calls. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/**
 * Runs a query once cold and then so many times warm in this process, fewer when they are slow. No run begins while the
 * result of another is alive.
 */
export async function measureRuns<R>(query: () => Promise<R>, warmRuns: number): Promise<Measurement<R>> {
  const results: R[] = [];
  const timed = async (): Promise<number> => {
    results.length = 0;
    const start = performance.now();
    results.push(await query());
    return (performance.now() - start) / 1000;
  };
  const startRssMiB = currentRssMiB();
  const before = ioBytesSoFar();
  let usage = process.resourceUsage();
  const coldSeconds = await timed();
  const after = ioBytesSoFar();
  const warmSeconds: number[] = [];
  if (warmRuns > 0) usage = process.resourceUsage();
  for (let spent = 0; warmSeconds.length < warmRuns && spent < WARM_BUDGET_SECONDS; ) {
    const seconds = await timed();
    warmSeconds.push(seconds);
    spent += seconds;
  }
  const end = process.resourceUsage();
  const counted = Math.max(1, warmSeconds.length);
  return {
    result: results[0]!,
    coldSeconds,
    warmSeconds,
    userSeconds: (end.userCPUTime - usage.userCPUTime) / 1e6 / counted,
    systemSeconds: (end.systemCPUTime - usage.systemCPUTime) / 1e6 / counted,
    peakRssMiB: peakRssMiB(),
    startRssMiB,
    bytesRead: after.read - before.read,
    bytesWritten: after.written - before.written,
  };
}
