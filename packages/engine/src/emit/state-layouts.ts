import type { EmitCatalog, RowsInState } from "@millrace/compiler";
import type { Field } from "@millrace/core";
import {
  AGG_ROW_KEY,
  Int64,
  InternalEngineError,
  JOIN_ROW_KEY,
  JOIN_ROW_SEQ,
  Field as makeField,
} from "@millrace/core";
import type { AggregateCall, AggregateState, HolisticState, JoinState, SortState } from "../physical/pipeline.ts";
import type { RowField, RowLayout } from "./row-layout.ts";
import { align8, layOutRow, moveRow } from "./row-layout.ts";
import type { SortWords } from "./sort-words.ts";
import { planSortWords } from "./sort-words.ts";

/** How the rows of a group-by lie: hash, key, then one state for each call. */
export interface AggregateLayout {
  /** The key row by itself. */
  readonly key: RowLayout;
  /** The key inside of the row. */
  readonly keyInRow: RowLayout;
  /** Where each call's state begins in the row. */
  readonly stateOffsets: readonly number[];
  /** Where strings lie in the states. */
  readonly stateViews: readonly number[];
  readonly stride: number;
}

/** Lays out the rows of a group-by. */
export function aggregateLayout(state: AggregateState, catalog: EmitCatalog): AggregateLayout {
  const key = layOutRow(state.keys, 0);
  let end = AGG_ROW_KEY + key.end;
  const stateOffsets = state.calls.map((call) => {
    const aggregate = catalog.aggregate(call.function);
    if (aggregate === undefined) throw new InternalEngineError(`There is no aggregate function "${call.function}"`);
    const offset = end;
    for (const field of aggregate.state(call.argTypes, call.options)) end += align8(field.width);
    return offset;
  });
  const stateViews = state.calls.flatMap((call, i) => viewsOfState(call, stateOffsets[i] ?? 0, catalog));
  return { key, keyInRow: moveRow(key, AGG_ROW_KEY), stateOffsets, stateViews, stride: end };
}

/** How the state of a call holds rows; undefined where it becomes one value. */
export function rowsInState(call: AggregateCall, catalog: EmitCatalog): RowsInState | undefined {
  return catalog.aggregate(call.function)?.rows?.(call.argTypes, call.options);
}

/** Where strings lie in the state of a call that begins at `offset`. */
export function viewsOfState(call: AggregateCall, offset: number, catalog: EmitCatalog): number[] {
  const views: number[] = [];
  let at = offset;
  for (const { layout, width } of catalog.aggregate(call.function)?.state(call.argTypes, call.options) ?? []) {
    if (layout === "view") views.push(at);
    at += align8(width);
  }
  return views;
}

/** How rows of a build side lie: header, key, payload. */
export interface StoredLayout {
  readonly key: RowLayout;
  readonly keyInRow: RowLayout;
  readonly payload: RowLayout;
  readonly stride: number;
}

/** The number of a stored row in the order of rows, as a column. */
export const sequenceField: RowField = {
  name: "$sequence",
  type: Int64,
  layout: "i64",
  offset: JOIN_ROW_SEQ,
  nullOffset: -1,
};

/** Lays out build rows. */
export function joinLayout(state: JoinState): StoredLayout {
  return storedLayout(state.keys, state.payload);
}

/** Lays out the rows of aggregates that keep their values. */
export function holisticLayout(state: HolisticState): StoredLayout {
  return storedLayout(state.keys, state.values, state.hashedAs);
}

function storedLayout(keys: readonly Field[], values: readonly Field[], hashedAs = keys): StoredLayout {
  const keyInRow = moveRow(layOutRow(keys, 0), JOIN_ROW_KEY);
  const payload = layOutRow(values, keyInRow.end);
  return { key: layOutRow(hashedAs, 0), keyInRow, payload, stride: payload.end };
}

/** How rows to be sorted lie: words, sequence number, payload, then tie keys that are no columns. */
export interface SortLayout {
  readonly words: SortWords;
  readonly sequenceOffset: number;
  readonly payload: RowLayout;
  /** The row's fields of the tie keys, in the order of the keys. */
  readonly ties: RowLayout;
  readonly stride: number;
}

/** Lays out rows to be sorted. */
export function sortLayout(state: SortState): SortLayout {
  const words = planSortWords(state.orders);
  const sequenceOffset = words.numWords * 8;
  const payload = layOutRow(state.payload, sequenceOffset + 8);
  const tieFields = state.orders
    .slice(words.firstTie)
    .map((order, i) => makeField(`$tie${i}`, order.type, order.nullable));
  const ties = layOutRow(tieFields, payload.end);
  return { words, sequenceOffset, payload, ties, stride: ties.end };
}
