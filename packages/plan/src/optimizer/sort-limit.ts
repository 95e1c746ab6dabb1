import { SliceNode } from "../logical/slice.ts";
import { SortNode } from "../logical/sort.ts";
import { rewritePlan } from "../logical/walk.ts";
import type { OptimizerPass } from "./pass.ts";

/** A sort of which only the first rows are wanted keeps no more than those. */
export const sortLimit: OptimizerPass = {
  name: "sortLimit",
  reason: "after slices have sunk through projections onto their sort",
  required: false,
  run: (plan) =>
    rewritePlan(plan, (node) => {
      if (node.kind !== "slice" || node.input.kind !== "sort" || node.offset < 0 || node.length === null) return node;
      const { input, offset, length } = node;
      const end = offset + length;
      const limited = SortNode(input.input, input.keys, Math.min(end, input.limit ?? end));
      return offset === 0 ? limited : SliceNode(limited, offset, length);
    }),
};
