import type { Schema } from "@millrace/core";
import type { ChunkSlice, ResolvedCsvWriteOptions, ResolvedParquetWriteOptions } from "@millrace/formats";

/** Rows to be encoded for a file, in Arrow's layout over shared buffers: plain data. */
export type EncodeRequest =
  | {
      readonly format: "parquet";
      readonly schema: Schema;
      readonly slices: readonly ChunkSlice[];
      readonly options: ResolvedParquetWriteOptions;
    }
  | {
      readonly format: "csv";
      readonly schema: Schema;
      readonly slices: readonly ChunkSlice[];
      readonly options: ResolvedCsvWriteOptions;
    };
