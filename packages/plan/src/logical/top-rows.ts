import type { LogicalPlan } from "./logical-plan.ts";
import type { NamedExpr } from "./named-expr.ts";
import type { SortKey } from "./sort.ts";

/** The first `limit` rows of each group in the order of `by`; rows that are equal in it come as in the input. */
export interface TopRowsNode {
  readonly kind: "topRows";
  readonly input: LogicalPlan;
  readonly keys: readonly NamedExpr[];
  readonly by: readonly SortKey[];
  /** At least 1. */
  readonly limit: number;
  /** Columns of the input that follow the keys. */
  readonly columns: readonly string[];
}

/** The first rows of each group, group by group in hash order. */
export function TopRowsNode(init: Omit<TopRowsNode, "kind">): TopRowsNode {
  const { input, keys, by, limit, columns } = init;
  return Object.freeze({
    kind: "topRows",
    input,
    keys: Object.freeze([...keys]),
    by: Object.freeze([...by]),
    limit,
    columns: Object.freeze([...columns]),
  });
}
