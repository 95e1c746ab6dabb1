import type { Schema } from "./schema.ts";

/**
 * One column of a chunk, in Arrow's layout, over SharedArrayBuffers, so that any thread reads it in place.
 * - fixed width: `data` holds numRows values; Boolean is a bitmap; Date i32 days; Datetime i64 us; Decimal to 18 digits i64
 *   (unscaled), more digits 16 bytes little-endian
 * - String: `offsets` has numRows + 1 entries into `data` (UTF-8 bytes)
 * - Categorical: `data` holds u32 codes, `dictionary` the strings
 * - Null: `data` is empty, every value is null
 */
export interface ColumnData {
  /** One bit a row, least significant first, 1 = valid; null where every row is valid. */
  readonly validity: Uint8Array | null;
  readonly data: Uint8Array;
  readonly offsets: Int32Array | null;
  /** The strings of a Categorical: a String column of its own length. */
  readonly dictionary: { readonly numRows: number; readonly column: ColumnData } | null;
}

/** A run of rows of a frame: one buffer set a column. */
export interface Chunk {
  readonly numRows: number;
  readonly columns: readonly ColumnData[];
}

/** A table as the engine returns it and scans it: a schema and its chunks in row order; immutable. */
export interface FrameData {
  readonly schema: Schema;
  readonly numRows: number;
  readonly chunks: readonly Chunk[];
}
