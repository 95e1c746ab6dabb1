// How time grows with the data and shrinks with threads, for suites that ran a query at several of them.

import type { BenchRecord } from "../record.ts";
import { measured } from "./standing.ts";

/** A query's warm seconds on an engine at several sizes, threads alike. */
export interface GrowthCurve {
  readonly suite: string;
  readonly query: string;
  readonly engine: string;
  readonly threads: number;
  /** Ascending by size. */
  readonly points: readonly { readonly size: number; readonly seconds: number }[];
  /** The slope of log seconds over log size by least squares: 1 is linear. */
  readonly exponent: number;
}

/** The curves of all queries that ran at two sizes or more. */
export function growthCurves(records: readonly BenchRecord[]): readonly GrowthCurve[] {
  const key = ({ suite, query, engine, threads, memoryLimit }: BenchRecord): string =>
    JSON.stringify([suite, query, engine, threads, memoryLimit]);
  return [...Map.groupBy(records, key).values()].flatMap((group) => {
    const points = group
      .flatMap((record) => {
        const seconds = measured(record, "warm");
        return seconds === null || record.size === undefined ? [] : [{ size: record.size, seconds }];
      })
      .toSorted((a, b) => a.size - b.size);
    if (new Set(points.map(({ size }) => size)).size < 2) return [];
    const { suite, query, engine, threads } = group[0]!;
    return [{ suite, query, engine, threads, points, exponent: slope(points) }];
  });
}

function slope(points: GrowthCurve["points"]): number {
  const xs = points.map(({ size }) => Math.log(size));
  const ys = points.map(({ seconds }) => Math.log(seconds));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, i) => sum + (x - meanX) * (ys[i]! - meanY), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
}

/** How much faster a query is on several threads than on the fewest that it ran on. */
export interface ThreadSpeedup {
  readonly suite: string;
  readonly query: string;
  readonly engine: string;
  readonly size: number | undefined;
  readonly fromThreads: number;
  readonly threads: number;
  readonly fromSeconds: number;
  readonly seconds: number;
  readonly speedup: number;
}

/** The speedups of all queries that ran on two numbers of threads or more. */
export function threadSpeedups(records: readonly BenchRecord[]): readonly ThreadSpeedup[] {
  const key = ({ suite, query, engine, size, memoryLimit }: BenchRecord): string =>
    JSON.stringify([suite, query, engine, size ?? null, memoryLimit]);
  return [...Map.groupBy(records, key).values()].flatMap((group) => {
    const timed = group
      .flatMap((record) => {
        const seconds = measured(record, "warm");
        return seconds === null ? [] : [{ record, seconds }];
      })
      .toSorted((a, b) => a.record.threads - b.record.threads);
    const first = timed[0];
    if (first === undefined) return [];
    const { suite, query, engine, size } = first.record;
    const rest = timed.filter(({ record }) => record.threads > first.record.threads);
    return rest.map(({ record: { threads }, seconds }) => ({
      suite,
      query,
      engine,
      size,
      fromThreads: first.record.threads,
      threads,
      fromSeconds: first.seconds,
      seconds,
      speedup: first.seconds / seconds,
    }));
  });
}
