import type { BenchRecord } from "../../record.ts";
import { measures, peerRatios, SUBJECT } from "../standing.ts";
import type { Chart } from "./chart.ts";
import { BEHIND_HUE, base, inOrder, measureNames, OWN_HUE } from "./chart.ts";

/** The subject's ratios to its best peer, around 1. */
export function ratioCharts(records: readonly BenchRecord[]): readonly Chart[] {
  const values = measures.flatMap((measure) =>
    peerRatios(records, measure).map(({ label, ratio, peer }) => ({
      query: label,
      measure: measureNames[measure],
      ratio,
      peer,
      one: 1,
    })),
  );
  if (values.length === 0) return [];
  const y = { field: "query", type: "nominal", sort: null, title: null, axis: { grid: false, ticks: false } };
  const x = {
    field: "ratio",
    type: "quantitative",
    title: null,
    scale: { type: "log", base: 2, nice: false, domain: ratioDomain(values.map(({ ratio }) => ratio)) },
    axis: { values: [0.125, 0.25, 0.5, 1, 2, 4, 8], format: "~r", labelOverlap: false },
  };
  const ahead = { condition: { test: "datum.ratio < 1", value: OWN_HUE }, value: BEHIND_HUE };
  const spec = {
    ...base,
    data: { values },
    facet: { column: inOrder("measure", values) },
    spec: {
      width: 290,
      height: { step: 18 },
      layer: [
        {
          mark: { type: "bar", height: 12, tooltip: { content: "data" } },
          encoding: { x, x2: { field: "one" }, y, color: ahead },
        },
        {
          transform: [{ filter: "datum.ratio >= 1" }],
          mark: { type: "text", align: "left", dx: 4, fontSize: 11, color: "#333" },
          encoding: { x, y, text: { field: "ratio", format: ".2f" } },
        },
        {
          transform: [{ filter: "datum.ratio < 1" }],
          mark: { type: "text", align: "right", dx: -4, fontSize: 11, color: "#333" },
          encoding: { x, y, text: { field: "ratio", format: ".2f" } },
        },
        { mark: { type: "rule", color: "#555" }, encoding: { x: { datum: 1 } } },
      ],
    },
  };
  const title = `${SUBJECT} over the best peer: to the left of 1 are cases where ${SUBJECT} is ahead, to the right where it is behind.`;
  return [{ title, spec }];
}

/** From below the least to above the greatest, 1 included, with room for the numbers beside the bars. */
function ratioDomain(ratios: readonly number[]): [number, number] {
  return [Math.min(0.9, ...ratios) / 1.5, Math.max(1.1, ...ratios) * 1.5];
}
