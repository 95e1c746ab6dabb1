import { fieldNames } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import { ColumnExpr } from "../expr/column.ts";
import { columnsOf } from "../expr/walk.ts";
import { AggregateNode } from "../logical/aggregate.ts";
import { planExprs, withPlanInputs } from "../logical/children.ts";
import { ConcatNode } from "../logical/concat.ts";
import type { JoinNode } from "../logical/join.ts";
import { joinColumns } from "../logical/join-columns.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { NamedExpr } from "../logical/named-expr.ts";
import { ProjectNode } from "../logical/project.ts";
import { ScanNode } from "../logical/scan.ts";
import { schemaOf } from "../logical/schema.ts";
import { TopRowsNode } from "../logical/top-rows.ts";
import type { OptimizerPass } from "./pass.ts";

type Columns = ReadonlySet<string>;

function union(...sets: readonly Iterable<string>[]): Columns {
  return new Set(sets.flatMap((set) => [...set]));
}

/** The columns that the expressions of a node read. */
function readBy(plan: LogicalPlan): Columns {
  return union(...planExprs(plan).map((expr) => columnsOf(expr)));
}

/** The plan with these columns alone, in their order: a projection is added only where there are others. */
function exactly(plan: LogicalPlan, columns: readonly string[], catalog: FunctionCatalog): LogicalPlan {
  const names = fieldNames(schemaOf(plan, catalog));
  if (names.length === columns.length && names.every((name, i) => name === columns[i])) return plan;
  return ProjectNode(
    plan,
    columns.map((name) => NamedExpr(name, ColumnExpr(name))),
  );
}

/** Prunes an input whose rows are kept in memory, so that columns which only a filter reads are not kept with them. */
function pruneKept(plan: LogicalPlan, wanted: Columns, catalog: FunctionCatalog): LogicalPlan {
  const all = fieldNames(schemaOf(plan, catalog));
  const names = all.filter((name) => wanted.has(name));
  // Rows that are only counted are carried by one column.
  const kept = names.length === 0 ? all.slice(0, 1) : names;
  return exactly(prune(plan, new Set(kept), catalog), kept, catalog);
}

/** A projection of which nothing is wanted but the number of its rows. */
function countedRows(plan: ProjectNode, catalog: FunctionCatalog): LogicalPlan {
  const bare = prune(plan.input, new Set(), catalog);
  // Columns from below must not appear under names that this projection does not have.
  if (schemaOf(bare, catalog).fields.length === 0) return bare;
  const cheap = plan.columns.find(({ expr }) => expr.kind === "column" || expr.kind === "literal");
  const kept = ProjectNode(plan.input, cheap === undefined ? plan.columns.slice(0, 1) : [cheap]);
  return withPlanInputs(kept, [prune(plan.input, readBy(kept), catalog)]);
}

/**
 * The plan with at least the wanted columns, in their order; others of its columns may remain where a node needs them.
 */
function prune(plan: LogicalPlan, wanted: Columns, catalog: FunctionCatalog): LogicalPlan {
  switch (plan.kind) {
    case "scan": {
      const names = plan.projection ?? fieldNames(plan.sourceSchema);
      const kept = names.filter((name) => wanted.has(name));
      return kept.length === names.length ? plan : ScanNode({ ...plan, projection: kept });
    }
    case "filter":
    case "slice":
      return withPlanInputs(plan, [prune(plan.input, union(wanted, readBy(plan)), catalog)]);
    case "sort":
      return withPlanInputs(plan, [pruneKept(plan.input, union(wanted, readBy(plan)), catalog)]);
    case "project": {
      const columns = plan.columns.filter((column) => wanted.has(column.name));
      if (columns.length === 0) return countedRows(plan, catalog);
      const kept = columns.length === plan.columns.length ? plan : ProjectNode(plan.input, columns);
      return withPlanInputs(kept, [prune(plan.input, readBy(kept), catalog)]);
    }
    case "aggregate": {
      const used = plan.aggregates.filter((aggregate) => wanted.has(aggregate.name));
      // A result of one row still needs something to be computed.
      const aggregates = used.length === 0 && plan.keys.length === 0 ? plan.aggregates.slice(0, 1) : used;
      const kept = aggregates.length === plan.aggregates.length ? plan : AggregateNode({ ...plan, aggregates });
      return withPlanInputs(kept, [prune(plan.input, readBy(kept), catalog)]);
    }
    case "join":
      return pruneJoin(plan, wanted, catalog);
    case "unique": {
      // Without a subset every column decides which rows are distinct.
      const deciding = plan.subset ?? fieldNames(schemaOf(plan.input, catalog));
      return withPlanInputs(plan, [pruneKept(plan.input, union(wanted, deciding), catalog)]);
    }
    case "topRows": {
      const columns = plan.columns.filter((name) => wanted.has(name));
      const kept = TopRowsNode({ ...plan, columns });
      return withPlanInputs(kept, [prune(plan.input, union(columns, readBy(kept)), catalog)]);
    }
    case "concat": {
      const names = fieldNames(schemaOf(plan, catalog)).filter((name) => wanted.has(name));
      // Without any column the inputs would still have to agree: one column carries the rows.
      const kept = names.length === 0 ? fieldNames(schemaOf(plan, catalog)).slice(0, 1) : names;
      const columns = new Set(kept);
      return ConcatNode(plan.inputs.map((input) => exactly(prune(input, columns, catalog), kept, catalog)));
    }
    case "rowIndex":
      if (!wanted.has(plan.name)) return prune(plan.input, wanted, catalog);
      return withPlanInputs(plan, [prune(plan.input, wanted, catalog)]);
  }
}

function pruneJoin(plan: JoinNode, wanted: Columns, catalog: FunctionCatalog): LogicalPlan {
  const left = schemaOf(plan.left, catalog);
  const right = schemaOf(plan.right, catalog);
  const fromLeft = new Set<string>(plan.leftOn.flatMap((key) => [...columnsOf(key)]));
  const fromRight = new Set<string>(plan.rightOn.flatMap((key) => [...columnsOf(key)]));
  for (const column of joinColumns(plan, left, right)) {
    if (!wanted.has(column.field.name)) continue;
    if (column.left !== null) fromLeft.add(column.left);
    if (column.right !== null) fromRight.add(column.right);
    // The suffix stands only as long as the left has the name: that column stays.
    if (column.value === "right" && column.right !== column.field.name) fromLeft.add(column.right ?? "");
  }
  return withPlanInputs(plan, [pruneKept(plan.left, fromLeft, catalog), pruneKept(plan.right, fromRight, catalog)]);
}

/** Drops the columns, projections and aggregates that nothing above reads, down into the scans. */
export const projectionPushdown: OptimizerPass = {
  name: "projectionPushdown",
  reason: "after predicates have moved: a column that only a pushed predicate reads leaves the plan",
  required: false,
  run(plan, { catalog }) {
    const names = fieldNames(schemaOf(plan, catalog));
    return exactly(prune(plan, new Set(names), catalog), names, catalog);
  },
};
