import type { Schema } from "@millrace/core";
import { fieldNames, isFloat, sameType } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import { ColumnExpr } from "../expr/column.ts";
import type { Expr } from "../expr/expr.ts";
import { comparisonOf, conjunction, conjuncts } from "../expr/logic.ts";
import { isMovable } from "../expr/properties.ts";
import { columnsOf, replaceColumns } from "../expr/walk.ts";
import { FilterNode } from "../logical/filter.ts";
import { JoinNode } from "../logical/join.ts";
import { joinColumns } from "../logical/join-columns.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { schemaOf } from "../logical/schema.ts";
import { rewritePlan } from "../logical/walk.ts";
import { typeOf } from "../typing/resolve-expr.ts";
import type { OptimizerPass } from "./pass.ts";

/** The expression in the names of an input, given its names in the join's result; null where it reads another column. */
function inNamesOf(expr: Expr, names: ReadonlyMap<string, string>): Expr | null {
  const read = [...columnsOf(expr)];
  if (read.length === 0 || !read.every((name) => names.has(name))) return null;
  return replaceColumns(expr, (name) => ColumnExpr(names.get(name) ?? name));
}

function keyed(join: JoinNode, predicate: Expr, joined: Schema, catalog: FunctionCatalog): LogicalPlan | null {
  const terms = conjuncts(predicate);
  if (!terms.every((term) => isMovable(term, joined, catalog))) return null;
  const leftSchema = schemaOf(join.left, catalog);
  const rightSchema = schemaOf(join.right, catalog);
  const columns = joinColumns(join, leftSchema, rightSchema);
  const lefts = new Map(fieldNames(leftSchema).map((name) => [name, name] as const));
  const rights = new Map(
    columns.filter(({ value }) => value === "right").map(({ field, right }) => [field.name, right ?? ""] as const),
  );
  const leftOn: Expr[] = [];
  const rightOn: Expr[] = [];
  const rest = terms.filter((term) => {
    if (comparisonOf(term) !== "eq" || term.kind !== "call") return true;
    const [a, b] = term.args;
    if (a === undefined || b === undefined) return true;
    const left = inNamesOf(a, lefts) ?? inNamesOf(b, lefts);
    const right = inNamesOf(b, rights) ?? inNamesOf(a, rights);
    if (left === null || right === null) return true;
    const type = typeOf(left, leftSchema, catalog);
    // Whether NaN equals NaN is the comparison's matter, not the join's.
    if (isFloat(type) || !sameType(type, typeOf(right, rightSchema, catalog))) return true;
    leftOn.push(left);
    rightOn.push(right);
    return false;
  });
  if (leftOn.length === 0) return null;
  const inner = JoinNode({ ...join, type: "inner", leftOn, rightOn, coalesce: false });
  return rest.length === 0 ? inner : FilterNode(inner, conjunction(rest));
}

/** A cross join of which only rows with equal values are kept is an inner join on them. */
export const crossJoin: OptimizerPass = {
  name: "crossJoin",
  reason: "after predicates have sunk: those over both sides of a product now stand right above it",
  required: false,
  run: (plan, { catalog }) =>
    rewritePlan(plan, (node) => {
      if (node.kind !== "filter" || node.input.kind !== "join" || node.input.type !== "cross") return node;
      return keyed(node.input, node.predicate, schemaOf(node.input, catalog), catalog) ?? node;
    }),
};
