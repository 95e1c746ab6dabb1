// Split-block bloom filters of column chunks (https://github.com/apache/parquet-format/blob/master/BloomFilter.md).
import { parquetLayout as kinds } from "@millrace/kernels";
import type { LiteralValue } from "@millrace/plan";
import type { LocalFiles } from "@millrace/storage";
import type { PruneTest } from "../../format.ts";
import type { ReadableColumn } from "../metadata/columns.ts";
import { Physical } from "../metadata/constants.ts";
import { integerField, structField, ThriftError, ThriftReader } from "../metadata/thrift.ts";
import { xxhash64 } from "./xxhash64.ts";

const BLOCK_BYTES = 32;
/** A header has four small fields. */
const MAX_HEADER_BYTES = 64;
/** Values of an `in` that are looked up; with more of them one is mostly there. */
const MAX_VALUES = 64;
/** What a word's bit depends on, by word. */
const SALT = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31] as const;

/** Whether a chunk has none of the values that the test asks for, by its bloom filter at `offset` of the open file. */
export function bloomExcludes(
  files: LocalFiles,
  descriptor: number,
  column: ReadableColumn,
  offset: number,
  test: PruneTest,
): boolean {
  if ((test.op !== "eq" && test.op !== "in") || test.values.length === 0 || test.values.length > MAX_VALUES)
    return false;
  const hashes: bigint[] = [];
  for (const value of test.values) {
    // A comparison with null is never true.
    if (value === null) continue;
    const bytes = plainBytes(column, value);
    if (bytes === null) return false;
    hashes.push(xxhash64(bytes));
  }
  const blocks = blocksAt(files, descriptor, offset);
  if (blocks === null) return false;
  const block = new Uint8Array(BLOCK_BYTES);
  return hashes.every((hash) => {
    const index = Number(((hash >> 32n) * BigInt(blocks.count)) >> 32n);
    const read = files.readInto(descriptor, block, 0, BLOCK_BYTES, blocks.start + index * BLOCK_BYTES);
    return read === BLOCK_BYTES && !isInBlock(block, Number(hash & 0xffffffffn));
  });
}

function isInBlock(block: Uint8Array, key: number): boolean {
  const words = new DataView(block.buffer);
  return SALT.every((salt, i) => (words.getUint32(4 * i, true) >>> (Math.imul(key, salt) >>> 27)) & 1);
}

/** Where the blocks of a filter lie, or null for one that is damaged or of another kind: it is a help, never needed. */
function blocksAt(files: LocalFiles, descriptor: number, offset: number): { start: number; count: number } | null {
  const head = new Uint8Array(MAX_HEADER_BYTES);
  const length = files.readInto(descriptor, head, 0, head.length, offset);
  try {
    const reader = new ThriftReader(head, 0, length);
    const header = reader.readStruct();
    const byteLength = integerField(header, 1) ?? 0;
    // Of each union only the first kind was ever defined: blocks, XXH64, uncompressed.
    const isKnown = [2, 3, 4].every((id) => structField(header, id)?.[1] !== undefined);
    const start = offset + reader.position;
    const fits = byteLength > 0 && byteLength % BLOCK_BYTES === 0 && start + byteLength <= files.size(descriptor);
    return isKnown && fits ? { start, count: byteLength / BLOCK_BYTES } : null;
  } catch (error) {
    if (error instanceof ThriftError) return null;
    throw error;
  }
}

/** A value as the column's pages have it; null where several forms would be equal to it, or none. */
function plainBytes(column: ReadableColumn, value: LiteralValue): Uint8Array | null {
  const { type, physical, form, convert } = column;
  if (form === "bytes") return typeof value === "string" ? new TextEncoder().encode(value) : null;
  if (type.kind === "decimal" || form !== "fixed") return null;
  const bytes = new DataView(new ArrayBuffer(physical === Physical.int64 || physical === Physical.double ? 8 : 4));
  if (physical === Physical.int32 || physical === Physical.int64) {
    const isWhole = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
    const isScaled = convert === kinds.CONVERT_MS_TO_US || convert === kinds.CONVERT_NS_TO_US;
    if (!isWhole || isScaled) return null;
    if (physical === Physical.int64) bytes.setBigInt64(0, BigInt(value), true);
    else bytes.setInt32(0, Number(BigInt.asIntN(32, BigInt(value))), true);
    return new Uint8Array(bytes.buffer);
  }
  // Zero has two forms, and NaN many.
  if (typeof value !== "number" || value === 0 || Number.isNaN(value)) return null;
  if (physical === Physical.double) bytes.setFloat64(0, value, true);
  else if (physical === Physical.float && Math.fround(value) === value) bytes.setFloat32(0, value, true);
  else return null;
  return new Uint8Array(bytes.buffer);
}
