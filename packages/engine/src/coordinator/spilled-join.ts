import type { Schema } from "@millrace/core";
import { Field, findField, Int64, InternalEngineError } from "@millrace/core";
import { ColumnExpr } from "@millrace/plan";
import { sequenceField } from "../emit/state-layouts.ts";
import type {
  HolisticState,
  JoinState,
  Pipeline,
  PipelineOperator,
  PipelineState,
  SortState,
  StateId,
} from "../physical/pipeline.ts";

// What is added to a plan while it runs: a probe of a spilled build side is cut there, and its rows are put back into the order
// of the probe side, so that a query's result does not depend on whether something was spilled.

/** A probe of a join. */
export type Probe = Extract<PipelineOperator, { kind: "probe" }>;

/** Adds states to the query and numbers its new pipelines. */
export interface PlanExtension {
  addState(state: Omit<HolisticState, "id"> | Omit<SortState, "id">): StateId;
  nextPipeline(): number;
}

const sequence = sequenceField.name;
/** The number of the build row in a result; null for a probe row without a partner. */
const buildSequence = "$buildSequence";

/** Where the probe rows of a spilled join are kept, and where its result is put into order. All of its pipelines share them. */
export interface SpilledJoin {
  readonly rows: StateId;
  readonly sorted: StateId;
}

/** Adds the states of a spilled join to a query. */
export function addSpilledJoin(probe: Probe, join: JoinState, extension: PlanExtension): SpilledJoin {
  const values = probeColumns(probe).map((name) => fieldOf(probe.input, name));
  const rows = extension.addState({ kind: "holistic", keys: storedKeys(join), hashedAs: join.keys, values, calls: [] });
  return {
    rows,
    sorted: sortBySequence(extension, outputFields(probe, join), orderKeys(probe), probe.mode === "left"),
  };
}

/** A pipeline up to its probe of a spilled build side: its rows are stored by partition. */
export function storeProbeRows(
  pipeline: Pipeline,
  index: number,
  probe: Probe,
  spilled: SpilledJoin,
  extension: PlanExtension,
): Pipeline {
  const values = probeColumns(probe).map((name) => ColumnExpr(name));
  return {
    ...pipeline,
    id: extension.nextPipeline(),
    operators: pipeline.operators.slice(0, index),
    sink: { kind: "holistic", state: spilled.rows, keys: probe.keys, values },
  };
}

/**
 * What follows when the probe rows of every pipeline are stored: both sides meet, the result is sorted by the places of the probe
 * row and the build row, and the rest of the pipeline goes on.
 */
export function joinStoredRows(
  pipeline: Pipeline,
  index: number,
  probe: Probe,
  join: JoinState,
  spilled: SpilledJoin,
  extension: PlanExtension,
): readonly Pipeline[] {
  const rest: Pipeline = {
    ...pipeline,
    source: { kind: "sorted", state: spilled.sorted },
    sourceSchema: { fields: outputFields(probe, join) },
    operators: pipeline.operators.slice(index + 1),
  };
  return [meetSides(probe, join, spilled, extension), rest];
}

/**
 * A probe of a spilled build side by no rows at all: its partitions are brought back one by one, which is when the promise that
 * their keys are unique is checked.
 */
export function checkSpilledKeys(
  join: JoinState,
  extension: PlanExtension,
): { readonly pipeline: Pipeline; readonly spilled: SpilledJoin } {
  const probe: Probe = { kind: "probe", state: join.id, keys: [], mode: "semi", input: { fields: [] }, columns: [] };
  const spilled = addSpilledJoin(probe, join, extension);
  return { pipeline: meetSides(probe, join, spilled, extension), spilled };
}

/** Both sides of a join, partition by partition, into the state that puts its result into order. */
function meetSides(probe: Probe, join: JoinState, spilled: SpilledJoin, extension: PlanExtension): Pipeline {
  const keys = storedKeys(join);
  const values = probeColumns(probe).map((name) => fieldOf(probe.input, name));
  const storedSchema: Schema = { fields: [...keys, ...values, Field(sequence, Int64, false)] };
  const output = outputFields(probe, join);
  const probed: Probe = {
    ...probe,
    keys: keys.map((key) => ColumnExpr(key.name)),
    input: storedSchema,
    columns: [
      ...probe.columns,
      { name: sequence, from: "probe", column: sequence },
      { name: buildSequence, from: "build", column: sequence },
    ],
  };
  return {
    id: extension.nextPipeline(),
    source: { kind: "spilledProbe", rows: spilled.rows, join: join.id },
    sourceSchema: storedSchema,
    operators: [probed],
    sink: {
      kind: "sort",
      state: spilled.sorted,
      keys: orderKeys(probe).map((name) => ColumnExpr(name)),
      payload: output.map((field) => field.name),
    },
    sequential: false,
  };
}

function storedKeys(join: JoinState): readonly Field[] {
  return join.keys.map((key) => Field(key.name, key.type, true));
}

/** Puts build rows without a partner into the order in which they came. */
export function orderUnmatched(pipeline: Pipeline, extension: PlanExtension): readonly Pipeline[] {
  const { fields } = pipeline.sourceSchema;
  const sorted = sortBySequence(extension, fields, [sequence]);
  const collect: Pipeline = {
    ...pipeline,
    id: extension.nextPipeline(),
    operators: [],
    sink: { kind: "sort", state: sorted, keys: [ColumnExpr(sequence)], payload: fields.map((field) => field.name) },
  };
  return [collect, { ...pipeline, source: { kind: "sorted", state: sorted } }];
}

/** Where a pipeline first probes a join for which the property holds, or -1. */
export function findProbe(pipeline: Pipeline, property: (state: StateId) => boolean): number {
  return pipeline.operators.findIndex((operator) => operator.kind === "probe" && property(operator.state));
}

/** The join of a state. */
export function joinOf(states: readonly PipelineState[], id: StateId): JoinState {
  const state = states[id];
  if (state?.kind !== "join") throw new InternalEngineError(`State ${id} is no join`);
  return state;
}

function sortBySequence(
  extension: PlanExtension,
  payload: readonly Field[],
  keys: readonly string[],
  mayMiss = false,
): StateId {
  const orders = keys.map((key) => {
    return { type: Int64, nullable: mayMiss && key === buildSequence, descending: false, nullsLast: false };
  });
  return extension.addState({ kind: "sort", orders, payload, limit: null, isShared: false, inOrder: false });
}

/** By what the result of a spilled join is put into order: a probe row may meet its partners in any order. */
function orderKeys({ mode }: Probe): readonly string[] {
  return mode === "semi" || mode === "anti" ? [sequence] : [sequence, buildSequence];
}

/** The columns of the probe side that are needed behind the probe. */
function probeColumns(probe: Probe): readonly string[] {
  if (probe.mode === "semi" || probe.mode === "anti") return probe.input.fields.map((field) => field.name);
  return [...new Set(probe.columns.filter((column) => column.from === "probe").map((column) => column.column))];
}

function outputFields(probe: Probe, join: JoinState): readonly Field[] {
  if (probe.mode === "semi" || probe.mode === "anti") return probe.input.fields;
  const build: Schema = { fields: [...join.keys, ...join.payload] };
  return probe.columns.map(({ name, from, column }) => {
    const field = fieldOf(from === "probe" ? probe.input : build, column);
    return Field(name, field.type, field.nullable || (from === "build" && probe.mode === "left"));
  });
}

function fieldOf(schema: Schema, name: string): Field {
  const field = findField(schema, name);
  if (field === undefined) throw new InternalEngineError(`Column "${name}" is not known where a join was spilled`);
  return field;
}
