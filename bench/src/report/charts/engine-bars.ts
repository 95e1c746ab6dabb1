import type { BenchRecord } from "../../record.ts";
import { engineNames } from "../standing.ts";
import type { ChartSpec, Values } from "./chart.ts";
import { base, engineColor } from "./chart.ts";

const BAR_HEIGHT = 17;

/** The width of a facet where four stand in a row. */
export const CELL_WIDTH = 205;

/** Bars that compare engines; their facets have axes of their own, since seconds of two queries do not compare. */
export interface BarFacets {
  readonly values: Values;
  readonly facet: ChartSpec;
  /** Columns of facets, where they wrap. */
  readonly columns?: number;
  readonly width: number;
  readonly format: string;
  readonly extra?: ChartSpec;
}

/** Draws a bar for each engine, with its number. Rows have the fields `engine` and `value`. */
export function engineBars(records: readonly BenchRecord[], bars: BarFacets): ChartSpec {
  const { values, facet, columns, width, format, extra } = bars;
  const y = { field: "engine", type: "nominal", sort: engineNames(records), axis: null };
  const x = { field: "value", type: "quantitative", title: null, axis: { tickCount: 3 } };
  return {
    ...base,
    ...extra,
    data: { values },
    facet,
    ...(columns === undefined ? {} : { columns }),
    resolve: { scale: { x: "independent" } },
    spec: {
      width,
      height: { step: BAR_HEIGHT },
      layer: [
        {
          mark: { type: "bar", height: BAR_HEIGHT - 4, tooltip: true },
          encoding: { x, y, color: engineColor(records) },
        },
        {
          mark: { type: "text", align: "left", dx: 4, fontSize: 11, color: "#333", clip: false },
          encoding: { x, y, text: { field: "value", format } },
        },
      ],
    },
  };
}
