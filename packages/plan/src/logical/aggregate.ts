import type { LogicalPlan } from "./logical-plan.ts";
import type { NamedExpr } from "./named-expr.ts";

/** Groups by keys (none: one row for all) and aggregates. `aggregates` are expressions over aggregate functions. */
export interface AggregateNode {
  readonly kind: "aggregate";
  readonly input: LogicalPlan;
  readonly keys: readonly NamedExpr[];
  readonly aggregates: readonly NamedExpr[];
  /** Groups in order of first appearance. */
  readonly maintainOrder: boolean;
}

/** What an aggregation is made from; hash order unless said otherwise. */
export type AggregateInit = Pick<AggregateNode, "input" | "keys" | "aggregates"> &
  Partial<Pick<AggregateNode, "maintainOrder">>;

/** One row a group: its keys, then its aggregates. */
export function AggregateNode(init: AggregateInit): AggregateNode {
  const { input, keys, aggregates, maintainOrder = false } = init;
  return Object.freeze({
    kind: "aggregate",
    input,
    keys: Object.freeze([...keys]),
    aggregates: Object.freeze([...aggregates]),
    maintainOrder,
  });
}
