import { PAGE_SHIFT, PAGE_SIZE } from "../../../core/src/layout/pages";
import {
  ROW_PAGE_EXTENT_ORDER, ROW_PAGE_HEADER, ROW_PAGE_HEAP_START, ROW_PAGE_NUM_ROWS, ROW_PAGE_ROW_STRIDE,
} from "../../../core/src/layout/row-page";
import { VIEW_INLINE, VIEW_POINTER } from "../../../core/src/layout/string-view";

/** Every number of a page that later becomes an address is held against the page's own bounds. */
export function rows_check_page(page: usize, byteLength: u32, rowStride: u32, numViews: i32, viewOffsets: usize): i32 {
  if (byteLength < <u32>PAGE_SIZE) return 0;
  const order = load<u32>(page, ROW_PAGE_EXTENT_ORDER);
  if (order > 12 || <u32>1 << (PAGE_SHIFT + order) != byteLength) return 0;
  if (load<u32>(page, ROW_PAGE_ROW_STRIDE) != rowStride || rowStride == 0) return 0;
  const numRows = load<u32>(page, ROW_PAGE_NUM_ROWS);
  const heapStart = load<u32>(page, ROW_PAGE_HEAP_START);
  const rowsEnd = <u64>ROW_PAGE_HEADER + <u64>numRows * rowStride;
  if (heapStart > byteLength || rowsEnd > <u64>heapStart || rowsEnd > <u64>PAGE_SIZE) return 0;
  for (let i: u32 = 0; i < numRows; i++) {
    const row = page + ROW_PAGE_HEADER + <usize>i * rowStride;
    for (let v = 0; v < numViews; v++) {
      const offset = load<u32>(viewOffsets + (<usize>v << 2));
      if (<u64>offset + 16 > <u64>rowStride) return 0;
      const length = load<u32>(row + offset);
      if (length <= <u32>VIEW_INLINE) continue;
      const start = load<u32>(row + offset, VIEW_POINTER);
      if (start < heapStart || <u64>start + length > <u64>byteLength) return 0;
    }
  }
  return 1;
}
