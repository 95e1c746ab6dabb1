import type { Expr } from "../expr/expr.ts";

/** A named column of a projection or aggregation. */
export interface NamedExpr {
  readonly name: string;
  readonly expr: Expr;
}

/** An expression under the name of its column. */
export function NamedExpr(name: string, expr: Expr): NamedExpr {
  return Object.freeze({ name, expr });
}
