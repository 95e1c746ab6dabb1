import { exprKey } from "../expr/key.ts";
import { keyText } from "../expr/key-text.ts";
import { planAttributes, planExprs, planInputs } from "./children.ts";
import type { LogicalPlan } from "./logical-plan.ts";

const keys = new WeakMap<LogicalPlan, string>();

/** A text that two plans of one process share exactly if they are structurally equal. */
export function planKey(plan: LogicalPlan): string {
  let key = keys.get(plan);
  if (key === undefined) {
    const exprs = planExprs(plan).map(exprKey).join(",");
    key = `${plan.kind}${keyText(planAttributes(plan))}<${exprs}>(${planInputs(plan).map(planKey).join(",")})`;
    keys.set(plan, key);
  }
  return key;
}
