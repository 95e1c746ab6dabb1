// The one place that knows where a plan node keeps its inputs and its expressions. Every traversal comes from it.

import type { Expr } from "../expr/expr.ts";
import { AggregateNode } from "./aggregate.ts";
import { ConcatNode } from "./concat.ts";
import { FilterNode } from "./filter.ts";
import { JoinNode } from "./join.ts";
import type { LogicalPlan } from "./logical-plan.ts";
import { NamedExpr } from "./named-expr.ts";
import { ProjectNode } from "./project.ts";
import { RowIndexNode } from "./row-index.ts";
import { ScanNode } from "./scan.ts";
import { SliceNode } from "./slice.ts";
import { SortKey, SortNode } from "./sort.ts";
import { TopRowsNode } from "./top-rows.ts";
import { UniqueNode } from "./unique.ts";

interface PlanShape<P extends LogicalPlan> {
  /** The inputs, left to right. */
  inputs(plan: P): readonly LogicalPlan[];
  /** The expressions over the inputs, in the order of the fields. */
  exprs(plan: P): readonly Expr[];
  /** The same node over other inputs and expressions, given in the order of `inputs` and `exprs`. */
  rebuild(plan: P, inputs: readonly LogicalPlan[], exprs: readonly Expr[]): P;
  /** Everything of the node that is neither its kind nor an input nor an expression. */
  attributes(plan: P): readonly unknown[];
}

const none: readonly never[] = Object.freeze([]);
const exprOf = (named: { readonly expr: Expr }): Expr => named.expr;

function renamed(columns: readonly NamedExpr[], exprs: readonly Expr[]): NamedExpr[] {
  return columns.map((column, i) => NamedExpr(column.name, exprs[i] ?? column.expr));
}

const shapes: { readonly [K in LogicalPlan["kind"]]: PlanShape<Extract<LogicalPlan, { kind: K }>> } = {
  scan: {
    inputs: () => none,
    exprs: (plan) => (plan.predicate === null ? none : [plan.predicate]),
    rebuild: (plan, _, [predicate = plan.predicate]) => ScanNode({ ...plan, predicate }),
    // A frame's buffers are no text: two frames are the same source only if they are the same object.
    attributes: (plan) => [sourceKey(plan), plan.projection, plan.limit],
  },
  filter: {
    inputs: (plan) => [plan.input],
    exprs: (plan) => [plan.predicate],
    rebuild: (plan, [input = plan.input], [predicate = plan.predicate]) => FilterNode(input, predicate),
    attributes: () => none,
  },
  project: {
    inputs: (plan) => [plan.input],
    exprs: (plan) => plan.columns.map(exprOf),
    rebuild: (plan, [input = plan.input], exprs) => ProjectNode(input, renamed(plan.columns, exprs)),
    attributes: (plan) => plan.columns.map((column) => column.name),
  },
  aggregate: {
    inputs: (plan) => [plan.input],
    exprs: (plan) => [...plan.keys, ...plan.aggregates].map(exprOf),
    rebuild: (plan, [input = plan.input], exprs) =>
      AggregateNode({
        ...plan,
        input,
        keys: renamed(plan.keys, exprs),
        aggregates: renamed(plan.aggregates, exprs.slice(plan.keys.length)),
      }),
    attributes: (plan) => [
      plan.maintainOrder,
      plan.keys.map((key) => key.name),
      plan.aggregates.map((aggregate) => aggregate.name),
    ],
  },
  join: {
    inputs: (plan) => [plan.left, plan.right],
    exprs: (plan) => [...plan.leftOn, ...plan.rightOn],
    rebuild: (plan, [left = plan.left, right = plan.right], exprs) => {
      const keys = plan.leftOn.length;
      return JoinNode({ ...plan, left, right, leftOn: exprs.slice(0, keys), rightOn: exprs.slice(keys) });
    },
    attributes: (plan) => [plan.type, plan.suffix, plan.coalesce, plan.nullsEqual, plan.validate, plan.build],
  },
  sort: {
    inputs: (plan) => [plan.input],
    exprs: (plan) => plan.keys.map(exprOf),
    rebuild: (plan, [input = plan.input], exprs) =>
      SortNode(
        input,
        plan.keys.map((key, i) => SortKey(exprs[i] ?? key.expr, key)),
        plan.limit,
      ),
    attributes: (plan) => [plan.keys.map((key) => [key.descending, key.nullsLast]), plan.limit],
  },
  slice: {
    inputs: (plan) => [plan.input],
    exprs: () => none,
    rebuild: (plan, [input = plan.input]) => SliceNode(input, plan.offset, plan.length),
    attributes: (plan) => [plan.offset, plan.length],
  },
  unique: {
    inputs: (plan) => [plan.input],
    exprs: () => none,
    rebuild: (plan, [input = plan.input]) => UniqueNode({ ...plan, input }),
    attributes: (plan) => [plan.subset, plan.keep, plan.maintainOrder],
  },
  topRows: {
    inputs: (plan) => [plan.input],
    exprs: (plan) => [...plan.keys, ...plan.by].map(exprOf),
    rebuild: (plan, [input = plan.input], exprs) =>
      TopRowsNode({
        ...plan,
        input,
        keys: renamed(plan.keys, exprs),
        by: plan.by.map((key, i) => SortKey(exprs[plan.keys.length + i] ?? key.expr, key)),
      }),
    attributes: (plan) => [
      plan.keys.map((key) => key.name),
      plan.by.map((key) => [key.descending, key.nullsLast]),
      plan.limit,
      plan.columns,
    ],
  },
  concat: {
    inputs: (plan) => plan.inputs,
    exprs: () => none,
    rebuild: (_, inputs) => ConcatNode(inputs),
    attributes: () => none,
  },
  rowIndex: {
    inputs: (plan) => [plan.input],
    exprs: () => none,
    rebuild: (plan, [input = plan.input]) => RowIndexNode(input, plan.name, plan.offset),
    attributes: (plan) => [plan.name, plan.offset],
  },
};

const frameIds = new WeakMap<object, number>();
let lastFrameId = 0;

function sourceKey(plan: ScanNode): unknown {
  if (plan.source.kind === "shared") return ["shared", plan.source.id];
  if (plan.source.kind !== "frame") return plan.source;
  let id = frameIds.get(plan.source.data);
  if (id === undefined) {
    lastFrameId++;
    id = lastFrameId;
    frameIds.set(plan.source.data, id);
  }
  return ["frame", id];
}

function shapeOf(plan: LogicalPlan): PlanShape<LogicalPlan> {
  return shapes[plan.kind] as PlanShape<LogicalPlan>;
}

/** The inputs of a plan node, left to right. */
export function planInputs(plan: LogicalPlan): readonly LogicalPlan[] {
  return shapeOf(plan).inputs(plan);
}

/** The expressions of a plan node; those of a join are its left keys, then its right keys. */
export function planExprs(plan: LogicalPlan): readonly Expr[] {
  return shapeOf(plan).exprs(plan);
}

/** Everything of a node that is neither its kind nor an input nor an expression. */
export function planAttributes(plan: LogicalPlan): readonly unknown[] {
  return shapeOf(plan).attributes(plan);
}

/** The node over other inputs; the same object where none differs. */
export function withPlanInputs(plan: LogicalPlan, inputs: readonly LogicalPlan[]): LogicalPlan {
  if (planInputs(plan).every((input, i) => input === inputs[i])) return plan;
  return shapeOf(plan).rebuild(plan, inputs, planExprs(plan));
}

/** The node with other expressions; the same object where none differs. */
export function withPlanExprs(plan: LogicalPlan, exprs: readonly Expr[]): LogicalPlan {
  if (planExprs(plan).every((expr, i) => expr === exprs[i])) return plan;
  return shapeOf(plan).rebuild(plan, planInputs(plan), exprs);
}
