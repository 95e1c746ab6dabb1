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

/** The sum of sixteen counts. */
@inline
function sumLanes(counts: v128): u32 {
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(counts));
  const halves = i32x4.add(sums, i32x4.shuffle(sums, sums, 2, 3, 0, 1));
  return <u32>i32x4.extract_lane(halves, 0) + <u32>i32x4.extract_lane(halves, 1);
}

/** The line ends among the entries [first, behind). */
function linesAmong(base: usize, positions: usize, first: u32, behind: u32, eol: i32): u32 {
  let lines: u32 = 0;
  for (let entry = first; entry < behind; entry++) {
    lines += u32(<i32>load<u8>(base + <usize>load<u32>(positions + (<usize>entry << 2))) == eol);
  }
  return lines;
}

/** How many of `rows` rows end at a line end. */
function rowsWithEnd(base: usize, positions: usize, numFields: u32, rows: u32, eol: i32): u32 {
  const step = <usize>numFields << 2;
  let entry = positions + step;
  for (let row: u32 = 0; row < rows; row++, entry += step) {
    if (<i32>load<u8>(base + <usize>load<u32>(entry)) != eol) return row;
  }
  return rows;
}

/** How many of `rows` rows hold one line end, as their last entry. */
function regularRows(base: usize, positions: usize, numFields: u32, rows: u32, eol: i32): u32 {
  for (let row: u32 = 0; row < rows; row++) {
    const last = (row + 1) * numFields;
    if (linesAmong(base, positions, row * numFields + 1, last, eol) != 0) return row;
    if (linesAmong(base, positions, last, last + 1, eol) == 0) return row;
  }
  return rows;
}

/** How many of `rows` rows come before the first one that starts with the byte. */
function rowsBefore(base: usize, positions: usize, numFields: u32, rows: u32, first: i32): u32 {
  for (let row: u32 = 0; row < rows; row++) {
    const start = load<u32>(positions + (<usize>(row * numFields) << 2)) + 1;
    if (<i32>load<u8>(base + <usize>start) == first) return row;
  }
  return rows;
}

/** Whether a quote may open behind the byte. */
@inline
function opensField(before: i32, separator: i32, quote: i32, eol: i32): u64 {
  return u64(before == separator || before == eol || before == quote);
}

/**
 * Cuts rows of `numFields` fields from the row start `from`, at most `maxRows`, none beyond `limit` (64 readable bytes behind).
 * `quote`: -1 where there is none; `comment`: first byte of the comment prefix, or -1.
 * Room: `positions` maxRows * numFields + 136 words.
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
  result: usize,
): void {
  const separators = i8x16.splat(<i8>separator);
  const eols = i8x16.splat(<i8>eol);
  const quotes = i8x16.splat(<i8>quote);
  const quoting = quote >= 0;
  const wanted = positions + ((<usize>maxRows * <usize>numFields) << 2);
  store<u32>(positions, from - 1);
  let out = positions + 4;
  // Line ends: counted in lanes, which are added up before they overflow.
  let numLines: u32 = 0;
  let lineLanes = i8x16.splat(0);
  let inside: u64 = 0;
  // Bits carried from the block before: its last byte closed a quote; was a CR behind a closed quote.
  let closed: u64 = 0;
  let closedCr: u64 = 0;
  let violations: u64 = 0;
  let sawQuote = false;
  let high = i8x16.splat(0);

  for (let at = from; at < limit && out <= wanted; at += 64) {
    const p = base + <usize>at;
    const a0 = v128.load(p);
    const a1 = v128.load(p, 16);
    const a2 = v128.load(p, 32);
    const a3 = v128.load(p, 48);
    high = v128.or(high, v128.or(v128.or(a0, a1), v128.or(a2, a3)));
    const l0 = i8x16.eq(a0, eols);
    const l1 = i8x16.eq(a1, eols);
    const l2 = i8x16.eq(a2, eols);
    const l3 = i8x16.eq(a3, eols);
    let ends =
      <u64>i8x16.bitmask(v128.or(l0, i8x16.eq(a0, separators))) |
      ((<u64>i8x16.bitmask(v128.or(l1, i8x16.eq(a1, separators)))) << 16) |
      ((<u64>i8x16.bitmask(v128.or(l2, i8x16.eq(a2, separators)))) << 32) |
      ((<u64>i8x16.bitmask(v128.or(l3, i8x16.eq(a3, separators)))) << 48);
    let valid: u64 = -1;
    if (limit - at < 64) valid = ((<u64>1) << (<u64>(limit - at))) - 1;
    let counted = false;
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
        const openable = at == from ? 1 : opensField(<i32>load<u8>(p - 1), separator, quote, eol);
        const lines = mask64(p, eols) & valid;
        const afterClose = ((closes << 1) | closed) & valid;
        const cr = afterClose & carriageReturns(p);
        violations |=
          (opens & ~((borders << 1) | openable)) |
          (afterClose & ~borders & ~cr) |
          (((cr << 1) | closedCr) & ~lines & valid);
        closed = closes >> 63;
        closedCr = cr >> 63;
        inside = <u64>(<i64>quoted >> 63);
        ends &= ~quoted;
        numLines += <u32>popcnt(lines & ~quoted);
        counted = true;
      }
    }
    if (valid != -1) {
      ends &= valid;
      if (!counted) numLines += <u32>popcnt(mask64(p, eols) & valid);
    } else if (!counted) lineLanes = i8x16.sub(lineLanes, i8x16.add(i8x16.add(l0, l1), i8x16.add(l2, l3)));
    if (((at - from) & 2047) == 1984) {
      numLines += sumLanes(lineLanes);
      lineLanes = i8x16.splat(0);
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
    const fields = <u32>numFields;
    const numEntries = <u32>((out - positions) >> 2) - 1;
    const whole = min(numEntries / fields, <u32>maxRows);
    const behind = linesAmong(base, positions, whole * fields + 1, numEntries + 1, eol);
    const inRows = numLines + sumLanes(lineLanes) - behind;
    // Where each row ends at a line end and there are no more of them, none holds one.
    rows = rowsWithEnd(base, positions, fields, whole, eol);
    if (rows != whole || inRows != whole) rows = regularRows(base, positions, fields, whole, eol);
    if (comment >= 0) rows = rowsBefore(base, positions, fields, rows, comment);
    if (rows < whole || (whole < <u32>maxRows && behind != 0)) flags |= FLAG_IRREGULAR;
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
        const openable = at == from ? 1 : opensField(<i32>load<u8>(p - 1), separator, quote, eol);
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
        lines &= ~quoted;
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
 * Counts the rows that begin in [ptr, ptr + length), behind a line end each: 1 readable byte in front, 2 of the text behind, 64
 * in all. With `skipBlank` a line without a byte (or with a CR alone) is no row. -1 where there is a quote.
 */
export function csv_count_plain(ptr: usize, length: u32, quote: i32, eol: i32, skipBlank: i32): i32 {
  const eols = i8x16.splat(<i8>eol);
  const quotes = i8x16.splat(<i8>quote);
  let rows = 0;
  // Whether the byte before a block is a line end.
  let behind = u64(<i32>load<u8>(ptr - 1) == eol);
  for (let at: u32 = 0; at < length; at += 64) {
    const p = ptr + <usize>at;
    const lines = mask64(p, eols);
    let starts = (lines << 1) | behind;
    behind = lines >> 63;
    let valid: u64 = -1;
    if (length - at < 64) {
      valid = ((<u64>1) << (<u64>(length - at))) - 1;
      starts &= valid;
    }
    if (quote >= 0 && any64(p, quotes) && (mask64(p, quotes) & valid) != 0) return -1;
    if (skipBlank == 0) {
      rows += <i32>popcnt(starts);
      continue;
    }
    rows += <i32>popcnt(starts & ~lines);
    if (eol != 10) continue;
    // Lines of one byte, or of nobody knows how many at the block's end: it may be a CR.
    for (let short = starts & ~lines & ((lines >> 1) | ((<u64>1) << 63)); short != 0; short &= short - 1) {
      rows -= i32(load<u16>(p + <usize>ctz(short)) == 0x0a0d);
    }
  }
  return rows;
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
    if ((closedA | closedB | crA | crB) == 0 && !any64(p, quotes)) continue;
    let valid: u64 = -1;
    if (limit - at < 64) valid = ((<u64>1) << (<u64>(limit - at))) - 1;
    let own: u64 = at >= to ? 0 : -1;
    if (at < to && to - at < 64) own = ((<u64>1) << (<u64>(to - at))) - 1;
    const q = mask64(p, quotes) & valid;
    const open = at == from ? u64(openable) : opensField(<i32>load<u8>(p - 1), separator, quote, eol);
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
  }
  const lastIsQuote = to > from && <i32>load<u8>(base + <usize>(to - 1)) == quote;
  return i32(inside != 0) | (i32(violationsA != 0) << 1) | (i32(violationsB != 0) << 2) | (i32(lastIsQuote) << 3);
}
