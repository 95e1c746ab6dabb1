import type { DataType } from "@millrace/core";
import { InternalEngineError } from "@millrace/core";
import type { Expr } from "@millrace/plan";
import { columnsOf } from "@millrace/plan";

/** Numbers a position of a row: 0 is the row number in the batch's vectors, others are addresses of rows in pages. */
export type PositionId = number;

/** The position of a row among the vectors of the batch. */
export const BATCH_ROW: PositionId = 0;

/** Where the value of a column comes from at some point of a pipeline. */
export type Binding = { readonly type: DataType; readonly nullable: boolean } & (
  | { readonly kind: "vector"; readonly column: number; readonly coded: boolean }
  /** The values of a coded column's dictionary, by code. */
  | { readonly kind: "dictionary"; readonly column: number }
  /** A table by the codes of a coded column: an expression computed once for each dictionary. */
  | {
      readonly kind: "lookup";
      readonly column: number;
      readonly table: number;
      /** Whether entries of the table, and rows of the column, can be null. */
      readonly nulls: { readonly ofTable: boolean; readonly ofColumn: boolean };
    }
  | {
      readonly kind: "field";
      readonly position: PositionId;
      readonly offset: number;
      readonly nullOffset: number;
      /** The position may be the row that stands for "no partner". */
      readonly optional: boolean;
    }
  | { readonly kind: "state"; readonly position: PositionId; readonly offset: number; readonly call: number }
  /** A value of a row that lies in a group's state: a string's view is an address. */
  | { readonly kind: "slot"; readonly position: PositionId; readonly offset: number; readonly nullOffset: number }
  | { readonly kind: "computed"; readonly expr: Expr; readonly environment: Environment }
  /** The position is the number itself. */
  | { readonly kind: "rowNumber"; readonly position: PositionId }
);

/** The columns that exist at some point of a pipeline; immutable. */
export type Environment = ReadonlyMap<string, Binding>;

/** The binding of a column; the planner has checked that it exists. */
export function bindingOf(environment: Environment, name: string): Binding {
  const binding = environment.get(name);
  if (binding === undefined) throw new InternalEngineError(`Column "${name}" is not bound in this pipeline`);
  return binding;
}

/** The source columns (indices) that an expression reads, through computed columns. */
function sourceColumnsOf(expr: Expr, environment: Environment, into: Set<number> = new Set()): Set<number> {
  for (const name of columnsOf(expr)) addSourceColumns(bindingOf(environment, name), into);
  return into;
}

/** The source columns that a binding reads. */
export function addSourceColumns(binding: Binding, into: Set<number>): void {
  if (binding.kind === "vector" || binding.kind === "lookup") into.add(binding.column);
  if (binding.kind === "computed") sourceColumnsOf(binding.expr, binding.environment, into);
}
