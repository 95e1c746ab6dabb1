import type { DataType } from "@millrace/core";
import type { LiteralValue } from "./expr.ts";

/**
 * A constant. A `dynamic` numeric literal (a bare number in the user's code) has no type of its own yet: type coercion gives
 * it the type of its neighbour where it fits, as Polars does.
 */
export interface LiteralExpr {
  readonly kind: "literal";
  readonly value: LiteralValue;
  readonly type: DataType;
  readonly dynamic: boolean;
}

/** A constant of that type; `dynamic` for a bare number of the user's code. */
export function LiteralExpr(value: LiteralValue, type: DataType, dynamic = false): LiteralExpr {
  return Object.freeze({ kind: "literal", value, type, dynamic });
}
