// The value at a rank of an unsorted array: the highest digit in which the values differ tells which of them can be it; these are
// brought to the front and looked at again. Every round uses up a digit, so that no input takes more than eight.
import { QUANTILE_HISTOGRAM_SIZE, QUANTILE_MAX_VALUES } from "../../../core/src/layout/holistic";

/** Ranges up to this length are sorted by insertion. */
const INSERTION_VALUES: u32 = 32;

// @ts-ignore: decorator
@inline
function at(values: usize, i: u32): usize {
  return values + (<usize>i << 3);
}

// @ts-ignore: decorator
@inline
function digitOf(value: u64, shift: u64): u32 {
  return <u32>(value >> shift) & 255;
}

export function holistic_bits(values: usize, n: u32, out: usize): void {
  let every = load<u64>(out);
  let some = load<u64>(out, 8);
  for (let i: u32 = 0; i < n; i++) {
    const value = load<u64>(at(values, i));
    every &= value;
    some |= value;
  }
  store<u64>(out, every);
  store<u64>(out, some, 8);
}

export function holistic_histogram(values: usize, n: u32, shift: i32, histogram: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const count = histogram + (<usize>digitOf(load<u64>(at(values, i)), shift) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

export function holistic_gather(values: usize, from: u32, n: u32, into: u32, shift: i32, digit: u32): u32 {
  const end = from + n;
  for (let i = from; i < end; i++) {
    const value = load<u64>(at(values, i));
    if (digitOf(value, shift) != digit) continue;
    store<u64>(at(values, i), load<u64>(at(values, into)));
    store<u64>(at(values, into), value);
    into++;
  }
  return into;
}

function insertionSort(values: usize, n: u32): void {
  for (let i: u32 = 1; i < n; i++) {
    const value = load<u64>(at(values, i));
    let j = i;
    while (j > 0 && load<u64>(at(values, j - 1)) > value) {
      store<u64>(at(values, j), load<u64>(at(values, j - 1)));
      j--;
    }
    store<u64>(at(values, j), value);
  }
}

/** As holistic_select; the values are moved about within their range. */
export function select(values: usize, n: u32, rank: u32, histogram: usize): u64 {
  while (n > INSERTION_VALUES) {
    let every = load<u64>(values);
    let some = every;
    for (let i: u32 = 1; i < n; i++) {
      const value = load<u64>(at(values, i));
      every &= value;
      some |= value;
    }
    if (every == some) return every;
    const differing = 64 - <i32>clz(every ^ some);
    const shift = max<i32>(0, differing - 8);
    memory.fill(histogram, 0, QUANTILE_HISTOGRAM_SIZE);
    holistic_histogram(values, n, shift, histogram);
    let digit: u32 = 0;
    let count = load<u32>(histogram);
    // The counts add up to n, and the rank is below it.
    while (rank >= count) {
      rank -= count;
      digit++;
      count = load<u32>(histogram + (<usize>digit << 2));
    }
    n = holistic_gather(values, 0, n, 0, shift, digit);
  }
  insertionSort(values, n);
  return load<u64>(at(values, rank));
}

export function holistic_select(values: usize, n: u32, rank: u32, histogram: usize): u64 {
  if (n > <u32>QUANTILE_MAX_VALUES || rank >= n) unreachable();
  return select(values, n, rank, histogram);
}
