import { parquetLayout as kinds } from "@millrace/kernels";
import type { LiteralValue } from "@millrace/plan";
import type { ReadableColumn } from "../metadata/columns.ts";
import { Physical } from "../metadata/constants.ts";
import type { RawStatistics } from "../metadata/footer.ts";

/** A bound in the column's order: text as its bytes (which may be cut off), everything else as the literal's value. */
export type Bound = Uint8Array | bigint | number | boolean;

/** What is known of a run of rows. */
export interface Bounds {
  readonly min: Bound | null;
  readonly max: Bound | null;
  readonly nullCount: number | null;
  readonly rows: number;
}

/** A bound from its bytes in the file; null if they are none of the column's type, or NaN. */
export function decodeBound(column: ReadableColumn, bytes: Uint8Array | undefined): Bound | null {
  if (bytes === undefined) return null;
  if (column.form === "bytes" || column.form === "fixedBytes") return bytes;
  if (column.form === "byteDecimal") return bigEndian(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { convert, physical, type } = column;
  switch (physical) {
    case Physical.boolean:
      return bytes.length === 1 ? bytes[0] === 1 : null;
    case Physical.int32:
      if (bytes.length !== 4) return null;
      return BigInt(type.kind.startsWith("u") ? view.getUint32(0, true) : view.getInt32(0, true));
    case Physical.int64: {
      if (bytes.length !== 8) return null;
      const value = type.kind === "uint64" ? view.getBigUint64(0, true) : view.getBigInt64(0, true);
      if (convert === kinds.CONVERT_MS_TO_US) return value * 1000n;
      return convert === kinds.CONVERT_NS_TO_US ? floorDiv(value, 1000n) : value;
    }
    case Physical.float:
    case Physical.double: {
      if (bytes.length !== column.width) return null;
      const value = physical === Physical.float ? view.getFloat32(0, true) : view.getFloat64(0, true);
      return Number.isNaN(value) ? null : value;
    }
    case Physical.fixedLengthByteArray:
      return type.kind === "decimal" && bytes.length === column.width ? bigEndian(bytes) : null;
    default:
      return null;
  }
}

/** The bounds of a chunk. The deprecated fields are used where their signed order is the column's own. */
export function chunkBounds(column: ReadableColumn, statistics: RawStatistics | null, rows: number): Bounds {
  if (statistics === null) return { min: null, max: null, nullCount: column.nullable ? null : 0, rows };
  const signed = column.physical !== Physical.byteArray && column.physical !== Physical.fixedLengthByteArray;
  const legacy = signed && !column.type.kind.startsWith("u");
  const { min, max, legacyMin, legacyMax, nullCount } = statistics;
  return {
    min: decodeBound(column, min ?? (legacy ? legacyMin : undefined)),
    max: decodeBound(column, max ?? (legacy ? legacyMax : undefined)),
    nullCount: column.nullable ? (nullCount ?? null) : 0,
    rows,
  };
}

/** Compares bounds of one column: text by bytes, booleans false first. */
export function compareBounds(a: Bound, b: Bound): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A literal as a bound; null for what cannot be compared (null, NaN, another kind of value). */
export function literalBound(value: LiteralValue, like: Bound): Bound | null {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return null;
  if (typeof value === "string") return like instanceof Uint8Array ? Buffer.from(value) : null;
  if (typeof value === "boolean") return typeof like === "boolean" ? value : null;
  // JavaScript compares integers with floats exactly.
  return typeof like === "bigint" || typeof like === "number" ? value : null;
}

/** A bound as a literal; null for text that is cut within a character. */
export function boundLiteral(bound: Bound | null): LiteralValue {
  if (!(bound instanceof Uint8Array)) return bound;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bound);
  } catch {
    return null;
  }
}

function bigEndian(bytes: Uint8Array): bigint | null {
  if (bytes.length === 0 || bytes.length > 16) return null;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}

function floorDiv(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}
