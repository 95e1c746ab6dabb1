import type { Schema } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import type { Expr } from "../expr/expr.ts";
import { distinctExprs } from "../expr/key.ts";
import { conjunction, conjuncts } from "../expr/logic.ts";
import { isMovable } from "../expr/properties.ts";
import { columnsOf, replaceColumns } from "../expr/walk.ts";
import { withPlanInputs } from "../logical/children.ts";
import { FilterNode } from "../logical/filter.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import type { NamedExpr } from "../logical/named-expr.ts";
import { ScanNode } from "../logical/scan.ts";
import { schemaOf } from "../logical/schema.ts";
import { factoredConjuncts } from "./factor-predicate.ts";
import type { OptimizerPass } from "./pass.ts";
import { pushIntoJoin } from "./push-into-join.ts";

function filtered(plan: LogicalPlan, terms: readonly Expr[]): LogicalPlan {
  return terms.length === 0 ? plan : FilterNode(plan, conjunction(terms));
}

function split<T>(items: readonly T[], accepts: (item: T) => boolean): [T[], T[]] {
  return [items.filter(accepts), items.filter((item) => !accepts(item))];
}

/** Terms over a projection's columns, in terms of its input; those that read a column which must not move stay above. */
function throughColumns(
  terms: readonly Expr[],
  columns: readonly NamedExpr[],
  input: Schema,
  catalog: FunctionCatalog,
): { readonly below: Expr[]; readonly above: Expr[] } {
  const movable = new Map(
    columns.filter(({ expr }) => isMovable(expr, input, catalog)).map(({ name, expr }) => [name, expr] as const),
  );
  const [below, above] = split(terms, (term) => [...columnsOf(term)].every((name) => movable.has(name)));
  return { below: below.map((term) => replaceColumns(term, (name) => movable.get(name))), above };
}

/** The plan that keeps the rows for which all terms hold; every term may be evaluated on any row of the plan. */
function push(plan: LogicalPlan, terms: readonly Expr[], catalog: FunctionCatalog): LogicalPlan {
  switch (plan.kind) {
    case "scan": {
      if (terms.length === 0 || plan.limit !== null) return filtered(plan, terms);
      const known = plan.predicate === null ? [] : conjuncts(plan.predicate);
      return ScanNode({ ...plan, predicate: conjunction([...known, ...terms]) });
    }
    case "filter": {
      const input = schemaOf(plan.input, catalog);
      const own = factoredConjuncts(plan.predicate);
      const [movable, fixed] = split(own, (term) => isMovable(term, input, catalog));
      return filtered(push(plan.input, distinctExprs([...movable, ...terms]), catalog), fixed);
    }
    case "project": {
      const { below, above } = throughColumns(terms, plan.columns, schemaOf(plan.input, catalog), catalog);
      return filtered(withPlanInputs(plan, [push(plan.input, below, catalog)]), above);
    }
    case "aggregate":
    case "topRows": {
      const names = new Set(plan.keys.map((key) => key.name));
      const [onKeys, others] = split(terms, (term) => isOver(term, names));
      const { below, above } = throughColumns(onKeys, plan.keys, schemaOf(plan.input, catalog), catalog);
      return filtered(withPlanInputs(plan, [push(plan.input, below, catalog)]), [...above, ...others]);
    }
    case "join": {
      const { join, left, right, above } = pushIntoJoin(plan, terms, catalog);
      const inputs = [push(join.left, left, catalog), push(join.right, right, catalog)];
      return filtered(withPlanInputs(join, inputs), above);
    }
    case "sort": {
      if (plan.limit !== null) return filtered(withPlanInputs(plan, [push(plan.input, [], catalog)]), terms);
      return withPlanInputs(plan, [push(plan.input, terms, catalog)]);
    }
    case "unique": {
      const subset = plan.subset === null ? null : new Set(plan.subset);
      const [below, above] = split(terms, (term) => subset === null || isOver(term, subset));
      return filtered(withPlanInputs(plan, [push(plan.input, below, catalog)]), above);
    }
    case "concat":
      return withPlanInputs(
        plan,
        plan.inputs.map((input) => push(input, terms, catalog)),
      );
    // Which rows a slice takes, and which number a row has, depends on the rows before it.
    case "slice":
    case "rowIndex":
      return filtered(withPlanInputs(plan, [push(plan.input, [], catalog)]), terms);
  }
}

/** Whether the term reads columns, and none but these. */
function isOver(term: Expr, names: ReadonlySet<string>): boolean {
  const read = [...columnsOf(term)];
  return read.length > 0 && read.every((name) => names.has(name));
}

/** Moves each conjunct of a filter as near to the rows' origin as it may go, at best into the scan. */
export const predicatePushdown: OptimizerPass = {
  name: "predicatePushdown",
  reason: "before columns are pruned: rows that never leave the scan cost nothing above it",
  required: false,
  run: (plan, { catalog }) => push(plan, [], catalog),
};
