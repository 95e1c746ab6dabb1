import type { DataType } from "@millrace/core";
import { Boolean, Date as DateType, Datetime, Float64, Int64, String as StringType, sameType } from "@millrace/core";

// The same patterns, in the same order, as Polars' inference.
const booleanText = /^(?:true|false)$/i;
const floatText = /^[-+]?(?:\d*\.\d+(?:[eE][-+]?\d+)?|inf|NaN|\d+[eE][-+]?\d+|\d+\.)$/;
const integerText = /^\s*-?\d+$/;
const dateText = /^\d{4}-\d{2}-\d{2}$/;
const datetimeText = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[-+]\d{2}(?::?\d{2})?)?$/;

/** The type that one text suggests. Integers outside of 64 bits stay text, so that no digit is lost. */
export function inferType(text: string, tryParseDates: boolean): DataType {
  if (booleanText.test(text)) return Boolean;
  if (floatText.test(text)) return Float64;
  if (integerText.test(text)) {
    const value = BigInt(text.trim());
    return BigInt.asIntN(64, value) === value ? Int64 : StringType;
  }
  if (tryParseDates && isRealDate(text)) {
    if (dateText.test(text)) return DateType;
    if (datetimeText.test(text)) return Datetime;
  }
  return StringType;
}

function isRealDate(text: string): boolean {
  const day = text.slice(0, 10);
  if (!dateText.test(day)) return false;
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

/** The type of a column that has values of both: numbers widen to Float64, everything else meets in String. */
export function commonType(a: DataType, b: DataType): DataType {
  if (sameType(a, b)) return a;
  const numbers = [a, b].every((type) => type.kind === "int64" || type.kind === "float64");
  return numbers ? Float64 : StringType;
}
