import { PAGE_SIZE } from "../../../core/src/layout/pages";
import { VIEW_INLINE, VIEW_POINTER } from "../../../core/src/layout/string-view";
import { copyBytes } from "../bytes/copy";

// Copies of rows into other pages: sorted runs, partitions that are split again.

// @ts-ignore: decorator
@inline
function pageOf(row: usize): usize {
  return row & ~(<usize>PAGE_SIZE - 1);
}

/** Bytes of long strings of each of n page rows whose views lie at viewOffsets (u32[numViews]); u32 each. */
export function rows_heap_bytes(n: i32, rows: usize, numViews: i32, viewOffsets: usize, out: usize): void {
  for (let i = 0; i < n; i++) {
    const row = <usize>load<u32>(rows + ((<usize>i) << 2));
    let bytes: u32 = 0;
    for (let v = 0; v < numViews; v++) {
      const length = load<u32>(row + load<u32>(viewOffsets + ((<usize>v) << 2)));
      if (length > <u32>VIEW_INLINE) bytes += length;
    }
    store<u32>(out + ((<usize>i) << 2), bytes);
  }
}

/** Copies n page rows of `stride` bytes to outRows, their long strings to outHeaps (u32[n], or 0 without views). */
export function rows_copy(
  n: i32,
  rows: usize,
  stride: i32,
  numViews: i32,
  viewOffsets: usize,
  outRows: usize,
  outHeaps: usize,
): void {
  for (let i = 0; i < n; i++) {
    const row = <usize>load<u32>(rows + ((<usize>i) << 2));
    const target = <usize>load<u32>(outRows + ((<usize>i) << 2));
    for (let b = 0; b < stride; b += 8) store<u64>(target + b, load<u64>(row + b));
    if (outHeaps == 0) continue;
    let heap = <usize>load<u32>(outHeaps + ((<usize>i) << 2));
    for (let v = 0; v < numViews; v++) {
      const view = target + load<u32>(viewOffsets + ((<usize>v) << 2));
      const length = load<u32>(view);
      if (length <= <u32>VIEW_INLINE) continue;
      copyBytes(heap, pageOf(row) + load<u32>(view, VIEW_POINTER), length);
      store<u32>(view, <u32>(heap - pageOf(target)), VIEW_POINTER);
      heap += length;
    }
  }
}

/** Copies bytes; the ranges may overlap. */
export function bytes_copy(target: usize, source: usize, byteLength: u32): void {
  memory.copy(target, source, byteLength);
}
