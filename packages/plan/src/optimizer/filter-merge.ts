import { conjunction, conjuncts } from "../expr/logic.ts";
import { isFallible } from "../expr/properties.ts";
import { FilterNode } from "../logical/filter.ts";
import { schemaOf } from "../logical/schema.ts";
import { rewritePlan } from "../logical/walk.ts";
import type { OptimizerPass } from "./pass.ts";

/** Two filters in a row become one, unless the second may fail on rows that the first drops. */
export const filterMerge: OptimizerPass = {
  name: "filterMerge",
  reason: "so that common terms are found across filters, also where pushdown is off",
  required: false,
  run: (plan, { catalog }) =>
    rewritePlan(plan, (node) => {
      if (node.kind !== "filter" || node.input.kind !== "filter") return node;
      const { input, predicate } = node;
      if (isFallible(predicate, schemaOf(input, catalog), catalog)) return node;
      return FilterNode(input.input, conjunction([...conjuncts(input.predicate), ...conjuncts(predicate)]));
    }),
};
