// The one place that knows where an expression keeps its children. Walks, rewrites, keys and clones come from it.

import { AggregateExpr } from "./aggregate.ts";
import { AliasExpr } from "./alias.ts";
import { CallExpr } from "./call.ts";
import { CastExpr } from "./cast.ts";
import { Branch, ConditionalExpr } from "./conditional.ts";
import type { Expr } from "./expr.ts";

interface ExprShape<E extends Expr> {
  /** The children in evaluation order. */
  children(expr: E): readonly Expr[];
  /** The same node over other children, given in the order of `children`. */
  withChildren(expr: E, children: readonly Expr[]): E;
  /** Everything of the node that is neither its kind nor a child. */
  attributes(expr: E): readonly unknown[];
}

const none: readonly Expr[] = Object.freeze([]);

const shapes: { readonly [K in Expr["kind"]]: ExprShape<Extract<Expr, { kind: K }>> } = {
  column: { children: () => none, withChildren: (expr) => expr, attributes: (expr) => [expr.name] },
  literal: {
    children: () => none,
    withChildren: (expr) => expr,
    attributes: (expr) => [expr.value, expr.type, expr.dynamic],
  },
  call: {
    children: (expr) => expr.args,
    withChildren: (expr, args) => CallExpr(expr.function, args, expr.options),
    attributes: (expr) => [expr.function, expr.options],
  },
  cast: {
    children: (expr) => [expr.input],
    withChildren: (expr, [input = expr.input]) => CastExpr(input, expr.to, expr.strict),
    attributes: (expr) => [expr.to, expr.strict],
  },
  conditional: {
    children: (expr) => [...expr.branches.flatMap((branch) => [branch.when, branch.then]), expr.otherwise],
    withChildren: (expr, children) =>
      ConditionalExpr(
        expr.branches.map(({ when, then }, i) => Branch(children[2 * i] ?? when, children[2 * i + 1] ?? then)),
        children.at(-1) ?? expr.otherwise,
      ),
    attributes: () => [],
  },
  alias: {
    children: (expr) => [expr.input],
    withChildren: (expr, [input = expr.input]) => AliasExpr(input, expr.name),
    attributes: (expr) => [expr.name],
  },
  aggregate: {
    children: (expr) => expr.args,
    withChildren: (expr, args) => AggregateExpr(expr.function, args, expr.options),
    attributes: (expr) => [expr.function, expr.options],
  },
};

function shapeOf(expr: Expr): ExprShape<Expr> {
  return shapes[expr.kind] as ExprShape<Expr>;
}

/** The children of an expression, in evaluation order. */
export function exprChildren(expr: Expr): readonly Expr[] {
  return shapeOf(expr).children(expr);
}

/** The expression over other children; the same object where none differs. */
export function withExprChildren(expr: Expr, children: readonly Expr[]): Expr {
  const before = exprChildren(expr);
  if (before.every((child, i) => child === children[i])) return expr;
  return shapeOf(expr).withChildren(expr, children);
}

/** Everything of a node that is neither its kind nor a child. */
export function exprAttributes(expr: Expr): readonly unknown[] {
  return shapeOf(expr).attributes(expr);
}
