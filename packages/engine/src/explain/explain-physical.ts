import { exprText } from "@millrace/plan";
import type { PhysicalPlan, Pipeline, PipelineOperator, PipelineSink, PipelineState } from "../physical/pipeline.ts";

/** The pipelines of a plan in the order in which they run, each operator with its bound: it streams, or what it holds and how it spills. */
export function explainPhysical(plan: PhysicalPlan): string {
  return plan.pipelines.map((pipeline) => pipelineText(plan, pipeline)).join("\n");
}

function pipelineText(plan: PhysicalPlan, pipeline: Pipeline): string {
  const lines = [`PIPELINE ${pipeline.id}${pipeline.sequential ? " (one slot)" : ""}`, `  ${sourceText(pipeline)}`];
  for (const operator of pipeline.operators) lines.push(`  ${operatorText(operator)}`);
  lines.push(`  ${sinkText(plan, pipeline.sink)}`);
  return lines.join("\n");
}

function sourceText({ source, sourceSchema }: Pipeline): string {
  switch (source.kind) {
    case "scan": {
      const { scan } = source;
      const format = scan.source.kind === "files" ? scan.source.format.toUpperCase() : scan.source.kind.toUpperCase();
      const columns = scan.projection ?? sourceSchema.fields.map((field) => field.name);
      return `SCAN ${format} ${scan.source.label} [${columns.join(", ")}] · streams`;
    }
    case "groups":
      return `GROUPS of state ${source.state} · one partition a slot at a time`;
    case "holistic":
      return `GROUPS of state ${source.state} with their values · one partition a slot at a time`;
    case "sorted":
      return `SORTED ROWS of state ${source.state} · one range a slot at a time, one page a run on disk`;
    case "unmatched":
      return `BUILD ROWS of state ${source.state} without a partner · streams`;
    case "spilledProbe":
      return `STORED ROWS of state ${source.rows} with the spilled build side of state ${source.join} · one partition a slot`;
  }
}

function operatorText(operator: PipelineOperator): string {
  switch (operator.kind) {
    case "filter":
      return `FILTER ${exprText(operator.predicate)} · streams`;
    case "project":
      return `PROJECT [${operator.columns.map((column) => column.name).join(", ")}] · streams`;
    case "probe":
      return `${operator.mode.toUpperCase()} PROBE of state ${operator.state} ON [${operator.keys.map((key) => exprText(key)).join(", ")}] · streams`;
    case "keySet":
      return `${operator.keeps === "members" ? "SEMI" : "ANTI"} JOIN with state ${operator.state} ON [${exprText(operator.key)}] · streams`;
    case "rowIndex":
      return `ROW INDEX ${operator.name} · streams`;
  }
}

function sinkText(plan: PhysicalPlan, sink: PipelineSink): string {
  const state = plan.states[sink.state];
  return state === undefined ? sink.kind : `→ ${stateText(state)}`;
}

function stateText(state: PipelineState): string {
  switch (state.kind) {
    case "aggregate": {
      const calls = state.calls.map((call) => `${call.function}(${call.args.map((arg) => exprText(arg)).join(", ")})`);
      const bound = state.keys.length === 0 ? "holds one row a slot" : "holds groups in pages, spills partitions";
      return `AGGREGATE state ${state.id} [${calls.join(", ")}] · ${bound}`;
    }
    case "holistic":
      return `AGGREGATE state ${state.id} with values · holds rows in pages, spills partitions`;
    case "join":
      return `BUILD state ${state.id} of a join · holds rows in pages, spills partitions`;
    case "keySet":
      return `KEYS state ${state.id} of a join · holds one bit a possible key, ${Math.ceil(state.length / 8)} bytes`;
    case "sort": {
      if (state.inOrder) {
        const rows = state.limit === null ? "ROWS" : `FIRST ${state.limit} ROWS`;
        return `${rows} state ${state.id} IN ORDER · holds rows in pages, spills them`;
      }
      const limit = state.limit === null ? "" : ` LIMIT ${state.limit}`;
      return `SORT state ${state.id}${limit} · holds rows in pages, spills sorted runs`;
    }
    case "chunks":
      return "RESULT · streams";
  }
}
