import type { BenchRecord } from "../../record.ts";
import type { Chart } from "./chart.ts";
import { meanCharts } from "./mean-chart.ts";
import { memoryCharts } from "./memory-chart.ts";
import { queryCharts } from "./query-chart.ts";
import { ratioCharts } from "./ratio-chart.ts";
import { growthCharts, speedupCharts } from "./scaling-charts.ts";

/** The charts over all suites: geometric means and memory. */
export function summaryCharts(records: readonly BenchRecord[]): readonly Chart[] {
  return [...meanCharts(records), ...memoryCharts(records)];
}

/** The charts of one suite. */
export function suiteCharts(records: readonly BenchRecord[], suite: string): readonly Chart[] {
  const own = records.filter((record) => record.suite === suite);
  // Where queries ran at many sizes, curves say it better than a bar for each.
  const growth = growthCharts(own);
  return [...ratioCharts(own), ...(growth.length === 0 ? queryCharts(own) : growth), ...speedupCharts(own)];
}
