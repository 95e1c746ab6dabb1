import { exprAttributes, exprChildren } from "./children.ts";
import type { Expr } from "./expr.ts";
import { keyText } from "./key-text.ts";

const keys = new WeakMap<Expr, string>();

/** A text that two expressions share exactly if they are structurally equal. */
export function exprKey(expr: Expr): string {
  let key = keys.get(expr);
  if (key === undefined) {
    key = `${expr.kind}${keyText(exprAttributes(expr))}(${exprChildren(expr).map(exprKey).join(",")})`;
    keys.set(expr, key);
  }
  return key;
}

/** Whether two expressions are structurally equal. */
export function sameExpr(a: Expr, b: Expr): boolean {
  return a === b || exprKey(a) === exprKey(b);
}

/** The expressions without structural repetitions, in order of first occurrence. */
export function distinctExprs(exprs: readonly Expr[]): Expr[] {
  return [...new Map(exprs.map((expr) => [exprKey(expr), expr] as const).reverse()).values()].reverse();
}
