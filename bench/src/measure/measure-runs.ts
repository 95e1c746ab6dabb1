import { bytesReadSoFar, peakRssMiB } from "./process-usage.ts";

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
  readonly bytesRead: number;
}

interface TimedRun<R> {
  readonly result: R;
  readonly seconds: number;
}

/** Runs a query once cold and then so many times warm in this process. Nothing of a result is kept but the last one. */
export async function measureRuns<R>(query: () => Promise<R>, warmRuns: number): Promise<Measurement<R>> {
  const bytesBefore = bytesReadSoFar();
  let usage = process.resourceUsage();
  const cold = await time(query);
  const bytesRead = bytesReadSoFar() - bytesBefore;
  const warmSeconds: number[] = [];
  let result = cold.result;
  if (warmRuns > 0) usage = process.resourceUsage();
  for (let i = 0; i < warmRuns; i++) {
    const warm = await time(query);
    warmSeconds.push(warm.seconds);
    result = warm.result;
  }
  const end = process.resourceUsage();
  const counted = Math.max(1, warmRuns);
  return {
    result,
    coldSeconds: cold.seconds,
    warmSeconds,
    userSeconds: (end.userCPUTime - usage.userCPUTime) / 1e6 / counted,
    systemSeconds: (end.systemCPUTime - usage.systemCPUTime) / 1e6 / counted,
    peakRssMiB: peakRssMiB(),
    bytesRead,
  };
}

async function time<R>(query: () => Promise<R>): Promise<TimedRun<R>> {
  const start = performance.now();
  const result = await query();
  return { result, seconds: (performance.now() - start) / 1000 };
}
