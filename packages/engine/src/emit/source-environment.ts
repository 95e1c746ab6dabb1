import type { Field } from "@millrace/core";
import { InternalEngineError } from "@millrace/core";
import { emitGroupMerge } from "../operators/aggregate/emit.ts";
import { emitHolisticSource, groupBindings } from "../operators/holistic/emit-source.ts";
import type { AggregateCall, Pipeline } from "../physical/pipeline.ts";
import type { Binding, Environment, PositionId } from "./environment.ts";
import type { PipelineFacts } from "./facts.ts";
import type { ModuleContext } from "./module-context.ts";
import type { SlotProgram } from "./program.ts";
import { rowsInState } from "./state-layouts.ts";

/** The position of the source's row, where the source is rows in pages. */
export const SOURCE_ROW: PositionId = 1;
/** The position of the slot in the state of that row, where states hold rows. */
export const SOURCE_SLOT: PositionId = 2;

/** The columns of a source, and the loops that the source itself needs. */
export interface BoundSource {
  readonly environment: Environment;
  /** Merges the states of groups, for sources of groups. */
  readonly merge: SlotProgram["merge"];
  /** Fills groups from stored rows, for sources of aggregates that need their values. */
  readonly holistic: SlotProgram["holistic"];
}

/** Binds the columns of a pipeline's source. */
export function bindSource(own: ModuleContext, pipeline: Pipeline, facts: PipelineFacts): BoundSource {
  const { source } = facts;
  if (source.kind === "vectors") return { environment: vectorColumns(source.columns), merge: null, holistic: null };
  const bindings = source.fields.map(({ name, type, offset, nullOffset }): [string, Binding] => {
    const nullable = nullOffset >= 0;
    return [name, { kind: "field", type, nullable, position: SOURCE_ROW, offset, nullOffset, optional: false }];
  });
  let merge: SlotProgram["merge"] = null;
  let holistic: SlotProgram["holistic"] = null;
  if (source.calls !== null) {
    const { layout, calls } = source.calls;
    own.sourceCalls = calls;
    calls.forEach(({ name, type, columns }, call) => {
      const offset = layout.stateOffsets[call] ?? 0;
      if (columns !== undefined) {
        bindings.push(...slotBindings(own, calls[call], columns));
        return;
      }
      bindings.push([name, { kind: "state", type, nullable: true, position: SOURCE_ROW, offset, call }]);
    });
    merge = emitGroupMerge(own, layout, calls);
  }
  if (pipeline.source.kind === "holistic") {
    const state = facts.states[pipeline.source.state];
    if (state?.kind !== "holistic") throw new InternalEngineError("A source of stored rows has no state");
    holistic = emitHolisticSource(own, state);
    bindings.push(...groupBindings(own, state, SOURCE_ROW));
  }
  return { environment: new Map(bindings), merge, holistic };
}

/** The columns of the rows that an aggregate's states hold. */
function slotBindings(
  own: ModuleContext,
  call: AggregateCall | undefined,
  columns: readonly Field[],
): [string, Binding][] {
  const rows = call === undefined ? undefined : rowsInState(call, own.catalog);
  return columns.map(({ name, type, nullable }, i): [string, Binding] => {
    const place = rows?.fields[i];
    if (place === undefined) throw new InternalEngineError(`The column ${name} is in no row of a state`);
    return [name, { kind: "slot", type, nullable, position: SOURCE_SLOT, ...place }];
  });
}

function vectorColumns(columns: Extract<PipelineFacts["source"], { kind: "vectors" }>["columns"]): Environment {
  return new Map(
    columns.map(({ name, type, nullable, coded }, column): [string, Binding] => [
      name,
      { kind: "vector", type, nullable, column, coded },
    ]),
  );
}
