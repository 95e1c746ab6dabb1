// Filling entries, and sorting those of one call: up to SORT_MAX_ENTRIES.
import { ROW_PAGE_HEADER, ROW_PAGE_NUM_ROWS, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";
import { SORT_DESC_NUM_WORDS, SORT_ENTRY_ROW } from "../../../core/src/layout/sort";
import { entryAt, rowAt } from "./entry";
import { sortRange } from "./range";

// @ts-ignore: decorator
@inline
function storeEntry(entry: usize, row: usize): void {
  store<u64>(entry, load<u64>(row));
  store<u64>(entry, <u64>row, SORT_ENTRY_ROW);
}

export function sort_fill_entries(page: usize, fromRow: i32, n: i32, entries: usize): i32 {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  const count = max<i32>(min<i32>(n, <i32>load<u32>(page, ROW_PAGE_NUM_ROWS) - fromRow), 0);
  let row = page + ROW_PAGE_HEADER + <usize>fromRow * stride;
  for (let i = 0; i < count; i++) {
    storeEntry(entryAt(entries, i), row);
    row += stride;
  }
  return count;
}

export function sort_fill_rows(n: i32, rows: usize, entries: usize): void {
  for (let i = 0; i < n; i++) storeEntry(entryAt(entries, i), load<u32>(rows + (<usize>i << 2)));
}

export function sort_entry_rows(entries: usize, n: i32, outRows: usize): void {
  for (let i = 0; i < n; i++) store<u32>(outRows + (<usize>i << 2), <u32>rowAt(entries, i));
}

/** Whether the rows of entries from … to and the one before are in the order of seq: a stable sort keeps that order. */
export function isInSeqOrder(entries: usize, from: u32, to: u32, desc: usize): bool {
  const offset = <usize>load<u32>(desc, SORT_DESC_NUM_WORDS) << 3;
  if (from >= to) return true;
  let before = load<u64>(rowAt(entries, from == 0 ? 0 : from - 1) + offset);
  for (let i = from; i < to; i++) {
    const seq = load<u64>(rowAt(entries, i) + offset);
    if (seq < before) return false;
    before = seq;
  }
  return true;
}

export function sort_entries(entries: usize, n: i32, tmp: usize, histogram: usize, desc: usize): void {
  sortRange(entries, n, tmp, histogram, desc, 0, !isInSeqOrder(entries, 0, n, desc), 0);
}
