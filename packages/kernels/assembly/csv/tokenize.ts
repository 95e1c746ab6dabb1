// Structure of CSV text by SIMD: which separators and line ends stand outside quotes.
//
// Quotes are taken by parity. That is exact only where every quote stands as RFC 4180 allows: an opening one at the start of a
// field, a closing one before a separator or a line end, two in a row inside a quoted field. Every block with quotes is checked
// for this; a violation hands the rows to the exact automaton in automaton.ts.
//
// Positions are u32 distances from `base`. A row takes `numFields` entries: entry 0 lies one before the row's first byte, entry
// f + 1 is the end of field f; the last entry (the line end) is entry 0 of the next row.
import { any64, carriageReturns, mask64, prefixXor } from "./masks";

/** Words of the result block. */
const RESULT_ROWS: usize = 0;
const RESULT_NEXT: usize = 4;
const RESULT_FLAGS: usize = 8;
/** The rows hold a quote. */
const FLAG_QUOTES: u32 = 1;
/** The rows hold a byte over 127. */
const FLAG_HIGH: u32 = 2;
/** The next row is for the exact automaton. */
const FLAG_IRREGULAR: u32 = 4;

/**
 * Cuts rows of `numFields` fields from the row start `from`, at most `maxRows`, none beyond `limit` (64 readable bytes behind).
 * `quote`: -1 where there is none; `comment`: first byte of the comment prefix, or -1.
 * Room: `positions` maxRows * numFields + 136 words, `lineEnds` maxRows + 136 words.
 * Result: number of rows, start of the next row, flags. Fewer rows than there are means irregular rows or the limit.
 */
export function csv_tokenize(
  base: usize,
  from: u32,
  limit: u32,
  separator: i32,
  quote: i32,
  eol: i32,
  comment: i32,
  numFields: i32,
  maxRows: i32,
  positions: usize,
  lineEnds: usize,
  result: usize,
): void {
  const separators = i8x16.splat(<i8>separator);
  const eols = i8x16.splat(<i8>eol);
  const quotes = i8x16.splat(<i8>quote);
  const quoting = quote >= 0;
  const wanted = positions + ((<usize>maxRows * <usize>numFields) << 2);
  const wantedLines = lineEnds + ((<usize>maxRows) << 2);
  store<u32>(positions, from - 1);
  let out = positions + 4;
  let line = lineEnds;
  let inside: u64 = 0;
  // Bits carried from the block before: its last byte lets a quote open; closed a quote; was a CR behind a closed quote.
  let openable: u64 = 1;
  let closed: u64 = 0;
  let closedCr: u64 = 0;
  let violations: u64 = 0;
  let sawQuote = false;
  let high = i8x16.splat(0);

  for (let at = from; at < limit && out <= wanted && line < wantedLines; at += 64) {
    const p = base + <usize>at;
    const a0 = v128.load(p);
    const a1 = v128.load(p, 16);
    const a2 = v128.load(p, 32);
    const a3 = v128.load(p, 48);
    high = v128.or(high, v128.or(v128.or(a0, a1), v128.or(a2, a3)));
    let lines =
      <u64>i8x16.bitmask(i8x16.eq(a0, eols)) |
      ((<u64>i8x16.bitmask(i8x16.eq(a1, eols))) << 16) |
      ((<u64>i8x16.bitmask(i8x16.eq(a2, eols))) << 32) |
      ((<u64>i8x16.bitmask(i8x16.eq(a3, eols))) << 48);
    let ends =
      lines |
      <u64>i8x16.bitmask(i8x16.eq(a0, separators)) |
      ((<u64>i8x16.bitmask(i8x16.eq(a1, separators))) << 16) |
      ((<u64>i8x16.bitmask(i8x16.eq(a2, separators))) << 32) |
      ((<u64>i8x16.bitmask(i8x16.eq(a3, separators))) << 48);
    let valid: u64 = -1;
    if (limit - at < 64) valid = ((<u64>1) << (<u64>(limit - at))) - 1;
    if (quoting) {
      const q0 = i8x16.eq(a0, quotes);
      const q1 = i8x16.eq(a1, quotes);
      const q2 = i8x16.eq(a2, quotes);
      const q3 = i8x16.eq(a3, quotes);
      if ((inside | closed | closedCr) != 0 || v128.any_true(v128.or(v128.or(q0, q1), v128.or(q2, q3)))) {
        const q =
          (<u64>i8x16.bitmask(q0) |
            ((<u64>i8x16.bitmask(q1)) << 16) |
            ((<u64>i8x16.bitmask(q2)) << 32) |
            ((<u64>i8x16.bitmask(q3)) << 48)) &
          valid;
        sawQuote = sawQuote || q != 0;
        const quoted = prefixXor(q) ^ inside;
        const opens = q & quoted;
        const closes = q & ~quoted;
        const borders = ends | q;
        const afterClose = ((closes << 1) | closed) & valid;
        const cr = afterClose & carriageReturns(p);
        violations |=
          (opens & ~((borders << 1) | openable)) |
          (afterClose & ~borders & ~cr) |
          (((cr << 1) | closedCr) & ~lines & valid);
        closed = closes >> 63;
        closedCr = cr >> 63;
        inside = <u64>(<i64>quoted >> 63);
        openable = borders >> 63;
        ends &= ~quoted;
        lines &= ~quoted;
      } else openable = ends >> 63;
    }
    ends &= valid;
    lines &= valid;

    // Line ends: their place among the positions.
    const index = <u32>((out - positions) >> 2);
    while (lines != 0) {
      const bit = lines & (0 - lines);
      store<u32>(line, index + <u32>popcnt(ends & (bit - 1)));
      line += 4;
      lines ^= bit;
    }

    let count = <usize>popcnt(ends);
    let w = out;
    out += count << 2;
    while (true) {
      store<u32>(w, at + <u32>ctz(ends));
      ends &= ends - 1;
      store<u32>(w, at + <u32>ctz(ends), 4);
      ends &= ends - 1;
      store<u32>(w, at + <u32>ctz(ends), 8);
      ends &= ends - 1;
      store<u32>(w, at + <u32>ctz(ends), 12);
      ends &= ends - 1;
      store<u32>(w, at + <u32>ctz(ends), 16);
      ends &= ends - 1;
      store<u32>(w, at + <u32>ctz(ends), 20);
      ends &= ends - 1;
      store<u32>(w, at + <u32>ctz(ends), 24);
      ends &= ends - 1;
      store<u32>(w, at + <u32>ctz(ends), 28);
      ends &= ends - 1;
      if (count <= 8) break;
      count -= 8;
      w += 32;
    }
  }

  let flags: u32 = i32(sawQuote) * FLAG_QUOTES + u32(i8x16.bitmask(high) != 0) * FLAG_HIGH;
  let rows: u32 = 0;
  if (violations != 0) {
    flags |= FLAG_IRREGULAR;
  } else {
    const lineCount = min(<u32>((line - lineEnds) >> 2), <u32>maxRows);
    let expected = <u32>numFields;
    while (rows < lineCount && load<u32>(lineEnds + ((<usize>rows) << 2)) == expected) {
      if (comment >= 0) {
        const start = base + <usize>(load<u32>(positions + ((<usize>(expected - numFields)) << 2)) + 1);
        if (<i32>load<u8>(start) == comment) break;
      }
      rows++;
      expected += numFields;
    }
    if (rows < lineCount) flags |= FLAG_IRREGULAR;
  }
  store<u32>(result, rows, RESULT_ROWS);
  store<u32>(result, load<u32>(positions + ((<usize>(rows * numFields)) << 2)) + 1, RESULT_NEXT);
  store<u32>(result, flags, RESULT_FLAGS);
}

/**
 * Counts rows from the row start `from`, at most `maxRows`, that end before `limit` (64 readable bytes behind). With
 * `skipBlank` a line without a byte (or with a CR alone) is no row. Result as `csv_tokenize`; a violation gives 0 rows.
 */
export function csv_count(
  base: usize,
  from: u32,
  limit: u32,
  separator: i32,
  quote: i32,
  eol: i32,
  skipBlank: i32,
  maxRows: i32,
  result: usize,
): void {
  const separators = i8x16.splat(<i8>separator);
  const eols = i8x16.splat(<i8>eol);
  const quotes = i8x16.splat(<i8>quote);
  const quoting = quote >= 0;
  let rows: u32 = 0;
  let next = from;
  let inside: u64 = 0;
  let openable: u64 = 1;
  let closed: u64 = 0;
  let closedCr: u64 = 0;
  let violations: u64 = 0;
  for (let at = from; at < limit && rows < <u32>maxRows; at += 64) {
    const p = base + <usize>at;
    let lines = mask64(p, eols);
    let valid: u64 = -1;
    if (limit - at < 64) valid = ((<u64>1) << (<u64>(limit - at))) - 1;
    if (quoting) {
      if ((inside | closed | closedCr) != 0 || any64(p, quotes)) {
        const q = mask64(p, quotes) & valid;
        const borders = lines | mask64(p, separators) | q;
        const quoted = prefixXor(q) ^ inside;
        const opens = q & quoted;
        const closes = q & ~quoted;
        const afterClose = ((closes << 1) | closed) & valid;
        const cr = afterClose & carriageReturns(p);
        violations |=
          (opens & ~((borders << 1) | openable)) |
          (afterClose & ~borders & ~cr) |
          (((cr << 1) | closedCr) & ~lines & valid);
        closed = closes >> 63;
        closedCr = cr >> 63;
        inside = <u64>(<i64>quoted >> 63);
        openable = borders >> 63;
        lines &= ~quoted;
      } else {
        const last = <i32>load<u8>(p, 63);
        openable = u64(last == separator || last == eol);
      }
    }
    lines &= valid;
    // Blank lines are found from two line ends next to each other, or two apart with a CR between.
    const mayBeBlank = skipBlank != 0 && ((lines & ((lines << 1) | (lines << 2))) != 0 || next + 1 >= at);
    if (!mayBeBlank && rows + <u32>popcnt(lines) <= <u32>maxRows) {
      if (lines != 0) {
        rows += <u32>popcnt(lines);
        next = at + 64 - <u32>clz(lines);
      }
      continue;
    }
    while (lines != 0 && rows < <u32>maxRows) {
      const end = at + <u32>ctz(lines);
      lines &= lines - 1;
      const length = end - next;
      const blank = length == 0 || (length == 1 && load<u8>(base + <usize>next) == 13 && eol == 10);
      if (!blank || skipBlank == 0) rows++;
      next = end + 1;
    }
  }
  if (violations != 0) {
    rows = 0;
    next = from;
  }
  store<u32>(result, rows, RESULT_ROWS);
  store<u32>(result, next, RESULT_NEXT);
  store<u32>(result, violations != 0 ? FLAG_IRREGULAR : 0, RESULT_FLAGS);
}

/**
 * What the quotes of [from, to) do to the state, for a start outside and inside of quotes. `openable`: the byte before lets a
 * quote open. Two bytes behind `to` must be the text's (or line ends at its end), 64 readable. Result bits: 0 odd number of
 * quotes; 1 irregular from outside; 2 irregular from inside; 3 the last byte is a quote.
 */
export function csv_range(base: usize, from: u32, to: u32, separator: i32, quote: i32, eol: i32, openable: i32): i32 {
  const separators = i8x16.splat(<i8>separator);
  const eols = i8x16.splat(<i8>eol);
  const quotes = i8x16.splat(<i8>quote);
  let inside: u64 = 0;
  let open: u64 = u64(openable);
  // Carried for both starts: "last byte was a quote" serves both, as one start's closing quote is the other's opening one.
  let closedA: u64 = 0;
  let closedB: u64 = 0;
  let crA: u64 = 0;
  let crB: u64 = 0;
  let violationsA: u64 = 0;
  let violationsB: u64 = 0;
  // Two bytes more than the range: what follows a closing quote at its very end.
  const limit = to + 2;
  for (let at = from; at < limit; at += 64) {
    const p = base + <usize>at;
    let valid: u64 = -1;
    if (limit - at < 64) valid = ((<u64>1) << (<u64>(limit - at))) - 1;
    let own: u64 = at >= to ? 0 : -1;
    if (at < to && to - at < 64) own = ((<u64>1) << (<u64>(to - at))) - 1;
    const q = mask64(p, quotes) & valid;
    if ((q | closedA | closedB | crA | crB) == 0) {
      const last = <i32>load<u8>(p, 63);
      open = u64(last == separator || last == eol);
      continue;
    }
    const mine = q & own;
    const lines = mask64(p, eols);
    const borders = lines | mask64(p, separators) | q;
    const quoted = prefixXor(mine) ^ inside;
    const before = (borders << 1) | open;
    const first = mine & quoted;
    const second = mine & ~quoted;
    const cr = carriageReturns(p) & valid;
    // From outside, `first` opens and `second` closes; from inside it is the other way round.
    const afterA = ((second << 1) | closedA) & valid;
    const afterB = ((first << 1) | closedB) & valid;
    violationsA |= (first & ~before) | (afterA & ~borders & ~cr) | ((((afterA & cr) << 1) | crA) & ~lines & valid);
    violationsB |= (second & ~before) | (afterB & ~borders & ~cr) | ((((afterB & cr) << 1) | crB) & ~lines & valid);
    closedA = second >> 63;
    closedB = first >> 63;
    crA = (afterA & cr) >> 63;
    crB = (afterB & cr) >> 63;
    inside = <u64>(<i64>quoted >> 63);
    open = borders >> 63;
  }
  const lastIsQuote = to > from && <i32>load<u8>(base + <usize>(to - 1)) == quote;
  return i32(inside != 0) | (i32(violationsA != 0) << 1) | (i32(violationsB != 0) << 2) | (i32(lastIsQuote) << 3);
}
