import type { Expr } from "./expr.ts";

/** One branch of a conditional: its value where its condition is true. */
export interface Branch {
  readonly when: Expr;
  readonly then: Expr;
}

/** A branch of a conditional. */
export function Branch(when: Expr, then: Expr): Branch {
  return Object.freeze({ when, then });
}

/** when/then/otherwise; a branch is evaluated only on the rows that reach it. */
export interface ConditionalExpr {
  readonly kind: "conditional";
  readonly branches: readonly Branch[];
  readonly otherwise: Expr;
}

/** The value of the first branch whose condition is true (not null), else `otherwise`. */
export function ConditionalExpr(branches: readonly Branch[], otherwise: Expr): ConditionalExpr {
  const frozen = branches.map(({ when, then }) => Branch(when, then));
  return Object.freeze({ kind: "conditional", branches: Object.freeze(frozen), otherwise });
}
