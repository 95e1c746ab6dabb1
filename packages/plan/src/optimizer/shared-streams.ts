import { planInputs } from "../logical/children.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { ScanNode } from "../logical/scan.ts";
import { rewritePlan, walkPlan } from "../logical/walk.ts";
import type { OptimizerPass } from "./pass.ts";
import { nextSharedId } from "./shared-subplans.ts";

/** The ids of the streams that a plan scans. */
function streamIds(plan: LogicalPlan): ReadonlySet<number> {
  const ids = new Set<number>();
  walkPlan(plan, (node) => {
    if (node.kind === "scan" && node.source.kind === "stream") ids.add(node.source.id);
    return true;
  });
  return ids;
}

/** Whether more than one way leads from a plan to scans of a stream. */
function isReadAgain(plan: LogicalPlan, id: number): boolean {
  const known = new Map<LogicalPlan, number>();
  const ways = (node: LogicalPlan): number => {
    let found = known.get(node);
    if (found === undefined) {
      const own = node.kind === "scan" && node.source.kind === "stream" && node.source.id === id ? 1 : 0;
      // More than two are no different from two, and could be very many.
      found = Math.min(
        2,
        planInputs(node).reduce((sum, input) => sum + ways(input), own),
      );
      known.set(node, found);
    }
    return found;
  };
  return ways(plan) > 1;
}

function share(plan: LogicalPlan): LogicalPlan {
  const repeated = [...streamIds(plan)].filter((id) => isReadAgain(plan, id));
  if (repeated.length === 0) return plan;
  const shared = new Map(repeated.map((id) => [id, nextSharedId()]));
  return rewritePlan(plan, (node) => {
    if (node.kind !== "scan" || node.source.kind !== "stream") return node;
    const { source, sourceSchema } = node;
    const id = shared.get(source.id);
    if (id === undefined) return node;
    const label = `${source.label} ${repeated.indexOf(source.id) + 1}`;
    return ScanNode({
      ...node,
      source: { kind: "shared", id, label, plan: ScanNode({ source, sourceSchema }) },
    });
  });
}

/** A stream that several places of a plan read gives its rows once: they are kept, and every place reads what is kept. */
export const sharedStreams: OptimizerPass = {
  name: "sharedStreams",
  reason: "before predicates and columns move, and always: an iterator gives its rows to one reader",
  required: true,
  run: share,
};
