// Sorts a range in the cache: radix by the key in the entries' words, then each run of equal keys by the keys behind it.
import { SORT_DESC_NUM_TIES, SORT_DESC_NUM_WORDS } from "../../../core/src/layout/sort";
import { pageRowsCompare } from "./compare";
import { entryAt, rowAt } from "./entry";
import { commonPrefix, fillKeys, isInString, levelOf, NO_PLACE, placeAfter } from "./keys";
import { radixSort } from "./radix";

/** Runs of equal keys up to this length are sorted by comparing rows. */
const INSERTION_ENTRIES: u32 = 16;
/** Ranges within ranges, at most: what then is still equal is merge sorted, so that the stack stays small whatever the keys. */
const MAX_DEPTH: u32 = 16;

/**
 * Sorts entries whose words hold their keys at `place`; these keys are in the words afterwards too. n <= SORT_MAX_ENTRIES. tmp: as
 * many entries. bySeq: the rows did not come in the order of seq.
 */
export function sortRange(
  entries: usize, n: u32, tmp: usize, histogram: usize, desc: usize, place: u64, bySeq: bool, depth: u32,
): void {
  if (n < 2) return;
  radixSort(entries, n, tmp, histogram);
  const numWords = load<u32>(desc, SORT_DESC_NUM_WORDS);
  if (!bySeq && levelOf(place) + 1 >= numWords && load<u32>(desc, SORT_DESC_NUM_TIES) == 0) return;
  let start: u32 = 0;
  while (start < n) {
    const key = load<u64>(entryAt(entries, start));
    let end = start + 1;
    while (end < n && load<u64>(entryAt(entries, end)) == key) end++;
    if (end - start > 1) sortEqual(entryAt(entries, start), end - start, tmp, histogram, desc, place, bySeq, depth);
    start = end;
  }
}

/** Entries with equal keys at `place`: by the keys behind. */
function sortEqual(
  entries: usize, n: u32, tmp: usize, histogram: usize, desc: usize, place: u64, bySeq: bool, depth: u32,
): void {
  const key = load<u64>(entries);
  let next = placeAfter(place, key, desc, bySeq);
  if (next == NO_PLACE) return;
  if (n <= INSERTION_ENTRIES) return insertionSort(entries, n, desc, levelOf(next));
  if (depth == MAX_DEPTH) return mergeSort(entries, n, tmp, desc, levelOf(next));
  while (next != NO_PLACE) {
    if (isInString(next, desc)) next += commonPrefix(entries, n, rowAt(entries, 0), next, desc, u32.MAX_VALUE);
    fillKeys(entries, n, next, desc);
    if (!areEqual(entries, n)) {
      sortRange(entries, n, tmp, histogram, desc, next, bySeq, depth + 1);
      break;
    }
    next = placeAfter(next, load<u64>(entries), desc, bySeq);
  }
  setKeys(entries, n, key);
}

function areEqual(entries: usize, n: u32): bool {
  const key = load<u64>(entries);
  for (let i: u32 = 1; i < n; i++) {
    if (load<u64>(entryAt(entries, i)) != key) return false;
  }
  return true;
}

/** Gives all entries one key. */
export function setKeys(entries: usize, n: u32, key: u64): void {
  for (let i: u32 = 0; i < n; i++) store<u64>(entryAt(entries, i), key);
}

function insertionSort(entries: usize, n: u32, desc: usize, from: u32): void {
  for (let i: u32 = 1; i < n; i++) {
    const entry = v128.load(entryAt(entries, i));
    const row = rowAt(entries, i);
    let j = i;
    while (j > 0 && pageRowsCompare(rowAt(entries, j - 1), row, desc, from) > 0) {
      v128.store(entryAt(entries, j), v128.load(entryAt(entries, j - 1)));
      j--;
    }
    v128.store(entryAt(entries, j), entry);
  }
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
    const takeLeft = right == high
      || (left < middle && pageRowsCompare(rowAt(source, left), rowAt(source, right), desc, from) <= 0);
    v128.store(entryAt(target, out), v128.load(entryAt(source, takeLeft ? left++ : right++)));
  }
}
