import { copyBits } from "../../write/gather-validity.ts";
import type { Bounds } from "./bounds.ts";
import type { ColumnTask } from "./column-task.ts";
import { nullsAmong, PAGE_ROWS } from "./column-task.ts";
import type { PageWriter } from "./page-writer.ts";

/** Encodes a Boolean column: PLAIN is one bit a value, as in a chunk. */
export function writeBooleanColumn(task: ColumnTask, writer: PageWriter): void {
  const { kernels, scratch, numRows, validity } = task;
  const bits = scratch.buffer("values", numRows / 8 + 8);
  let end = 0;
  for (const slice of task.slices) {
    copyBits(kernels, scratch, slice.chunk.columns[task.column]!.data, slice, bits, end);
    end += slice.to - slice.from;
  }
  const packed = scratch.buffer("wide values", PAGE_ROWS / 8 + 8);
  for (let row = 0; row < numRows; row += PAGE_ROWS) {
    const rows = Math.min(PAGE_ROWS, numRows - row);
    const nullCount = nullsAmong(task, row, rows);
    const from = bits + row / 8;
    if (validity.bitmap === 0) kernels.pqw_append_bits(packed, 0, from, 0, rows);
    else kernels.pqw_compact_bits(from, validity.bitmap + row / 8, rows, packed);
    const count = rows - nullCount;
    clearTail(scratch.bytes, packed, count);
    const bounds = boundsOf(task, packed, count);
    writer.writePlain({ row, numRows: rows, nullCount, bounds }, packed, Math.ceil(count / 8));
  }
}

/** What follows the last bit must be the same in every run. */
function clearTail(bytes: Uint8Array, bits: number, count: number): void {
  if (count % 8 !== 0) bytes[bits + (count >>> 3)]! &= (1 << (count % 8)) - 1;
}

function boundsOf(task: ColumnTask, bits: number, count: number): Bounds | null {
  if (!task.options.statistics || count === 0) return null;
  const numTrue = task.kernels.pqw_count_bits(bits, 0, count);
  const min = Uint8Array.of(numTrue === count ? 1 : 0);
  return { min, max: Uint8Array.of(numTrue > 0 ? 1 : 0), isMinExact: true, isMaxExact: true };
}
