import type { Expr, FrameSchema } from "@millrace/frame";
import { col } from "@millrace/frame";
import type { ConfigNode } from "../config/config-node.ts";
import { columnType } from "../plan/table.ts";
import { conditionOperators } from "./condition-operators.ts";

/** A condition of a config, waiting for the columns of its input. */
export interface Condition {
  /** The columns that it names on the left of its operators. */
  readonly columns: readonly string[];
  /** The expression; undefined where a fault was noted. */
  build(schema: FrameSchema): Expr | undefined;
}

const operatorNames = Object.keys(conditionOperators);

/**
 * Reads `{ column: age, ge: 18, lt: 65 }` (all operators have to hold), `{ any: [...] }`, `{ all: [...] }` or
 * `{ not: ... }`.
 */
export function readCondition(node: ConfigNode): Condition | undefined {
  const fields = node.readFields(["column", "any", "all", "not", ...operatorNames], "keys");
  if (fields === undefined) return undefined;
  const compound = (["any", "all", "not"] as const).filter((key) => fields.has(key));
  if (compound.length === 0) return readComparison(node);
  if (compound.length > 1 || Object.keys(node.value as object).length > 1) {
    return node.fail(`"${compound[0]}" stands alone in its mapping`);
  }
  const [key] = compound;
  const child = fields.need(key!);
  if (child === undefined) return undefined;
  if (key === "not") return negation(readCondition(child));
  return combination(readConditions(child), key === "any");
}

/** Reads a list of conditions, or one alone. */
export function readConditions(node: ConfigNode): Condition[] | undefined {
  const conditions = node.readItems({ orOne: true, nonEmpty: true })?.map(readCondition);
  if (conditions === undefined || conditions.some((condition) => condition === undefined)) return undefined;
  return conditions as Condition[];
}

function readComparison(node: ConfigNode): Condition | undefined {
  const fields = node.readFields(["column", "any", "all", "not", ...operatorNames])!;
  const columnNode = fields.need("column");
  const column = columnNode?.readString();
  const given = operatorNames.filter((name) => fields.get(name) !== undefined);
  if (given.length === 0) return node.fail(`an operator is missing: ${operatorNames.join(", ")}`);
  const tests = given.map((name) => conditionOperators[name]!(fields.get(name)!));
  if (column === undefined || tests.some((test) => test === undefined)) return undefined;
  return {
    columns: [column],
    build(schema) {
      const type = columnType(column, schema, columnNode!);
      return type === undefined ? undefined : conjunction(tests.map((test) => test!(col(column), type, schema)));
    },
  };
}

function negation(inner: Condition | undefined): Condition | undefined {
  return inner === undefined ? undefined : { columns: inner.columns, build: (schema) => inner.build(schema)?.not() };
}

function combination(conditions: readonly Condition[] | undefined, isAny: boolean): Condition | undefined {
  if (conditions === undefined) return undefined;
  return {
    columns: conditions.flatMap(({ columns }) => columns),
    build(schema) {
      const exprs = conditions.map((condition) => condition.build(schema));
      return isAny ? disjunction(exprs) : conjunction(exprs);
    },
  };
}

/** All of them; undefined where one of them is. */
export function conjunction(exprs: readonly (Expr | undefined)[]): Expr | undefined {
  if (exprs.some((expr) => expr === undefined)) return undefined;
  const [first, ...others] = exprs as Expr[];
  return first!.and(...others);
}

function disjunction(exprs: readonly (Expr | undefined)[]): Expr | undefined {
  if (exprs.some((expr) => expr === undefined)) return undefined;
  const [first, ...others] = exprs as Expr[];
  return first!.or(...others);
}
