import type { FunctionCatalog } from "../catalogue.ts";
import type { Expr } from "../expr/expr.ts";
import { planExprs, withPlanExprs } from "../logical/children.ts";
import { inputSchema } from "../logical/input-schema.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { rewritePlan } from "../logical/walk.ts";
import { supertype } from "../types/supertype.ts";
import { coerceExpr, coercePredicate, implicitCast } from "../typing/coerce.ts";
import { typeOf } from "../typing/resolve-expr.ts";
import type { OptimizerPass } from "./pass.ts";

/** Brings each pair of join keys to one type. */
function agreeing(exprs: readonly Expr[], plan: LogicalPlan, catalog: FunctionCatalog): Expr[] {
  const half = exprs.length / 2;
  const types = exprs.map((expr, i) => typeOf(expr, inputSchema(plan, i, catalog), catalog));
  return exprs.map((expr, i) => {
    const from = types[i];
    const partner = types[i < half ? i + half : i - half];
    if (from === undefined || partner === undefined) return expr;
    return implicitCast(expr, from, supertype(from, partner) ?? from);
  });
}

function coerceNode(plan: LogicalPlan, catalog: FunctionCatalog): LogicalPlan {
  const coerce = plan.kind === "filter" || plan.kind === "scan" ? coercePredicate : coerceExpr;
  const exprs = planExprs(plan).map((expr, i) => coerce(expr, inputSchema(plan, i, catalog), catalog));
  return withPlanExprs(plan, plan.kind === "join" ? agreeing(exprs, plan, catalog) : exprs);
}

/** Writes every implied cast out and gives bare numbers their type. */
export const typeCoercion: OptimizerPass = {
  name: "typeCoercion",
  reason: "first, and always: later passes and the compiler read types off the expressions as they stand",
  required: true,
  run: (plan, { catalog }) => rewritePlan(plan, (node) => coerceNode(node, catalog)),
};
