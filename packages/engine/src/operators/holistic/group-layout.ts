import type { EmitCatalog } from "@millrace/compiler";
import {
  AGG_ROW_KEY,
  DISTINCT_SIZE,
  InternalEngineError,
  Field as makeField,
  QUANTILE_SIZE,
  UInt32,
} from "@millrace/core";
import type { RowField, RowLayout } from "../../emit/row-layout.ts";
import { align8, layOutRow, moveRow } from "../../emit/row-layout.ts";
import { viewsOfState } from "../../emit/state-layouts.ts";
import type { AggregateCall, HolisticState } from "../../physical/pipeline.ts";

/**
 * How an aggregate is computed from the stored values of its group: by the running state that it has, by a table of the
 * different values, or from the values at a rank.
 */
type Method =
  | { readonly kind: "state" }
  | { readonly kind: "distinct" }
  | { readonly kind: "quantile"; readonly fraction: number };

/** The methods of the functions that have no running state. */
const methods: Readonly<Record<string, Method>> = {
  nUnique: { kind: "distinct" },
  median: { kind: "quantile", fraction: 0.5 },
};

/** An aggregate call and its place in a group's row. */
export interface GroupCall {
  readonly call: AggregateCall;
  readonly offset: number;
  readonly method: Method;
}

/** How the rows of groups lie: hash, key, then one place for each call. They never leave memory: views in states are absolute. */
export interface GroupLayout {
  readonly keyInRow: RowLayout;
  readonly calls: readonly GroupCall[];
  /** Where strings lie in the states. */
  readonly stateViews: readonly number[];
  readonly stride: number;
}

/** Lays out the groups of aggregates that keep their values. */
export function groupLayout(state: HolisticState, catalog: EmitCatalog): GroupLayout {
  const key = layOutRow(state.keys, 0);
  let end = AGG_ROW_KEY + key.end;
  const calls = state.calls.map((call): GroupCall => {
    const method = methodOf(call, catalog);
    const offset = end;
    end += sizeOf(call, method, catalog);
    return { call, offset, method };
  });
  const stateViews = calls.flatMap(({ call, offset, method }) =>
    method.kind === "state" ? viewsOfState(call, offset, catalog) : [],
  );
  return { keyInRow: moveRow(key, AGG_ROW_KEY), calls, stateViews, stride: end };
}

/** A row of a table of different values: hash, key {address of the group's row, value}, and whether it was counted. */
export interface DistinctLayout {
  readonly key: RowLayout;
  /** Within the key. */
  readonly group: RowField;
  readonly seen: number;
  readonly stride: number;
}

/** Lays out the different values of one call. */
export function distinctLayout(state: HolisticState, { call }: GroupCall): DistinctLayout {
  const values = call.args.map((arg) => {
    const field = state.values.find(({ name }) => arg.kind === "column" && arg.name === name);
    if (field === undefined) throw new InternalEngineError(`The values of ${call.name} are not stored`);
    return field;
  });
  const key = layOutRow([makeField("$group", UInt32, false), ...values], 0);
  const [group] = key.fields;
  if (group === undefined) throw new InternalEngineError("A row of different values has no group");
  const seen = AGG_ROW_KEY + key.end;
  return { key, group, seen, stride: seen + 8 };
}

function methodOf(call: AggregateCall, catalog: EmitCatalog): Method {
  const aggregate = catalog.aggregate(call.function);
  if (aggregate !== undefined && !aggregate.holistic) return { kind: "state" };
  const method = methods[call.function];
  if (method === undefined) throw new InternalEngineError(`Nothing computes the aggregate "${call.function}"`);
  return method;
}

function sizeOf(call: AggregateCall, method: Method, catalog: EmitCatalog): number {
  if (method.kind === "distinct") return DISTINCT_SIZE;
  if (method.kind === "quantile") return QUANTILE_SIZE;
  const fields = catalog.aggregate(call.function)?.state(call.argTypes, call.options) ?? [];
  return fields.reduce((size, { width }) => size + align8(width), 0);
}
