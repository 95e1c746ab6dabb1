import {
  buildStoredColumn,
  ColumnNotFoundError,
  Field,
  frameFromColumns,
  InvalidArgumentError,
  Null,
  Schema,
} from "@millrace/core";
import type { Expr as ExprNode, LogicalPlan } from "@millrace/plan";
import {
  AggregateNode,
  ColumnExpr,
  columnsOf,
  exprKey,
  FilterNode,
  hasAggregate,
  JoinNode,
  NamedExpr,
  ProjectNode,
  rewriteExpr,
  ScanNode,
  SliceNode,
  walkExpr,
} from "@millrace/plan";
import type { Expr } from "../expr/expr.ts";
import { nameExprs, planColumns } from "./inputs.ts";

/** A frame of one row, for what depends on no input. */
function oneRow(): LogicalPlan {
  const schema = Schema([Field("literal", Null)]);
  const data = frameFromColumns(schema, [buildStoredColumn(Null, [null])], 1);
  return ScanNode({ source: { kind: "frame", data, label: "one row" }, sourceSchema: schema });
}

/**
 * The columns that the expressions give. Aggregates alone give one row; beside columns their value stands in every row.
 * Constants alone give one row.
 */
export function select(input: LogicalPlan, exprs: readonly Expr[]): LogicalPlan {
  const named = nameExprs(exprs, planColumns(input));
  if (named.length > 0 && named.every(({ expr }) => !hasAggregate(expr) && columnsOf(expr).size === 0)) {
    return ProjectNode(oneRow(), named);
  }
  const aggregates = named.some(({ expr }) => hasAggregate(expr));
  if (aggregates && named.every(({ expr }) => !readsRows(expr))) {
    return AggregateNode({ input, keys: [], aggregates: named });
  }
  return projectWithAggregates(input, named);
}

/** The input's columns with the expressions' in place of those of the same name, the others behind. */
export function withColumns(input: LogicalPlan, exprs: readonly Expr[]): LogicalPlan {
  const columns = planColumns(input);
  const computed = new Map(nameExprs(exprs, columns).map((named) => [named.name, named]));
  if (computed.size === 0) return input;
  const kept = columns.map((name) => computed.get(name) ?? NamedExpr(name, ColumnExpr(name)));
  const added = [...computed.values()].filter(({ name }) => !columns.includes(name));
  return projectWithAggregates(input, [...kept, ...added]);
}

/** The rows for which every predicate is true. */
export function filter(input: LogicalPlan, predicates: readonly Expr[]): LogicalPlan {
  const columns = planColumns(input);
  let plan = input;
  for (const predicate of predicates) {
    for (const { node } of expandPredicate(predicate, columns)) {
      if (!hasAggregate(node)) {
        plan = FilterNode(plan, node);
        continue;
      }
      const [joined, [replaced]] = joinAggregates(plan, [node]);
      plan = keep(FilterNode(joined, replaced!), columns);
    }
  }
  return plan;
}

function expandPredicate(predicate: Expr, columns: readonly string[]): { readonly node: ExprNode }[] {
  // Each selected column has its own name, so that no two clash here.
  return nameExprs([predicate], columns).map(({ expr }) => ({ node: expr }));
}

/** The input without these columns. */
export function drop(input: LogicalPlan, names: readonly string[], strict: boolean): LogicalPlan {
  const columns = planColumns(input);
  if (strict) requireColumns(names, columns);
  return keep(
    input,
    columns.filter((name) => !names.includes(name)),
  );
}

/** The input with columns under other names. */
export function rename(input: LogicalPlan, names: Readonly<Record<string, string>>, strict: boolean): LogicalPlan {
  const columns = planColumns(input);
  if (strict) requireColumns(Object.keys(names), columns);
  for (const [from, to] of Object.entries(names)) {
    if (typeof to !== "string") throw new InvalidArgumentError(`rename: the new name of "${from}" is text`);
  }
  const renamed = columns.map((name) => NamedExpr(Object.hasOwn(names, name) ? names[name]! : name, ColumnExpr(name)));
  return ProjectNode(input, renamed);
}

/** Throws a ColumnNotFoundError for the first name that is no column. */
export function requireColumns(names: readonly string[], columns: readonly string[]): void {
  const missing = names.find((name) => !columns.includes(name));
  if (missing !== undefined) throw new ColumnNotFoundError(missing, columns);
}

/** These columns alone. */
function keep(input: LogicalPlan, columns: readonly string[]): LogicalPlan {
  return ProjectNode(
    input,
    columns.map((name) => NamedExpr(name, ColumnExpr(name))),
  );
}

/** So many rows from a position on. */
export function slice(input: LogicalPlan, offset: number, length: number | null): LogicalPlan {
  return SliceNode(input, offset, length);
}

/** Whether the expression reads a column outside of its aggregates. */
function readsRows(expr: ExprNode): boolean {
  let reads = false;
  walkExpr(expr, (node) => {
    if (node.kind === "column") reads = true;
    return node.kind === "aggregate" ? false : undefined;
  });
  return reads;
}

function projectWithAggregates(input: LogicalPlan, named: readonly NamedExpr[]): LogicalPlan {
  if (!named.some(({ expr }) => hasAggregate(expr))) return ProjectNode(input, named);
  const [joined, exprs] = joinAggregates(
    input,
    named.map(({ expr }) => expr),
  );
  return ProjectNode(
    joined,
    named.map(({ name }, i) => NamedExpr(name, exprs[i]!)),
  );
}

/** Puts the aggregates of the whole input beside each of its rows; returns the expressions over that. */
function joinAggregates(input: LogicalPlan, exprs: readonly ExprNode[]): [LogicalPlan, ExprNode[]] {
  const taken = new Set(planColumns(input));
  const names = new Map<string, NamedExpr>();
  const replaced = exprs.map((expr) =>
    rewriteExpr(expr, (node) => {
      if (node.kind !== "aggregate") return node;
      const key = exprKey(node);
      let named = names.get(key);
      if (named === undefined) {
        let name = `aggregate ${names.size + 1}`;
        while (taken.has(name)) name += "'";
        named = NamedExpr(name, node);
        names.set(key, named);
      }
      return ColumnExpr(named.name);
    }),
  );
  const aggregates = AggregateNode({ input, keys: [], aggregates: [...names.values()] });
  return [JoinNode({ left: input, right: aggregates, type: "cross", leftOn: [], rightOn: [] }), replaced];
}
