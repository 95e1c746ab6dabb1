import type { Expr } from "../expr/expr.ts";
import type { LogicalPlan } from "./logical-plan.ts";

/** One key of a sort. */
export interface SortKey {
  readonly expr: Expr;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** A key of a sort: ascending, nulls first, unless said otherwise. */
export function SortKey(expr: Expr, order: Partial<Pick<SortKey, "descending" | "nullsLast">> = {}): SortKey {
  return Object.freeze({ expr, descending: order.descending ?? false, nullsLast: order.nullsLast ?? false });
}

/** A stable sort; with a limit, top-k. */
export interface SortNode {
  readonly kind: "sort";
  readonly input: LogicalPlan;
  readonly keys: readonly SortKey[];
  /** Keep the first `limit` rows of the order; null keeps all. */
  readonly limit: number | null;
}

/** The rows of the input in the order of the keys; with a limit the first so many. */
export function SortNode(input: LogicalPlan, keys: readonly SortKey[], limit: number | null = null): SortNode {
  return Object.freeze({ kind: "sort", input, keys: Object.freeze([...keys]), limit });
}
