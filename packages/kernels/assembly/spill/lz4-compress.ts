// LZ4 block compression, greedy, with one hash table of positions (the "fast" mode of the reference implementation).
// The format asks that the last 5 bytes are literals and that no match begins within the last 12.

import { copyBytes } from "../bytes/copy";

const TABLE_LOG2: u32 = 12;
const MIN_MATCH: usize = 4;
/** Matches of fewer bytes are not looked for. */
const FOUND_MATCH: u64 = 6;
const LAST_LITERALS: usize = 5;
const MATCH_LIMIT: usize = 12;
const MAX_OFFSET: usize = 65535;
/** After 2^SKIP_SHIFT positions without a match the search takes longer steps: incompressible input passes quickly. */
const SKIP_SHIFT: u32 = 5;
/** A length of this much in the token's four bits goes on in further bytes. */
const LONG: usize = 15;

export function lz4_bound(byteLength: i32): i32 {
  return byteLength + byteLength / 255 + 16;
}

export function lz4_table_size(): i32 {
  return 4 << TABLE_LOG2;
}

// @ts-ignore: decorator
@inline
function place(table: usize, word: u64): usize {
  return table + (<usize>((word * 0x9e3779b185ebca87) >> (64 - TABLE_LOG2)) << 2);
}

/** The first bytes of a match, at the top of a word: shorter ones cost more time than they save bytes. */
// @ts-ignore: decorator
@inline
function beginning(at: usize): u64 {
  return load<u64>(at) << (64 - 8 * FOUND_MATCH);
}

function matchLength(a: usize, b: usize, end: usize): usize {
  const start = a;
  while (a + 8 <= end) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference != 0) return a - start + <usize>(ctz(difference) >> 3);
    a += 8;
    b += 8;
  }
  while (a < end && load<u8>(a) == load<u8>(b)) {
    a++;
    b++;
  }
  return a - start;
}

// @ts-ignore: decorator
@inline
function writeLength(out: usize, length: usize): usize {
  for (; length >= 255; length -= 255) store<u8>(out++, 255);
  store<u8>(out++, <u8>length);
  return out;
}

/** A token and its literals; the end of what was written, 0 if it does not fit. `extra`: bytes that must still fit behind. */
function writeLiterals(out: usize, end: usize, literals: usize, length: usize, matchCode: usize, extra: usize): usize {
  if (out + 1 + length / 255 + 1 + length + extra > end) return 0;
  store<u8>(out++, <u8>((min<usize>(length, LONG) << 4) | min<usize>(matchCode, LONG)));
  if (length >= LONG) out = writeLength(out, length - LONG);
  copyBytes(out, literals, length);
  return out + length;
}

export function lz4_compress(source: usize, byteLength: usize, target: usize, capacity: usize, table: usize): i32 {
  const end = source + byteLength;
  const outEnd = target + capacity;
  let out = target;
  let anchor = source;
  if (byteLength > MATCH_LIMIT) {
    memory.fill(table, 0, lz4_table_size());
    const lastStart = end - MATCH_LIMIT;
    let at = source;
    let steps: u32 = 1 << SKIP_SHIFT;
    while (at <= lastStart) {
      const word = beginning(at);
      const slot = place(table, word);
      // Positions are stored plus one: 0 is "none".
      const seen = <usize>load<u32>(slot);
      store<u32>(slot, <u32>(at - source) + 1);
      const candidate = source + seen - 1;
      // The bytes first: they nearly always decide, and one branch a position is what there is time for. Where nothing was seen the
      // candidate is the byte before the source, which may be read.
      if (beginning(candidate) != word || seen == 0 || at - candidate > MAX_OFFSET) {
        at += <usize>(steps++ >> SKIP_SHIFT);
        continue;
      }
      const length = MIN_MATCH + matchLength(at + MIN_MATCH, candidate + MIN_MATCH, end - LAST_LITERALS);
      const code = length - MIN_MATCH;
      out = writeLiterals(out, outEnd, anchor, at - anchor, code, 3 + code / 255);
      if (out == 0) return 0;
      store<u16>(out, <u16>(at - candidate));
      out += 2;
      if (code >= LONG) out = writeLength(out, code - LONG);
      at += length;
      anchor = at;
      steps = 1 << SKIP_SHIFT;
    }
  }
  out = writeLiterals(out, outEnd, anchor, end - anchor, 0, 0);
  return out == 0 ? 0 : <i32>(out - target);
}
