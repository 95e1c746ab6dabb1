import { InternalEngineError } from "@millrace/core";
import type { PipelineEmitter } from "../../emit/pipeline-emitter.ts";
import type { ProgramStep } from "../../emit/program.ts";
import type { OpenStage } from "../../emit/stage.ts";
import { holisticLayout } from "../../emit/state-layouts.ts";
import type { PipelineSink } from "../../physical/pipeline.ts";
import { emitStoreSink } from "../join/emit.ts";

type Sink = Extract<PipelineSink, { kind: "holistic" }>;

/** Emits the sink of aggregates that need their values: rows of keys and arguments, partitioned by key. */
export function emitHolisticSink(
  emitter: PipelineEmitter,
  stage: OpenStage,
  sink: Sink,
  add: (step: ProgramStep) => void,
): () => void {
  const state = emitter.facts.states[sink.state];
  if (state?.kind !== "holistic") throw new InternalEngineError(`State ${sink.state} keeps no values by group`);
  return emitStoreSink(emitter, stage, add, {
    state: sink.state,
    layout: holisticLayout(state),
    keys: sink.keys,
    payload: sink.values,
    nullsMatch: true,
    bounds: false,
  });
}
