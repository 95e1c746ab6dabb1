import type { BenchRecord } from "../../record.ts";
import { engineNames, measured, standings } from "../standing.ts";
import type { Chart } from "./chart.ts";
import { base, engineColor, inOrder, sideways } from "./chart.ts";

/** The peak memory of each query and the mean of each suite, by engine. */
export function memoryCharts(records: readonly BenchRecord[]): readonly Chart[] {
  const values = records.flatMap((record) => {
    const value = measured(record, "peak");
    return value === null ? [] : [{ suite: record.suite, query: record.query, engine: record.engine, value }];
  });
  if (values.length === 0) return [];
  const means = standings(records).flatMap(({ suite, engine, mean }) =>
    mean.peak === null ? [] : [{ suite, engine, mean: mean.peak }],
  );
  const y = { field: "engine", type: "nominal", sort: engineNames(records), title: null, axis: { ticks: false } };
  const axis = { title: "MiB", scale: { zero: true } };
  const spec = {
    ...base,
    data: { values: [...values, ...means] },
    facet: { row: { ...inOrder("suite", values), header: sideways } },
    resolve: { scale: { x: "independent" } },
    spec: {
      width: 820,
      height: { step: 22 },
      layer: [
        {
          transform: [{ filter: "isValid(datum.value)" }],
          mark: { type: "tick", thickness: 2, height: 12, opacity: 0.6, tooltip: { content: "data" } },
          encoding: { x: { field: "value", type: "quantitative", ...axis }, y, color: engineColor(records) },
        },
        {
          transform: [{ filter: "isValid(datum.mean)" }],
          mark: { type: "circle", size: 110, opacity: 1, stroke: "white", tooltip: { content: "data" } },
          encoding: { x: { field: "mean", type: "quantitative", ...axis }, y, color: engineColor(records) },
        },
      ],
    },
  };
  const title = "Peak memory: a tick for each query, a dot for their geometric mean. Further left is better.";
  return [{ title, spec }];
}
