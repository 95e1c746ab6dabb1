import type { DataType } from "@millrace/core";
import { isNumeric, isText, parseIsoMicroseconds, typeName } from "@millrace/core";
import type { Expr, FrameSchema } from "@millrace/frame";
import { col, date, datetime, lit } from "@millrace/frame";
import type { ConfigNode, Scalar } from "../config/config-node.ts";
import { columnType } from "../plan/table.ts";

const US_A_DAY = 86_400_000_000n;

/** The constant that a config gives beside a column of this type: text beside dates is an ISO date or time. */
export function literalBeside(value: Scalar, type: DataType, node: ConfigNode): Expr | undefined {
  if (type.kind === "date" || type.kind === "datetime") return momentBeside(value, type, node);
  const fits = isText(type)
    ? typeof value === "string"
    : isNumeric(type)
      ? typeof value === "number"
      : typeof value === "boolean";
  if (fits) return lit(value);
  return node.fail(`the column is ${typeName(type)}, the value is ${JSON.stringify(value)}`);
}

function momentBeside(value: Scalar, type: DataType, node: ConfigNode): Expr | undefined {
  const us = typeof value === "string" ? parseIsoMicroseconds(value) : undefined;
  if (us === undefined)
    return node.fail(`no date or time: ${JSON.stringify(value)}. Write it as 2024-01-31 or 2024-01-31T08:30:00`);
  if (type.kind === "datetime") return datetime(value as string);
  if (us % US_A_DAY !== 0n) return node.fail(`the column is a Date, the value has a time: ${JSON.stringify(value)}`);
  return date(value as string);
}

/** What stands beside a column: a constant as it is in the config, or `{ column: other }`. */
export interface Operand {
  readonly node: ConfigNode;
  readonly source: { readonly value: Scalar } | { readonly column: string; readonly columnNode: ConfigNode };
}

/** Reads a constant or `{ column: other }`. */
export function readOperand(node: ConfigNode): Operand | undefined {
  if (node.isMapping()) {
    const columnNode = node.readFields(["column"])?.need("column");
    const column = columnNode?.readString();
    return column === undefined ? undefined : { node, source: { column, columnNode: columnNode! } };
  }
  const value = node.readScalar();
  return value === undefined ? undefined : { node, source: { value } };
}

/** The operand as an expression beside a column of the type. */
export function operandExpr(operand: Operand, beside: DataType, schema: FrameSchema): Expr | undefined {
  const { node, source } = operand;
  if ("value" in source) return literalBeside(source.value, beside, node);
  return columnType(source.column, schema, source.columnNode) === undefined ? undefined : col(source.column);
}
