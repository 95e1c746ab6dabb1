// DELTA_BINARY_PACKED, resumable at any value, and the string encodings built on it.
//
//   0      4     8                12          16         20            24      28
//   | next | end | miniblocks | miniSize | mini index | widths at | width | left in mini |
//   32           40          48                     52                56
//   | min delta  | previous  | values left (total) | first pending   | bit in mini |

import { copyBytes } from "../bytes/copy";
import { storeView } from "./plain";

const NEXT: usize = 0;
const END: usize = 4;
const MINIS: usize = 8;
const MINI_SIZE: usize = 12;
const MINI_INDEX: usize = 16;
const WIDTHS: usize = 20;
const WIDTH: usize = 24;
const MINI_LEFT: usize = 28;
const MIN_DELTA: usize = 32;
const PREVIOUS: usize = 40;
const VALUES: usize = 48;
const FIRST: usize = 52;
const MINI_AT: usize = 56;

/** The largest block that is accepted, in values. */
const MAX_BLOCK: u64 = 1 << 20;

/** A varint at `p`; the pointer behind it comes from varintEnd. Bytes must lie before `end`. */
function varintEnd(p: usize, end: usize): usize {
  let most = p + 10;
  while (p < end && p < most) {
    if (load<u8>(p++) < 128) return p;
  }
  return 0;
}

function varint(p: usize): u64 {
  let value: u64 = 0;
  let shift: u64 = 0;
  let byte: u64;
  do {
    byte = load<u8>(p++);
    value |= (byte & 127) << shift;
    shift += 7;
  } while (byte & 128);
  return value;
}

// @ts-ignore: decorator
@inline function zigzag(v: u64): i64 {
  return <i64>(v >> 1) ^ -<i64>(v & 1);
}

/** Reads the header. Returns the number of values, or -1 if it is corrupt. */
export function parquet_delta_init(s: usize, p: usize, end: usize): i32 {
  memory.fill(s, 0, 64);
  let next = varintEnd(p, end);
  if (!next) return -1;
  let blockSize = varint(p);
  p = next;
  next = varintEnd(p, end);
  if (!next) return -1;
  let minis = varint(p);
  p = next;
  next = varintEnd(p, end);
  if (!next) return -1;
  let values = varint(p);
  p = next;
  next = varintEnd(p, end);
  if (!next) return -1;
  let first = zigzag(varint(p));
  p = next;
  if (minis == 0 || minis > 1024 || blockSize == 0 || blockSize > MAX_BLOCK || blockSize % minis != 0) return -1;
  if ((blockSize / minis) % 8 != 0 || values > 0x7fffffff) return -1;
  store<u32>(s, <u32>p, NEXT);
  store<u32>(s, <u32>end, END);
  store<u32>(s, <u32>minis, MINIS);
  store<u32>(s, <u32>(blockSize / minis), MINI_SIZE);
  store<u32>(s, <u32>minis, MINI_INDEX);
  store<i64>(s, first, PREVIOUS);
  store<u32>(s, <u32>values, VALUES);
  store<u32>(s, 1, FIRST);
  return <i32>values;
}

/** Enters the next miniblock, and its block where needed. */
function nextMini(s: usize): bool {
  let p = <usize>load<u32>(s, NEXT);
  let end = <usize>load<u32>(s, END);
  let minis = load<u32>(s, MINIS);
  let index = load<u32>(s, MINI_INDEX);
  if (index == minis) {
    let next = varintEnd(p, end);
    if (!next) return false;
    store<i64>(s, zigzag(varint(p)), MIN_DELTA);
    p = next;
    if (<usize>minis > end - p) return false;
    store<u32>(s, <u32>p, WIDTHS);
    p += minis;
    index = 0;
  }
  let width = <u32>load<u8>(<usize>load<u32>(s, WIDTHS) + index);
  if (width > 64) return false;
  let size = load<u32>(s, MINI_SIZE);
  // The last miniblock may be cut short after its last value.
  let bytes = <usize>((<u64>size * width) >> 3);
  let needed = <usize>((<u64>min(size, load<u32>(s, VALUES)) * width + 7) >> 3);
  if (needed > end - p) return false;
  store<u32>(s, <u32>p, MINI_AT);
  store<u32>(s, width, WIDTH);
  store<u32>(s, size, MINI_LEFT);
  store<u32>(s, index + 1, MINI_INDEX);
  store<u32>(s, <u32>(bytes > end - p ? end : p + bytes), NEXT);
  return true;
}

/** Value `index` of `width` bits at `p`. */
// @ts-ignore: decorator
@inline function packed(p: usize, index: u32, width: u32): u64 {
  if (width == 0) return 0;
  let bit = index * width;
  let at = p + (bit >> 3);
  let off = <u64>(bit & 7);
  let v = load<u64>(at) >> off;
  if (off + width > 64) v |= <u64>load<u8>(at, 8) << (64 - off);
  return width == 64 ? v : v & ((<u64>1 << width) - 1);
}

/** Writes (or, with `out` 0, skips) the next `n` values. Returns 0, or -1 if the bytes end or are corrupt. */
export function parquet_delta_read(s: usize, n: i32, width: i32, out: usize): i32 {
  let left = <u32>n;
  if (left > load<u32>(s, VALUES)) return -1;
  let previous = load<i64>(s, PREVIOUS);
  if (left != 0 && load<u32>(s, FIRST)) {
    store<u32>(s, 0, FIRST);
    store<u32>(s, load<u32>(s, VALUES) - 1, VALUES);
    left--;
    if (out) {
      if (width == 8) store<i64>(out, previous);
      else store<i32>(out, <i32>previous);
      out += width;
    }
  }
  while (left != 0) {
    let inMini = load<u32>(s, MINI_LEFT);
    if (inMini == 0) {
      if (!nextMini(s)) return -1;
      continue;
    }
    let m = min(left, inMini);
    let index = load<u32>(s, MINI_SIZE) - inMini;
    let at = <usize>load<u32>(s, MINI_AT);
    let bits = load<u32>(s, WIDTH);
    let minDelta = load<i64>(s, MIN_DELTA);
    for (let i: u32 = 0; i < m; i++) {
      previous += minDelta + <i64>packed(at, index + i, bits);
      if (out) {
        if (width == 8) store<i64>(out, previous);
        else store<i32>(out, <i32>previous);
        out += width;
      }
    }
    store<u32>(s, inMini - m, MINI_LEFT);
    store<u32>(s, load<u32>(s, VALUES) - m, VALUES);
    left -= m;
  }
  store<i64>(s, previous, PREVIOUS);
  return 0;
}

/** The pointer behind the values, once all are read. */
export function parquet_delta_end(s: usize): usize {
  return <usize>load<u32>(s, NEXT);
}


/** `n` strings, one behind the other, of these lengths (i32) to views. Returns the pointer behind the last, 0 if corrupt. */
export function parquet_delta_length_views(n: i32, lengths: usize, p: usize, end: usize, out: usize): usize {
  for (let i = 0; i < n; i++) {
    let length = load<u32>(lengths + (<usize>i << 2));
    if (<usize>length > end - p) return 0;
    if (out) storeView(out + (<usize>i << 4), p, length);
    p += length;
  }
  return p;
}

/** The bytes that `n` front-coded strings take in full (12 of slack included), -1 if corrupt or more than `limit`. */
export function parquet_delta_strings_size(
  n: i32, prefixes: usize, suffixes: usize, p: usize, end: usize, previousLength: i32, limit: i32,
): i32 {
  let total: u64 = 0;
  let length = <u64>previousLength;
  for (let i = 0; i < n; i++) {
    let prefix = <u64>load<u32>(prefixes + (<usize>i << 2));
    let suffix = load<u32>(suffixes + (<usize>i << 2));
    if (prefix > length || <usize>suffix > end - p) return -1;
    p += suffix;
    length = prefix + suffix;
    total += length;
    if (total > <u64>limit) return -1;
  }
  return <i32>total;
}

/** Expands strings that parquet_delta_strings_size has checked. `previous` points at the bytes of the string before. */
export function parquet_delta_strings(
  n: i32, prefixes: usize, suffixes: usize, p: usize, previous: usize, heap: usize, out: usize,
): usize {
  for (let i = 0; i < n; i++) {
    let prefix = <usize>load<u32>(prefixes + (<usize>i << 2));
    let suffix = <usize>load<u32>(suffixes + (<usize>i << 2));
    copyBytes(heap, previous, prefix);
    copyBytes(heap + prefix, p, suffix);
    p += suffix;
    storeView(out + (<usize>i << 4), heap, <u32>(prefix + suffix));
    previous = heap;
    heap += prefix + suffix;
  }
  return p;
}
