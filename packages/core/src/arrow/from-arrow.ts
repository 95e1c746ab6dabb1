import type * as Arrow from "apache-arrow";
import { bitmapBytes, copyBits } from "../data/bitmap.ts";
import { buildStoredColumn } from "../data/build-column.ts";
import { makeFrame } from "../data/chunks.ts";
import type { StoredValue } from "../data/column-value.ts";
import { sharedBytes } from "../data/shared-bytes.ts";
import { UnsupportedError } from "../errors/user-errors.ts";
import type { Chunk, ColumnData, FrameData } from "../frame-data.ts";
import { Field, Schema } from "../schema.ts";
import type { DataType } from "../types.ts";
import * as types from "../types.ts";

/**
 * The frame of an Arrow table or record batch: one chunk a record batch, its buffers copied once into shared memory. Times of
 * other units become microseconds (nanoseconds are rounded down), dictionaries of strings Categorical.
 * Throws an UnsupportedError that names the column for types that frames do not have.
 */
export async function fromArrow(table: Arrow.Table | Arrow.RecordBatch): Promise<FrameData> {
  const arrow = await import("apache-arrow");
  const fields = table.schema.fields.map((field) => Field(field.name, typeFromArrow(arrow, field), field.nullable));
  const batches = "batches" in table ? table.batches : [table];
  const chunks = batches
    .filter((batch) => batch.numRows > 0)
    .map((batch): Chunk => {
      const columns = fields.map((field, i) => columnFromArrow(arrow, field.type, batch.data.children[i]!));
      return { numRows: batch.numRows, columns };
    });
  return makeFrame(Schema(fields), chunks);
}

function typeFromArrow(arrow: typeof Arrow, field: Arrow.Field): DataType {
  const type = plainType(arrow, field.type);
  if (type !== undefined) return type;
  throw new UnsupportedError(`The column "${field.name}" has the Arrow type ${field.type}, which frames do not hold`);
}

const integers = {
  int8: types.Int8,
  int16: types.Int16,
  int32: types.Int32,
  int64: types.Int64,
  uint8: types.UInt8,
  uint16: types.UInt16,
  uint32: types.UInt32,
  uint64: types.UInt64,
} as const;

function plainType(arrow: typeof Arrow, type: Arrow.DataType): DataType | undefined {
  const { DataType } = arrow;
  if (DataType.isNull(type)) return types.Null;
  if (DataType.isBool(type)) return types.Boolean;
  if (DataType.isInt(type)) return integers[`${type.isSigned ? "" : "u"}int${type.bitWidth}` as keyof typeof integers];
  if (DataType.isFloat(type)) {
    if (type.precision === arrow.Precision.HALF) return undefined;
    return type.precision === arrow.Precision.SINGLE ? types.Float32 : types.Float64;
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return types.String;
  if (DataType.isDate(type)) return types.Date;
  if (DataType.isTimestamp(type)) {
    const timeZone = type.timezone ?? null;
    return timeZone === null ? types.Datetime : Object.freeze({ kind: "datetime", unit: "us", timeZone });
  }
  if (DataType.isDecimal(type)) {
    return type.bitWidth === 128 && type.scale >= 0 ? types.Decimal(type.precision, type.scale) : undefined;
  }
  if (DataType.isDictionary(type)) {
    const values = plainType(arrow, type.dictionary);
    return values === types.String ? types.Categorical : undefined;
  }
  return undefined;
}

function columnFromArrow(arrow: typeof Arrow, type: DataType, data: Arrow.Data): ColumnData {
  const { DataType } = arrow;
  const validity = validityFromArrow(data);
  if (type.kind === "null") return { validity: null, data: sharedBytes(0), offsets: null, dictionary: null };
  if (DataType.isBool(data.type)) {
    const bits = sharedBytes(bitmapBytes(data.length));
    copyBits(data.values as Uint8Array, data.offset, bits, 0, data.length);
    return { validity, data: bits, offsets: null, dictionary: null };
  }
  if (DataType.isUtf8(data.type) || DataType.isLargeUtf8(data.type))
    return { validity, ...textFromArrow(data), dictionary: null };
  if (type.kind === "categorical") return categoriesFromArrow(arrow, data as Arrow.Data<Arrow.Dictionary>, validity);
  if (DataType.isDecimal(data.type)) return decimalsFromArrow(type, data, validity);
  // Arrow keeps the offset of a slice in its typed array, so that `values` begins at the first row.
  const values = data.values as NodeJS.TypedArray;
  const scaled = DataType.isTimestamp(data.type)
    ? toMicroseconds(arrow, values as BigInt64Array, data.type.unit, data.length)
    : DataType.isDate(data.type) && data.type.unit === arrow.DateUnit.MILLISECOND
      ? toDays(values as BigInt64Array, data.length)
      : values;
  return { validity, data: copyBytes(scaled, data.length), offsets: null, dictionary: null };
}

function copyBytes(values: NodeJS.TypedArray, length: number): Uint8Array {
  const bytes = sharedBytes(length * values.BYTES_PER_ELEMENT);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, bytes.byteLength));
  return bytes;
}

function validityFromArrow(data: Arrow.Data): Uint8Array | null {
  if (data.nullCount === 0 || data.nullBitmap === undefined || data.nullBitmap.byteLength === 0) return null;
  const bits = sharedBytes(bitmapBytes(data.length));
  copyBits(data.nullBitmap, data.offset, bits, 0, data.length);
  return bits;
}

function textFromArrow(data: Arrow.Data): { data: Uint8Array; offsets: Int32Array } {
  const source = data.valueOffsets as unknown as Int32Array | BigInt64Array;
  const offsets = new Int32Array(new SharedArrayBuffer((data.length + 1) * 4));
  if (source.length === 0) return { data: sharedBytes(0), offsets };
  const first = Number(source[0]!);
  const last = Number(source[data.length]!);
  if (last - first > 2 ** 31 - 1)
    throw new UnsupportedError("A text column of more than 2 GiB in one record batch cannot be read");
  for (let i = 0; i <= data.length; i++) offsets[i] = Number(source[i]!) - first;
  const bytes = sharedBytes(last - first);
  bytes.set((data.values as Uint8Array).subarray(first, last));
  return { data: bytes, offsets };
}

function categoriesFromArrow(
  arrow: typeof Arrow,
  data: Arrow.Data<Arrow.Dictionary>,
  validity: Uint8Array | null,
): ColumnData {
  const vector = data.dictionary!;
  const strings = Array.from({ length: vector.length }, (_, i) => vector.get(i) as StoredValue);
  const codes = new Uint32Array(new SharedArrayBuffer(data.length * 4));
  const source = data.values as unknown as ArrayLike<number | bigint>;
  const nullCode = strings.indexOf(null);
  if (nullCode >= 0) {
    // A null in the dictionary is a null of the column, which a Categorical keeps in its validity.
    const values = Array.from({ length: data.length }, (_, i) => new arrow.Vector([data]).get(i) as StoredValue);
    return buildStoredColumn({ kind: "categorical" }, values);
  }
  for (let i = 0; i < data.length; i++) codes[i] = Number(source[i]!);
  return {
    validity,
    data: new Uint8Array(codes.buffer),
    offsets: null,
    dictionary: { numRows: strings.length, column: buildStoredColumn({ kind: "string" }, strings) },
  };
}

function decimalsFromArrow(type: DataType, data: Arrow.Data, validity: Uint8Array | null): ColumnData {
  const words = data.values as unknown as Uint32Array;
  const bytes = copyBytes(words, data.length * 4);
  if (type.kind === "decimal" && type.precision > types.MAX_DECIMAL_PRECISION) {
    return { validity, data: bytes, offsets: null, dictionary: null };
  }
  const wide = new BigInt64Array(bytes.buffer);
  const narrow = new BigInt64Array(new SharedArrayBuffer(data.length * 8));
  for (let i = 0; i < data.length; i++) narrow[i] = wide[i * 2]!;
  return { validity, data: new Uint8Array(narrow.buffer), offsets: null, dictionary: null };
}

function toMicroseconds(
  arrow: typeof Arrow,
  values: BigInt64Array,
  unit: Arrow.TimeUnit,
  length: number,
): BigInt64Array {
  if (unit === arrow.TimeUnit.MICROSECOND) return values;
  const out = new BigInt64Array(length);
  const factor = unit === arrow.TimeUnit.SECOND ? 1_000_000n : 1000n;
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    out[i] =
      unit === arrow.TimeUnit.NANOSECOND ? (value - (((value % 1000n) + 1000n) % 1000n)) / 1000n : value * factor;
  }
  return out;
}

function toDays(values: BigInt64Array, length: number): Int32Array {
  const out = new Int32Array(length);
  for (let i = 0; i < length; i++) out[i] = Math.floor(Number(values[i]!) / 86_400_000);
  return out;
}
