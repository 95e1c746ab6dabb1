// Lookup tables of Huffman codes (RFC 1951, section 3.2.2), the bits of a code in reading order: lowest first.
//
// An entry says what a symbol is and how many bits it takes, those behind its code included:
//   bits 0-5    bits to drop: the code and its extra bits
//   bits 8-11   bits of the code alone; of a subtable: log2 of its entries
//   bit 13      end of the block
//   bit 14      the code is longer: bits 16-30 are the index of a subtable for the bits behind
//   bit 15      none of the usual: end, subtable, or no symbol at all
//   bits 16-30  literal byte, or the base of a length or distance
//   bit 31      a literal
import { INFLATE_COUNTS, INFLATE_OFFSETS, INFLATE_SYMBOLS } from "../../../core/src/layout/inflate";

export const LITERAL: u32 = 0x80000000;
export const UNUSUAL: u32 = 0x8000;
export const SUBTABLE: u32 = 0x4000;
export const END_OF_BLOCK: u32 = 0x2000;

/** Bits that a table is looked up by, and its largest number of entries with subtables. */
export const LITERAL_BITS: u32 = 11;
export const LITERAL_ENTRIES: u32 = 2342;
export const DISTANCE_BITS: u32 = 8;
export const DISTANCE_ENTRIES: u32 = 402;
export const LENGTH_BITS: u32 = 7;

/** What the symbols of a table are. */
export const KIND_LENGTHS: i32 = 0;
export const KIND_LITERALS: i32 = 1;
export const KIND_DISTANCES: i32 = 2;

const MAX_BITS: u32 = 15;

/** Bases of the lengths 3 to 258 and of the distances, and their extra bits. */
const LENGTH_BASES: usize = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]);
const LENGTH_EXTRA: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
const DISTANCE_BASES: usize = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
  12289, 16385, 24577,
]);

/** The entry of a symbol whose code takes `bits` more bits. */
function entryOf(kind: i32, symbol: u32, bits: u32): u32 {
  const code = (bits << 8) | bits;
  if (kind == KIND_LENGTHS) return (symbol << 16) | code;
  if (kind == KIND_DISTANCES) {
    if (symbol > 29) return UNUSUAL;
    const extra = symbol < 2 ? 0 : (symbol >> 1) - 1;
    return (<u32>load<u16>(DISTANCE_BASES + (<usize>symbol << 1)) << 16) | (code + extra);
  }
  if (symbol < 256) return LITERAL | (symbol << 16) | code;
  if (symbol == 256) return UNUSUAL | END_OF_BLOCK | code;
  const length = <usize>symbol - 257;
  if (length > 28) return UNUSUAL;
  return (<u32>load<u16>(LENGTH_BASES + (length << 1)) << 16) | (code + load<u8>(LENGTH_EXTRA + length));
}

/** The code behind `code` of `bits` bits, both with their bits reversed. */
@inline
function nextCode(code: u32, bits: u32): u32 {
  let carry: u32 = 1 << (bits - 1);
  while (code & carry) carry >>= 1;
  return carry == 0 ? 0 : (code & (carry - 1)) | carry;
}

/**
 * Builds the table at `table` for `count` symbols with the code lengths at `lengths`. Returns false for lengths that make no
 * code: too many short ones, or too few of which more than one is a bit long.
 */
export function buildTable(
  state: usize,
  kind: i32,
  lengths: usize,
  count: u32,
  table: usize,
  tableBits: u32,
  tableEntries: u32,
): bool {
  const counts = state + INFLATE_COUNTS;
  const offsets = state + INFLATE_OFFSETS;
  const symbols = state + INFLATE_SYMBOLS;
  memory.fill(counts, 0, 32);
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const at = counts + (<usize>load<u8>(lengths + symbol) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
  store<u16>(counts, 0);
  let left: i32 = 1;
  let longest: u32 = 0;
  let before: u32 = 0;
  for (let bits: u32 = 1; bits <= MAX_BITS; bits++) {
    const codes = <u32>load<u16>(counts + (<usize>bits << 1));
    store<u16>(offsets + (<usize>bits << 1), before);
    before += codes;
    if (codes != 0) longest = bits;
    left = (left << 1) - <i32>codes;
    if (left < 0) return false;
  }
  if (left > 0 && (kind == KIND_LENGTHS || longest > 1)) return false;
  for (let i: u32 = 0; i < <u32>1 << tableBits; i++) store<u32>(table + (<usize>i << 2), UNUSUAL);
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const bits = <usize>load<u8>(lengths + symbol);
    if (bits == 0) continue;
    const at = offsets + (bits << 1);
    const place = <usize>load<u16>(at);
    store<u16>(symbols + (place << 1), symbol);
    store<u16>(at, <u32>place + 1);
  }

  const mask = ((<u32>1) << tableBits) - 1;
  let next: u32 = mask + 1;
  let prefix: u32 = -1;
  let subtable: u32 = 0;
  let subtableBits: u32 = 0;
  let code: u32 = 0;
  for (let i: u32 = 0; i < before; i++) {
    const symbol = <u32>load<u16>(symbols + (<usize>i << 1));
    const bits = <u32>load<u8>(lengths + symbol);
    if (bits <= tableBits) {
      const entry = entryOf(kind, symbol, bits);
      for (let at = code; at <= mask; at += 1 << bits) store<u32>(table + (<usize>at << 2), entry);
    } else {
      if ((code & mask) != prefix) {
        // The subtable is as large as the codes that are left with this beginning need.
        prefix = code & mask;
        subtable = next;
        subtableBits = bits - tableBits;
        let room: i32 = 1 << subtableBits;
        while (subtableBits + tableBits < longest) {
          room -= <i32>load<u16>(counts + (<usize>(subtableBits + tableBits) << 1));
          if (room <= 0) break;
          subtableBits++;
          room <<= 1;
        }
        next += 1 << subtableBits;
        if (next > tableEntries) return false;
        const pointer = (subtable << 16) | UNUSUAL | SUBTABLE | (subtableBits << 8) | tableBits;
        store<u32>(table + (<usize>prefix << 2), pointer);
      }
      const entry = entryOf(kind, symbol, bits - tableBits);
      for (let at = code >> tableBits; at < <u32>1 << subtableBits; at += 1 << (bits - tableBits)) {
        store<u32>(table + (<usize>(subtable + at) << 2), entry);
      }
    }
    const at = counts + (<usize>bits << 1);
    store<u16>(at, load<u16>(at) - 1);
    code = nextCode(code, bits);
  }
  return true;
}
