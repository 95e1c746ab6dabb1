import type { LogicalPlan } from "./logical-plan.ts";

/** Adds a column of row numbers, UInt32 as in Polars, at the front. */
export interface RowIndexNode {
  readonly kind: "rowIndex";
  readonly input: LogicalPlan;
  readonly name: string;
  readonly offset: number;
}

/** The input with a first column of row numbers from `offset` on. */
export function RowIndexNode(input: LogicalPlan, name: string, offset = 0): RowIndexNode {
  return Object.freeze({ kind: "rowIndex", input, name, offset });
}
