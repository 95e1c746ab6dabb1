import { exprKey } from "../expr/key.ts";
import { keyText } from "../expr/key-text.ts";
import { planAttributes, planExprs, planInputs } from "./children.ts";
import type { LogicalPlan } from "./logical-plan.ts";

const keys = new WeakMap<LogicalPlan, string>();
const ownTexts = new WeakMap<LogicalPlan, string>();

/**
 * A text that two plans of one process share exactly if they are structurally equal: the distinct nodes, inputs first, each with the
 * numbers of its inputs. A part that a plan repeats is in it once, however often plans are joined with themselves.
 */
export function planKey(plan: LogicalPlan): string {
  let key = keys.get(plan);
  if (key === undefined) {
    const numbers = new Map<string, number>();
    numberOf(plan, numbers, new Map());
    key = [...numbers.keys()].join(";");
    keys.set(plan, key);
  }
  return key;
}

/** The number of a node among the distinct ones. */
function numberOf(plan: LogicalPlan, numbers: Map<string, number>, known: Map<LogicalPlan, number>): number {
  const before = known.get(plan);
  if (before !== undefined) return before;
  const inputs = planInputs(plan).map((input) => numberOf(input, numbers, known));
  const text = `${ownText(plan)}(${inputs.join(",")})`;
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  known.set(plan, number);
  return number;
}

function ownText(plan: LogicalPlan): string {
  let text = ownTexts.get(plan);
  if (text === undefined) {
    text = `${plan.kind}${keyText(planAttributes(plan))}<${planExprs(plan).map(exprKey).join(",")}>`;
    ownTexts.set(plan, text);
  }
  return text;
}
