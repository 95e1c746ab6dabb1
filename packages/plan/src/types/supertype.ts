import type { DataType } from "@millrace/core";
import {
  Decimal,
  Float32,
  Float64,
  isFloat,
  isInteger,
  isNumeric,
  isText,
  List,
  MAX_SUM_PRECISION,
  String as StringType,
  sameType,
} from "@millrace/core";
import { integerBits, integerDigits, isSigned, signedTypes } from "./integers.ts";

/** The type that values of both types are brought to, as Polars promotes them; null where there is none. */
export function supertype(a: DataType, b: DataType): DataType | null {
  if (sameType(a, b) || b.kind === "null") return a;
  if (a.kind === "null") return b;
  if (isNumeric(a) && isNumeric(b)) return numericSupertype(a, b);
  if (isText(a) && isText(b)) return StringType;
  if (a.kind === "date" && b.kind === "datetime") return b;
  if (a.kind === "datetime" && b.kind === "date") return a;
  if (a.kind === "list" && b.kind === "list") {
    const inner = supertype(a.inner, b.inner);
    return inner === null ? null : List(inner);
  }
  return null;
}

/** The supertype of all types; null where there is none, and for no types. */
export function commonType(types: readonly DataType[]): DataType | null {
  const [first, ...rest] = types;
  if (first === undefined) return null;
  return rest.reduce<DataType | null>((common, type) => (common === null ? null : supertype(common, type)), first);
}

function numericSupertype(a: DataType, b: DataType): DataType {
  if (isFloat(a) || isFloat(b)) return floatSupertype(a, b);
  if (a.kind === "decimal" || b.kind === "decimal") return decimalSupertype(a, b);
  if (isSigned(a) === isSigned(b)) return integerBits(a) >= integerBits(b) ? a : b;
  const [signed, unsigned] = isSigned(a) ? [a, b] : [b, a];
  if (integerBits(signed) > integerBits(unsigned)) return signed;
  // No integer type holds both Int64 and UInt64: Polars goes to Float64.
  return signedTypes.find((type) => integerBits(type) > integerBits(unsigned)) ?? Float64;
}

function floatSupertype(a: DataType, b: DataType): DataType {
  const single = (type: DataType) => type.kind === "float32" || (isInteger(type) && integerBits(type) <= 16);
  return single(a) && single(b) ? Float32 : Float64;
}

/** The digits of a decimal, or of the decimal that holds every value of an integer type. */
export function decimalShape(type: DataType): { readonly precision: number; readonly scale: number } {
  return type.kind === "decimal" ? type : { precision: integerDigits(type), scale: 0 };
}

function decimalSupertype(a: DataType, b: DataType): DataType {
  const left = decimalShape(a);
  const right = decimalShape(b);
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  return Decimal(Math.min(MAX_SUM_PRECISION, whole + scale), scale);
}
