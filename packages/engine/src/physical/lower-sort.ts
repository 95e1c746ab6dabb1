import type { Field, Schema } from "@millrace/core";
import { Field as makeField } from "@millrace/core";
import type { Expr, LogicalPlan, SortNode } from "@millrace/plan";
import { resolveExpr } from "@millrace/plan";
import type { Lowering } from "./lower.ts";
import type { OpenPipeline } from "./open-pipeline.ts";
import type { SortOrder, StateId } from "./pipeline.ts";

/** One key for every row, so that rows stay in the order in which they come. */
const noOrder: Expr = { kind: "literal", value: 0n, type: { kind: "int32" }, dynamic: false };

/** Keeps the rows of a sub-plan in their order, for several readers. */
export function lowerShared(lowering: Lowering, plan: LogicalPlan): StateId {
  return closeInOrder(lowering, lowering.lower(plan), lowering.schema(plan));
}

/** Ends pipelines in a state that keeps their rows, or the first of them, in the order in which they come. */
export function closeInOrder(
  lowering: Lowering,
  inputs: readonly OpenPipeline[],
  schema: Schema,
  limit: number | null = null,
): StateId {
  const payload = schema.fields;
  const orders = [{ type: { kind: "int32" }, nullable: false, descending: false, nullsLast: false }] as const;
  const state = lowering.addState({ kind: "sort", orders, payload, limit, isShared: limit === null, inOrder: true });
  lowering.close(inputs, { kind: "sort", state, keys: [noOrder], payload: payload.map((field) => field.name) });
  return state;
}

/** Lowers a sort: rows with their keys into sorted runs, then a source that merges the runs. */
export function lowerSort(lowering: Lowering, node: SortNode): readonly OpenPipeline[] {
  const schema = lowering.schema(node.input);
  const inputs = lowering.lower(node.input);
  const keys: Expr[] = node.keys.map((key) => key.expr);
  const orders: SortOrder[] = node.keys.map((key) => {
    const typed = resolveExpr(key.expr, schema, lowering.catalog);
    return { type: typed.type, nullable: typed.nullable, descending: key.descending, nullsLast: key.nullsLast };
  });
  const payload: Field[] = schema.fields.map((field) => makeField(field.name, field.type, field.nullable));
  const state = lowering.addState({
    kind: "sort",
    orders,
    payload,
    limit: node.limit,
    isShared: false,
    inOrder: false,
  });
  lowering.close(inputs, { kind: "sort", state, keys, payload: payload.map((field) => field.name) });
  return [{ source: { kind: "sorted", state }, sourceSchema: schema, operators: [], sequential: false }];
}
