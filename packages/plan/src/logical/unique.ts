import type { LogicalPlan } from "./logical-plan.ts";

/** Distinct rows by the subset of columns (null: all columns). */
export interface UniqueNode {
  readonly kind: "unique";
  readonly input: LogicalPlan;
  readonly subset: readonly string[] | null;
  /** Which row of each set of duplicates stays. */
  readonly keep: "any" | "first" | "last" | "none";
  readonly maintainOrder: boolean;
}

/** What a distinct is made from: any row of all columns in hash order, unless said otherwise. */
export type UniqueInit = Pick<UniqueNode, "input"> & Partial<Pick<UniqueNode, "subset" | "keep" | "maintainOrder">>;

/** Distinct rows of the input. */
export function UniqueNode(init: UniqueInit): UniqueNode {
  const { input, subset = null, keep = "any", maintainOrder = false } = init;
  const columns = subset === null ? null : Object.freeze([...subset]);
  return Object.freeze({ kind: "unique", input, subset: columns, keep, maintainOrder });
}
