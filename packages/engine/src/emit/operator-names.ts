import type { PipelineSink, PipelineSource, PipelineState } from "../physical/pipeline.ts";
import type { StageOperator } from "./place-filters.ts";

// The words for the parts of a pipeline: a plan's text writes them in capitals, a profile as they are.

const sources = {
  scan: "scan",
  groups: "groups",
  holistic: "groups",
  sorted: "sorted rows",
  unmatched: "build rows",
  spilledProbe: "stored rows",
} as const satisfies Record<PipelineSource["kind"], string>;

/** What a pipeline's rows come from. */
export function sourceName({ kind }: PipelineSource): string {
  return sources[kind];
}

/** What happens to a row between source and sink. */
export function operatorName(operator: StageOperator, states: readonly PipelineState[]): string {
  if (operator.kind === "rowIndex") return "row index";
  if (operator.kind !== "keyFilter") return operator.kind;
  if (states[operator.state]?.kind !== "keySet") return "key filter";
  return operator.keeps === "members" ? "semi join" : "anti join";
}

/** What takes a pipeline's rows. */
export function sinkName(sink: PipelineSink): string {
  switch (sink.kind) {
    case "chunks":
      return "result";
    case "aggregate":
    case "holistic":
      return "aggregate";
    case "join":
      return "build";
    case "keySet":
      return "keys";
    case "sort":
      // Rows that only keep their order have a constant for a key.
      return sink.keys.every((key) => key.kind === "literal") ? "rows in order" : "sort";
  }
}
