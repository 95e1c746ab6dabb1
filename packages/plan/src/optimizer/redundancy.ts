import { fieldNames } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import { exprKey } from "../expr/key.ts";
import { isRowFunction } from "../expr/properties.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { schemaOf } from "../logical/schema.ts";
import { SliceNode } from "../logical/slice.ts";
import { SortNode } from "../logical/sort.ts";
import type { UniqueNode } from "../logical/unique.ts";
import { rewritePlan } from "../logical/walk.ts";
import type { OptimizerPass } from "./pass.ts";

/** A key that is constant, or that an earlier key has decided, orders nothing. */
function sortWithoutRepeats(plan: SortNode, catalog: FunctionCatalog): LogicalPlan {
  const seen = new Set<string>();
  const keys = plan.keys.filter(({ expr }) => {
    if (expr.kind === "literal") return false;
    const key = exprKey(expr);
    const repeated = seen.has(key) && isRowFunction(expr, catalog);
    seen.add(key);
    return !repeated;
  });
  if (keys.length === 0) return plan.limit === null ? plan.input : SliceNode(plan.input, 0, plan.limit);
  return keys.length === plan.keys.length ? plan : SortNode(plan.input, keys, plan.limit);
}

/** The rows of an aggregation differ in their keys already. */
function uniqueUnlessGrouped(plan: UniqueNode, catalog: FunctionCatalog): LogicalPlan {
  const { input } = plan;
  if (input.kind !== "aggregate") return plan;
  const subset = new Set(plan.subset ?? fieldNames(schemaOf(input, catalog)));
  return input.keys.every((key) => subset.has(key.name)) ? input : plan;
}

/** Drops sort keys that order nothing and distincts of what is distinct. */
export const redundancy: OptimizerPass = {
  name: "redundancy",
  reason: "after merging, which brings sorts and distincts next to what makes them needless",
  required: false,
  run: (plan, { catalog }) =>
    rewritePlan(plan, (node) => {
      if (node.kind === "sort") return sortWithoutRepeats(node, catalog);
      return node.kind === "unique" ? uniqueUnlessGrouped(node, catalog) : node;
    }),
};
