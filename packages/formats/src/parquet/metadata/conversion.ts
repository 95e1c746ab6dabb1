import type { DataType } from "@millrace/core";
import { Float64, isText, SchemaMismatchError, sameType, typeName } from "@millrace/core";
import { parquetLayout as kinds } from "@millrace/kernels";
import type { ReadableColumn } from "./columns.ts";
import { Physical } from "./constants.ts";

/**
 * The column read as another type, without loss: narrower integers as wider ones, FLOAT as Float64. Throws
 * SchemaMismatchError for any other type.
 */
export function asType(column: ReadableColumn, type: DataType, file: string): ReadableColumn {
  const from = column.type;
  if (sameType(from, type)) return column;
  if ((isText(from) && isText(type)) || (from.kind === "datetime" && type.kind === "datetime"))
    return { ...column, type };
  const convert = wideningOf(column, type);
  if (convert === null) throw new SchemaMismatchError(file, column.name, typeName(type), typeName(from));
  return { ...column, type, convert };
}

const bits: Readonly<Record<string, number>> = {
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
};

/** The CONVERT kind that widens the column to the type, or null. */
function wideningOf(column: ReadableColumn, type: DataType): number | null {
  const from = column.type.kind;
  if (from === "float32" && sameType(type, Float64) && column.physical === Physical.float) {
    return kinds.CONVERT_FLOAT_TO_DOUBLE;
  }
  const have = bits[from];
  const want = bits[type.kind];
  if (have === undefined || want === undefined || want <= have || column.physical !== Physical.int32) return null;
  const unsigned = from.startsWith("u");
  if (!unsigned && type.kind.startsWith("u")) return null;
  if (want === 64) return unsigned ? kinds.CONVERT_UINT32_TO_64 : kinds.CONVERT_INT32_TO_64;
  return want === 32 ? kinds.CONVERT_NONE : kinds.CONVERT_INT32_TO_16;
}
