import type { DataType, StoredValue } from "@millrace/core";
import {
  Boolean as BooleanType,
  Datetime,
  Float64,
  Int64,
  InvalidArgumentError,
  isFloat,
  microsecondsOf,
  Null,
  String as StringType,
  TypeMismatchError,
  typeName,
  UInt64,
  valueConverter,
} from "@millrace/core";
import { LiteralExpr } from "@millrace/plan";

const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/** A JavaScript value that stands for a constant. */
export type Literal = null | undefined | boolean | number | bigint | string | Date;

/** Whether the value is a constant rather than an expression. */
export function isLiteral(value: unknown): value is Literal {
  return (
    value === null ||
    value === undefined ||
    value instanceof Date ||
    /^(boolean|number|bigint|string)$/.test(typeof value)
  );
}

/**
 * The constant of a JavaScript value. Whole numbers and bigints are integers, other numbers floats, without a type of their
 * own until they stand beside a column; a Date is a Datetime.
 */
export function literalNode(value: Literal): LiteralExpr {
  switch (typeof value) {
    case "boolean":
      return LiteralExpr(value, BooleanType);
    case "string":
      return LiteralExpr(value, StringType);
    case "number":
      return Number.isSafeInteger(value) ? LiteralExpr(BigInt(value), Int64, true) : LiteralExpr(value, Float64, true);
    case "bigint":
      return LiteralExpr(value, integerType(value), true);
    default:
      if (value === null || value === undefined) return LiteralExpr(null, Null);
      if (value instanceof Date && !Number.isNaN(value.getTime())) return LiteralExpr(microsecondsOf(value), Datetime);
      throw new InvalidArgumentError(
        `${value instanceof Date ? "An invalid Date" : `A value of type ${typeof value}`} cannot be a literal: ` +
          "pass null, a boolean, number, bigint, string or Date",
      );
  }
}

function integerType(value: bigint): DataType {
  if (value >= -MAX_INT64 - 1n && value <= MAX_INT64) return Int64;
  if (value >= 0n && value <= MAX_UINT64) return UInt64;
  throw new InvalidArgumentError(`${value} lies outside of the 64-bit integers`);
}

/** The constant of that type; throws a TypeMismatchError where the type does not hold the value. */
export function typedLiteralNode(value: Literal, type: DataType): LiteralExpr {
  if (value === null || value === undefined) return LiteralExpr(null, type);
  const stored: StoredValue | undefined = valueConverter(type)(value);
  if (stored === undefined) {
    throw new TypeMismatchError(`The literal ${JSON.stringify(`${value}`)} does not fit the type ${typeName(type)}`);
  }
  // Integers, days and microseconds are bigints in literals, whatever their width in a column.
  return LiteralExpr(typeof stored === "number" && !isFloat(type) ? BigInt(stored) : stored, type);
}
