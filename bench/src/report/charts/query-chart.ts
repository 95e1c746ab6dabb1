import type { BenchRecord } from "../../record.ts";
import { caseRows, measured, measures } from "../standing.ts";
import type { Chart } from "./chart.ts";
import { inOrder, measureNames } from "./chart.ts";
import { CELL_WIDTH, engineBars } from "./engine-bars.ts";

/** Bars for each query, with a choice of what they show. */
export function queryCharts(records: readonly BenchRecord[]): readonly Chart[] {
  const values = caseRows(records).flatMap(({ label, records: row }) =>
    row.flatMap((record) =>
      measures.flatMap((measure) => {
        const value = measured(record, measure);
        return value === null ? [] : [{ query: label, engine: record.engine, measure: measureNames[measure], value }];
      }),
    ),
  );
  if (values.length === 0) return [];
  const options = measures.map((measure) => measureNames[measure]);
  const spec = engineBars(records, {
    values,
    facet: inOrder("query", values),
    columns: 4,
    width: CELL_WIDTH,
    format: ".3r",
    extra: {
      params: [{ name: "measure", value: options[0], bind: { input: "radio", options, name: " " } }],
      transform: [{ filter: "datum.measure === measure" }],
    },
  });
  return [{ title: "Each query: shorter is better. Each has an axis of its own.", spec }];
}
