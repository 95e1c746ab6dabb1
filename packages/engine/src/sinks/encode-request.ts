import type { Schema } from "@millrace/core";
import type { EncodedRowGroup, ResolvedCsvWriteOptions, ResolvedParquetWriteOptions } from "@millrace/formats";
import type { ArenaBytes, PackedChunk } from "./packed-chunk.ts";

/** Rows of a chunk, from `from` up to `to`. */
export interface PackedSlice {
  readonly chunk: PackedChunk;
  readonly from: number;
  readonly to: number;
}

/** Rows to be encoded for a file, in Arrow's layout: plain data. */
export type EncodeRequest =
  | {
      readonly format: "parquet";
      readonly schema: Schema;
      readonly slices: readonly PackedSlice[];
      readonly options: ResolvedParquetWriteOptions;
    }
  | {
      readonly format: "csv";
      readonly schema: Schema;
      readonly slices: readonly PackedSlice[];
      readonly options: ResolvedCsvWriteOptions;
    };

/** What encoding gave: plain data, its bytes in a block of the arena. */
export interface EncodedRows {
  /** What the footer says of a row group; null for text. */
  readonly rowGroup: Omit<EncodedRowGroup, "bytes"> | null;
  readonly bytes: readonly ArenaBytes[];
  /** The receiver gives it back when the bytes have been written. */
  readonly block: number;
}
