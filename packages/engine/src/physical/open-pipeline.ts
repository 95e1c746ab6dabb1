import type { Schema } from "@millrace/core";
import type { PipelineOperator, PipelineSource } from "./pipeline.ts";

/** A pipeline whose sink is not known yet. */
export interface OpenPipeline {
  readonly source: PipelineSource;
  readonly sourceSchema: Schema;
  readonly operators: readonly PipelineOperator[];
  readonly sequential: boolean;
}

/** Appends an operator to every pipeline. */
export function append(inputs: readonly OpenPipeline[], operator: PipelineOperator): readonly OpenPipeline[] {
  return inputs.map((input) => ({ ...input, operators: [...input.operators, operator] }));
}
