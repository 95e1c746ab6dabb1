// Short words for the plans of the planner's tests.

import type { DataType } from "@millrace/core";
import { Field, Float64, Int64, Schema, String as StringType } from "@millrace/core";
import type { SourceStatistics } from "../catalogue.ts";
import { explainLogical } from "../explain/explain-logical.ts";
import { AggregateExpr } from "../expr/aggregate.ts";
import { CallExpr } from "../expr/call.ts";
import { ColumnExpr } from "../expr/column.ts";
import type { Expr } from "../expr/expr.ts";
import { LiteralExpr } from "../expr/literal.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { NamedExpr } from "../logical/named-expr.ts";
import { ScanNode } from "../logical/scan.ts";
import { schemaOf } from "../logical/schema.ts";
import type { OptimizerPass } from "../optimizer/pass.ts";
import { catalog } from "./fake-catalog.ts";

/** A column. */
export const col: typeof ColumnExpr = ColumnExpr;

/** A literal: bare numbers are dynamic, as from the user's code. */
export function lit(value: number | bigint | string | boolean): LiteralExpr {
  if (typeof value === "bigint") return LiteralExpr(value, Int64, true);
  if (typeof value === "number") return LiteralExpr(value, Float64, true);
  return typeof value === "string" ? LiteralExpr(value, StringType) : LiteralExpr(value, { kind: "boolean" });
}

/** A scalar call. */
export function call(name: string, ...args: Expr[]): CallExpr {
  return CallExpr(name, args);
}

/** An aggregate call. */
export function agg(name: string, ...args: Expr[]): AggregateExpr {
  return AggregateExpr(name, args);
}

/** Columns under their own names. */
export function named(...names: string[]): NamedExpr[] {
  return names.map((name) => NamedExpr(name, col(name)));
}

/** A scan of a Parquet file with these columns. */
export function scan(label: string, columns: Readonly<Record<string, DataType>>, nullable = true): ScanNode {
  const fields = Object.entries(columns).map(([name, type]) => Field(name, type, nullable));
  return ScanNode({
    source: { kind: "files", format: "parquet", files: [], options: {}, label },
    sourceSchema: Schema(fields),
  });
}

/** The text of the plan after one pass, which has to keep the schema. */
export function after(pass: OptimizerPass, plan: LogicalPlan, statistics: SourceStatistics | null = null): string {
  const result = pass.run(plan, { catalog, statistics, evaluator: null });
  const names = (of: LogicalPlan): string =>
    schemaOf(of, catalog)
      .fields.map((field) => field.name)
      .join();
  if (names(result) !== names(plan)) throw new Error(`schema changed: ${names(plan)} to ${names(result)}`);
  return explainLogical(result);
}

/** Lines of expected text. */
export function lines(...text: string[]): string {
  return text.join("\n");
}
