import { TypeMismatchError } from "../errors/user-errors.ts";
import type { DataType } from "../types.ts";
import {
  Boolean,
  Datetime,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  Null,
  String,
  typeName,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
} from "../types.ts";

/** Values of one column as the user gives them. */
export type ColumnInput = readonly unknown[] | NodeJS.TypedArray;

const typedArrayTypes: Readonly<Record<string, DataType>> = {
  Int8Array: Int8,
  Int16Array: Int16,
  Int32Array: Int32,
  BigInt64Array: Int64,
  Uint8Array: UInt8,
  Uint8ClampedArray: UInt8,
  Uint16Array: UInt16,
  Uint32Array: UInt32,
  BigUint64Array: UInt64,
  Float32Array: Float32,
  Float64Array: Float64,
};

/** Whether the values lie in a typed array. */
export function isTypedArray(values: unknown): values is NodeJS.TypedArray {
  return ArrayBuffer.isView(values) && !(values instanceof DataView);
}

/** The type of a typed array's values; undefined where no column type fits. */
export function typeOfTypedArray(values: NodeJS.TypedArray): DataType | undefined {
  return typedArrayTypes[values instanceof Buffer ? "Uint8Array" : values.constructor.name];
}

/** The type that one JavaScript value asks for; undefined for null and undefined. */
export function typeOfValue(value: unknown): DataType | undefined {
  switch (typeof value) {
    case "number":
      return Float64;
    case "bigint":
      return Int64;
    case "boolean":
      return Boolean;
    case "string":
      return String;
    default:
      return value instanceof globalThis.Date ? Datetime : undefined;
  }
}

/**
 * The type of a column given as values: number is Float64, bigint Int64, Date Datetime; null and undefined say nothing.
 * With `strict`, values of two types throw a TypeMismatchError; without it the values decide as text would: String.
 */
export function inferType(name: string, values: ColumnInput, strict = true): DataType {
  if (isTypedArray(values)) {
    const type = typeOfTypedArray(values);
    if (type !== undefined) return type;
    throw new TypeMismatchError(`The column "${name}" is a ${values.constructor.name}, which no column type holds`);
  }
  let type: DataType | undefined;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined) continue;
    const own = typeOfValue(value);
    if (own === undefined) {
      throw new TypeMismatchError(
        `The column "${name}" holds a value that is not a number, bigint, boolean, string or Date, at row ${i}`,
        { column: name, row: i },
      );
    }
    if (type === undefined) type = own;
    else if (type !== own) {
      if (!strict) return String;
      throw new TypeMismatchError(
        `The column "${name}" mixes ${typeName(type)} and ${typeName(own)}, at row ${i}. ` +
          "Make the values alike, or pass strict: false to read them as String",
        { column: name, row: i, types: [typeName(type), typeName(own)] },
      );
    }
  }
  return type ?? Null;
}
