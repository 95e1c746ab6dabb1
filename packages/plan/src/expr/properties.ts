import type { Schema } from "@millrace/core";
import type { FunctionCatalog, FunctionProperties } from "../catalogue.ts";
import { isTotalCast } from "../types/cast-rules.ts";
import { resolveExpr } from "../typing/resolve-expr.ts";
import type { Expr } from "./expr.ts";
import { someExpr } from "./walk.ts";

function properties(expr: Expr, catalog: FunctionCatalog): FunctionProperties | undefined {
  if (expr.kind === "call") return catalog.scalar(expr.function)?.properties;
  return expr.kind === "aggregate" ? catalog.aggregate(expr.function)?.properties : undefined;
}

/** Whether evaluating the expression can raise an error on some row of such an input. */
export function isFallible(expr: Expr, schema: Schema, catalog: FunctionCatalog): boolean {
  return someExpr(expr, (node) => {
    if (node.kind !== "cast") return properties(node, catalog)?.fallible ?? false;
    return node.strict && !isTotalCast(resolveExpr(node.input, schema, catalog).type, node.to);
  });
}

/** Whether the value depends on its row alone, and equal rows give equal values. */
export function isRowFunction(expr: Expr, catalog: FunctionCatalog): boolean {
  return !someExpr(expr, (node) => {
    if (node.kind === "aggregate") return true;
    const known = properties(node, catalog);
    return known !== undefined && !(known.elementwise && known.deterministic);
  });
}

/** Whether the expression may be evaluated on other rows, and more or less often, than the user's plan says. */
export function isMovable(expr: Expr, schema: Schema, catalog: FunctionCatalog): boolean {
  return isRowFunction(expr, catalog) && !isFallible(expr, schema, catalog);
}
