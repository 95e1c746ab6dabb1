import { UnsupportedError } from "../errors/user-errors.ts";
import type { ColumnData } from "../frame-data.ts";
import type { DataType, TypeKind } from "../types.ts";
import { MAX_DECIMAL_PRECISION, typeName } from "../types.ts";

/** An array of the values of a column of fixed width, as they are stored. */
export type StoredArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

type StoredArrayConstructor = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): StoredArray;
};

/**
 * How a chunk stores one value: in an array of this kind; as a bit; as a run of bytes; in two words of 64 bits; not at all.
 */
type Storage = StoredArrayConstructor | "bits" | "bytes" | "words" | "none";

const storages = {
  boolean: "bits",
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
  decimal: BigInt64Array,
  date: Int32Array,
  datetime: BigInt64Array,
  string: "bytes",
  categorical: Uint32Array,
  null: "none",
  list: "none",
  unsupported: "none",
} as const satisfies Record<TypeKind, Storage>;

/** How the values of a type lie in a chunk. */
export function storageOf(type: DataType): Storage {
  if (type.kind === "list")
    throw new UnsupportedError("Columns of lists cannot be kept in a frame: take an element with list.get");
  if (type.kind === "unsupported") throw new UnsupportedError(`A frame cannot hold a column of type ${typeName(type)}`);
  if (type.kind === "decimal" && type.precision > MAX_DECIMAL_PRECISION) return "words";
  return storages[type.kind];
}

/** Bytes of one value in a chunk, or null where values have no whole number of bytes (bits, text, nothing). */
export function storedWidth(type: DataType): number | null {
  const storage = storageOf(type);
  if (storage === "words") return 16;
  return typeof storage === "string" ? null : storage.BYTES_PER_ELEMENT;
}

/**
 * The values of a column as a typed array, a view on its buffer where the alignment allows it. Undefined for types that are
 * not stored as numbers: Boolean, String, Null and decimals of more than 18 digits. Values under a null are unspecified.
 */
export function storedArray(type: DataType, column: ColumnData, numRows: number): StoredArray | undefined {
  const storage = storageOf(type);
  if (typeof storage === "string") return undefined;
  return viewAs(storage, column.data, numRows);
}

/** The two words, low first, of each value of a decimal of more than 18 digits. */
export function storedWords(column: ColumnData, numRows: number): BigInt64Array {
  return viewAs(BigInt64Array, column.data, numRows * 2) as BigInt64Array;
}

function viewAs(arrayType: StoredArrayConstructor, bytes: Uint8Array, length: number): StoredArray {
  const aligned = bytes.byteOffset % arrayType.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new arrayType(aligned.buffer, aligned.byteOffset, length);
}
