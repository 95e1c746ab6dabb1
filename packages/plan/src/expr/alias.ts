import type { Expr } from "./expr.ts";

/** A named expression; outside of a projection or aggregation it means its input. */
export interface AliasExpr {
  readonly kind: "alias";
  readonly input: Expr;
  readonly name: string;
}

/** The expression under another name. */
export function AliasExpr(input: Expr, name: string): AliasExpr {
  return Object.freeze({ kind: "alias", input, name });
}
