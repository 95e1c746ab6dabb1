/**
 * CSV reading. Text lies at `base`; `from`, `to` and `limit` are distances from it, 64 bytes behind `limit` are readable.
 * `separator`, `quote` and `eol` are single bytes; `quote` is -1 where there is none.
 */
export interface CsvExports {
  /**
   * Cuts rows of exactly `numFields` fields by SIMD, from the row start `from`. Room: `positions` maxRows * numFields + 136 words.
   * Row r, field f: byte position[r * numFields + f] + 1 up to position[r * numFields + f + 1].
   * Result (words): rows, start of the next row, flags (1 quotes, 2 bytes over 127, 4 the next row needs csv_rows).
   */
  csv_tokenize(
    base: number,
    from: number,
    limit: number,
    separator: number,
    quote: number,
    eol: number,
    comment: number,
    numFields: number,
    maxRows: number,
    positions: number,
    result: number,
  ): void;
  /** Counts rows that end before `limit`, blank lines left out with `skipBlank`; result as csv_tokenize. */
  csv_count(
    base: number,
    from: number,
    limit: number,
    separator: number,
    quote: number,
    eol: number,
    skipBlank: number,
    maxRows: number,
    result: number,
  ): void;
  /**
   * Counts rows that begin in [ptr, ptr + length), behind a line end each, blank lines left out with `skipBlank`; one byte
   * before and two behind are looked at. -1 where there is a quote.
   */
  csv_count_plain(ptr: number, length: number, quote: number, eol: number, skipBlank: number): number;
  /** Bits: 0 odd number of quotes, 1 irregular if it starts outside quotes, 2 irregular if inside, 3 the last byte is a quote. */
  csv_range(
    base: number,
    from: number,
    to: number,
    separator: number,
    quote: number,
    eol: number,
    openable: number,
  ): number;
  /** The exact automaton's state (0 field start, 1 unquoted, 2 quoted, 3 quote in quoted) behind [from, to). */
  csv_state(
    base: number,
    from: number,
    to: number,
    separator: number,
    quote: number,
    eol: number,
    state: number,
  ): number;
  /** The start of the row behind the first row end, or -1. */
  csv_row_end(
    base: number,
    from: number,
    limit: number,
    separator: number,
    quote: number,
    eol: number,
    state: number,
  ): number;
  /**
   * Cuts rows of any shape by the exact automaton into numFields + 1 words a row; a missing field has length -1. Result: rows,
   * next, flags, error (1 too many fields, 2 text ends inside quotes), where.
   */
  csv_rows(
    base: number,
    from: number,
    limit: number,
    final: number,
    separator: number,
    quote: number,
    eol: number,
    comment: number,
    commentLength: number,
    numFields: number,
    maxRows: number,
    truncate: number,
    positions: number,
    result: number,
  ): void;
  /**
   * Parses one field of the cut rows into a vector and its validity bytes; returns the number of nulls. `flags`: 1 a CR before the
   * line end is not of the field, 2 check UTF-8, 4 empty strings are not null. `markers`: a count, then {length, pointer} each, or 0.
   * `scratch`: 16 bytes, then room for the column's unescaped text. `errors` (zeroed words): count, row, pointer, length of the first.
   */
  csv_column(
    kind: number,
    widthLog: number,
    base: number,
    positions: number,
    stride: number,
    field: number,
    rows: number,
    selection: number,
    selectedRows: number,
    quote: number,
    flags: number,
    markers: number,
    scale: number,
    bound: bigint,
    scratch: number,
    errors: number,
    out: number,
    validity: number,
  ): number;
  /** Occurrences of a byte in `length` bytes. */
  csv_count_byte(ptr: number, length: number, wanted: number): number;
}
