import type { BenchRecord } from "../../record.ts";
import { growthCurves, threadSpeedups } from "../scaling.ts";
import { sizeText, threadsText } from "../units.ts";
import type { Chart, ChartSpec, Values } from "./chart.ts";
import { base, engineColor, inOrder } from "./chart.ts";
import { CELL_WIDTH, engineBars } from "./engine-bars.ts";

/** Time over the size of the data; no chart where a suite ran at one size. */
export function growthCharts(records: readonly BenchRecord[]): readonly Chart[] {
  const curves = growthCurves(records);
  if (curves.length === 0) return [];
  const values: Values = curves.flatMap(({ query, engine, threads, points }) =>
    points.map(({ size, seconds }) => ({ query, engine, threads: threadsText(threads), size, seconds })),
  );
  const sizes = [...new Set(values.map((row) => row["size"]))];
  const log = (field: string, title: string, axis: ChartSpec): ChartSpec => ({
    field,
    type: "quantitative",
    title,
    scale: { type: "log", nice: false },
    axis,
  });
  const spec = {
    ...base,
    data: { values },
    facet: inOrder("query", values),
    columns: 3,
    spec: {
      width: 275,
      height: 190,
      mark: { type: "line", point: true, tooltip: { content: "data" } },
      encoding: {
        x: log("size", "size of the data", { values: sizes, format: "~s" }),
        y: log("seconds", "warm seconds", { tickCount: 4, format: "~g" }),
        color: engineColor(records),
        strokeDash: { field: "threads", type: "nominal" },
      },
    },
  };
  return [{ title: "Time over the size of the data, both axes logarithmic: a slope of 1 is linear.", spec }];
}

/** How much more threads help; no chart where a suite ran on one number of them. */
export function speedupCharts(records: readonly BenchRecord[]): readonly Chart[] {
  const values: Values = threadSpeedups(records).map(({ query, engine, size, fromThreads, threads, speedup }) => ({
    query: `${query}${size === undefined ? "" : `, ${sizeText(size)}`}, ${fromThreads} → ${threadsText(threads)}`,
    engine,
    value: speedup,
  }));
  if (values.length === 0) return [];
  const facet = inOrder("query", values);
  const spec = engineBars(records, { values, facet, columns: 4, width: CELL_WIDTH, format: ".2f" });
  return [{ title: "How much faster more threads are: longer is better.", spec }];
}
