import type { DataType } from "@millrace/core";
import { MAX_DECIMAL_PRECISION, typeName, UnsupportedError } from "@millrace/core";

// The blocks that csvw_rows reads: see packages/kernels/assembly/csv-write/rows.ts for the drawing of their bytes.

/** Bytes of the format block. */
export const FORMAT_BYTES = 32;
/** Bytes of a column's entry. */
export const COLUMN_BYTES = 32;
/** Words of the format block. */
export const FORMAT_WORD = {
  separator: 0,
  quote: 1,
  nullText: 2,
  nullLength: 3,
  lineEnd: 4,
  lineEndLength: 5,
  floatDigits: 6,
  rowsDone: 7,
} as const;
/** Words of a column's entry. */
export const COLUMN_WORD = { kind: 0, validity: 1, data: 2, offsets: 3, bytes: 4, parameter: 5, base: 6 } as const;

/** How a column is printed. */
export interface ColumnFormat {
  readonly kind: number;
  /** Bytes of a value in a chunk; 0 for bitmaps, text and nulls. */
  readonly width: number;
  /** The scale of a decimal; 1 for a datetime in UTC. */
  readonly parameter: number;
}

/** Kinds of the kernel that are not plain numbers. */
export const KIND = { boolean: 0, string: 15, codes: 16, nulls: 17 } as const;

const numbers = {
  int8: { kind: 1, width: 1 },
  int16: { kind: 2, width: 2 },
  int32: { kind: 3, width: 4 },
  int64: { kind: 4, width: 8 },
  uint8: { kind: 5, width: 1 },
  uint16: { kind: 6, width: 2 },
  uint32: { kind: 7, width: 4 },
  uint64: { kind: 8, width: 8 },
  float32: { kind: 9, width: 4 },
  float64: { kind: 10, width: 8 },
  date: { kind: 13, width: 4 },
  boolean: { kind: KIND.boolean, width: 0 },
  string: { kind: KIND.string, width: 0 },
  categorical: { kind: KIND.codes, width: 4 },
  null: { kind: KIND.nulls, width: 0 },
} as const;

/** The format of a column of this type. Throws UnsupportedError for nested types. */
export function columnFormat(name: string, type: DataType): ColumnFormat {
  if (type.kind === "decimal") {
    const isNarrow = type.precision <= MAX_DECIMAL_PRECISION;
    return { kind: isNarrow ? 11 : 12, width: isNarrow ? 8 : 16, parameter: type.scale };
  }
  if (type.kind === "datetime") return { kind: 14, width: 8, parameter: type.timeZone === null ? 0 : 1 };
  if (type.kind === "list" || type.kind === "unsupported") {
    throw new UnsupportedError(
      `CSV files cannot hold the column "${name}" of type ${typeName(type)}. Join its elements to a String first`,
      { column: name, type: typeName(type) },
    );
  }
  return { ...numbers[type.kind], parameter: 0 };
}
