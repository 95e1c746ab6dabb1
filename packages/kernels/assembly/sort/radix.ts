import { entryAt } from "./entry";

/** Bytes of a histogram of one digit. */
const HISTOGRAM: usize = 1024;
/** Up to this many entries insertion is as quick as one digit. */
const FEW_ENTRIES: u32 = 32;
/** Up to this many entries two digits nearly sort what is spread evenly, and insertion does the rest; for more, three. */
const SMALL_ENTRIES: u32 = 2048;
/** Moves that insertion may make, per entry, before the sort goes on by digits. */
const MOVES_PER_ENTRY: u32 = 4;

/** Sorts entries by their word, stably; bits that are equal in all entries cost nothing. */
export function radixSort(entries: usize, n: u32, tmp: usize, histogram: usize): void {
  if (n <= FEW_ENTRIES) {
    insertWords(entries, n, u32.MAX_VALUE >> 1);
    return;
  }
  const first = load<u64>(entries);
  let varying: u64 = 0;
  for (let i: u32 = 1; i < n; i++) varying |= load<u64>(entryAt(entries, i)) ^ first;
  const low = lowestOf(varying, n <= SMALL_ENTRIES ? 2 : 3);
  digitSort(entries, n, tmp, histogram, varying & (u64.MAX_VALUE << low));
  if ((varying & ~(u64.MAX_VALUE << low)) == 0) return;
  // What insertion did not finish is a permutation still, and equal words kept their order: all digits can follow.
  if (insertWords(entries, n, n * MOVES_PER_ENTRY)) return;
  digitSort(entries, n, tmp, histogram, varying);
}

/** The lowest bit of the uppermost `digits` digits; a digit begins with a varying bit. */
function lowestOf(varying: u64, digits: u32): u64 {
  let low: u64 = 0;
  for (; digits != 0 && varying != 0; digits--) {
    const bits = 64 - clz<u64>(varying);
    low = bits > 8 ? bits - 8 : 0;
    varying &= ~(u64.MAX_VALUE << low);
  }
  return varying == 0 ? 0 : low;
}

/** Sorts by the varying bits, a digit of up to 8 bits a pass from the lowest. */
function digitSort(entries: usize, n: u32, tmp: usize, histogram: usize, varying: u64): void {
  let source = entries;
  let target = tmp;
  while (varying != 0) {
    const shift = ctz<u64>(varying);
    varying &= ~(<u64>255 << shift);
    memory.fill(histogram, 0, HISTOGRAM);
    const end = entryAt(source, n);
    for (let entry = source; entry < end; entry += 16) {
      const count = histogram + ((<usize>(load<u64>(entry) >> shift) & 255) << 2);
      store<u32>(count, load<u32>(count) + 1);
    }
    let offset = <u32>target;
    for (let digit: usize = 0; digit < HISTOGRAM; digit += 4) {
      const count = load<u32>(histogram + digit);
      store<u32>(histogram + digit, offset);
      offset += count << 4;
    }
    for (let at = source; at < end; at += 16) {
      const entry = v128.load(at);
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
    const word = load<u64>(to);
    if (load<u64>(to - 16) <= word) continue;
    const entry = v128.load(to);
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
