import { exprText } from "@millrace/plan";
import type { JoinFacts } from "../emit/facts.ts";
import { sourceName } from "../emit/operator-names.ts";
import type { StageOperator } from "../emit/place-filters.ts";
import { placeKeyFilters } from "../emit/place-filters.ts";
import type {
  AggregateCall,
  PhysicalPlan,
  Pipeline,
  PipelineSink,
  PipelineState,
  StateId,
} from "../physical/pipeline.ts";
import { expectedJoins } from "./expected-joins.ts";

type Joins = ReadonlyMap<StateId, JoinFacts>;

/** The pipelines of a plan in the order in which they run, each operator with its bound: it streams, or what it holds and how it spills. */
export function explainPhysical(plan: PhysicalPlan): string {
  // Filters that would keep every row stand at the places where the better ones will.
  const joins = expectedJoins(plan, 1);
  return plan.pipelines.map((pipeline) => pipelineText(plan, joins, pipeline)).join("\n");
}

function pipelineText(plan: PhysicalPlan, joins: Joins, pipeline: Pipeline): string {
  const lines = [`PIPELINE ${pipeline.id}${pipeline.sequential ? " (one slot)" : ""}`, `  ${sourceText(pipeline)}`];
  for (const operator of placeKeyFilters(pipeline.operators, { joins }))
    lines.push(`  ${operatorText(operator, joins)}`);
  lines.push(`  ${sinkText(plan, pipeline.sink)}`);
  return lines.join("\n");
}

function sourceText({ source, sourceSchema }: Pipeline): string {
  const name = sourceName(source).toUpperCase();
  switch (source.kind) {
    case "scan": {
      const { scan } = source;
      const format = scan.source.kind === "files" ? scan.source.format.toUpperCase() : scan.source.kind.toUpperCase();
      const columns = scan.projection ?? sourceSchema.fields.map((field) => field.name);
      return `${name} ${format} ${scan.source.label} [${columns.join(", ")}]${limitText(0, scan.limit)} · streams`;
    }
    case "groups":
      return `${name} of state ${source.state} · one partition a slot at a time`;
    case "holistic":
      return `${name} of state ${source.state} with their values · one partition a slot at a time`;
    case "sorted":
      return `${name} of state ${source.state} · one range a slot at a time, one page a run on disk`;
    case "unmatched":
      return `${name} of state ${source.state} without a partner · streams`;
    case "spilledProbe":
      return `${name} of state ${source.rows} with the spilled build side of state ${source.join} · one partition a slot`;
  }
}

function operatorText(operator: StageOperator, joins: Joins): string {
  switch (operator.kind) {
    case "filter":
      return `FILTER ${exprText(operator.predicate)} · streams`;
    case "project":
      return `PROJECT [${operator.columns.map((column) => column.name).join(", ")}] · streams`;
    case "probe": {
      const { keys, mode, state } = operator;
      // A cross join meets at a constant; nulls never equal one another where a user joins by one.
      const isCross = joins.get(state)?.state.nullsEqual === true && keys.every((key) => key.kind === "literal");
      if (isCross) return `CROSS PROBE of state ${state} · streams`;
      return `${mode.toUpperCase()} PROBE of state ${state} ON [${keys.map((key) => exprText(key)).join(", ")}] · streams`;
    }
    case "keyFilter": {
      const { state, expr, keeps } = operator;
      const key = exprText(expr);
      if (joins.has(state)) return `KEY FILTER from state ${state} ON [${key}], if its keys are few · streams`;
      return `${keeps === "members" ? "SEMI" : "ANTI"} JOIN with state ${state} ON [${key}] · streams`;
    }
    case "rowIndex":
      return `ROW INDEX ${operator.name} · streams`;
  }
}

/** How many rows pass, and how many are skipped before them; nothing where all do. */
function limitText(offset: number, length: number | null): string {
  return `${offset === 0 ? "" : ` OFFSET ${offset}`}${length === null ? "" : ` LIMIT ${length}`}`;
}

function callText({ function: name, args, options }: AggregateCall): string {
  const numbers = Object.entries(options).filter(([, value]) => typeof value === "number");
  return `${name}(${[...args.map((arg) => exprText(arg)), ...numbers.map((pair) => pair.join(": "))].join(", ")})`;
}

function sinkText(plan: PhysicalPlan, sink: PipelineSink): string {
  const state = plan.states[sink.state];
  return state === undefined ? sink.kind : `→ ${stateText(state)}`;
}

function stateText(state: PipelineState): string {
  switch (state.kind) {
    case "aggregate": {
      const bound = state.keys.length === 0 ? "holds one row a slot" : "holds groups in pages, spills partitions";
      return `AGGREGATE state ${state.id} [${state.calls.map(callText).join(", ")}] · ${bound}`;
    }
    case "holistic":
      return `AGGREGATE state ${state.id} with values · holds rows in pages, spills partitions`;
    case "join":
      return `BUILD state ${state.id} of a join · holds rows in pages, spills partitions`;
    case "keySet":
      return `KEYS state ${state.id} of a join · holds one bit a possible key, ${Math.ceil(state.length / 8)} bytes`;
    case "sort": {
      if (state.inOrder) {
        return `ROWS IN ORDER state ${state.id}${limitText(0, state.limit)} · holds rows in pages, spills them`;
      }
      return `SORT state ${state.id}${limitText(0, state.limit)} · holds rows in pages, spills sorted runs`;
    }
    case "chunks":
      return `RESULT${limitText(state.offset, state.length)} · streams`;
  }
}
