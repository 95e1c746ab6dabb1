// A bare number of the user's code takes the type of its neighbours where that type can hold it, as in Polars.

import type { DataType } from "@millrace/core";
import { Decimal, Float64, isFloat, isInteger, isNumeric, MAX_SUM_PRECISION } from "@millrace/core";
import type { Expr, LiteralValue } from "../expr/expr.ts";
import type { LiteralExpr } from "../expr/literal.ts";
import { countDigits, shortestDecimal } from "../types/decimal-text.ts";
import { integerHolds, narrowestInteger } from "../types/integers.ts";
import { commonType } from "../types/supertype.ts";

/** The literal below aliases if its number has no type of its own yet, else null. */
function dynamicLiteral(expr: Expr): LiteralExpr | null {
  if (expr.kind === "alias") return dynamicLiteral(expr.input);
  return expr.kind === "literal" && expr.dynamic ? expr : null;
}

/** The narrowest decimal type that holds the number exactly. */
function ownDecimal(value: number | bigint): DataType {
  const { unscaled, scale } = typeof value === "bigint" ? { unscaled: value, scale: 0 } : shortestDecimal(value);
  const precision = Math.max(countDigits(unscaled), scale);
  return precision > MAX_SUM_PRECISION ? Float64 : Decimal(precision, scale);
}

/** The type that a bare number takes beside values of a type. */
function besides(value: LiteralValue, own: DataType, neighbour: DataType): DataType {
  if (typeof value !== "bigint" && typeof value !== "number") return own;
  if (isFloat(neighbour)) return neighbour;
  if (neighbour.kind === "decimal") {
    return typeof value === "number" && !Number.isFinite(value) ? Float64 : ownDecimal(value);
  }
  if (isInteger(neighbour) && isInteger(own)) {
    const integer = BigInt(value);
    return integerHolds(neighbour, integer) ? neighbour : (narrowestInteger(integer) ?? own);
  }
  return own;
}

/**
 * The types that operands of one call have for its resolution: as given, but bare numbers take the type of the numeric
 * operands beside them. Without such operands they keep their own type and stay dynamic.
 */
export function adaptDynamic(
  operands: readonly Expr[],
  types: readonly DataType[],
): { readonly type: DataType; readonly dynamic: boolean }[] {
  const literals = operands.map(dynamicLiteral);
  const neighbours = types.filter((type, i) => literals[i] === null && isNumeric(type));
  const neighbour = commonType(neighbours);
  return types.map((type, i) => {
    const literal = literals[i] ?? null;
    if (literal === null) return { type, dynamic: false };
    if (neighbour === null) return { type, dynamic: true };
    return { type: besides(literal.value, literal.type, neighbour), dynamic: false };
  });
}
