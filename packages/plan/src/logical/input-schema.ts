import type { Schema } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import type { LogicalPlan } from "./logical-plan.ts";
import { schemaOf } from "./schema.ts";

/** The schema that the node's expression at that place (in the order of `planExprs`) reads. */
export function inputSchema(plan: LogicalPlan, index: number, catalog: FunctionCatalog): Schema {
  switch (plan.kind) {
    case "scan":
      return plan.sourceSchema;
    case "join":
      return schemaOf(index < plan.leftOn.length ? plan.left : plan.right, catalog);
    case "concat":
      return schemaOf(plan, catalog);
    default:
      return schemaOf(plan.input, catalog);
  }
}
