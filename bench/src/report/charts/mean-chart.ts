import type { BenchRecord } from "../../record.ts";
import { standings } from "../standing.ts";
import type { Chart } from "./chart.ts";
import { inOrder, measureNames, sideways } from "./chart.ts";
import { engineBars } from "./engine-bars.ts";

/** The geometric means of each suite by engine, warm beside cold. */
export function meanCharts(records: readonly BenchRecord[]): readonly Chart[] {
  const values = standings(records).flatMap(({ suite, engine, mean }) =>
    (["warm", "cold"] as const).flatMap((measure) =>
      mean[measure] === null ? [] : [{ suite, engine, measure: measureNames[measure], value: mean[measure] }],
    ),
  );
  if (values.length === 0) return [];
  const spec = engineBars(records, {
    values,
    facet: {
      row: { ...inOrder("suite", values), header: sideways },
      column: inOrder("measure", values),
    },
    width: 400,
    format: ".3f",
  });
  return [{ title: "Geometric mean of each suite, in seconds: shorter is better.", spec }];
}
