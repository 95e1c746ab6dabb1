import {
  ColumnNotFoundError,
  DuplicateColumnError,
  Field,
  fieldNames,
  findField,
  InvalidPlanError,
  Schema,
  sameSchema,
  schemaText,
  TypeMismatchError,
  typeName,
  UInt32,
} from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import { shortText } from "../explain/expr-text.ts";
import type { Expr } from "../expr/expr.ts";
import { walkExpr } from "../expr/walk.ts";
import { supertype } from "../types/supertype.ts";
import { provedNotNull } from "../typing/not-null.ts";
import { resolveExpr } from "../typing/resolve-expr.ts";
import type { AggregateNode } from "./aggregate.ts";
import type { JoinNode } from "./join.ts";
import { joinColumns } from "./join-columns.ts";
import type { LogicalPlan } from "./logical-plan.ts";
import type { NamedExpr } from "./named-expr.ts";
import type { ScanNode } from "./scan.ts";

const memos = new WeakMap<FunctionCatalog, WeakMap<LogicalPlan, Schema>>();

/**
 * The schema of a plan's result; every expression of the plan is resolved on the way. Remembered per node. Throws
 * ColumnNotFoundError, DuplicateColumnError, TypeMismatchError or InvalidPlanError.
 */
export function schemaOf(plan: LogicalPlan, catalog: FunctionCatalog): Schema {
  const memo = memos.get(catalog) ?? new WeakMap<LogicalPlan, Schema>();
  memos.set(catalog, memo);
  const known = memo.get(plan);
  if (known !== undefined) return known;
  const schema = inferSchema(plan, catalog);
  memo.set(plan, schema);
  return schema;
}

function inferSchema(plan: LogicalPlan, catalog: FunctionCatalog): Schema {
  switch (plan.kind) {
    case "scan":
      return scanSchema(plan, catalog);
    case "filter":
      return filtered(schemaOf(plan.input, catalog), plan.predicate, catalog);
    case "project":
      return distinctNames(rowFields(plan.columns, schemaOf(plan.input, catalog), catalog));
    case "aggregate":
      return aggregateSchema(plan, schemaOf(plan.input, catalog), catalog);
    case "join":
      return joinSchema(plan, catalog);
    case "sort": {
      const input = schemaOf(plan.input, catalog);
      for (const key of plan.keys) resolveRow(key.expr, input, catalog);
      return input;
    }
    case "slice":
      return schemaOf(plan.input, catalog);
    case "unique": {
      const input = schemaOf(plan.input, catalog);
      for (const name of plan.subset ?? []) requireField(input, name);
      return input;
    }
    case "topRows": {
      const input = schemaOf(plan.input, catalog);
      for (const key of plan.by) resolveRow(key.expr, input, catalog);
      const columns = plan.columns.map((name) => requireField(input, name));
      return distinctNames([...rowFields(plan.keys, input, catalog), ...columns]);
    }
    case "concat":
      return concatSchema(plan.inputs, catalog);
    case "rowIndex":
      return distinctNames([Field(plan.name, UInt32, false), ...schemaOf(plan.input, catalog).fields]);
  }
}

function requireField(schema: Schema, name: string): Field {
  const field = findField(schema, name);
  if (field === undefined) throw new ColumnNotFoundError(name, fieldNames(schema));
  return field;
}

function distinctNames(fields: readonly Field[]): Schema {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name)) throw new DuplicateColumnError(name);
    seen.add(name);
  }
  return Schema(fields);
}

/** Resolves an expression that is evaluated row by row: no aggregate may occur in it. */
function resolveRow(expr: Expr, input: Schema, catalog: FunctionCatalog): ReturnType<typeof resolveExpr> {
  const resolved = resolveExpr(expr, input, catalog);
  walkExpr(expr, (node) => {
    if (node.kind !== "aggregate") return undefined;
    throw new InvalidPlanError(`"${node.function}" aggregates rows: it belongs into agg() or an aggregating select()`);
  });
  return resolved;
}

function rowFields(columns: readonly NamedExpr[], input: Schema, catalog: FunctionCatalog): Field[] {
  return columns.map(({ name, expr }) => {
    const { type, nullable } = resolveRow(expr, input, catalog);
    return Field(name, type, nullable);
  });
}

/** The schema of the rows for which the predicate is true. */
function filtered(input: Schema, predicate: Expr, catalog: FunctionCatalog): Schema {
  const { type } = resolveRow(predicate, input, catalog);
  if (type.kind !== "boolean" && type.kind !== "null") {
    throw new TypeMismatchError(`A filter has to be Boolean, not ${typeName(type)}: ${shortText(predicate)}`);
  }
  const proved = provedNotNull(predicate, catalog);
  if (!input.fields.some((field) => field.nullable && proved.has(field.name))) return input;
  return Schema(input.fields.map((field) => (proved.has(field.name) ? Field(field.name, field.type, false) : field)));
}

function scanSchema(plan: ScanNode, catalog: FunctionCatalog): Schema {
  const { sourceSchema, predicate, projection } = plan;
  const kept = predicate === null ? sourceSchema : filtered(sourceSchema, predicate, catalog);
  return projection === null ? kept : distinctNames(projection.map((name) => requireField(kept, name)));
}

function aggregateSchema(plan: AggregateNode, input: Schema, catalog: FunctionCatalog): Schema {
  const aggregates = plan.aggregates.map(({ name, expr }) => {
    walkExpr(expr, (node) => {
      if (node.kind === "aggregate") return false;
      if (node.kind !== "column") return undefined;
      requireField(input, node.name);
      throw new InvalidPlanError(
        `The column "${node.name}" has many values a group: aggregate it, for example with first() or sum()`,
      );
    });
    const { type, nullable } = resolveExpr(expr, input, catalog);
    return Field(name, type, nullable);
  });
  return distinctNames([...rowFields(plan.keys, input, catalog), ...aggregates]);
}

function joinSchema(plan: JoinNode, catalog: FunctionCatalog): Schema {
  const left = schemaOf(plan.left, catalog);
  const right = schemaOf(plan.right, catalog);
  const wanted = plan.type === "cross" ? "no keys" : "as many keys on the left as on the right, at least one";
  if (plan.leftOn.length !== plan.rightOn.length || (plan.leftOn.length === 0) !== (plan.type === "cross")) {
    throw new InvalidPlanError(
      `A join of type "${plan.type}" takes ${wanted}: got ${plan.leftOn.length} and ${plan.rightOn.length}`,
    );
  }
  plan.leftOn.forEach((leftKey, i) => {
    const a = resolveRow(leftKey, left, catalog).type;
    const rightKey = plan.rightOn[i] ?? leftKey;
    const b = resolveRow(rightKey, right, catalog).type;
    if (supertype(a, b) !== null) return;
    throw new TypeMismatchError(
      `Join keys have to be of one type: ${typeName(a)} and ${typeName(b)}, for ${shortText(leftKey)} and ${shortText(rightKey)}. Cast one of them.`,
    );
  });
  return distinctNames(joinColumns(plan, left, right).map((column) => column.field));
}

function concatSchema(inputs: readonly LogicalPlan[], catalog: FunctionCatalog): Schema {
  const schemas = inputs.map((input) => schemaOf(input, catalog));
  const [first] = schemas;
  if (first === undefined) throw new InvalidPlanError("A concat needs at least one input");
  for (const schema of schemas) {
    if (sameSchema(first, schema)) continue;
    throw new InvalidPlanError(
      `The inputs of a concat have different columns: ${schemaText(first)} and ${schemaText(schema)}`,
    );
  }
  const nullable = (i: number): boolean => schemas.some((schema) => schema.fields[i]?.nullable);
  return Schema(first.fields.map((field, i) => Field(field.name, field.type, nullable(i))));
}
