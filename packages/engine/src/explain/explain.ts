import { catalog } from "@millrace/functions";
import type { LogicalPlan } from "@millrace/plan";
import { explainLogical } from "@millrace/plan";
import { openScan } from "../coordinator/scan-planner.ts";
import { engineTuning } from "../coordinator/tuning.ts";
import type { PipelineFacts } from "../emit/facts.ts";
import { PipelineEmitter } from "../emit/pipeline-emitter.ts";
import { aggregateLayout, joinLayout, sortLayout } from "../emit/state-layouts.ts";
import { groupLayout } from "../operators/holistic/group-layout.ts";
import type { PhysicalPlan, Pipeline } from "../physical/pipeline.ts";
import { preparePlan } from "../runtime/prepare-plan.ts";
import { runtime } from "../runtime/process-runtime.ts";
import { expectedJoins } from "./expected-joins.ts";
import { explainPhysical } from "./explain-physical.ts";

/** What of a plan is shown, and how. */
export interface ExplainOptions {
  /** Default: optimized. */
  readonly level?: "logical" | "optimized" | "physical";
  /** `wat`: the code of the pipelines, as it would be compiled if every join's build side were unique. */
  readonly format?: "text" | "wat";
}

/** A plan as text. */
export async function explain(plan: LogicalPlan, options: ExplainOptions = {}): Promise<string> {
  if (options.level === "logical" && options.format !== "wat") return explainLogical(plan);
  const prepared = preparePlan(plan);
  if (options.format === "wat")
    return prepared.physical.pipelines.map((pipeline) => code(prepared.physical, pipeline)).join("\n");
  return options.level === "physical" ? explainPhysical(prepared.physical) : explainLogical(prepared.optimized);
}

function code(plan: PhysicalPlan, pipeline: Pipeline): string {
  const facts: PipelineFacts = {
    source: sourceFacts(plan, pipeline),
    joins: expectedJoins(plan, 0),
    states: plan.states,
  };
  const { module } = new PipelineEmitter(pipeline, facts, catalog, runtime.kernels.signatures).emit();
  return `;; pipeline ${pipeline.id}\n${module.toText()}`;
}

function sourceFacts(plan: PhysicalPlan, pipeline: Pipeline): PipelineFacts["source"] {
  const { source, sourceSchema } = pipeline;
  if (source.kind === "scan") return openScan(pipeline, source.scan, engineTuning()).facts;
  const state = plan.states[source.kind === "spilledProbe" ? source.rows : source.state];
  if (state?.kind === "aggregate") {
    const layout = aggregateLayout(state, catalog);
    return { kind: "rows", fields: layout.keyInRow.fields, calls: { layout, calls: state.calls } };
  }
  if (state?.kind === "holistic") {
    return { kind: "rows", fields: groupLayout(state, catalog).keyInRow.fields, calls: null };
  }
  if (state?.kind === "sort") return { kind: "rows", fields: sortLayout(state).payload.fields, calls: null };
  if (state?.kind === "join") {
    const { keyInRow, payload } = joinLayout(state);
    return { kind: "rows", fields: [...keyInRow.fields, ...payload.fields], calls: null };
  }
  return { kind: "vectors", columns: sourceSchema.fields.map((field) => ({ ...field, coded: false })) };
}
