// Huffman-coded literals (RFC 8878, section 4.2).
import { fse_read, HUFFMAN_WEIGHTS } from "./fse";
import { HUFFMAN, HUFFMAN_LOG, WEIGHTS, WEIGHT_TABLE } from "./state";

const MAX_BITS: u32 = 11;

/** The number of bits of a stream that is read backwards: its last byte holds the end mark. -1 if there is none. */
// @ts-ignore: decorator
@inline export function streamBits(start: usize, end: usize): isize {
  if (start >= end) return -1;
  let last = <u32>load<u8>(end - 1);
  if (last == 0) return -1;
  return <isize>((end - start) << 3) - <isize>(clz(last) - 24) - 1;
}

/** The `n` bits below bit `at + n` of the stream; bits before its start are zero. */
// @ts-ignore: decorator
@inline export function bitsAt(start: usize, at: isize, n: u32): u32 {
  let mask = ((<u64>1) << n) - 1;
  if (at >= 0) return <u32>((load<u64>(start + (at >> 3)) >> <u64>(at & 7)) & mask);
  if (at <= -32) return 0;
  return <u32>((load<u64>(start) << <u64>-at) & mask);
}

/** Reads weights coded by FSE at [p, end) to WEIGHTS; returns their number, or -1. */
function readWeights(state: usize, p: usize, end: usize): i32 {
  let weights = state + WEIGHTS;
  let table = state + WEIGHT_TABLE;
  let logAt = state + HUFFMAN_LOG;
  let start = fse_read(state, p, end, 6, HUFFMAN_WEIGHTS, table, logAt);
  if (!start) return -1;
  let log = load<u32>(logAt);
  let at = streamBits(start, end);
  if (at < <isize>(log * 2)) return -1;
  at -= log;
  let one = bitsAt(start, at, log);
  at -= log;
  let two = bitsAt(start, at, log);
  let n = 0;
  for (;;) {
    if (n > 253) return -1;
    let entry = table + (<usize>one << 3);
    store<u8>(weights + n++, <u8>load<u32>(entry));
    let bits = <u32>load<u8>(entry, 6);
    at -= bits;
    if (at < 0) {
      store<u8>(weights + n++, <u8>load<u32>(table + (<usize>two << 3)));
      return n;
    }
    one = <u32>load<u16>(entry, 4) + bitsAt(start, at, bits);
    entry = table + (<usize>two << 3);
    store<u8>(weights + n++, <u8>load<u32>(entry));
    bits = <u32>load<u8>(entry, 6);
    at -= bits;
    if (at < 0) {
      store<u8>(weights + n++, <u8>load<u32>(table + (<usize>one << 3)));
      return n;
    }
    two = <u32>load<u16>(entry, 4) + bitsAt(start, at, bits);
  }
  return -1;
}

/** Reads a tree's description and builds its lookup table. Returns the pointer behind it, or 0 if it is corrupt. */
export function huffman_read(state: usize, p: usize, end: usize): usize {
  if (p >= end) return 0;
  let weights = state + WEIGHTS;
  let head = <usize>load<u8>(p++);
  let n: i32;
  if (head >= 128) {
    n = <i32>head - 127;
    let bytes = <usize>(n + 1) >> 1;
    if (bytes > end - p) return 0;
    for (let i = 0; i < n; i++) {
      let pair = <u32>load<u8>(p + (<usize>i >> 1));
      store<u8>(weights + i, <u8>(i & 1 ? pair & 15 : pair >> 4));
    }
    p += bytes;
  } else {
    if (head > end - p) return 0;
    n = readWeights(state, p, p + head);
    if (n < 0) return 0;
    p += head;
  }
  store<u32>(state, 0, HUFFMAN_LOG);
  let sum: u32 = 0;
  for (let i = 0; i < n; i++) {
    let weight = <u32>load<u8>(weights + i);
    if (weight > MAX_BITS) return 0;
    if (weight) sum += <u32>1 << (weight - 1);
  }
  if (sum == 0) return 0;
  let bits = <u32>(32 - clz(sum));
  let rest = (<u32>1 << bits) - sum;
  // The last symbol's weight is what completes the sum to a power of two.
  if (bits > MAX_BITS || (rest & (rest - 1)) != 0) return 0;
  store<u8>(weights + n++, <u8>(32 - clz(rest)));
  fillTable(state, n, bits);
  store<u32>(state, bits, HUFFMAN_LOG);
  return p;
}

/** Symbols by ascending weight take 2^(weight-1) entries each. */
function fillTable(state: usize, n: i32, bits: u32): void {
  let weights = state + WEIGHTS;
  let entry = state + HUFFMAN;
  for (let weight: u32 = 1; weight <= bits; weight++) {
    let span = <usize>1 << (weight - 1);
    for (let symbol = 0; symbol < n; symbol++) {
      if (<u32>load<u8>(weights + symbol) != weight) continue;
      let value = <u16>(<u32>symbol | ((bits + 1 - weight) << 8));
      for (let k: usize = 0; k < span; k++, entry += 2) store<u16>(entry, value);
    }
  }
}

/** The next 56 bits before bit `at`, the first to be read at the top. */
// @ts-ignore: decorator
@inline function window56(start: usize, at: isize): u64 {
  if (at >= 56) return load<u64>(start + ((at - 56) >> 3)) >> <u64>((at - 56) & 7);
  if (at <= 0) return 0;
  return (load<u64>(start) & (((<u64>1) << <u64>at) - 1)) << <u64>(56 - at);
}

/** Decodes `n` literals of one stream, from bit `at` on. Returns false unless the stream ends with the last of them. */
function decodeRest(table: usize, log: u64, start: usize, at: isize, out: usize, n: usize): bool {
  let mask = ((<u64>1) << log) - 1;
  for (let end = out + n; out < end; out++) {
    let entry = <u32>load<u16>(table + (<usize>((window56(start, at) >> (56 - log)) & mask) << 1));
    store<u8>(out, <u8>entry);
    at -= entry >> 8;
    if (at < 0) return false;
  }
  return at == 0;
}

/** Decodes `n` literals of one stream at [p, end). */
export function huffman_one(state: usize, p: usize, end: usize, out: usize, n: usize): bool {
  let at = streamBits(p, end);
  let log = <u64>load<u32>(state, HUFFMAN_LOG);
  let table = state + HUFFMAN;
  let mask = ((<u64>1) << log) - 1;
  while (at >= 56 && n >= 5) {
    let w = window56(p, at);
    let shift = 56 - log;
    for (let k = 0; k < 5; k++) {
      let entry = <u64>load<u16>(table + (<usize>((w >> shift) & mask) << 1));
      store<u8>(out++, <u8>entry);
      shift -= entry >> 8;
    }
    at -= <isize>(56 - log - shift);
    n -= 5;
  }
  return decodeRest(table, log, p, at, out, n);
}

/** Decodes `n` literals of four streams with their jump table at [p, end). */
export function huffman_four(state: usize, p: usize, end: usize, out: usize, n: usize): bool {
  if (end - p < 10 || n < 6) return false;
  let length1 = <usize>load<u16>(p), length2 = <usize>load<u16>(p, 2), length3 = <usize>load<u16>(p, 4);
  let p1 = p + 6;
  if (length1 + length2 + length3 >= end - p1) return false;
  let p2 = p1 + length1, p3 = p2 + length2, p4 = p3 + length3;
  let each = (n + 3) >> 2;
  if (each * 3 > n) return false;
  let a1 = streamBits(p1, p2), a2 = streamBits(p2, p3), a3 = streamBits(p3, p4), a4 = streamBits(p4, end);
  let o1 = out, o2 = out + each, o3 = o2 + each, o4 = o3 + each;
  let left = n - each * 3; // the last stream is the shortest
  let log = <u64>load<u32>(state, HUFFMAN_LOG);
  let table = state + HUFFMAN;
  let mask = ((<u64>1) << log) - 1;
  let top = 56 - log;
  let done: usize = 0;
  while (done + 5 <= left && a1 >= 56 && a2 >= 56 && a3 >= 56 && a4 >= 56) {
    let w1 = load<u64>(p1 + ((a1 - 56) >> 3)) >> <u64>((a1 - 56) & 7);
    let w2 = load<u64>(p2 + ((a2 - 56) >> 3)) >> <u64>((a2 - 56) & 7);
    let w3 = load<u64>(p3 + ((a3 - 56) >> 3)) >> <u64>((a3 - 56) & 7);
    let w4 = load<u64>(p4 + ((a4 - 56) >> 3)) >> <u64>((a4 - 56) & 7);
    let s1 = top, s2 = top, s3 = top, s4 = top;
    for (let k: usize = 0; k < 5; k++) {
      let e1 = <u64>load<u16>(table + (<usize>((w1 >> s1) & mask) << 1));
      let e2 = <u64>load<u16>(table + (<usize>((w2 >> s2) & mask) << 1));
      let e3 = <u64>load<u16>(table + (<usize>((w3 >> s3) & mask) << 1));
      let e4 = <u64>load<u16>(table + (<usize>((w4 >> s4) & mask) << 1));
      store<u8>(o1 + k, <u8>e1);
      store<u8>(o2 + k, <u8>e2);
      store<u8>(o3 + k, <u8>e3);
      store<u8>(o4 + k, <u8>e4);
      s1 -= e1 >> 8;
      s2 -= e2 >> 8;
      s3 -= e3 >> 8;
      s4 -= e4 >> 8;
    }
    a1 -= <isize>(top - s1);
    a2 -= <isize>(top - s2);
    a3 -= <isize>(top - s3);
    a4 -= <isize>(top - s4);
    o1 += 5;
    o2 += 5;
    o3 += 5;
    o4 += 5;
    done += 5;
  }
  return (
    decodeRest(table, log, p1, a1, o1, each - done) &&
    decodeRest(table, log, p2, a2, o2, each - done) &&
    decodeRest(table, log, p3, a3, o3, each - done) &&
    decodeRest(table, log, p4, a4, o4, left - done)
  );
}
