import type { DataType, TypeKind } from "@millrace/core";
import { Int8, Int16, Int32, Int64, UInt64 } from "@millrace/core";

interface IntegerShape {
  readonly bits: number;
  readonly signed: boolean;
  /** Decimal digits of the largest value. */
  readonly digits: number;
}

const shapes: Readonly<Partial<Record<TypeKind, IntegerShape>>> = {
  int8: { bits: 8, signed: true, digits: 3 },
  int16: { bits: 16, signed: true, digits: 5 },
  int32: { bits: 32, signed: true, digits: 10 },
  int64: { bits: 64, signed: true, digits: 19 },
  uint8: { bits: 8, signed: false, digits: 3 },
  uint16: { bits: 16, signed: false, digits: 5 },
  uint32: { bits: 32, signed: false, digits: 10 },
  uint64: { bits: 64, signed: false, digits: 20 },
};

/** The integer types from narrow to wide. */
export const signedTypes: readonly DataType[] = Object.freeze([Int8, Int16, Int32, Int64]);

/** Bits of an integer type; 0 for another type. */
export function integerBits(type: DataType): number {
  return shapes[type.kind]?.bits ?? 0;
}

/** Decimal digits that hold every value of an integer type; 0 for another type. */
export function integerDigits(type: DataType): number {
  return shapes[type.kind]?.digits ?? 0;
}

/** Whether the type is a signed integer. */
export function isSigned(type: DataType): boolean {
  return shapes[type.kind]?.signed ?? false;
}

/** Whether the integer type holds the value. */
export function integerHolds(type: DataType, value: bigint): boolean {
  const bits = integerBits(type);
  if (bits === 0) return false;
  return isSigned(type) ? BigInt.asIntN(bits, value) === value : BigInt.asUintN(bits, value) === value;
}

/** The narrowest signed integer type that holds the value; UInt64 above those; undefined above that. */
export function narrowestInteger(value: bigint): DataType | undefined {
  return [...signedTypes, UInt64].find((type) => integerHolds(type, value));
}
