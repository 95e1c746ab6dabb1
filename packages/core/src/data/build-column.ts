import { InvalidArgumentError, TypeMismatchError } from "../errors/user-errors.ts";
import type { ColumnData } from "../frame-data.ts";
import type { DataType } from "../types.ts";
import { sameType, typeName } from "../types.ts";
import { bitmapBytes, clearBit, setBit } from "./bitmap.ts";
import type { StoredValue } from "./column-value.ts";
import { valueConverter } from "./convert-value.ts";
import type { ColumnInput } from "./infer-type.ts";
import { isTypedArray, typeOfTypedArray } from "./infer-type.ts";
import { sharedBytes } from "./shared-bytes.ts";
import { storageOf, storedArray, storedWords } from "./storage.ts";

/** What 32-bit offsets reach. */
const MAX_TEXT_BYTES = 2 ** 31 - 1;

/**
 * A column of these values in shared memory; null and undefined are null. A typed array of the column's own kind is copied
 * once, whole. Throws a TypeMismatchError that names the row of a value that the type does not hold.
 */
export function buildColumn(name: string, type: DataType, values: ColumnInput, strict = true): ColumnData {
  if (isTypedArray(values)) {
    const own = typeOfTypedArray(values);
    if (own !== undefined && sameType(own, type)) return copyTypedArray(values);
  }
  return buildStoredColumn(type, storedValues(name, type, values, strict));
}

function copyTypedArray(values: NodeJS.TypedArray): ColumnData {
  const data = sharedBytes(values.byteLength);
  data.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return { validity: null, data, offsets: null, dictionary: null };
}

function storedValues(name: string, type: DataType, values: ColumnInput, strict: boolean): StoredValue[] {
  const convert = valueConverter(type);
  const stored = new Array<StoredValue>(values.length);
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i];
    if (value === null || value === undefined) {
      stored[i] = null;
      continue;
    }
    const result = convert(value) ?? (strict ? undefined : type.kind === "string" ? displayText(value) : null);
    if (result === undefined) {
      throw new TypeMismatchError(
        `The value ${displayText(value)} of the column "${name}", at row ${i}, does not fit the type ${typeName(type)}`,
        { column: name, row: i, type: typeName(type) },
      );
    }
    stored[i] = result;
  }
  return stored;
}

function displayText(value: unknown): string {
  if (value instanceof globalThis.Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : `${value}`;
}

/** A column of values in their stored form (see StoredValue), which are taken as fitting the type. */
export function buildStoredColumn(type: DataType, values: readonly StoredValue[]): ColumnData {
  const validity = buildValidity(values);
  switch (storageOf(type)) {
    case "none":
      return { validity, data: sharedBytes(0), offsets: null, dictionary: null };
    case "bits":
      return { validity, data: buildBits(values), offsets: null, dictionary: null };
    case "bytes":
      return { validity, ...buildText(values as readonly (string | null)[]), dictionary: null };
    case "words":
      return { validity, data: buildWords(values as readonly (bigint | null)[]), offsets: null, dictionary: null };
    default:
      return type.kind === "categorical" ? buildCategories(values, validity) : buildNumbers(type, values, validity);
  }
}

function buildValidity(values: readonly StoredValue[]): Uint8Array | null {
  let bits: Uint8Array | null = null;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== null) continue;
    if (bits === null) {
      bits = sharedBytes(bitmapBytes(values.length)).fill(255);
      // Bits behind the last row stay clear, so that equal columns have equal bytes.
      for (let row = values.length; row < bits.length * 8; row++) clearBit(bits, row);
    }
    clearBit(bits, i);
  }
  return bits;
}

function buildBits(values: readonly StoredValue[]): Uint8Array {
  const bits = sharedBytes(bitmapBytes(values.length));
  for (let i = 0; i < values.length; i++) if (values[i] === true) setBit(bits, i);
  return bits;
}

function buildNumbers(type: DataType, values: readonly StoredValue[], validity: Uint8Array | null): ColumnData {
  const arrayType = storageOf(type) as Float64ArrayConstructor;
  const data = sharedBytes(values.length * arrayType.BYTES_PER_ELEMENT);
  const column = { validity, data, offsets: null, dictionary: null };
  const array = storedArray(type, column, values.length) as { [row: number]: StoredValue };
  for (let i = 0; i < values.length; i++) if (values[i] !== null) array[i] = values[i]!;
  return column;
}

function buildWords(values: readonly (bigint | null)[]): Uint8Array {
  const data = sharedBytes(values.length * 16);
  const words = storedWords({ validity: null, data, offsets: null, dictionary: null }, values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0n;
    words[i * 2] = BigInt.asIntN(64, value);
    words[i * 2 + 1] = value >> 64n;
  }
  return data;
}

function buildText(values: readonly (string | null)[]): { data: Uint8Array; offsets: Int32Array } {
  const offsets = new Int32Array(new SharedArrayBuffer((values.length + 1) * 4));
  let byteLength = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === "string") byteLength += Buffer.byteLength(value);
    if (byteLength > MAX_TEXT_BYTES)
      throw new InvalidArgumentError("A text column built from values holds at most 2 GiB");
    offsets[i + 1] = byteLength;
  }
  const data = sharedBytes(byteLength);
  const buffer = Buffer.from(data.buffer, 0, byteLength);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === "string" && value !== "") buffer.write(value, offsets[i]!, "utf8");
  }
  return { data, offsets };
}

function buildCategories(values: readonly StoredValue[], validity: Uint8Array | null): ColumnData {
  const codes = new Map<string, number>();
  const data = sharedBytes(values.length * 4);
  const array = new Uint32Array(data.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "string") continue;
    let code = codes.get(value);
    if (code === undefined) {
      code = codes.size;
      codes.set(value, code);
    }
    array[i] = code;
  }
  const column = buildStoredColumn({ kind: "string" }, [...codes.keys()]);
  return { validity, data, offsets: null, dictionary: { numRows: codes.size, column } };
}
