import type { DataType, Schema } from "@millrace/core";
import { MillraceError } from "@millrace/core";
import type { ConstantEvaluator } from "../catalogue.ts";
import { exprChildren } from "../expr/children.ts";
import type { Expr } from "../expr/expr.ts";
import { LiteralExpr } from "../expr/literal.ts";
import { isRowFunction } from "../expr/properties.ts";
import { rewriteExpr } from "../expr/walk.ts";
import { inputSchema } from "../logical/input-schema.ts";
import { rewritePlanExprs } from "../logical/walk.ts";
import { typeOf } from "../typing/resolve-expr.ts";
import type { OptimizerPass, PassContext } from "./pass.ts";

function evaluated(expr: Expr, type: DataType, evaluator: ConstantEvaluator): Expr {
  try {
    return LiteralExpr(evaluator.evaluate(expr, type), type);
  } catch (error) {
    // The error belongs to the rows that reach the expression, if any does: it stays for them to raise.
    if (error instanceof MillraceError) return expr;
    throw error;
  }
}

function fold(expr: Expr, schema: Schema, { catalog, evaluator }: PassContext): Expr {
  if (evaluator === null) return expr;
  return rewriteExpr(expr, (node) => {
    const children = exprChildren(node);
    if (children.length === 0 || node.kind === "aggregate" || node.kind === "alias") return node;
    if (!children.every((child) => child.kind === "literal") || !isRowFunction(node, catalog)) return node;
    const type = typeOf(node, schema, catalog);
    // A literal holds one value.
    return type.kind === "list" ? node : evaluated(node, type, evaluator);
  });
}

/** Replaces what is computed from literals alone by its value, as the compiled expression computes it. */
export const constantFolding: OptimizerPass = {
  name: "constantFolding",
  reason: "after coercion, when literals have types: simplification and pruning look for literals",
  required: false,
  run: (plan, context) =>
    rewritePlanExprs(plan, (expr, node, i) => fold(expr, inputSchema(node, i, context.catalog), context)),
};
