import type { Expr } from "../expr/expr.ts";
import { planExprs, planInputs, withPlanExprs, withPlanInputs } from "./children.ts";
import type { LogicalPlan } from "./logical-plan.ts";

/**
 * Visits a plan and what is below it, parents first, and parts that the plan shares once; a visitor that returns false is not led
 * below that node.
 */
export function walkPlan(
  plan: LogicalPlan,
  visit: (plan: LogicalPlan) => boolean | undefined,
  seen: Set<LogicalPlan> = new Set(),
): void {
  if (seen.has(plan)) return;
  seen.add(plan);
  if (visit(plan) === false) return;
  for (const input of planInputs(plan)) walkPlan(input, visit, seen);
}

/** Rewrites a plan from the scans up; untouched parts, and parts that the plan shares, stay shared. */
export function rewritePlan(
  plan: LogicalPlan,
  rewrite: (plan: LogicalPlan) => LogicalPlan,
  done: Map<LogicalPlan, LogicalPlan> = new Map(),
): LogicalPlan {
  const known = done.get(plan);
  if (known !== undefined) return known;
  const inputs = planInputs(plan).map((input) => rewritePlan(input, rewrite, done));
  const rewritten = rewrite(withPlanInputs(plan, inputs));
  done.set(plan, rewritten);
  return rewritten;
}

/** Rewrites the expressions of every node; `rewrite` is given the node that the expression belongs to. */
export function rewritePlanExprs(
  plan: LogicalPlan,
  rewrite: (expr: Expr, node: LogicalPlan, index: number) => Expr,
): LogicalPlan {
  return rewritePlan(plan, (node) =>
    withPlanExprs(
      node,
      planExprs(node).map((expr, i) => rewrite(expr, node, i)),
    ),
  );
}
