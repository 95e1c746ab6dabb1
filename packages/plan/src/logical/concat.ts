import type { LogicalPlan } from "./logical-plan.ts";

/** The rows of the inputs one after another; schemas agree. */
export interface ConcatNode {
  readonly kind: "concat";
  readonly inputs: readonly LogicalPlan[];
}

/** The rows of the inputs one after another. */
export function ConcatNode(inputs: readonly LogicalPlan[]): ConcatNode {
  return Object.freeze({ kind: "concat", inputs: Object.freeze([...inputs]) });
}
