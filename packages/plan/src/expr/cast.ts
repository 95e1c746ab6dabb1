import type { DataType } from "@millrace/core";
import type { Expr } from "./expr.ts";

/** `cast`; not strict gives null where the value does not fit. */
export interface CastExpr {
  readonly kind: "cast";
  readonly input: Expr;
  readonly to: DataType;
  readonly strict: boolean;
}

/** A cast of a value; strict raises an error where the value does not fit. */
export function CastExpr(input: Expr, to: DataType, strict = true): CastExpr {
  return Object.freeze({ kind: "cast", input, to, strict });
}
