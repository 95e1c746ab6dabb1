import type { LogicalPlan } from "./logical-plan.ts";

/** Rows offset … offset + length of the input's order; length null means to the end. */
export interface SliceNode {
  readonly kind: "slice";
  readonly input: LogicalPlan;
  readonly offset: number;
  readonly length: number | null;
}

/** Rows offset … offset + length of the input; length null means to the end. */
export function SliceNode(input: LogicalPlan, offset: number, length: number | null): SliceNode {
  return Object.freeze({ kind: "slice", input, offset, length });
}
