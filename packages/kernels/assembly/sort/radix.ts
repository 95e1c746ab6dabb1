import { entryAt } from "./entries";

/** Bytes of a histogram of one digit. */
const HISTOGRAM: usize = 1024;
/** Up to this many entries two digits nearly sort what is spread evenly, and insertion does the rest. */
const SMALL_ENTRIES: u32 = 2048;
/** Moves a small sort may make by insertion, per entry, before it goes on by digits. */
const MOVES_PER_ENTRY: u32 = 4;

/** Sorts entries by their word, stably; bits that are equal in all entries cost nothing. */
export function radixSort(entries: usize, n: u32, tmp: usize, histogram: usize): void {
  const first = load<u64>(entries);
  let varying: u64 = 0;
  for (let i: u32 = 1; i < n; i++) varying |= load<u64>(entryAt(entries, i)) ^ first;
  const bits = 64 - clz<u64>(varying);
  if (n <= SMALL_ENTRIES && bits > 16) {
    digitSort(entries, n, tmp, histogram, varying, bits - 16);
    // What insertion did not finish is stable still, so all digits can follow.
    if (insertWords(entries, n, n * MOVES_PER_ENTRY)) return;
  }
  digitSort(entries, n, tmp, histogram, varying, 0);
}

/** Sorts by the bits from `low` on, a byte a pass from the lowest. */
function digitSort(entries: usize, n: u32, tmp: usize, histogram: usize, varying: u64, low: u64): void {
  let source = entries;
  let target = tmp;
  for (let shift = low; shift < 64; shift += 8) {
    if (((varying >> shift) & 255) == 0) continue;
    memory.fill(histogram, 0, HISTOGRAM);
    for (let i: u32 = 0; i < n; i++) {
      const count = histogram + ((<usize>(load<u64>(entryAt(source, i)) >> shift) & 255) << 2);
      store<u32>(count, load<u32>(count) + 1);
    }
    let offset = <u32>target;
    for (let digit: usize = 0; digit < HISTOGRAM; digit += 4) {
      const count = load<u32>(histogram + digit);
      store<u32>(histogram + digit, offset);
      offset += count << 4;
    }
    for (let i: u32 = 0; i < n; i++) {
      const entry = v128.load(entryAt(source, i));
      const place = histogram + ((<usize>(<u64>i64x2.extract_lane(entry, 0) >> shift) & 255) << 2);
      const to = load<u32>(place);
      v128.store(to, entry);
      store<u32>(place, to + 16);
    }
    const swap = source;
    source = target;
    target = swap;
  }
  if (source != entries) memory.copy(entries, source, <usize>n << 4);
}

/** Insertion sort by word, stable; false if it would take more than `moves`, the entries then being a permutation still. */
function insertWords(entries: usize, n: u32, moves: u32): bool {
  for (let i: u32 = 1; i < n; i++) {
    let to = entryAt(entries, i);
    const entry = v128.load(to);
    const word = load<u64>(to);
    while (to > entries && load<u64>(to - 16) > word) {
      v128.store(to, v128.load(to - 16));
      to -= 16;
      moves--;
    }
    v128.store(to, entry);
    if (<i32>moves < 0) return false;
  }
  return true;
}
