import type { LogicalPlan } from "./logical-plan.ts";
import type { NamedExpr } from "./named-expr.ts";

/** Computes the columns of the result, one expression each: select, withColumns, drop, rename. */
export interface ProjectNode {
  readonly kind: "project";
  readonly input: LogicalPlan;
  readonly columns: readonly NamedExpr[];
}

/** The columns computed from each row of the input. */
export function ProjectNode(input: LogicalPlan, columns: readonly NamedExpr[]): ProjectNode {
  return Object.freeze({ kind: "project", input, columns: Object.freeze([...columns]) });
}
