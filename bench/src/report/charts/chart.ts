// What all charts of a report share: Vega-Lite specifications as plain data, which the page draws.

import type { BenchRecord } from "../../record.ts";
import type { Measure } from "../standing.ts";
import { engineNames } from "../standing.ts";

/** A Vega-Lite specification, or a part of one. That Vega-Lite takes it without a warning is for tests to show. */
export type ChartSpec = Readonly<Record<string, unknown>>;

/** A chart and the sentence above it. */
export interface Chart {
  readonly title: string;
  readonly spec: ChartSpec;
}

/** The rows that a chart draws. */
export type Values = readonly Readonly<Record<string, string | number>>[];

/** Hues that stay apart for most eyes; the subject has the first, which is the darkest. */
const hues = [
  "#14467c",
  "#e8a33d",
  "#5aa9a3",
  "#b5608c",
  "#8c8c8c",
  "#9cc26f",
  "#7d6bb0",
  "#c9b79c",
  "#d2605a",
  "#6fa8dc",
  "#404040",
];

/** The color of the subject, and of what is better. */
export const OWN_HUE: string = hues[0]!;

/** The color of what is worse. */
export const BEHIND_HUE = "#d9822b";

/** The words for a measure beside its axis. */
export const measureNames: Readonly<Record<Measure, string>> = {
  warm: "warm seconds",
  cold: "cold seconds",
  peak: "peak MiB",
};

/** Names of rows stand upright, on the left. */
export const sideways: ChartSpec = { labelAngle: 0, labelAlign: "left" };

/** The look of every chart. */
export const base: ChartSpec = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  config: {
    font: "system-ui, sans-serif",
    background: "white",
    view: { stroke: null },
    axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", gridColor: "#e8e8e8", domain: false },
    header: { labelFontSize: 13, labelFontWeight: "bold", title: null },
    legend: { labelFontSize: 13, title: null, orient: "top" },
  },
};

/** The color of an engine: the same in all charts of a report. */
export function engineColor(records: readonly BenchRecord[]): ChartSpec {
  const domain = engineNames(records);
  const range = domain.map((_, i) => hues[i % hues.length]!);
  return { field: "engine", type: "nominal", scale: { domain, range }, legend: { symbolType: "square" } };
}

/** A field whose values stand as they come; facets would sort them as text. */
export function inOrder(field: string, values: Values): ChartSpec {
  return { field, type: "nominal", sort: [...new Set(values.map((row) => row[field]!))] };
}
