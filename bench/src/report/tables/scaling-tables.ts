import type { BenchReport } from "../bench-report.ts";
import { growthCurves, threadSpeedups } from "../scaling.ts";
import { ratioText, secondsText, sizeText, threadsText } from "../units.ts";
import type { ReportTable } from "./report-table.ts";
import { cell } from "./report-table.ts";

/** How a suite's time grows with its data and shrinks with threads; no rows where it ran at one of each. */
export function scalingTables({ records }: BenchReport, suite: string): readonly ReportTable[] {
  const own = records.filter((record) => record.suite === suite);
  const growth = growthCurves(own).map(({ query, engine, threads, points, exponent }) => [
    cell(query),
    cell(engine),
    cell(threadsText(threads)),
    cell(points.map(({ size, seconds }) => `${secondsText(seconds)} at ${sizeText(size)}`).join(", ")),
    cell(ratioText(exponent)),
  ]);
  const speedups = threadSpeedups(own).map(({ query, engine, size, fromThreads, threads, speedup }) => [
    cell(size === undefined ? query : `${query}, ${sizeText(size)}`),
    cell(engine),
    cell(`${fromThreads} → ${threadsText(threads)}`),
    cell(ratioText(speedup)),
  ]);
  return [
    {
      title: "growth with the data: seconds ~ size ^ exponent, 1 is linear",
      columns: ["query", "engine", "threads", "warm seconds", "exponent"],
      rows: growth,
    },
    { title: "speedup by threads (warm)", columns: ["query", "engine", "threads", "speedup"], rows: speedups },
  ];
}
