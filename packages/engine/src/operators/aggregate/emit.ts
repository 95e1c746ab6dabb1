import type { Node } from "@millrace/compiler";
import { i32, i64 } from "@millrace/compiler";
import { InternalEngineError, STAGE_ROWS } from "@millrace/core";
import { CONTEXT_SEQUENCE } from "../../emit/context-layout.ts";
import type { ModuleContext } from "../../emit/module-context.ts";
import type { PipelineEmitter } from "../../emit/pipeline-emitter.ts";
import type { ProgramStep, SlotProgram } from "../../emit/program.ts";
import { writeKeyRow } from "../../emit/row-writer.ts";
import type { OpenStage } from "../../emit/stage.ts";
import type { StageScope } from "../../emit/stage-scope.ts";
import type { AggregateLayout } from "../../emit/state-layouts.ts";
import { aggregateLayout, viewsOfState } from "../../emit/state-layouts.ts";
import type { AggregateCall, AggregateState, PipelineSink } from "../../physical/pipeline.ts";
import { codedKeys, emitGroupOfCodes } from "./emit-codes.ts";

type Sink = Extract<PipelineSink, { kind: "aggregate" }>;

/**
 * Emits a group-by's sink. Without keys the one row of state is updated inside the stage; with keys the stage writes key rows,
 * the table finds each row's group, and a second loop updates the groups' states. Keys that are codes find their group inside the
 * stage, by a cache.
 */
export function emitAggregateSink(
  emitter: PipelineEmitter,
  stage: OpenStage,
  sink: Sink,
  add: (step: ProgramStep) => void,
): (() => void) | null {
  const state = stateOf(emitter, sink);
  const layout = aggregateLayout(state, emitter.own.catalog);
  const words = emitter.own.layout;
  const environment = emitter.environment;
  if (sink.keys.length === 0) {
    const stateRow = words.word("aggregate.row");
    const row = stage.scope.address(stateRow, "state");
    updateStates(emitter, stage.scope, state, layout, row, stage.output);
    emitter.keepInLocals(row);
    add({ kind: "inline", state: sink.state, stateRow });
    return null;
  }
  const columns = codedKeys(sink, environment);
  if (columns !== null) {
    const { group, step } = emitGroupOfCodes(emitter, stage, sink, columns, layout);
    updateStates(emitter, stage.scope, state, layout, group, stage.output);
    add(step);
    return null;
  }
  const keys = words.buffer("aggregate.keys", STAGE_ROWS * layout.key.end);
  const hashes = words.buffer("aggregate.hashes", STAGE_ROWS * 8);
  const rows = words.buffer("aggregate.rows", STAGE_ROWS * 4);
  emitter.writePositions(stage);
  const base = stage.scope.address(keys, "keys");
  const keyRow = stage.f.memo(i32.add(base, i32.mul(stage.output, i32.const(layout.key.end))), "key");
  writeKeyRow(
    stage.scope,
    layout.key,
    keyRow,
    sink.keys.map((key) => stage.scope.value(key, environment)),
  );
  return () => {
    const narrow = emitter.emitRowLoop("update", (scope, index) => {
      const address = i32.add(scope.address(rows, "rows"), i32.shl(index, i32.const(2)));
      const row = scope.f.memo(i32.load(address, 0), "group");
      updateStates(emitter, scope, state, layout, row, index);
    });
    add({ kind: "aggregate", state: sink.state, keys, hashes, rows, update: "update", narrow });
  };
}

function stateOf(emitter: PipelineEmitter, sink: Sink): AggregateState {
  const state = emitter.facts.states[sink.state];
  if (state?.kind !== "aggregate") throw new InternalEngineError(`State ${sink.state} is no group-by`);
  return state;
}

function updateStates(
  emitter: PipelineEmitter,
  scope: StageScope,
  state: AggregateState,
  layout: AggregateLayout,
  row: Node,
  index: Node,
): void {
  const environment = emitter.environment;
  state.calls.forEach((call, i) => {
    const aggregate = emitter.own.catalog.aggregate(call.function);
    if (aggregate === undefined) throw new InternalEngineError(`There is no aggregate function "${call.function}"`);
    const args = call.args.map((arg) => scope.value(arg, environment));
    const offset = layout.stateOffsets[i] ?? 0;
    const sum = i32.add(row, i32.const(offset));
    // Not in a local: the constant becomes part of each load and store. Strings alone are reached by their address, which for the
    // one row of a group-by without keys is another base: the cells of the other states are kept in locals.
    const hasText = viewsOfState(call, offset, emitter.own.catalog).length > 0;
    const address = !hasText ? sum : state.keys.length === 0 ? scope.f.hoist(sum, "text") : scope.f.memo(sum, "text");
    const sequence = i64.add(i64.load(scope.context, CONTEXT_SEQUENCE), i64.extendI32U(index));
    aggregate.update(scope, address, args, aggregate.orderSensitive ? sequence : null, call.options);
  });
}

/** Emits the loop that merges the states of one row into another's, pair by pair. */
export function emitGroupMerge(
  own: ModuleContext,
  layout: AggregateLayout,
  calls: readonly AggregateCall[],
): NonNullable<SlotProgram["merge"]> {
  const into = own.layout.buffer("merge.into", STAGE_ROWS * 4);
  const from = own.layout.buffer("merge.from", STAGE_ROWS * 4);
  own.module.func(
    "merge",
    mergeParameters,
    "i32",
    (f) => {
      const scope = own.scope(f, f.param("context"));
      const index = f.local("i32", "i");
      f.countLoop(index, f.param("count"), () => {
        const at = i32.shl(index, i32.const(2));
        const target = f.memo(i32.load(i32.add(scope.address(into, "into"), at), 0), "target");
        const source = f.memo(i32.load(i32.add(scope.address(from, "from"), at), 0), "source");
        f.if(i32.ne(target, source), () => {
          calls.forEach((call, i) => {
            const aggregate = own.catalog.aggregate(call.function);
            const offset = i32.const(layout.stateOffsets[i] ?? 0);
            const states = [f.memo(i32.add(target, offset), "a"), f.memo(i32.add(source, offset), "b")] as const;
            aggregate?.merge(scope, states[0], states[1], call.argTypes, call.options);
          });
        });
      });
      f.return(i32.const(0));
    },
    { exported: true },
  );
  return { function: "merge", into, from };
}

const mergeParameters = [
  { name: "context", type: "i32" },
  { name: "count", type: "i32" },
] as const;
