import type { DataType } from "@millrace/core";
import { isFlat, isFloat, isInteger, isNumeric, isText, sameType } from "@millrace/core";
import { integerBits, integerDigits, isSigned } from "./integers.ts";

/**
 * Whether the cast keeps every value apart and in order, so that a comparison after it is a comparison before it.
 * Never true where the target cannot hold some value.
 */
export function isLosslessCast(from: DataType, to: DataType): boolean {
  if (sameType(from, to)) return true;
  if (isInteger(from)) {
    if (isInteger(to)) {
      if (isSigned(from) && !isSigned(to)) return false;
      return integerBits(to) - (isSigned(to) && !isSigned(from) ? 1 : 0) >= integerBits(from);
    }
    if (to.kind === "float64") return integerBits(from) <= 32;
    if (to.kind === "float32") return integerBits(from) <= 16;
    if (to.kind === "decimal") return to.precision - to.scale >= integerDigits(from);
    return false;
  }
  if (from.kind === "float32") return to.kind === "float64";
  if (from.kind === "decimal" && to.kind === "decimal") {
    return to.scale >= from.scale && to.precision - to.scale >= from.precision - from.scale;
  }
  if (from.kind === "date") return to.kind === "datetime";
  return isText(from) && isText(to);
}

/** Whether the cast has a value for every value: it never fails and never makes a null. */
export function isTotalCast(from: DataType, to: DataType): boolean {
  if (from.kind === "null" || isLosslessCast(from, to)) return true;
  if (isNumeric(from) && isFloat(to)) return true;
  if (from.kind === "boolean" && isNumeric(to) && to.kind !== "decimal") return true;
  if (from.kind === "datetime" && to.kind === "date") return true;
  return to.kind === "string" && isFlat(from);
}
