import type { SourceStatistics } from "../catalogue.ts";
import { ColumnExpr } from "../expr/column.ts";
import type { Expr } from "../expr/expr.ts";
import type { AggregateNode } from "../logical/aggregate.ts";
import type { JoinNode } from "../logical/join.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import type { TopRowsNode } from "../logical/top-rows.ts";
import { columnOrigin } from "./column-origin.ts";
import type { ColumnLookup } from "./selectivity.ts";
import { distinctValues, selectivity } from "./selectivity.ts";

/** Rows a group on average where the number of groups is unknown. */
const ROWS_A_GROUP = 10;
/** The share of groups that an inequality over an aggregate keeps: such filters look for the exceptional ones. */
const GROUPS_IN_RANGE = 0.1;
/** The share of rows that find a partner in a semi join. */
const MATCHED = 0.5;

/**
 * The number of rows that a plan is expected to produce, 0 or more: exact for a bare scan with statistics, a guess
 * after filters and joins. Remembered for the call only.
 */
export function estimateRows(plan: LogicalPlan, statistics: SourceStatistics): number {
  const known = new Map<LogicalPlan, number>();
  const rows = (node: LogicalPlan): number => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const estimate = Math.max(0, estimated(node, statistics, rows));
    known.set(node, estimate);
    return estimate;
  };
  return rows(plan);
}

function lookupIn(plan: LogicalPlan, statistics: SourceStatistics): ColumnLookup {
  return (name) => {
    const origin = columnOrigin(plan, ColumnExpr(name));
    const column = origin === null ? null : statistics.column(origin.scan.source, origin.name);
    return origin === null || column === null
      ? null
      : { ...column, rows: Math.max(1, statistics.rows(origin.scan.source)) };
  };
}

function estimated(plan: LogicalPlan, statistics: SourceStatistics, rows: (plan: LogicalPlan) => number): number {
  switch (plan.kind) {
    case "scan": {
      const all = statistics.rows(plan.source);
      const limited = plan.limit === null ? all : Math.min(all, plan.limit);
      if (plan.predicate === null) return limited;
      const bare = { ...plan, projection: null };
      return limited * selectivity(plan.predicate, lookupIn(bare, statistics));
    }
    case "filter":
      return (
        rows(plan.input) *
        selectivity(
          plan.predicate,
          lookupIn(plan.input, statistics),
          isOfGroups(plan.input) ? GROUPS_IN_RANGE : undefined,
        )
      );
    case "project":
    case "rowIndex":
      return rows(plan.input);
    case "sort":
      return Math.min(rows(plan.input), plan.limit ?? Number.POSITIVE_INFINITY);
    case "slice": {
      const rest = plan.offset < 0 ? rows(plan.input) : rows(plan.input) - plan.offset;
      return Math.min(rest, plan.length ?? Number.POSITIVE_INFINITY);
    }
    case "aggregate":
      return estimateGroups(plan, statistics, rows(plan.input));
    case "topRows":
      return Math.min(rows(plan.input), plan.limit * estimateGroups(plan, statistics, rows(plan.input)));
    case "unique": {
      if (plan.subset === null) return rows(plan.input);
      const subset = plan.subset.map((name) => ColumnExpr(name));
      return distinctOf(subset, plan.input, statistics, rows(plan.input));
    }
    case "concat":
      return plan.inputs.reduce((sum, input) => sum + rows(input), 0);
    case "join":
      return joinedRows(plan, statistics, rows(plan.left), rows(plan.right));
  }
}

/** Whether the rows are groups, whatever is computed of them. */
function isOfGroups(plan: LogicalPlan): boolean {
  if (plan.kind === "project" || plan.kind === "filter") return isOfGroups(plan.input);
  return plan.kind === "aggregate";
}

function distinctOf(keys: readonly Expr[], input: LogicalPlan, statistics: SourceStatistics, rows: number): number {
  let groups = 1;
  for (const key of keys) {
    const origin = columnOrigin(input, key);
    const distinct = origin === null ? null : distinctValues(statistics.column(origin.scan.source, origin.name));
    if (distinct === null) return Math.min(rows, Math.max(groups, rows / ROWS_A_GROUP));
    groups *= distinct;
  }
  return Math.min(rows, groups);
}

function estimateGroups(plan: AggregateNode | TopRowsNode, statistics: SourceStatistics, rows: number): number {
  if (plan.keys.length === 0) return 1;
  return distinctOf(
    plan.keys.map((key) => key.expr),
    plan.input,
    statistics,
    rows,
  );
}

/** Distinct keys of one side before its filters: a filtered side still stands for its share of the other's rows. */
function keyDomain(keys: readonly Expr[], side: LogicalPlan, statistics: SourceStatistics, rows: number): number {
  let domain = 1;
  let bound = rows;
  for (const key of keys) {
    const origin = columnOrigin(side, key);
    if (origin === null) return Math.max(1, bound);
    const all = statistics.rows(origin.scan.source);
    bound = Math.max(bound, all);
    domain *= Math.min(all, distinctValues(statistics.column(origin.scan.source, origin.name)) ?? all);
  }
  return Math.max(1, Math.min(domain, bound));
}

function joinedRows(plan: JoinNode, statistics: SourceStatistics, left: number, right: number): number {
  const domain = Math.max(
    keyDomain(plan.leftOn, plan.left, statistics, left),
    keyDomain(plan.rightOn, plan.right, statistics, right),
  );
  const matched = (left * right) / domain;
  switch (plan.type) {
    case "cross":
      return left * right;
    case "inner":
      return matched;
    case "left":
      return Math.max(left, matched);
    case "right":
      return Math.max(right, matched);
    case "full":
      return Math.max(left, right, matched);
    case "semi":
      return Math.min(left * MATCHED, matched);
    case "anti":
      return left * (1 - MATCHED);
  }
}
