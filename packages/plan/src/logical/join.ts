import type { Expr } from "../expr/expr.ts";
import type { LogicalPlan } from "./logical-plan.ts";

/** How rows without a partner are treated. `cross` has no keys. */
export type JoinType = "inner" | "left" | "right" | "full" | "semi" | "anti" | "cross";

/** What the keys promise: checked at run time. */
export type JoinValidation = "m:m" | "1:m" | "m:1" | "1:1";

/** Equality join of two inputs; columns of the right that clash with the left get the suffix. */
export interface JoinNode {
  readonly kind: "join";
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly type: JoinType;
  readonly leftOn: readonly Expr[];
  readonly rightOn: readonly Expr[];
  readonly suffix: string;
  /** Merge each pair of key columns into one column of the left's name. */
  readonly coalesce: boolean;
  /** Null keys equal one another. */
  readonly nullsEqual: boolean;
  readonly validate: JoinValidation;
  /** Which side the hash table is built from; "auto" until the optimizer has decided. */
  readonly build: "auto" | "left" | "right";
}

/** What a join is made from; the other fields have Polars' defaults (the caller decides on `coalesce`: false here). */
export type JoinInit = Pick<JoinNode, "left" | "right" | "type" | "leftOn" | "rightOn"> &
  Partial<Omit<JoinNode, "kind">>;

/** Equality join of two inputs. */
export function JoinNode(init: JoinInit): JoinNode {
  const { left, right, type, leftOn, rightOn } = init;
  const { suffix = "_right", coalesce = false, nullsEqual = false, validate = "m:m", build = "auto" } = init;
  return Object.freeze({
    kind: "join",
    left,
    right,
    type,
    leftOn: Object.freeze([...leftOn]),
    rightOn: Object.freeze([...rightOn]),
    suffix,
    coalesce,
    nullsEqual,
    validate,
    build,
  });
}
