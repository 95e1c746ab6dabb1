import type { CompiledValue } from "@millrace/compiler";
import { i32, i64 } from "@millrace/compiler";
import { InternalEngineError, STAGE_ROWS } from "@millrace/core";
import { CONTEXT_SEQUENCE } from "../../emit/context-layout.ts";
import type { PipelineEmitter } from "../../emit/pipeline-emitter.ts";
import type { ProgramStep } from "../../emit/program.ts";
import { heapBytesOf, writeRow } from "../../emit/row-writer.ts";
import { sortWords } from "../../emit/sort-words.ts";
import type { OpenStage } from "../../emit/stage.ts";
import type { StageScope } from "../../emit/stage-scope.ts";
import { sortLayout } from "../../emit/state-layouts.ts";
import type { PipelineSink } from "../../physical/pipeline.ts";

type Sink = Extract<PipelineSink, { kind: "sort" }>;

/** Emits the sink of a sort: rows that begin with their normalized keys, into pages. */
export function emitSortSink(
  emitter: PipelineEmitter,
  stage: OpenStage,
  sink: Sink,
  add: (step: ProgramStep) => void,
): () => void {
  const state = emitter.facts.states[sink.state];
  if (state?.kind !== "sort") throw new InternalEngineError(`State ${sink.state} is no sort`);
  const layout = sortLayout(state);
  const words = emitter.own.layout;
  const { environment } = emitter;
  const evaluate = (scope: StageScope): { keys: CompiledValue[]; payload: CompiledValue[] } => ({
    keys: sink.keys.map((key) => scope.value(key, environment)),
    payload: sink.payload.map((name) => scope.value({ kind: "column", name }, environment)),
  });
  const rows = words.buffer("store.rows", STAGE_ROWS * 4);
  emitter.writePositions(stage);
  const hasStrings = [...layout.payload.fields, ...layout.ties.fields].some((field) => field.layout === "view");
  const heapBytes = hasStrings ? words.buffer("store.heapBytes", STAGE_ROWS * 4) : null;
  const heaps = hasStrings ? words.buffer("store.heaps", STAGE_ROWS * 4) : null;
  if (heapBytes !== null) {
    const { keys, payload } = evaluate(stage.scope);
    const stored = [...payload, ...keys.slice(layout.words.firstTie)];
    const target = i32.add(stage.scope.address(heapBytes, "heapBytes"), i32.shl(stage.output, i32.const(2)));
    stage.f.store("i32", target, heapBytesOf(stage.scope, stored) ?? i32.const(0));
  }
  add({
    kind: "store",
    state: sink.state,
    keys: null,
    hashes: null,
    heapBytes,
    rows,
    heaps,
    store: "store",
    bounds: null,
  });
  return () => {
    emitter.emitRowLoop("store", (scope, index) => {
      const { f } = scope;
      const at = i32.shl(index, i32.const(2));
      const row = f.memo(i32.load(i32.add(scope.address(rows, "rows"), at), 0), "row");
      const heap = heaps === null ? null : f.local("i32", "heap");
      if (heap !== null && heaps !== null) f.set(heap, i32.load(i32.add(scope.address(heaps, "heaps"), at), 0));
      const { keys, payload } = evaluate(scope);
      sortWords(layout.words, state.orders, keys).forEach((word, i) => {
        f.store("i64", row, word, i * 8);
      });
      const sequence = i64.add(i64.load(scope.context, CONTEXT_SEQUENCE), i64.extendI32U(index));
      f.store("i64", row, sequence, layout.sequenceOffset);
      writeRow(scope, layout.payload, row, heap, payload);
      writeRow(scope, layout.ties, row, heap, keys.slice(layout.words.firstTie));
    });
  };
}
