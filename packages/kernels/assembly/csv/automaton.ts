// The exact automaton of CSV, byte by byte: for rows whose quotes, widths, blank lines or comments the SIMD path declines.
//
// A quote opens only at the start of a field. Inside quotes, two of them are one; anything else behind the closing quote belongs
// to the field as it stands, as do quotes in a field that did not start with one.

/** At the start of a field or row. */
const FIELD_START: i32 = 0;
/** Inside a field without quotes, or behind the closing quote of one with. */
const UNQUOTED: i32 = 1;
const QUOTED: i32 = 2;
/** Behind a quote that either closes the field or is the first of two. */
const QUOTE_IN_QUOTED: i32 = 3;

/** Words of the result block. */
const RESULT_ROWS: usize = 0;
const RESULT_NEXT: usize = 4;
const RESULT_FLAGS: usize = 8;
const RESULT_ERROR: usize = 12;
const RESULT_ERROR_AT: usize = 16;

/** A row has more fields than the table. */
const ERROR_TOO_MANY_FIELDS: u32 = 1;
/** The text ends inside quotes. */
const ERROR_UNTERMINATED: u32 = 2;

/** Where byte `c` leads from `state`, apart from the borders of fields and rows, which lead to FIELD_START. */
@inline
function step(state: i32, c: i32, quote: i32): i32 {
  if (c == quote) {
    if (state == FIELD_START || state == QUOTE_IN_QUOTED) return QUOTED;
    return state == QUOTED ? QUOTE_IN_QUOTED : UNQUOTED;
  }
  return state == QUOTED ? QUOTED : UNQUOTED;
}

/** The state behind [from, to) for a start in `state`. */
export function csv_state(
  base: usize,
  from: u32,
  to: u32,
  separator: i32,
  quote: i32,
  eol: i32,
  state: i32,
): i32 {
  for (let p = base + <usize>from, end = base + <usize>to; p < end; p++) {
    const c = <i32>load<u8>(p);
    state = state != QUOTED && (c == separator || c == eol) ? FIELD_START : step(state, c, quote);
  }
  return state;
}

/** The start of the row behind the first row end in [from, limit), for a start in `state`; -1 if no row ends there. */
export function csv_row_end(
  base: usize,
  from: u32,
  limit: u32,
  separator: i32,
  quote: i32,
  eol: i32,
  state: i32,
): i32 {
  for (let p = base + <usize>from, end = base + <usize>limit; p < end; p++) {
    const c = <i32>load<u8>(p);
    if (state != QUOTED && c == eol) return <i32>(p + 1 - base);
    state = state != QUOTED && c == separator ? FIELD_START : step(state, c, quote);
  }
  return -1;
}

/** Whether the text at p starts with the comment prefix. */
@inline
function startsWith(p: usize, end: usize, prefix: usize, length: i32): bool {
  if (p + <usize>length > end) return false;
  for (let i = 0; i < length; i++) if (load<u8>(p + i) != load<u8>(prefix + i)) return false;
  return length > 0;
}

/**
 * Cuts rows as `csv_tokenize`, with any number of fields, blank lines and comments; `comment` bytes of length `commentLength`.
 * A row takes numFields + 1 words: one before its first byte, then the end of each field without the CR of a CRLF; a field that
 * is missing has the end of the one before it, so its length is -1. Blank lines are rows only if `numFields` is 1.
 * `final`: the text ends at `limit`. Extra fields are an error unless `truncate`.
 * Result: rows, start of the next row, flags (1 quotes, 2 bytes over 127), error, where it is.
 */
export function csv_rows(
  base: usize,
  from: u32,
  limit: u32,
  final: i32,
  separator: i32,
  quote: i32,
  eol: i32,
  comment: usize,
  commentLength: i32,
  numFields: i32,
  maxRows: i32,
  truncate: i32,
  positions: usize,
  result: usize,
): void {
  const end = base + <usize>limit;
  let p = base + <usize>from;
  let rows = 0;
  let flags: u32 = 0;
  let error: u32 = 0;
  let errorAt: usize = p;
  let out = positions;
  let rowStart = p;
  while (rows < maxRows && p < end) {
    rowStart = p;
    if (startsWith(p, end, comment, commentLength)) {
      while (p < end && <i32>load<u8>(p) != eol) p++;
      if (p == end) {
        if (final) rowStart = p;
        break;
      }
      p++;
      rowStart = p;
      continue;
    }
    store<u32>(out, <u32>(p - base) - 1);
    let field = 0;
    let state = FIELD_START;
    let ended = false;
    while (p < end) {
      const c = <i32>load<u8>(p);
      flags |= u32(c == quote) | (u32(c > 127) << 1);
      const border = state != QUOTED && (c == separator || c == eol);
      if (!border) {
        state = step(state, c, quote);
        p++;
        continue;
      }
      const rowEnds = c == eol;
      let fieldEnd = p;
      if (rowEnds && eol == 10 && fieldEnd > rowStart && load<u8>(fieldEnd - 1) == 13) fieldEnd--;
      if (field < numFields) store<u32>(out + (<usize>(field + 1) << 2), <u32>(fieldEnd - base));
      else if (!truncate && error == 0) {
        error = ERROR_TOO_MANY_FIELDS;
        errorAt = rowStart;
      }
      field++;
      p++;
      state = FIELD_START;
      if (rowEnds) {
        ended = true;
        break;
      }
    }
    if (!ended) {
      if (final && state == QUOTED && error == 0) {
        error = ERROR_UNTERMINATED;
        errorAt = rowStart;
      }
      break;
    }
    if (error != 0) break;
    const blank = field == 1 && load<u32>(out, 4) == load<u32>(out) + 1;
    const isRow = !blank || numFields == 1;
    rowStart = p;
    if (!isRow) continue;
    for (; field < numFields; field++) {
      store<u32>(out + (<usize>(field + 1) << 2), load<u32>(out + (<usize>field << 2)));
    }
    out += <usize>(numFields + 1) << 2;
    rows++;
  }
  store<u32>(result, rows, RESULT_ROWS);
  store<u32>(result, <u32>(rowStart - base), RESULT_NEXT);
  store<u32>(result, flags, RESULT_FLAGS);
  store<u32>(result, error, RESULT_ERROR);
  store<u32>(result, <u32>(errorAt - base), RESULT_ERROR_AT);
}
