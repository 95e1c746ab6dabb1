import {
  MAX_ROW_STRIDE, ROW_PAGE_HEADER, ROW_PAGE_HEAP_START, ROW_PAGE_NEXT, ROW_PAGE_NUM_ROWS, ROW_PAGE_PARTITION,
  ROW_PAGE_PREVIOUS, ROW_PAGE_ROW_STRIDE,
} from "../../../core/src/layout/row-page";
import {
  ROWS_GRANT, ROWS_HEADER, ROWS_MAX_RADIX_BITS, ROWS_PARTITION_FIRST, ROWS_PARTITION_LAST, ROWS_PARTITION_NUM_PAGES,
  ROWS_PARTITION_NUM_ROWS, ROWS_PARTITION_SIZE, ROWS_RADIX_BITS, ROWS_RADIX_SHIFT, ROWS_ROW_STRIDE,
} from "../../../core/src/layout/rows";
import { grant_free } from "../arena/grant";
import { appendRow, linkPage, pageOf, partitionOf } from "./pages";

export function rows_size(radixBits: i32): i32 {
  return ROWS_HEADER + (ROWS_PARTITION_SIZE << radixBits);
}

export function rows_init(rc: usize, grant: usize, rowStride: u32, radixBits: i32): void {
  if (<u32>radixBits > <u32>ROWS_MAX_RADIX_BITS || rowStride > <u32>MAX_ROW_STRIDE || (rowStride & 7) != 0) unreachable();
  memory.fill(rc, 0, rows_size(radixBits));
  store<u32>(rc, <u32>grant, ROWS_GRANT);
  store<u32>(rc, rowStride, ROWS_ROW_STRIDE);
  store<u32>(rc, radixBits, ROWS_RADIX_BITS);
}

/** The partition of a hash. */
// @ts-ignore: decorator
@inline
export function partitionOfHash(rc: usize, hash: u64): u32 {
  const bits = load<u32>(rc, ROWS_RADIX_BITS);
  // Shifted twice: a shift by 64 would be a shift by none.
  return <u32>(((hash << load<u32>(rc, ROWS_RADIX_SHIFT)) >> 1) >> (63 - bits));
}

export function rows_reserve(rc: usize, n: i32, hashes: usize, heapBytes: usize, outRows: usize, outHeaps: usize): i32 {
  for (let i = 0; i < n; i++) {
    const partition = hashes != 0 ? partitionOfHash(rc, load<u64>(hashes + (<usize>i << 3))) : 0;
    if (!reserveOne(rc, partition, i, heapBytes, outRows, outHeaps)) return i;
  }
  return n;
}

export function rows_reserve_in(rc: usize, partition: u32, n: i32, heapBytes: usize, outRows: usize, outHeaps: usize): i32 {
  for (let i = 0; i < n; i++) {
    if (!reserveOne(rc, partition, i, heapBytes, outRows, outHeaps)) return i;
  }
  return n;
}

// @ts-ignore: decorator
@inline
function reserveOne(rc: usize, partition: u32, i: i32, heapBytes: usize, outRows: usize, outHeaps: usize): bool {
  const bytes = heapBytes != 0 ? load<u32>(heapBytes + (<usize>i << 2)) : 0;
  const row = appendRow(rc, partition, bytes);
  if (row == 0) return false;
  store<u32>(outRows + (<usize>i << 2), <u32>row);
  if (outHeaps != 0) {
    const page = pageOf(row);
    store<u32>(outHeaps + (<usize>i << 2), <u32>page + load<u32>(page, ROW_PAGE_HEAP_START));
  }
  return true;
}

function forget(slot: usize): void {
  memory.fill(slot, 0, ROWS_PARTITION_SIZE);
}

export function rows_release_partition(rc: usize, partition: u32): i32 {
  const slot = partitionOf(rc, partition);
  const pages = load<u32>(slot, ROWS_PARTITION_NUM_PAGES);
  const grant = <usize>load<u32>(rc, ROWS_GRANT);
  let page = <usize>load<u32>(slot, ROWS_PARTITION_FIRST);
  while (page != 0) {
    const next = <usize>load<u32>(page, ROW_PAGE_NEXT);
    grant_free(grant, page);
    page = next;
  }
  forget(slot);
  return <i32>pages;
}

export function rows_take_partition(rc: usize, partition: u32): usize {
  const slot = partitionOf(rc, partition);
  const first = <usize>load<u32>(slot, ROWS_PARTITION_FIRST);
  forget(slot);
  return first;
}

export function rows_append_page(rc: usize, partition: u32, page: usize): void {
  const slot = partitionOf(rc, partition);
  linkPage(slot, page);
  store<u32>(page, partition, ROW_PAGE_PARTITION);
  const rows = load<u32>(slot, ROWS_PARTITION_NUM_ROWS) + load<u32>(page, ROW_PAGE_NUM_ROWS);
  store<u32>(slot, rows, ROWS_PARTITION_NUM_ROWS);
}

export function rows_append(rc: usize, from: usize): void {
  const partitions = <u32>1 << load<u32>(rc, ROWS_RADIX_BITS);
  for (let p: u32 = 0; p < partitions; p++) {
    const source = partitionOf(from, p);
    const target = partitionOf(rc, p);
    const first = <usize>load<u32>(source, ROWS_PARTITION_FIRST);
    if (first == 0) continue;
    const last = <usize>load<u32>(target, ROWS_PARTITION_LAST);
    if (last != 0) {
      store<u32>(last, <u32>first, ROW_PAGE_NEXT);
      store<u32>(first, <u32>last, ROW_PAGE_PREVIOUS);
    } else {
      store<u32>(target, <u32>first, ROWS_PARTITION_FIRST);
    }
    store<u32>(target, load<u32>(source, ROWS_PARTITION_LAST), ROWS_PARTITION_LAST);
    const rows = load<u32>(target, ROWS_PARTITION_NUM_ROWS) + load<u32>(source, ROWS_PARTITION_NUM_ROWS);
    const pages = load<u32>(target, ROWS_PARTITION_NUM_PAGES) + load<u32>(source, ROWS_PARTITION_NUM_PAGES);
    store<u32>(target, rows, ROWS_PARTITION_NUM_ROWS);
    store<u32>(target, pages, ROWS_PARTITION_NUM_PAGES);
    forget(source);
  }
}

export function rows_count(rc: usize): f64 {
  const partitions = <u32>1 << load<u32>(rc, ROWS_RADIX_BITS);
  let rows: u64 = 0;
  for (let p: u32 = 0; p < partitions; p++) rows += load<u32>(partitionOf(rc, p), ROWS_PARTITION_NUM_ROWS);
  return <f64>rows;
}

export function rows_of_page(page: usize, fromRow: i32, limit: i32, outRows: usize): i32 {
  const stride = load<u32>(page, ROW_PAGE_ROW_STRIDE);
  const n = min<i32>(limit, <i32>load<u32>(page, ROW_PAGE_NUM_ROWS) - fromRow);
  let row = page + ROW_PAGE_HEADER + <usize>fromRow * stride;
  for (let i = 0; i < n; i++) {
    store<u32>(outRows + (<usize>i << 2), <u32>row);
    row += stride;
  }
  return max<i32>(n, 0);
}

export function rows_hashes(n: i32, rows: usize, rowOffset: usize, outHashes: usize): void {
  for (let i = 0; i < n; i++) {
    store<u64>(outHashes + (<usize>i << 3), load<u64>(<usize>load<u32>(rows + (<usize>i << 2)) + rowOffset));
  }
}
