import { UnsupportedError } from "@millrace/core";
import { planInputs } from "../logical/children.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import type { OptimizerPass } from "./pass.ts";

/** Nodes of a plan, at most, those of a part that it repeats counted each time. */
const MAX_NODES = 20_000;

function sizeOf(plan: LogicalPlan, known: Map<LogicalPlan, number>): number {
  let size = known.get(plan);
  if (size === undefined) {
    size = planInputs(plan).reduce((sum, input) => sum + sizeOf(input, known), 1);
    known.set(plan, size);
  }
  return size;
}

/** Throws an UnsupportedError for a plan whose parts are repeated so often that it could not be worked on. */
export const planSize: OptimizerPass = {
  name: "planSize",
  reason: "behind sharedSubplans, which keeps repeated parts in one place: the passes from here on walk every path",
  required: true,
  run: (plan) => {
    const size = sizeOf(plan, new Map());
    if (size <= MAX_NODES) return plan;
    const message = `The plan has ${size} steps, at most ${MAX_NODES} can be run, and parts that it repeats count each time`;
    throw new UnsupportedError(`${message}. Collect such a part, and go on from its frame with lazy()`, {
      steps: size,
      limit: MAX_NODES,
    });
  },
};
