// Finite state entropy tables (RFC 8878, section 4.1).
import { COUNTS, NEXT } from "./state";

const LL_BASES: usize = memory.data<u32>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024,
  2048, 4096, 8192, 16384, 32768, 65536,
]);
const LL_BITS: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);
const ML_BASES: usize = memory.data<u32>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
  34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539,
]);
const ML_BITS: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3,
  3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);
const LL_DEFAULT: usize = memory.data<i16>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
]);
const ML_DEFAULT: usize = memory.data<i16>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);
const OF_DEFAULT: usize = memory.data<i16>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);

/** What a table's symbols mean: literal lengths, match lengths, offsets, or Huffman weights. */
export const LITERAL_LENGTHS: i32 = 0;
export const MATCH_LENGTHS: i32 = 1;
export const OFFSETS: i32 = 2;
export const HUFFMAN_WEIGHTS: i32 = 3;

/** The largest symbol of a kind. */
// @ts-ignore: decorator
@inline function maxSymbol(kind: i32): i32 {
  return kind == LITERAL_LENGTHS ? 35 : kind == MATCH_LENGTHS ? 52 : kind == OFFSETS ? 31 : 12;
}

// @ts-ignore: decorator
@inline function setEntry(entry: usize, kind: i32, symbol: u32, next: u32, bits: u32): void {
  let base: u32, extra: u32;
  if (kind == LITERAL_LENGTHS) {
    base = load<u32>(LL_BASES + (symbol << 2));
    extra = load<u8>(LL_BITS + symbol);
  } else if (kind == MATCH_LENGTHS) {
    base = load<u32>(ML_BASES + (symbol << 2));
    extra = load<u8>(ML_BITS + symbol);
  } else if (kind == OFFSETS) {
    base = <u32>1 << symbol;
    extra = symbol;
  } else {
    base = symbol;
    extra = 0;
  }
  store<u32>(entry, base);
  store<u16>(entry, <u16>next, 4);
  store<u8>(entry, <u8>bits, 6);
  store<u8>(entry, <u8>extra, 7);
}

/** Builds a decoding table from the normalized counts of `symbols` symbols; false if they do not fill it. */
function build(state: usize, counts: usize, symbols: i32, log: u32, kind: i32, table: usize): bool {
  let size = <u32>1 << log;
  let mask = size - 1;
  let high = size;
  let next = state + NEXT;
  for (let s = 0; s < symbols; s++) {
    let count = <i32>load<i16>(counts + (<usize>s << 1));
    if (count == -1) {
      if (high == 0) return false;
      store<u32>(table + (<usize>--high << 3), <u32>s);
      count = 1;
    }
    store<u16>(next + (<usize>s << 1), <u16>count);
  }
  let step = (size >> 1) + (size >> 3) + 3;
  let position: u32 = 0;
  for (let s = 0; s < symbols; s++) {
    let count = <i32>load<i16>(counts + (<usize>s << 1));
    for (let i = 0; i < count; i++) {
      store<u32>(table + (<usize>position << 3), <u32>s);
      do position = (position + step) & mask;
      while (position >= high);
    }
  }
  if (position != 0) return false;
  for (let i: u32 = 0; i < size; i++) {
    let entry = table + (<usize>i << 3);
    let s = load<u32>(entry);
    let at = next + (<usize>s << 1);
    let x = <u32>load<u16>(at);
    store<u16>(at, <u16>(x + 1));
    let bits = log - (31 - clz(x));
    setEntry(entry, kind, s, (x << bits) - size, bits);
  }
  return true;
}

/** The table that a format without a description means. Returns its accuracy log. */
export function fse_predefined(state: usize, kind: i32, table: usize): u32 {
  let counts = kind == LITERAL_LENGTHS ? LL_DEFAULT : kind == MATCH_LENGTHS ? ML_DEFAULT : OF_DEFAULT;
  let symbols = kind == LITERAL_LENGTHS ? 36 : kind == MATCH_LENGTHS ? 53 : 29;
  let log: u32 = kind == OFFSETS ? 5 : 6;
  build(state, counts, symbols, log, kind, table);
  return log;
}

/** The table of a single symbol; false if there is no such symbol. */
export function fse_single(symbol: u32, kind: i32, table: usize): bool {
  if (<i32>symbol > maxSymbol(kind)) return false;
  setEntry(table, kind, symbol, 0, 0);
  return true;
}

/**
 * Reads a table's description at [p, end). Returns the pointer behind it, 0 if it is corrupt or more accurate than `maxLog`;
 * its accuracy log goes to `logAt`.
 */
export function fse_read(state: usize, p: usize, end: usize, maxLog: u32, kind: i32, table: usize, logAt: usize): usize {
  if (p >= end) return 0;
  let counts = state + COUNTS;
  let bit: usize = 4;
  let total = (end - p) << 3;
  let log = (<u32>load<u8>(p) & 15) + 5;
  if (log > maxLog) return 0;
  let most = maxSymbol(kind);
  let remaining: i32 = 1 << log;
  let symbol = 0;
  while (remaining > 0) {
    if (symbol > most || bit >= total) return 0;
    let bits = 32 - clz(<u32>(remaining + 1));
    let value = (load<u32>(p + (bit >> 3)) >> <u32>(bit & 7)) & ((<u32>1 << bits) - 1);
    let low = (<u32>1 << (bits - 1)) - 1;
    let threshold = ((<u32>1 << bits) - 1) - <u32>(remaining + 1);
    if ((value & low) < threshold) {
      bit += bits - 1;
      value &= low;
    } else {
      bit += bits;
      if (value > low) value -= threshold;
    }
    let count = <i32>value - 1;
    remaining -= count < 0 ? 1 : count;
    store<i16>(counts + (<usize>symbol << 1), <i16>count);
    symbol++;
    if (count == 0) {
      let repeat: u32;
      do {
        if (bit >= total) return 0;
        repeat = (<u32>load<u16>(p + (bit >> 3)) >> <u32>(bit & 7)) & 3;
        bit += 2;
        for (let i: u32 = 0; i < repeat; i++) {
          if (symbol > most) return 0;
          store<i16>(counts + (<usize>symbol << 1), 0);
          symbol++;
        }
      } while (repeat == 3);
    }
  }
  if (remaining != 0 || bit > total) return 0;
  if (!build(state, counts, symbol, log, kind, table)) return 0;
  store<u32>(logAt, log);
  return p + ((bit + 7) >> 3);
}
