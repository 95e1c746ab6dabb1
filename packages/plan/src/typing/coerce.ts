import type { DataType, Schema } from "@millrace/core";
import { Boolean as BooleanType, sameType } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import { CastExpr } from "../expr/cast.ts";
import { exprChildren, withExprChildren } from "../expr/children.ts";
import type { Expr } from "../expr/expr.ts";
import { LiteralExpr } from "../expr/literal.ts";
import { isTotalCast } from "../types/cast-rules.ts";
import { convertLiteral } from "../types/literal-conversion.ts";
import { resolveExpr } from "./resolve-expr.ts";

/**
 * The expression brought to a type that inference asks for. A literal is converted in place where its value is exact
 * there; a bare number also where it is rounded to a float. A cast is strict only where some value might not fit.
 */
export function implicitCast(expr: Expr, from: DataType, to: DataType, dynamic = false): Expr {
  if (expr.kind === "literal") {
    const value = convertLiteral(expr.value, from, to);
    if (value !== undefined) return LiteralExpr(value, to);
    if (dynamic && to.kind === "float32" && expr.value !== null)
      return LiteralExpr(Math.fround(Number(expr.value)), to);
    if (dynamic && to.kind === "float64" && expr.value !== null) return LiteralExpr(Number(expr.value), to);
  }
  return sameType(from, to) ? expr : CastExpr(expr, to, !isTotalCast(from, to));
}

/**
 * The same expression with every cast that its types imply written out, bare numbers typed and inner aliases dropped:
 * after it, each argument has the very type that its function was resolved for. Throws as `resolveExpr`.
 */
export function coerceExpr(expr: Expr, schema: Schema, catalog: FunctionCatalog): Expr {
  if (expr.kind === "alias") return coerceExpr(expr.input, schema, catalog);
  if (expr.kind === "literal") return expr.dynamic ? LiteralExpr(expr.value, expr.type) : expr;
  const { childTypes } = resolveExpr(expr, schema, catalog);
  const children = exprChildren(expr).map((child, i) => {
    const from = resolveExpr(child, schema, catalog).type;
    const bare = coerceExpr(child, schema, catalog);
    const to = childTypes[i] ?? from;
    const dynamic = child.kind === "literal" && child.dynamic;
    return implicitCast(bare, from, to, dynamic);
  });
  return withExprChildren(expr, children);
}

/** A coerced predicate; a null literal becomes a Boolean one. */
export function coercePredicate(expr: Expr, schema: Schema, catalog: FunctionCatalog): Expr {
  const { type } = resolveExpr(expr, schema, catalog);
  return implicitCast(coerceExpr(expr, schema, catalog), type, BooleanType);
}
