// Strings as Parquet's PLAIN encoding has them: 4 bytes of length, then the bytes, one after the other, nulls left out.

import { copyBytes } from "../bytes/copy";

/** Writes the valid strings of `count` rows at `out` as PLAIN; `base` is the offset of the byte at `bytes`. Returns the length. */
export function pqw_plain_strings(
  offsets: usize,
  bytes: usize,
  base: u32,
  validity: usize,
  count: usize,
  out: usize,
): usize {
  let p = out;
  let from = load<u32>(offsets);
  for (let row: usize = 0; row < count; row++) {
    const to = load<u32>(offsets + ((row + 1) << 2));
    if (validity == 0 || ((load<u8>(validity + (row >> 3)) >> (<u8>row & 7)) & 1) != 0) {
      p = writePlain(p, bytes + <usize>(from - base), to - from);
    }
    from = to;
  }
  return p - out;
}

/** Like pqw_plain_strings for codes into a dictionary of strings. */
export function pqw_plain_codes(
  codes: usize,
  dictionaryOffsets: usize,
  dictionaryBytes: usize,
  validity: usize,
  count: usize,
  out: usize,
): usize {
  let p = out;
  for (let row: usize = 0; row < count; row++) {
    if (validity != 0 && ((load<u8>(validity + (row >> 3)) >> (<u8>row & 7)) & 1) == 0) continue;
    const entry = dictionaryOffsets + (<usize>load<u32>(codes + (row << 2)) << 2);
    const from = load<u32>(entry);
    p = writePlain(p, dictionaryBytes + <usize>from, load<u32>(entry, 4) - from);
  }
  return p - out;
}

/** The bytes that pqw_plain_codes would write for these rows. */
export function pqw_plain_codes_size(codes: usize, dictionaryOffsets: usize, validity: usize, count: usize): f64 {
  let size: u64 = <u64>count << 2;
  for (let row: usize = 0; row < count; row++) {
    // Codes of null rows may be anything.
    if (validity != 0 && ((load<u8>(validity + (row >> 3)) >> (<u8>row & 7)) & 1) == 0) continue;
    const entry = dictionaryOffsets + (<usize>load<u32>(codes + (row << 2)) << 2);
    size += <u64>(load<u32>(entry, 4) - load<u32>(entry));
  }
  return <f64>size;
}

@inline
function writePlain(p: usize, from: usize, length: u32): usize {
  store<u32>(p, length);
  // Slack on both sides lets short strings go as one 16-byte move.
  if (length <= 16) v128.store(p + 4, v128.load(from));
  else copyBytes(p + 4, from, <usize>length);
  return p + 4 + <usize>length;
}

/** The first `length` bytes of a word, 1 to 8; the others are 0. */
@inline
function firstBytes(word: u64, length: usize): u64 {
  return word & (~(<u64>0) >> <u64>(64 - (length << 3)));
}

/** The first eight bytes of a PLAIN string as a number in their order; those that it lacks are 0. */
@inline
function prefix(p: usize, length: usize): u64 {
  return length == 0 ? 0 : bswap<u64>(firstBytes(load<u64>(p, 4), min(length, 8)));
}

/** Writes the addresses of the lowest and the highest of `count` PLAIN strings at `out` (two u32), in order of their bytes. */
export function pqw_string_bounds(plain: usize, count: usize, out: usize): i32 {
  if (count == 0) return 0;
  let low = plain;
  let high = plain;
  let lowest = prefix(plain, load<u32>(plain));
  let highest = lowest;
  let p = plain;
  for (let i: usize = 0; i < count; i++) {
    const length = <usize>load<u32>(p);
    const own = prefix(p, length);
    if (own <= lowest && (own < lowest || compare(p, low) < 0)) {
      low = p;
      lowest = own;
    } else if (own >= highest && (own > highest || compare(high, p) < 0)) {
      high = p;
      highest = own;
    }
    p += 4 + length;
  }
  store<u32>(out, <u32>low);
  store<u32>(out, <u32>high, 4);
  return 1;
}

/** Compares two PLAIN strings by their bytes. */
function compare(a: usize, b: usize): i32 {
  const lengthA = <usize>load<u32>(a);
  const lengthB = <usize>load<u32>(b);
  const shared = min(lengthA, lengthB);
  let i: usize = 0;
  for (; i + 8 <= shared; i += 8) {
    const x = load<u64>(a + 4 + i);
    const y = load<u64>(b + 4 + i);
    if (x != y) return bswap<u64>(x) < bswap<u64>(y) ? -1 : 1;
  }
  if (i < shared) {
    const x = firstBytes(load<u64>(a + 4 + i), shared - i);
    const y = firstBytes(load<u64>(b + 4 + i), shared - i);
    if (x != y) return bswap<u64>(x) < bswap<u64>(y) ? -1 : 1;
  }
  return lengthA < lengthB ? -1 : i32(lengthA > lengthB);
}
