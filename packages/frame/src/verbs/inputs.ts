import { DuplicateColumnError, fieldNames, InvalidArgumentError } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { NamedExpr, schemaOf, withoutAliases } from "@millrace/plan";
import { enginePort } from "../engine-port.ts";
import type { IntoExpr } from "../expr/expr.ts";
import { Expr, toExpr } from "../expr/expr.ts";
import { outputName } from "../expr/output-name.ts";
import { expandSelection } from "../expr/selection.ts";

/** Expressions by the names of their columns. */
export type ExprRecord = { readonly [name: string]: IntoExpr };

/** Expressions as verbs take them: one by one, in lists, or by name. Text names columns. */
export type ExprInput = IntoExpr | readonly IntoExpr[] | ExprRecord;

/** The names of a plan's columns. */
export function planColumns(plan: LogicalPlan): string[] {
  return fieldNames(schemaOf(plan, enginePort.catalog));
}

/** The given expressions in one list. Only their form is checked here. */
export function flattenInputs(inputs: readonly ExprInput[]): Expr[] {
  return inputs.flatMap((input): Expr[] => {
    if (Array.isArray(input)) return input.map((item: IntoExpr) => toExpr(item));
    if (isRecord(input)) return Object.entries(input).map(([name, value]) => toExpr(value).alias(name));
    return [toExpr(input as IntoExpr)];
  });
}

function isRecord(input: unknown): input is ExprRecord {
  return typeof input === "object" && input !== null && Object.getPrototypeOf(input) === Object.prototype;
}

/** The columns that the expressions give over an input, in order. Throws a DuplicateColumnError. */
export function nameExprs(exprs: readonly Expr[], columns: readonly string[]): NamedExpr[] {
  const seen = new Set<string>();
  return exprs.flatMap((expr) =>
    expandSelection(expr.node, expr.selection, columns).map(({ node }) => {
      const name = outputName(node);
      if (seen.has(name)) throw new DuplicateColumnError(name);
      seen.add(name);
      return NamedExpr(name, withoutAliases(node));
    }),
  );
}

/** A list of column names from text and lists of it. */
export function flattenNames(where: string, names: readonly (string | readonly string[])[]): string[] {
  const flat = names.flat();
  const wrong = flat.find((name) => typeof name !== "string");
  if (wrong !== undefined)
    throw new InvalidArgumentError(`${where} takes column names, not ${describeArgument(wrong)}`);
  return flat;
}

/** A word for what was given in place of what was wanted. */
function describeArgument(value: unknown): string {
  if (value instanceof Expr) return "an expression";
  return value === null ? "null" : typeof value === "object" ? "an object" : (JSON.stringify(value) ?? typeof value);
}
