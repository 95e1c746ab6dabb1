import type { KernelExports } from "@millrace/kernels";
import type { Scratch } from "./scratch.ts";
import type { ChunkSlice } from "./write-context.ts";
import { rowsOf } from "./write-context.ts";

/** The validity of a column of a row group. */
export interface Validity {
  /** A bitmap in the arena from bit 0 on; 0 where every row is valid. */
  readonly bitmap: number;
  readonly nullCount: number;
}

/** Copies the bits [from, to) of a bitmap outside the arena to bit position `bit` of `target`. */
export function copyBits(
  kernels: KernelExports,
  scratch: Scratch,
  bitmap: Uint8Array,
  range: { readonly from: number; readonly to: number },
  target: number,
  bit: number,
): void {
  const first = range.from >>> 3;
  const piece = bitmap.subarray(first, (range.to + 7) >>> 3);
  const staged = scratch.buffer("bits", piece.byteLength);
  scratch.bytes.set(piece, staged);
  kernels.pqw_append_bits(target, bit, staged, range.from & 7, range.to - range.from);
}

/** One bitmap for a column's slices, in the scratch buffer "validity". A Null column is told by `allNull`. */
export function gatherValidity(
  kernels: KernelExports,
  scratch: Scratch,
  slices: readonly ChunkSlice[],
  column: number,
  allNull = false,
): Validity {
  const numRows = rowsOf(slices);
  const hasBitmap = slices.some((slice) => slice.chunk.columns[column]!.validity !== null);
  if (!allNull && !hasBitmap) return { bitmap: 0, nullCount: 0 };
  const bitmap = scratch.buffer("validity", numRows / 8 + 8);
  if (allNull) {
    scratch.bytes.fill(0, bitmap, bitmap + Math.ceil(numRows / 8));
    return { bitmap, nullCount: numRows };
  }
  let row = 0;
  for (const slice of slices) {
    const { validity } = slice.chunk.columns[column]!;
    const count = slice.to - slice.from;
    if (validity === null) kernels.pqw_set_bits(bitmap, row, count);
    else copyBits(kernels, scratch, validity, slice, bitmap, row);
    row += count;
  }
  const nullCount = numRows - kernels.pqw_count_bits(bitmap, 0, numRows);
  return { bitmap: nullCount === 0 ? 0 : bitmap, nullCount };
}
