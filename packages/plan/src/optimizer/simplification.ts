import { planExprs, withPlanExprs } from "../logical/children.ts";
import { inputSchema } from "../logical/input-schema.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { ScanNode } from "../logical/scan.ts";
import { SliceNode } from "../logical/slice.ts";
import { rewritePlan } from "../logical/walk.ts";
import type { OptimizerPass, PassContext } from "./pass.ts";
import { isLiteral, simplifyExpr } from "./simplify-expr.ts";

/** A filter that keeps everything goes; one that keeps nothing takes no rows. */
function withoutDecidedFilter(plan: LogicalPlan): LogicalPlan {
  if (plan.kind === "scan" && plan.predicate !== null && isLiteral(plan.predicate, true)) {
    return ScanNode({ ...plan, predicate: null });
  }
  if (plan.kind !== "filter") return plan;
  if (isLiteral(plan.predicate, true)) return plan.input;
  return isLiteral(plan.predicate, false) || isLiteral(plan.predicate, null) ? SliceNode(plan.input, 0, 0) : plan;
}

function simplifyNode(plan: LogicalPlan, { catalog }: PassContext): LogicalPlan {
  // The form of a join's keys decides which columns are merged: they stay as they are.
  if (plan.kind === "join") return plan;
  const exprs = planExprs(plan).map((expr, i) => simplifyExpr(expr, inputSchema(plan, i, catalog), catalog));
  return withoutDecidedFilter(withPlanExprs(plan, exprs));
}

/** Boolean identities, needless casts, decided tests, branches and filters. */
export const simplification: OptimizerPass = {
  name: "simplification",
  reason: "after folding, which decides conditions; before pushdown, which wants plain conjuncts",
  required: false,
  run: (plan, context) => rewritePlan(plan, (node) => simplifyNode(node, context)),
};
