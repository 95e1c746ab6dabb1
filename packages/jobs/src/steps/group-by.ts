import { didYouMean, typeName } from "@millrace/core";
import type { Expr, FrameSchema } from "@millrace/frame";
import { col, len } from "@millrace/frame";
import type { ConfigNode, Fields } from "../config/config-node.ts";
import { readDerivedColumn } from "../expressions/derived-column.ts";
import type { TimePart } from "../expressions/functions.ts";
import { TIME_PARTS, timePart } from "../expressions/functions.ts";
import { columnType } from "../plan/table.ts";
import { aggregateFunctions, aggregateNames, ROW_COUNT } from "./aggregate-functions.ts";
import type { StepBody, StepType } from "./step-type.ts";

/** A key or an aggregate, waiting for the columns of the input. */
interface Output {
  readonly name: string;
  readonly node: ConfigNode;
  build(schema: FrameSchema, timeColumn: string): Expr | undefined;
}

/**
 * `{ type: group_by, keys: [facility, year], aggregations: [{ column: bmi, function: mean, alias: avg_bmi }] }`. A key that
 * the input does not have and that is named after a part of a date (`year`, `month`, …) is that part of the `time_column`.
 */
export const groupByStep: StepType = {
  keys: ["keys", "aggregations", "time_column"],
  inputKeys: ["input"],
  keepsRows: false,
  read(fields): StepBody | undefined {
    const keys = fields.need("keys")?.readItems({ orOne: true, nonEmpty: true })?.map(readKey);
    const aggregates = fields.need("aggregations")?.readItems()?.map(readAggregate);
    const timeNode = fields.get("time_column");
    const timeColumn = timeNode === undefined ? null : timeNode.readString();
    if (keys === undefined || aggregates === undefined || timeColumn === undefined) return undefined;
    const outputs = [...keys, ...aggregates];
    if (outputs.some((output) => output === undefined)) return undefined;
    noteDuplicates(outputs as Output[]);
    return {
      build([input], scope) {
        const build = (output: Output | undefined): Expr | undefined =>
          output!.build(input!.schema, timeColumn ?? scope.timeColumn);
        const keyExprs = keys.map(build);
        const aggregateExprs = aggregates.map(build);
        if ([...keyExprs, ...aggregateExprs].includes(undefined)) return undefined;
        return input!.frame.groupBy(...(keyExprs as Expr[])).agg(...(aggregateExprs as Expr[]));
      },
    };
  },
};

function noteDuplicates(outputs: readonly Output[]): void {
  const taken = new Set<string>();
  for (const { name, node } of outputs) {
    if (taken.has(name)) node.fail(`two columns of the result are named "${name}"`);
    taken.add(name);
  }
}

function readKey(node: ConfigNode): Output | undefined {
  if (node.isMapping()) return readDerivedColumn(node);
  const name = node.readString();
  if (name === undefined) return undefined;
  return {
    name,
    node,
    build(schema, timeColumn) {
      if (schema.has(name)) return col(name);
      if (!TIME_PARTS.includes(name)) return missingKey(name, schema, node);
      if (!schema.has(timeColumn)) {
        return node.fail(
          `there is no column "${name}", and none named "${timeColumn}" to take it of.` +
            ` Name one with time_column, or derive "${name}" in a with_columns step`,
        );
      }
      return timePart(name as TimePart, col(timeColumn), schema.get(timeColumn), node)?.alias(name);
    },
  };
}

function missingKey(name: string, schema: FrameSchema, node: ConfigNode): undefined {
  return node.fail(`column not found: "${name}".${didYouMean(name, [...schema.names(), ...TIME_PARTS], "columns")}`);
}

function readAggregate(node: ConfigNode): Output | undefined {
  const fields = node.readFields(["column", "function", "alias"]);
  if (fields === undefined) return undefined;
  const name = fields.need("function")?.readChoice(aggregateNames, "function");
  const columnNode = name === ROW_COUNT ? fields.get("column") : fields.need("column");
  const column = columnNode?.readString();
  const aliasNode = fields.get("alias");
  const alias = aliasNode === undefined ? defaultAlias(name, column) : aliasNode.readString();
  if (name === undefined || alias === undefined) return undefined;
  if (column === undefined && (name !== ROW_COUNT || columnNode !== undefined)) return undefined;
  return { name: alias, node, build: (schema) => aggregateExpr(name, column, schema, fields)?.alias(alias) };
}

function defaultAlias(name: string | undefined, column: string | undefined): string | undefined {
  return column === undefined ? name : `${column}_${name}`;
}

function aggregateExpr(
  name: string,
  column: string | undefined,
  schema: FrameSchema,
  fields: Fields,
): Expr | undefined {
  const type = column === undefined ? null : columnType(column, schema, fields.get("column")!);
  if (type === undefined) return undefined;
  if (name === ROW_COUNT) return len();
  const { build, accepts } = aggregateFunctions[name]!;
  if (type !== null && accepts(type)) return build(col(column!));
  return fields.get("column")!.fail(`${name} is not defined for the type ${typeName(type!)} of "${column}"`);
}
