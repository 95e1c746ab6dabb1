// Entries of up to SORT_MAX_ENTRIES rows: radix by the first word, and where that is equal for many, by the words behind it; what
// then is still equal is merged by comparing rows.
import { ROW_PAGE_HEADER, ROW_PAGE_NUM_ROWS, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";
import { SORT_DESC_NUM_WORDS, SORT_ENTRY_ROW } from "../../../core/src/layout/sort";
import { pageRowsCompare } from "./compare";
import { radixSort } from "./radix";

/** Runs of equal words up to this length are sorted by insertion. */
const INSERTION_ENTRIES: u32 = 24;

// @ts-ignore: decorator
@inline
export function entryAt(entries: usize, i: u32): usize {
  return entries + (<usize>i << 4);
}

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
  for (let i = 0; i < n; i++) store<u32>(outRows + (<usize>i << 2), load<u32>(entryAt(entries, i), SORT_ENTRY_ROW));
}

/** Whether entry a does not come after entry b, from word `from` on. */
// @ts-ignore: decorator
@inline
function inOrder(a: usize, b: usize, desc: usize, from: u32): bool {
  return pageRowsCompare(load<u32>(a, SORT_ENTRY_ROW), load<u32>(b, SORT_ENTRY_ROW), desc, from) <= 0;
}

function insertionSort(entries: usize, n: u32, desc: usize, from: u32): void {
  for (let i: u32 = 1; i < n; i++) {
    const entry = v128.load(entryAt(entries, i));
    const row = <usize>load<u32>(entryAt(entries, i), SORT_ENTRY_ROW);
    let j = i;
    while (j > 0 && pageRowsCompare(load<u32>(entryAt(entries, j - 1), SORT_ENTRY_ROW), row, desc, from) > 0) {
      v128.store(entryAt(entries, j), v128.load(entryAt(entries, j - 1)));
      j--;
    }
    v128.store(entryAt(entries, j), entry);
  }
}

function isSorted(entries: usize, n: u32, desc: usize, from: u32): bool {
  for (let i: u32 = 1; i < n; i++) {
    if (!inOrder(entryAt(entries, i - 1), entryAt(entries, i), desc, from)) return false;
  }
  return true;
}

/** Merge sort from the bottom up: runs of INSERTION_ENTRIES, then pairs of runs. */
function mergeSort(entries: usize, n: u32, tmp: usize, desc: usize, from: u32): void {
  for (let i: u32 = 0; i < n; i += INSERTION_ENTRIES) {
    insertionSort(entryAt(entries, i), min<u32>(INSERTION_ENTRIES, n - i), desc, from);
  }
  let source = entries;
  let target = tmp;
  for (let width = INSERTION_ENTRIES; width < n; width <<= 1) {
    for (let low: u32 = 0; low < n; low += width << 1) {
      const middle = min<u32>(low + width, n);
      mergePair(source, low, middle, min<u32>(middle + width, n), target, desc, from);
    }
    const swap = source;
    source = target;
    target = swap;
  }
  if (source != entries) memory.copy(entries, source, <usize>n << 4);
}

function mergePair(source: usize, low: u32, middle: u32, high: u32, target: usize, desc: usize, from: u32): void {
  let left = low;
  let right = middle;
  for (let out = low; out < high; out++) {
    const takeLeft = right == high || (left < middle && inOrder(entryAt(source, left), entryAt(source, right), desc, from));
    v128.store(entryAt(target, out), v128.load(entryAt(source, takeLeft ? left++ : right++)));
  }
}

/** Entries whose words before `level` are equal, by the word at `level` (in the entry's word field) and all behind it. */
function sortLevel(entries: usize, n: u32, tmp: usize, histogram: usize, desc: usize, level: u32): void {
  if (n <= INSERTION_ENTRIES) return insertionSort(entries, n, desc, level);
  radixSort(entries, n, tmp, histogram);
  let start: u32 = 0;
  while (start < n) {
    const word = load<u64>(entryAt(entries, start));
    let end = start + 1;
    while (end < n && load<u64>(entryAt(entries, end)) == word) end++;
    if (end - start > 1) sortEqual(entryAt(entries, start), end - start, tmp, histogram, desc, level + 1);
    start = end;
  }
}

/** A run of entries with equal words before `level`. */
function sortEqual(entries: usize, n: u32, tmp: usize, histogram: usize, desc: usize, level: u32): void {
  if (n <= INSERTION_ENTRIES) return insertionSort(entries, n, desc, level);
  // Rows often come in the order of seq: then all is done.
  if (isSorted(entries, n, desc, level)) return;
  if (level >= load<u32>(desc, SORT_DESC_NUM_WORDS)) return mergeSort(entries, n, tmp, desc, level);
  const word = load<u64>(entries);
  for (let i: u32 = 0; i < n; i++) {
    const entry = entryAt(entries, i);
    store<u64>(entry, load<u64>(<usize>load<u32>(entry, SORT_ENTRY_ROW) + (<usize>level << 3)));
  }
  sortLevel(entries, n, tmp, histogram, desc, level);
  // Merges compare the first word again.
  for (let i: u32 = 0; i < n; i++) store<u64>(entryAt(entries, i), word);
}

export function sort_entries(entries: usize, n: i32, tmp: usize, histogram: usize, desc: usize): void {
  sortLevel(entries, n, tmp, histogram, desc, 0);
}
