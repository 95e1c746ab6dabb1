import { i32, storeValue } from "@millrace/compiler";
import type { Field } from "@millrace/core";
import { layoutOf, layoutWidth, STAGE_ROWS } from "@millrace/core";
import { bindingOf } from "../../emit/environment.ts";
import type { PipelineEmitter } from "../../emit/pipeline-emitter.ts";
import type { ChunksSinkStep } from "../../emit/program.ts";
import type { OpenStage } from "../../emit/stage.ts";
import { elementAddress, zeroUnderNull } from "../../emit/values.ts";
import type { PipelineSink } from "../../physical/pipeline.ts";

type Sink = Extract<PipelineSink, { kind: "chunks" }>;

/** Emits the sink of a result: the stage writes one vector for each column. */
export function emitChunksSink(emitter: PipelineEmitter, stage: OpenStage, sink: Sink): ChunksSinkStep {
  const words = emitter.own.layout;
  const { f, scope, output } = stage;
  const columns = sink.columns.map((name, i) => {
    const binding = bindingOf(emitter.environment, name);
    const value = scope.bind(binding);
    const data = words.buffer(`out${i}.data`, stageVectorBytes(binding));
    const target = f.memo(elementAddress(scope.address(data, "out"), output, binding.type), "target");
    storeValue(f, layoutOf(binding.type), target, zeroUnderNull(value, scope.zeroView()));
    let validity: number | null = null;
    if (value.valid !== null) {
      validity = words.buffer(`out${i}.validity`, STAGE_ROWS);
      f.store("i8", i32.add(scope.address(validity, "valid"), output), value.valid);
    }
    return { type: binding.type, data, validity };
  });
  return { kind: "chunks", state: sink.state, columns };
}

/** Bytes of a vector of stage rows of a field. */
function stageVectorBytes(field: Pick<Field, "type">): number {
  return STAGE_ROWS * layoutWidth(layoutOf(field.type));
}
