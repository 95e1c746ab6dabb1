import type { DataType, Schema } from "@millrace/core";
import {
  Boolean as BooleanType,
  ColumnNotFoundError,
  fieldNames,
  findField,
  InvalidPlanError,
  TypeMismatchError,
  typeName,
} from "@millrace/core";
import type { FunctionCatalog, FunctionSignature, ResolvedCall } from "../catalogue.ts";
import { shortText } from "../explain/expr-text.ts";
import type { AggregateExpr } from "../expr/aggregate.ts";
import type { CallExpr } from "../expr/call.ts";
import type { ConditionalExpr } from "../expr/conditional.ts";
import type { Expr } from "../expr/expr.ts";
import { hasAggregate } from "../expr/walk.ts";
import { isTotalCast } from "../types/cast-rules.ts";
import { commonType } from "../types/supertype.ts";
import { adaptDynamic } from "./dynamic-literals.ts";
import { unknownFunction } from "./unknown-function.ts";

/** What is known of an expression's values over a schema. */
export interface ResolvedExpr {
  readonly type: DataType;
  readonly nullable: boolean;
  /** The types that the children are cast to before the node itself, in the order of the children table. */
  readonly childTypes: readonly DataType[];
}

type Memo = WeakMap<Expr, ResolvedExpr>;
const memos = new WeakMap<FunctionCatalog, WeakMap<Schema, Memo>>();

function memoOf(catalog: FunctionCatalog, schema: Schema): Memo {
  const schemas = memos.get(catalog) ?? new WeakMap<Schema, Memo>();
  memos.set(catalog, schemas);
  const memo: Memo = schemas.get(schema) ?? new WeakMap();
  schemas.set(schema, memo);
  return memo;
}

/**
 * The type and nullability of an expression over a schema. Remembered per node: asking for every node of a tree costs
 * no more than asking for its root. Throws ColumnNotFoundError, TypeMismatchError or InvalidPlanError.
 */
export function resolveExpr(expr: Expr, schema: Schema, catalog: FunctionCatalog): ResolvedExpr {
  const memo = memoOf(catalog, schema);
  const known = memo.get(expr);
  if (known !== undefined) return known;
  const resolved = Object.freeze(resolveNode(expr, schema, catalog));
  memo.set(expr, resolved);
  return resolved;
}

/** The type of an expression over a schema; throws as `resolveExpr`. */
export function typeOf(expr: Expr, schema: Schema, catalog: FunctionCatalog): DataType {
  return resolveExpr(expr, schema, catalog).type;
}

function resolveNode(expr: Expr, schema: Schema, catalog: FunctionCatalog): ResolvedExpr {
  switch (expr.kind) {
    case "column": {
      const field = findField(schema, expr.name);
      if (field === undefined) throw new ColumnNotFoundError(expr.name, fieldNames(schema));
      return { type: field.type, nullable: field.nullable, childTypes: [] };
    }
    case "literal":
      return { type: expr.type, nullable: expr.value === null, childTypes: [] };
    case "cast": {
      const input = resolveExpr(expr.input, schema, catalog);
      const mayBecomeNull = !expr.strict && !isTotalCast(input.type, expr.to);
      return { type: expr.to, nullable: input.nullable || mayBecomeNull, childTypes: [input.type] };
    }
    case "alias": {
      const { type, nullable } = resolveExpr(expr.input, schema, catalog);
      return { type, nullable, childTypes: [type] };
    }
    case "conditional":
      return resolveConditional(expr, schema, catalog);
    case "call": {
      const signature = catalog.scalar(expr.function) ?? unknownFunction(expr.function, catalog);
      return resolveCall(expr, signature, schema, catalog);
    }
    case "aggregate": {
      const signature = catalog.aggregate(expr.function) ?? unknownFunction(expr.function, catalog);
      if (expr.args.some(hasAggregate)) {
        throw new InvalidPlanError(`An aggregate cannot be taken of an aggregate, as in "${expr.function}"`);
      }
      return resolveCall(expr, signature, schema, catalog);
    }
  }
}

function resolveCall(
  expr: CallExpr | AggregateExpr,
  signature: FunctionSignature,
  schema: Schema,
  catalog: FunctionCatalog,
): ResolvedExpr {
  const args = expr.args.map((arg) => resolveExpr(arg, schema, catalog));
  const adapted = adaptDynamic(
    expr.args,
    args.map((arg) => arg.type),
  );
  const types = adapted.map((arg, i) => ({ ...arg, nullable: args[i]?.nullable ?? true }));
  let call: ResolvedCall;
  try {
    call = signature.resolve(types, expr.options);
  } catch (error) {
    if (!(error instanceof TypeMismatchError)) throw error;
    // A function knows the types of its arguments, not what they are computed of.
    throw new TypeMismatchError(`${error.message.replace(/\.$/, "")}. In: ${shortText(expr)}`, error.details);
  }
  return { type: call.result, nullable: call.nullable, childTypes: call.argTypes };
}

function resolveConditional(expr: ConditionalExpr, schema: Schema, catalog: FunctionCatalog): ResolvedExpr {
  for (const { when } of expr.branches) {
    const { type } = resolveExpr(when, schema, catalog);
    if (type.kind !== "boolean" && type.kind !== "null") {
      throw new TypeMismatchError(`A condition of when() has to be Boolean, not ${typeName(type)}: ${shortText(when)}`);
    }
  }
  const values = [...expr.branches.map((branch) => branch.then), expr.otherwise];
  const resolved = values.map((value) => resolveExpr(value, schema, catalog));
  const types = adaptDynamic(
    values,
    resolved.map((value) => value.type),
  ).map((value) => value.type);
  const common = commonType(types);
  if (common === null) {
    throw new TypeMismatchError(
      `The branches of when/then/otherwise have no common type: ${types.map(typeName).join(", ")}. Cast them to one type.`,
    );
  }
  const childTypes = [...expr.branches.flatMap(() => [BooleanType, common]), common];
  return { type: common, nullable: resolved.some((value) => value.nullable), childTypes };
}
