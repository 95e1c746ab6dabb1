import type { Field, Schema } from "@millrace/core";
import { Field as makeField } from "@millrace/core";
import type { AggregateExpr, Expr, LogicalPlan, NamedExpr, UniqueNode } from "@millrace/plan";
import {
  AggregateNode,
  ColumnExpr,
  exprKey,
  FilterNode,
  ProjectNode,
  RowIndexNode,
  resolveExpr,
  rewriteExpr,
  SortKey,
  SortNode,
} from "@millrace/plan";
import type { Lowering } from "./lower.ts";
import type { OpenPipeline } from "./open-pipeline.ts";
import { append } from "./open-pipeline.ts";
import type { AggregateCall } from "./pipeline.ts";

/** Lowers a group-by: one sink of groups, then a source of groups with the expressions over the aggregates' results. */
export function lowerAggregate(lowering: Lowering, node: AggregateNode): readonly OpenPipeline[] {
  if (node.maintainOrder && node.keys.length > 0) return lowerOrdered(lowering, node);
  const inputSchema = lowering.schema(node.input);
  const calls = new CallCollector(lowering, node);
  const outputs: NamedExpr[] = node.aggregates.map(({ name, expr }) => ({ name, expr: calls.replace(expr) }));
  const keys: Field[] = node.keys.map((key, i) => {
    const typed = resolveExpr(key.expr, inputSchema, lowering.catalog);
    return makeField(keyName(i), typed.type, typed.nullable);
  });
  const keyColumns: NamedExpr[] = node.keys.map((key, i) => ({ name: key.name, expr: ColumnExpr(keyName(i)) }));
  const open = calls.isHolistic
    ? groupRows(lowering, node, keys, calls.calls)
    : groupStates(lowering, node, keys, calls.calls);
  return append([open], { kind: "project", columns: [...keyColumns, ...outputs] });
}

function keyName(index: number): string {
  return `$key${index}`;
}

function groupStates(
  lowering: Lowering,
  node: AggregateNode,
  keys: readonly Field[],
  calls: readonly AggregateCall[],
): OpenPipeline {
  const inputs = lowering.lower(node.input);
  const state = lowering.addState({
    kind: "aggregate",
    keys,
    calls,
    estimatedGroups: keys.length === 0 ? 1 : lowering.rows(node),
    ordered: true,
  });
  lowering.close(inputs, { kind: "aggregate", state, keys: node.keys.map((key) => key.expr) });
  return {
    source: { kind: "groups", state },
    sourceSchema: groupSchema(keys, calls),
    operators: [],
    sequential: false,
  };
}

/** Aggregates that need every value of a group keep the rows, by group, instead of a state. */
function groupRows(
  lowering: Lowering,
  node: AggregateNode,
  keys: readonly Field[],
  calls: readonly AggregateCall[],
): OpenPipeline {
  const inputSchema = lowering.schema(node.input);
  const inputs = lowering.lower(node.input);
  const values: Field[] = [];
  const expressions: Expr[] = [];
  const stored = calls.map((call) => ({
    ...call,
    args: call.args.map((arg) => {
      const typed = resolveExpr(arg, inputSchema, lowering.catalog);
      const name = `$value${values.length}`;
      values.push(makeField(name, typed.type, typed.nullable));
      expressions.push(arg);
      return ColumnExpr(name);
    }),
  }));
  const state = lowering.addState({ kind: "holistic", keys, values, calls: stored });
  lowering.close(inputs, { kind: "holistic", state, keys: node.keys.map((key) => key.expr), values: expressions });
  return {
    source: { kind: "holistic", state },
    sourceSchema: groupSchema(keys, calls),
    operators: [],
    sequential: false,
  };
}

function groupSchema(keys: readonly Field[], calls: readonly AggregateCall[]): { readonly fields: readonly Field[] } {
  return { fields: [...keys, ...calls.map((call) => makeField(call.name, call.type))] };
}

/** Groups in order of first appearance. */
function lowerOrdered(lowering: Lowering, node: AggregateNode): readonly OpenPipeline[] {
  return lowering.lower(selectColumns(sortedGroups(node, "min"), lowering.schema(node)));
}

/** The groups in the order of their first (`min`) or last (`max`) rows: number the rows, keep a number, sort by it. */
function sortedGroups(node: AggregateNode, kept: "min" | "max"): LogicalPlan {
  const order = "$order";
  const number: AggregateExpr = { kind: "aggregate", function: kept, args: [ColumnExpr(order)], options: {} };
  const grouped = AggregateNode({
    input: RowIndexNode(node.input, order),
    keys: node.keys,
    aggregates: [...node.aggregates, { name: order, expr: number }],
  });
  return SortNode(grouped, [SortKey(ColumnExpr(order))]);
}

/** Lowers `unique` as a group-by over its columns; the other columns are those of the row that stays. */
export function lowerUnique(lowering: Lowering, node: UniqueNode): readonly OpenPipeline[] {
  const names = lowering.schema(node).fields.map((field) => field.name);
  const keyNames = new Set(node.subset ?? names);
  const rest = names.filter((name) => !keyNames.has(name));
  const pick = node.keep === "last" ? "last" : "first";
  const length = "$length";
  const aggregates: NamedExpr[] = rest.map((name) => ({
    name,
    expr: { kind: "aggregate", function: pick, args: [ColumnExpr(name)], options: { ignoreNulls: false } },
  }));
  if (node.keep === "none") {
    aggregates.push({ name: length, expr: { kind: "aggregate", function: "len", args: [], options: {} } });
  }
  const groups = AggregateNode({
    input: node.input,
    keys: names.filter((name) => keyNames.has(name)).map((name) => ({ name, expr: ColumnExpr(name) })),
    aggregates,
  });
  // The rows that stay keep their order, whichever of their group they are.
  let plan: LogicalPlan = node.maintainOrder ? sortedGroups(groups, pick === "last" ? "max" : "min") : groups;
  if (node.keep === "none") {
    const one: Expr = { kind: "literal", value: 1n, type: { kind: "uint32" }, dynamic: false };
    plan = FilterNode(plan, { kind: "call", function: "eq", args: [ColumnExpr(length), one], options: {} });
  }
  return lowering.lower(selectColumns(plan, lowering.schema(node)));
}

function selectColumns(plan: LogicalPlan, schema: Schema): LogicalPlan {
  return ProjectNode(
    plan,
    schema.fields.map(({ name }) => ({ name, expr: ColumnExpr(name) })),
  );
}

/** Gathers the distinct aggregate calls of a group-by's expressions and puts columns in their place. */
class CallCollector {
  readonly calls: AggregateCall[] = [];
  isHolistic = false;
  private readonly lowering: Lowering;
  private readonly node: AggregateNode;
  private readonly byKey = new Map<string, string>();

  constructor(lowering: Lowering, node: AggregateNode) {
    this.lowering = lowering;
    this.node = node;
  }

  replace(expr: Expr): Expr {
    return rewriteExpr(expr, (inner) => {
      if (inner.kind !== "aggregate") return inner;
      const simpler = this.decompose(inner);
      return simpler === null ? ColumnExpr(this.nameOf(inner)) : this.replace(simpler);
    });
  }

  /** Simpler calls in the place of one, so that equal parts of different calls are kept once. */
  private decompose(expr: AggregateExpr): Expr | null {
    const schema = this.lowering.schema(this.node.input);
    const types = expr.args.map((arg) => resolveExpr(arg, schema, this.lowering.catalog));
    return this.lowering.catalog.aggregate(expr.function)?.decompose?.(expr.args, types, expr.options) ?? null;
  }

  private nameOf(expr: AggregateExpr): string {
    const key = exprKey(expr);
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const schema = this.lowering.schema(this.node.input);
    const name = `$aggregate${this.calls.length}`;
    const argTypes = expr.args.map((arg) => resolveExpr(arg, schema, this.lowering.catalog).type);
    const { type } = resolveExpr(expr, schema, this.lowering.catalog);
    this.calls.push({ name, function: expr.function, args: expr.args, argTypes, options: expr.options, type });
    // An aggregate that needs every value of a group has no running state.
    this.isHolistic ||= this.lowering.catalog.aggregate(expr.function)?.holistic === true;
    this.byKey.set(key, name);
    return name;
  }
}
