// A column of cut rows to a vector.
import { parse_f32 } from "../number/parse-float";
import { parse_decimal } from "../number/parse-decimal";
import { parse_date, parse_datetime_us } from "../number/parse-date";
import { parse_u64 } from "../number/parse-integer";
import { isUtf8 } from "./utf8";
import { floatRun, integerRun, stringRun } from "./plain-runs";
import { booleanField, floatField, integerField, writeView } from "./values";

// The kinds of columns; the same numbers stand in formats/src/csv/column-kinds.ts.
const KIND_BOOLEAN: i32 = 0;
const KIND_INT8: i32 = 1;
const KIND_INT16: i32 = 2;
const KIND_INT32: i32 = 3;
const KIND_INT64: i32 = 4;
const KIND_UINT8: i32 = 5;
const KIND_UINT16: i32 = 6;
const KIND_UINT32: i32 = 7;
const KIND_UINT64: i32 = 8;
const KIND_FLOAT32: i32 = 9;
const KIND_FLOAT64: i32 = 10;
const KIND_DECIMAL: i32 = 11;
const KIND_DATE: i32 = 12;
const KIND_DATETIME: i32 = 13;
const KIND_STRING: i32 = 14;

/** The last field of a row: a CR before the line end is not of it. */
const FLAG_TRIM_CR: i32 = 1;
/** Strings have to be checked to be UTF-8. */
const FLAG_CHECK_UTF8: i32 = 2;
/** An empty field of a string column is "" and not null. */
const FLAG_EMPTY_STRINGS: i32 = 4;

/** Words of the error block: how many values are bad; then row, place and length of the first. */
const ERRORS_COUNT: usize = 0;
const ERRORS_ROW: usize = 4;
const ERRORS_AT: usize = 8;
const ERRORS_LENGTH: usize = 12;

/** The scratch block: a value; where the next unescaped text goes; behind the head, that text. */
const SCRATCH_TEXT: usize = 8;
const SCRATCH_HEAD: u32 = 16;

/** Whether the text is one of the null markers: a word with their number, then {length, pointer} each. */
function isMarker(p: usize, len: i32, markers: usize): bool {
  const count = load<u32>(markers);
  for (let i: u32 = 0; i < count; i++) {
    const entry = markers + 4 + (<usize>i << 3);
    if (load<i32>(entry) != len) continue;
    const text = <usize>load<u32>(entry, 4);
    let same = 0;
    while (same < len && load<u8>(p + same) == load<u8>(text + same)) same++;
    if (same == len) return true;
  }
  return false;
}

/** Copies the value of a quoted field that holds quotes to `out`, as the automaton reads it; returns its length. */
function unescape(p: usize, end: usize, quote: i32, out: usize): i32 {
  const start = out;
  let quoted = true;
  for (p++; p < end; p++) {
    const c = load<u8>(p);
    if (quoted && <i32>c == quote) {
      if (p + 1 < end && <i32>load<u8>(p, 1) == quote) p++;
      else {
        quoted = false;
        continue;
      }
    }
    store<u8>(out++, c);
  }
  return <i32>(out - start);
}

/** Whether a quote stands in [p, end). */
@inline
function hasQuote(p: usize, end: usize, quote: i32): bool {
  const wanted = i8x16.splat(<i8>quote);
  for (; p < end; p += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(p), wanted));
    if (found != 0) return p + <usize>ctz(found) < end;
  }
  return false;
}

/** A value that is no text, written at `out` (8 bytes of room); 1, or 0 for bad text. `bound`: 10^precision of a decimal. */
@inline
function writeValue(kind: i32, p: usize, len: i32, out: usize, scale: i32, bound: i64): i32 {
  if (kind == KIND_FLOAT64) return floatField(p, len, out);
  if (kind == KIND_INT64) return integerField(p, len, out);
  if (kind == KIND_FLOAT32) return parse_f32(p, len, out);
  if (kind == KIND_UINT64) return parse_u64(p, len, out);
  if (kind == KIND_DATE) return parse_date(p, len, out);
  if (kind == KIND_DATETIME) return parse_datetime_us(p, len, out);
  if (kind == KIND_DECIMAL) {
    if (!parse_decimal(p, len, scale, out)) return 0;
    const value = load<i64>(out);
    return i32(value < bound && value > -bound);
  }
  if (kind == KIND_BOOLEAN) {
    const value = booleanField(p, len);
    store<u8>(out, <u8>value);
    return i32(value >= 0);
  }
  if (!integerField(p, len, out)) return 0;
  const value = load<i64>(out);
  if (kind == KIND_INT32) return i32(value == <i64>(<i32>value));
  if (kind == KIND_INT16) return i32(value == <i64>(<i16>value));
  if (kind == KIND_INT8) return i32(value == <i64>(<i8>value));
  if (kind == KIND_UINT32) return i32(value == <i64>(<u32>value));
  if (kind == KIND_UINT16) return i32(value == <i64>(<u16>value));
  return i32(value == <i64>(<u8>value));
}

/** Moves a value of 1 << widthLog bytes from the temporary to its place in the vector. */
@inline
function putValue(from: usize, out: usize, widthLog: i32): void {
  if (widthLog == 3) store<u64>(out, load<u64>(from));
  else if (widthLog == 2) store<u32>(out, load<u32>(from));
  else if (widthLog == 1) store<u16>(out, load<u16>(from));
  else store<u8>(out, load<u8>(from));
}

@inline
function recordError(errors: usize, row: i32, at: usize, len: i32): void {
  const count = load<u32>(errors, ERRORS_COUNT);
  if (count == 0) {
    store<u32>(errors, row, ERRORS_ROW);
    store<u32>(errors, <u32>at, ERRORS_AT);
    store<u32>(errors, len, ERRORS_LENGTH);
  }
  store<u32>(errors, count + 1, ERRORS_COUNT);
}

/**
 * One value in full: quotes, null markers, spaces in front of numbers, checks. Writes it into the vector and clears its validity
 * byte if it is null; returns 1 then, else 0. The scratch block: a value (8 bytes), where the next unescaped text goes (4 bytes).
 */
function parseOne(
  kind: i32,
  widthLog: i32,
  row: i32,
  start: usize,
  len: i32,
  quote: i32,
  flags: i32,
  markers: usize,
  scale: i32,
  bound: i64,
  scratch: usize,
  errors: usize,
  out: usize,
  validity: usize,
): i32 {
  const fieldStart = start;
  const fieldLength = len;
  const slot = out + (<usize>row << widthLog);
  let wasQuoted = false;
  if (quote >= 0 && len > 1 && <i32>load<u8>(start) == quote) {
    wasQuoted = true;
    const last = start + <usize>len - 1;
    if (<i32>load<u8>(last) == quote && !hasQuote(start + 1, last, quote)) {
      start++;
      len -= 2;
    } else if (kind == KIND_STRING) {
      const text = <usize>load<u32>(scratch, SCRATCH_TEXT);
      len = unescape(start, start + <usize>len, quote, text);
      start = text;
      store<u32>(scratch, <u32>text + len, SCRATCH_TEXT);
    }
  }
  let valid = len > 0 || (len == 0 && kind == KIND_STRING && (wasQuoted || (flags & FLAG_EMPTY_STRINGS) != 0));
  if (valid && markers != 0 && isMarker(start, len, markers)) valid = false;
  if (valid) {
    if (kind == KIND_STRING) {
      if ((flags & FLAG_CHECK_UTF8) == 0 || isUtf8(start, start + <usize>len)) writeView(start, <u32>len, slot);
      else valid = false;
    } else {
      let ok = writeValue(kind, start, len, scratch, scale, bound);
      if (!ok) {
        let skipped = 0;
        while (skipped < len && (load<u8>(start + skipped) == 32 || load<u8>(start + skipped) == 9)) skipped++;
        if (skipped > 0 && skipped < len) {
          ok = writeValue(kind, start + <usize>skipped, len - skipped, scratch, scale, bound);
        }
      }
      if (ok) putValue(scratch, slot, widthLog);
      else valid = false;
    }
    if (!valid) recordError(errors, row, fieldStart, fieldLength);
  }
  if (valid) return 0;
  store<u8>(validity + <usize>row, 0);
  if (kind == KIND_STRING) v128.store(slot, i64x2.splat(0));
  else {
    store<u64>(scratch, 0);
    putValue(scratch, slot, widthLog);
  }
  return 1;
}

/** How many rows from the first of the selection on lie next to each other in the table, at most `left`. */
@inline
function adjacent(selection: usize, left: i32): i32 {
  const first = load<i32>(selection);
  let count = 1;
  while (count < left && load<i32>(selection + (<usize>count << 2)) == first + count) count++;
  return count;
}

/**
 * Parses field `field` of `rows` rows (or of the `selectedRows` at `selection`) into the vector at `out` and its validity
 * bytes. `quote`: -1 where no field of the rows holds one. `markers`: null markers, or 0. `widthLog`: log2 of a value's bytes.
 * `scale`, `bound`: a decimal's scale and 10^precision. `scratch`: 16 writable bytes, then (strings) room for the unescaped text
 * of the column. `errors`: 16 bytes, zeroed by the caller; places are pointers. A bad value is null. Returns the number of nulls.
 */
export function csv_column(
  kind: i32,
  widthLog: i32,
  base: usize,
  positions: usize,
  stride: i32,
  field: i32,
  rows: i32,
  selection: usize,
  selectedRows: i32,
  quote: i32,
  flags: i32,
  markers: usize,
  scale: i32,
  bound: i64,
  scratch: usize,
  errors: usize,
  out: usize,
  validity: usize,
): i32 {
  // Any text may be a marker; where there is none, the kinds that files are full of are parsed in runs.
  const runs = markers == 0 && (kind == KIND_STRING || kind == KIND_INT64 || kind == KIND_FLOAT64);
  const trims = (flags & FLAG_TRIM_CR) != 0;
  const checks = (flags & FLAG_CHECK_UTF8) != 0;
  const step = <usize>stride << 2;
  let nulls = 0;
  memory.fill(validity, 1, rows);
  store<u32>(scratch, <u32>scratch + SCRATCH_HEAD, SCRATCH_TEXT);
  const count = selection != 0 ? selectedRows : rows;
  for (let i = 0; i < count; i++) {
    let row = selection != 0 ? load<i32>(selection + (<usize>i << 2)) : i;
    let entry = positions + (<usize>(row * stride + field) << 2);
    if (runs) {
      const wanted = selection != 0 ? adjacent(selection + (<usize>i << 2), count - i) : count - i;
      const slot = out + (<usize>row << widthLog);
      let done = 0;
      if (kind == KIND_STRING) done = stringRun(base, entry, step, wanted, quote, checks, trims, slot);
      else if (kind == KIND_INT64) done = integerRun(base, entry, step, wanted, trims, slot);
      else done = floatRun(base, entry, step, wanted, trims, slot);
      if (done == wanted) {
        i += done - 1;
        continue;
      }
      i += done;
      row += done;
      entry += <usize>done * step;
    }
    const start = base + <usize>(load<u32>(entry) + 1);
    let len = <i32>(base + <usize>load<u32>(entry, 4) - start);
    if (trims && len > 0 && load<u8>(start + <usize>len - 1) == 13) len--;
    nulls += parseOne(kind, widthLog, row, start, len, quote, flags, markers, scale, bound, scratch, errors, out, validity);
  }
  return nulls;
}

/** Occurrences of a byte in [ptr, ptr + len); 64 readable bytes behind. */
export function csv_count_byte(ptr: usize, len: u32, wanted: i32): i32 {
  const lanes = i8x16.splat(<i8>wanted);
  let count = 0;
  for (let at: u32 = 0; at < len; at += 16) {
    let mask = i8x16.bitmask(i8x16.eq(v128.load(ptr + <usize>at), lanes));
    if (len - at < 16) mask &= (1 << (len - at)) - 1;
    count += popcnt(mask);
  }
  return count;
}
