import type { Expr } from "../expr/expr.ts";
import type { LogicalPlan } from "./logical-plan.ts";

/** Keeps the rows where the predicate is true (not null). */
export interface FilterNode {
  readonly kind: "filter";
  readonly input: LogicalPlan;
  readonly predicate: Expr;
}

/** The rows of the input where the predicate is true. */
export function FilterNode(input: LogicalPlan, predicate: Expr): FilterNode {
  return Object.freeze({ kind: "filter", input, predicate });
}
