import { exprChildren, withExprChildren } from "./children.ts";
import type { Expr } from "./expr.ts";

/** Visits an expression and what is below it, parents first; a visitor that returns false is not led below that node. */
export function walkExpr(expr: Expr, visit: (expr: Expr) => boolean | undefined): void {
  if (visit(expr) === false) return;
  for (const child of exprChildren(expr)) walkExpr(child, visit);
}

/** Whether some node of the expression has the property. */
export function someExpr(expr: Expr, property: (expr: Expr) => boolean): boolean {
  return property(expr) || exprChildren(expr).some((child) => someExpr(child, property));
}

/** Rewrites an expression from the leaves up; untouched parts are shared with the original. */
export function rewriteExpr(expr: Expr, rewrite: (expr: Expr) => Expr): Expr {
  const children = exprChildren(expr).map((child) => rewriteExpr(child, rewrite));
  return rewrite(withExprChildren(expr, children));
}

/** The names of the columns that the expression reads, in order of first use. */
export function columnsOf(expr: Expr, into: Set<string> = new Set()): Set<string> {
  walkExpr(expr, (node) => {
    if (node.kind === "column") into.add(node.name);
    return undefined;
  });
  return into;
}

/** The expression with columns replaced; a column that `replacement` does not know stays. */
export function replaceColumns(expr: Expr, replacement: (name: string) => Expr | undefined): Expr {
  return rewriteExpr(expr, (node) => (node.kind === "column" ? (replacement(node.name) ?? node) : node));
}

/** Whether an aggregate function occurs in the expression. */
export function hasAggregate(expr: Expr): boolean {
  return someExpr(expr, (node) => node.kind === "aggregate");
}

/** The expression without aliases, which have no meaning inside of it. */
export function withoutAliases(expr: Expr): Expr {
  return rewriteExpr(expr, (node) => (node.kind === "alias" ? node.input : node));
}
