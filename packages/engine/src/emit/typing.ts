import type { Schema } from "@millrace/core";
import { Field } from "@millrace/core";
import type { Expr, NamedExpr } from "@millrace/plan";
import { resolveExpr } from "@millrace/plan";
import type { Binding, Environment } from "./environment.ts";
import { bindingOf } from "./environment.ts";
import type { Catalog } from "./facts.ts";

const schemas = new WeakMap<Environment, Schema>();

/** The columns of an environment as a schema; one object for each environment, so that what is resolved is remembered. */
export function schemaOfEnvironment(environment: Environment): Schema {
  let schema = schemas.get(environment);
  if (schema === undefined) {
    schema = { fields: [...environment].map(([name, binding]) => Field(name, binding.type, binding.nullable)) };
    schemas.set(environment, schema);
  }
  return schema;
}

/** The columns after a projection; plain columns keep their binding, others are computed where they are first used. */
export function projectEnvironment(
  environment: Environment,
  columns: readonly NamedExpr[],
  catalog: Catalog,
): Environment {
  return new Map(columns.map(({ name, expr }) => [name, bindExpr(expr, environment, catalog)]));
}

function bindExpr(expr: Expr, environment: Environment, catalog: Catalog): Binding {
  const inner = expr.kind === "alias" ? expr.input : expr;
  if (inner.kind === "column") return bindingOf(environment, inner.name);
  const { type, nullable } = resolveExpr(inner, schemaOfEnvironment(environment), catalog);
  return { kind: "computed", type, nullable, expr: inner, environment };
}
