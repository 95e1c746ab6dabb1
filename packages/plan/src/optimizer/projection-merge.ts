import { fieldNames } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import type { Expr } from "../expr/expr.ts";
import { isRowFunction } from "../expr/properties.ts";
import { replaceColumns, walkExpr } from "../expr/walk.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { NamedExpr } from "../logical/named-expr.ts";
import { ProjectNode } from "../logical/project.ts";
import { ScanNode } from "../logical/scan.ts";
import { schemaOf } from "../logical/schema.ts";
import { rewritePlan } from "../logical/walk.ts";
import type { OptimizerPass } from "./pass.ts";

/** How often the expressions read each column. */
function countUses(exprs: readonly Expr[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const expr of exprs) {
    walkExpr(expr, (node) => {
      if (node.kind === "column") uses.set(node.name, (uses.get(node.name) ?? 0) + 1);
      return undefined;
    });
  }
  return uses;
}

/** A projection of a projection as one, unless something would be computed twice. */
function merged(plan: ProjectNode, inner: ProjectNode, catalog: FunctionCatalog): LogicalPlan {
  const uses = countUses(plan.columns.map((column) => column.expr));
  const free = inner.columns.every(({ name, expr }) => {
    if (expr.kind === "column" || expr.kind === "literal") return true;
    return (uses.get(name) ?? 0) <= 1 && isRowFunction(expr, catalog);
  });
  if (!free) return plan;
  const exprs = new Map(inner.columns.map(({ name, expr }) => [name, expr] as const));
  return ProjectNode(
    inner.input,
    plan.columns.map(({ name, expr }) =>
      NamedExpr(
        name,
        replaceColumns(expr, (column) => exprs.get(column)),
      ),
    ),
  );
}

/** A projection that only chooses columns of its input, names and all, is the input or a scan of fewer columns. */
function withoutChoice(plan: ProjectNode, catalog: FunctionCatalog): LogicalPlan {
  const chosen = plan.columns.every(({ name, expr }) => expr.kind === "column" && expr.name === name);
  if (!chosen) return plan;
  const names = plan.columns.map((column) => column.name);
  const before = fieldNames(schemaOf(plan.input, catalog));
  if (before.length === names.length && before.every((name, i) => name === names[i])) return plan.input;
  return plan.input.kind === "scan" ? ScanNode({ ...plan.input, projection: names }) : plan;
}

/** Makes one projection of two, and none of one that changes nothing. */
export const projectionMerge: OptimizerPass = {
  name: "projectionMerge",
  reason: "after pruning, when a column that was used twice may be used once",
  required: false,
  run: (plan, { catalog }) =>
    rewritePlan(plan, (node) => {
      if (node.kind !== "project") return node;
      const whole = node.input.kind === "project" ? merged(node, node.input, catalog) : node;
      return whole.kind === "project" ? withoutChoice(whole, catalog) : whole;
    }),
};
