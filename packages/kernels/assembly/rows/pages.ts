// Pages of a partition's list: made, linked, unlinked.
import { PAGE_SHIFT, PAGE_SIZE } from "../../../core/src/layout/pages";
import {
  ROW_PAGE_EXTENT_ORDER, ROW_PAGE_HEADER, ROW_PAGE_HEAP_START, ROW_PAGE_NEXT, ROW_PAGE_NUM_ROWS, ROW_PAGE_PARTITION,
  ROW_PAGE_PREVIOUS, ROW_PAGE_ROW_STRIDE,
} from "../../../core/src/layout/row-page";
import {
  ROWS_GRANT, ROWS_HEADER, ROWS_PARTITION_FIRST, ROWS_PARTITION_LAST, ROWS_PARTITION_NUM_PAGES, ROWS_PARTITION_NUM_ROWS,
  ROWS_PARTITION_SIZE, ROWS_ROW_STRIDE,
} from "../../../core/src/layout/rows";
import { grant_alloc } from "../arena/grant";

/** The block of a partition. */
// @ts-ignore: decorator
@inline
export function partitionOf(rc: usize, partition: u32): usize {
  return rc + ROWS_HEADER + <usize>partition * ROWS_PARTITION_SIZE;
}

/** The page in which a row lies. */
// @ts-ignore: decorator
@inline
export function pageOf(row: usize): usize {
  return row & ~<usize>(PAGE_SIZE - 1);
}

export function linkPage(slot: usize, page: usize): void {
  const last = <usize>load<u32>(slot, ROWS_PARTITION_LAST);
  store<u32>(page, 0, ROW_PAGE_NEXT);
  store<u32>(page, <u32>last, ROW_PAGE_PREVIOUS);
  if (last != 0) store<u32>(last, <u32>page, ROW_PAGE_NEXT);
  else store<u32>(slot, <u32>page, ROWS_PARTITION_FIRST);
  store<u32>(slot, <u32>page, ROWS_PARTITION_LAST);
  const pages = <u32>1 << load<u32>(page, ROW_PAGE_EXTENT_ORDER);
  store<u32>(slot, load<u32>(slot, ROWS_PARTITION_NUM_PAGES) + pages, ROWS_PARTITION_NUM_PAGES);
}

/** An empty page that has room for one row with `heapBytes`, at the end of a partition's list; 0 if it is refused. */
export function addPage(rc: usize, partition: u32, heapBytes: u32): usize {
  const stride = load<u32>(rc, ROWS_ROW_STRIDE);
  const need = <u64>ROW_PAGE_HEADER + stride + heapBytes;
  let order = 0;
  while ((<u64>PAGE_SIZE << order) < need) order++;
  const page = grant_alloc(load<u32>(rc, ROWS_GRANT), order);
  if (page == 0) return 0;
  memory.fill(page, 0, ROW_PAGE_HEADER);
  store<u32>(page, <u32>1 << (PAGE_SHIFT + order), ROW_PAGE_HEAP_START);
  store<u32>(page, order, ROW_PAGE_EXTENT_ORDER);
  store<u32>(page, partition, ROW_PAGE_PARTITION);
  store<u32>(page, stride, ROW_PAGE_ROW_STRIDE);
  linkPage(partitionOf(rc, partition), page);
  return page;
}

/**
 * A row of a partition, its fixed part zeroed; 0 if a page is refused. Its heapBytes lie at pageOf(row) + ROW_PAGE_HEAP_START of
 * the page's header afterwards.
 */
export function appendRow(rc: usize, partition: u32, heapBytes: u32): usize {
  const slot = partitionOf(rc, partition);
  const stride = load<u32>(rc, ROWS_ROW_STRIDE);
  let page = <usize>load<u32>(slot, ROWS_PARTITION_LAST);
  let numRows: u32 = 0;
  let fits = false;
  if (page != 0) {
    numRows = load<u32>(page, ROW_PAGE_NUM_ROWS);
    const end = <u64>ROW_PAGE_HEADER + <u64>(numRows + 1) * stride + heapBytes;
    // An oversized row has its extent for itself: the fixed parts of others would leave the first PAGE_SIZE bytes.
    fits = load<u32>(page, ROW_PAGE_EXTENT_ORDER) == 0 && end <= <u64>load<u32>(page, ROW_PAGE_HEAP_START);
  }
  if (!fits) {
    page = addPage(rc, partition, heapBytes);
    if (page == 0) return 0;
    numRows = 0;
  }
  const row = page + ROW_PAGE_HEADER + <usize>numRows * stride;
  store<u32>(page, numRows + 1, ROW_PAGE_NUM_ROWS);
  if (heapBytes != 0) store<u32>(page, load<u32>(page, ROW_PAGE_HEAP_START) - heapBytes, ROW_PAGE_HEAP_START);
  store<u32>(slot, load<u32>(slot, ROWS_PARTITION_NUM_ROWS) + 1, ROWS_PARTITION_NUM_ROWS);
  memory.fill(row, 0, stride);
  return row;
}
