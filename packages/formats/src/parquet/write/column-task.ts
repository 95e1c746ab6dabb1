import type { Field } from "@millrace/core";
import type { KernelExports } from "@millrace/kernels";
import type { Validity } from "../../write/gather-validity.ts";
import type { Scratch } from "../../write/scratch.ts";
import type { ChunkSlice } from "../../write/write-context.ts";
import type { Compress } from "./compressor.ts";
import type { ColumnStorage } from "./physical-type.ts";
import type { ResolvedParquetWriteOptions } from "./write-options.ts";

/** All that the encoding of one column of a row group needs. */
export interface ColumnTask {
  readonly kernels: KernelExports;
  readonly scratch: Scratch;
  readonly compress: Compress;
  readonly options: ResolvedParquetWriteOptions;
  readonly field: Field;
  readonly storage: ColumnStorage;
  /** The column's place in the chunks. */
  readonly column: number;
  readonly slices: readonly ChunkSlice[];
  readonly numRows: number;
  readonly validity: Validity;
}

/** Rows of a data page at most; a multiple of 8, so that a page's bits begin at a byte. */
export const PAGE_ROWS = 20_480;

/** Null rows among `count` rows from `row` on. */
export function nullsAmong(task: ColumnTask, row: number, count: number): number {
  const { bitmap } = task.validity;
  return bitmap === 0 ? 0 : count - task.kernels.pqw_count_bits(bitmap, row, count);
}
