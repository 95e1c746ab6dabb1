import type { FunctionCatalog } from "../catalogue.ts";
import { isRowFunction } from "../expr/properties.ts";
import { withPlanInputs } from "../logical/children.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { RowIndexNode } from "../logical/row-index.ts";
import { ScanNode } from "../logical/scan.ts";
import { SliceNode } from "../logical/slice.ts";
import { rewritePlan } from "../logical/walk.ts";
import type { OptimizerPass } from "./pass.ts";

/** The slice of a slice as one. */
function sliceOfSlice(outer: SliceNode, inner: SliceNode): SliceNode {
  const left = inner.length === null ? null : Math.max(0, inner.length - outer.offset);
  const lengths = [outer.length, left].filter((length) => length !== null);
  return SliceNode(inner.input, inner.offset + outer.offset, lengths.length === 0 ? null : Math.min(...lengths));
}

/** The first `count` rows of a plan: the scan stops there if it can be told. */
function firstRows(plan: LogicalPlan, count: number, catalog: FunctionCatalog): LogicalPlan {
  return push(SliceNode(plan, 0, count), catalog);
}

function push(plan: SliceNode, catalog: FunctionCatalog): LogicalPlan {
  const { input, offset, length } = plan;
  // A negative offset counts from the end, which only the whole input shows.
  if (offset < 0) return plan;
  if (offset === 0 && length === null) return input;
  const end = length === null ? null : offset + length;
  switch (input.kind) {
    case "slice":
      return input.offset < 0 ? plan : push(sliceOfSlice(plan, input), catalog);
    case "project": {
      if (!input.columns.every(({ expr }) => isRowFunction(expr, catalog))) return plan;
      return withPlanInputs(input, [push(SliceNode(input.input, offset, length), catalog)]);
    }
    case "rowIndex":
      return RowIndexNode(push(SliceNode(input.input, offset, length), catalog), input.name, input.offset + offset);
    case "scan": {
      // The rows of a shared sub-plan are all made for its other readers.
      if (end === null || input.predicate !== null || input.source.kind === "shared") return plan;
      const limited = ScanNode({ ...input, limit: Math.min(end, input.limit ?? end) });
      return offset === 0 ? limited : SliceNode(limited, offset, length);
    }
    case "concat": {
      if (end === null) return plan;
      const limited = withPlanInputs(
        input,
        input.inputs.map((part) => (isShort(part, end) ? part : firstRows(part, end, catalog))),
      );
      return SliceNode(limited, offset, length);
    }
    default:
      return plan;
  }
}

/** Whether the plan says itself that it has no more rows. */
function isShort(plan: LogicalPlan, rows: number): boolean {
  if (plan.kind === "slice") return plan.offset >= 0 && plan.length !== null && plan.length <= rows;
  return plan.kind === "scan" && plan.limit !== null && plan.limit <= rows;
}

/** Moves slices towards the rows' origin; a scan without a predicate stops after so many rows. */
export const slicePushdown: OptimizerPass = {
  name: "slicePushdown",
  reason: "after predicates, which a slice stops: a scan that keeps its predicate cannot count its rows",
  required: false,
  run: (plan, { catalog }) => rewritePlan(plan, (node) => (node.kind === "slice" ? push(node, catalog) : node)),
};
