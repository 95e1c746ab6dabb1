import type { DataType } from "@millrace/core";
import { Decimal, MAX_SUM_PRECISION } from "@millrace/core";
import { decimalShape } from "./supertype.ts";

/** The type of a sum or difference of decimals or integers: the larger scale, one digit more. */
export function decimalSum(a: DataType, b: DataType): DataType {
  const left = decimalShape(a);
  const right = decimalShape(b);
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  return Decimal(Math.min(MAX_SUM_PRECISION, whole + scale + 1), scale);
}

/** The type of a product of decimals or integers: digits and scales add up. */
export function decimalProduct(a: DataType, b: DataType): DataType {
  const left = decimalShape(a);
  const right = decimalShape(b);
  const precision = Math.min(MAX_SUM_PRECISION, left.precision + right.precision);
  return Decimal(precision, Math.min(precision, left.scale + right.scale));
}
