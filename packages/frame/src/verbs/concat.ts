import type { DataType, Schema } from "@millrace/core";
import { findField, InvalidArgumentError, InvalidPlanError, Null, TypeMismatchError, typeName } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import {
  CastExpr,
  ColumnExpr,
  ConcatNode,
  LiteralExpr,
  NamedExpr,
  ProjectNode,
  schemaOf,
  supertype,
} from "@millrace/plan";
import { enginePort } from "../engine-port.ts";

/**
 * How frames are put below one another: "vertical" wants the same columns and types, "verticalRelaxed" takes the common type,
 * "diagonal" fills missing columns with null, "diagonalRelaxed" does both.
 */
export type ConcatHow = "vertical" | "verticalRelaxed" | "diagonal" | "diagonalRelaxed";

/** The rows of the plans one after another. */
export function concatPlans(plans: readonly LogicalPlan[], how: ConcatHow): LogicalPlan {
  if (plans.length === 0) throw new InvalidArgumentError("concat needs at least one frame");
  if (how === "vertical") return ConcatNode(plans);
  const schemas = plans.map((plan) => schemaOf(plan, enginePort.catalog));
  const columns = unionColumns(schemas, how);
  return ConcatNode(plans.map((plan, i) => align(plan, schemas[i]!, columns)));
}

/** The columns of the result, with their types, in order of first appearance. */
function unionColumns(schemas: readonly Schema[], how: ConcatHow): Map<string, DataType> {
  const diagonal = how === "diagonal" || how === "diagonalRelaxed";
  const relaxed = how === "verticalRelaxed" || how === "diagonalRelaxed";
  const columns = new Map<string, DataType>();
  for (const [i, schema] of schemas.entries()) {
    for (const { name, type } of schema.fields) {
      const known = columns.get(name);
      if (known === undefined && i > 0 && !diagonal) throw missing(name, how);
      const common = known === undefined ? type : supertype(known, type);
      if (common === null || (!relaxed && known !== undefined && typeName(known) !== typeName(type))) {
        throw new TypeMismatchError(
          `concat: the column "${name}" is ${typeName(known ?? Null)} in one input and ${typeName(type)} in another. ` +
            (common === null ? "Cast one of them" : `Cast one of them, or pass how: "${how}Relaxed"`),
        );
      }
      columns.set(name, common);
    }
  }
  const lacking = [...columns.keys()].find((name) => schemas.some((schema) => findField(schema, name) === undefined));
  if (lacking !== undefined && !diagonal) throw missing(lacking, how);
  return columns;
}

function missing(name: string, how: ConcatHow): InvalidPlanError {
  const instead = how === "vertical" ? "diagonal" : "diagonalRelaxed";
  return new InvalidPlanError(
    `concat: the column "${name}" is not in every input. Pass how: "${instead}" to fill it with null`,
  );
}

function align(plan: LogicalPlan, schema: Schema, columns: ReadonlyMap<string, DataType>): LogicalPlan {
  const own = new Map(schema.fields.map((field) => [field.name, field.type]));
  const aligned = [...columns].map(([name, type]) => {
    const ownType = own.get(name);
    if (ownType === undefined) return NamedExpr(name, LiteralExpr(null, type));
    const column = ColumnExpr(name);
    return NamedExpr(name, typeName(ownType) === typeName(type) ? column : CastExpr(column, type));
  });
  return ProjectNode(plan, aligned);
}
