import type { Field } from "@millrace/core";
import { Field as makeField } from "@millrace/core";
import type { Expr, SortNode } from "@millrace/plan";
import { resolveExpr } from "@millrace/plan";
import type { Lowering } from "./lower.ts";
import type { OpenPipeline } from "./open-pipeline.ts";
import type { SortOrder } from "./pipeline.ts";

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
  const state = lowering.addState({ kind: "sort", orders, payload, limit: node.limit });
  lowering.close(inputs, { kind: "sort", state, keys, payload: payload.map((field) => field.name) });
  return [{ source: { kind: "sorted", state }, sourceSchema: schema, operators: [], sequential: true }];
}
