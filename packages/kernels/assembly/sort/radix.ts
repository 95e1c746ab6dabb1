import { entryAt } from "./entries";

/** Bytes of a histogram of one digit. */
const HISTOGRAM: usize = 1024;

/** Sorts entries by their word, stably, a byte a pass from the lowest; bytes that are equal in all entries cost nothing. */
export function radixSort(entries: usize, n: u32, tmp: usize, histogram: usize): void {
  const first = load<u64>(entries);
  let varying: u64 = 0;
  for (let i: u32 = 1; i < n; i++) varying |= load<u64>(entryAt(entries, i)) ^ first;
  let source = entries;
  let target = tmp;
  for (let shift: u64 = 0; shift < 64; shift += 8) {
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
