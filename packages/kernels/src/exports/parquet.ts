/**
 * Kernels that decode Parquet pages. Pointers are bytes into the arena; every input has 64 readable, every output 64
 * writable bytes of slack behind its end. The constants of the blocks are in `parquetLayout`.
 */
export interface ParquetKernels {
  /** Starts a run list of values of `width` bits (0 to 32) at [data, end). */
  parquet_rle_init(state: number, data: number, end: number, width: number): void;
  /** Next `n` values as u32; returns how many there were, fewer than `n` means corrupt. */
  parquet_rle_read(state: number, n: number, out: number): number;
  /** Passes over `n` values; returns how many there were. */
  parquet_rle_skip(state: number, n: number): number;
  /** Next `n` one-bit levels as bytes, or only counted with `out` 0; returns how many are 1, or -1 if corrupt. */
  parquet_levels_read(state: number, n: number, out: number): number;
  /** Next `n` RLE booleans as bytes; -1 if corrupt. */
  parquet_rle_booleans(state: number, n: number, out: number): number;

  /** PLAIN values to vector values by one of the CONVERT kinds; returns `n` or the index of one that does not fit. */
  parquet_convert(kind: number, n: number, source: number, width: number, out: number): number;
  /** Length-prefixed big-endian numbers to 64 bits, or 128 if `wide`; returns the pointer behind the last, or 0 if corrupt. */
  parquet_plain_decimals(n: number, source: number, end: number, out: number, wide: number): number;
  /** Bits to bytes, from bit `from` on. */
  parquet_plain_booleans(n: number, source: number, from: number, out: number): void;
  /** Length-prefixed strings to views into the page; returns the pointer behind the last, or 0 if corrupt. */
  parquet_plain_views(n: number, source: number, end: number, out: number): number;
  /** Passes over length-prefixed values; returns the pointer behind the last, or 0 if corrupt. */
  parquet_plain_skip(n: number, source: number, end: number): number;
  /** Strings of `width` bytes to views into the page. */
  parquet_fixed_views(n: number, source: number, width: number, out: number): void;
  /** BYTE_STREAM_SPLIT streams of `count` values to PLAIN, `n` values from `from` on. */
  parquet_unsplit(n: number, source: number, count: number, from: number, width: number, out: number): void;

  /** 1 if all codes are below `count`. */
  parquet_codes_within(n: number, codes: number, count: number): number;
  /** Codes to values of `width` bytes; -1 if a code is not below `count`. */
  parquet_gather(n: number, codes: number, dictionary: number, count: number, width: number, out: number): number;
  /** The same at the rows `selection[i] - base` only; codes are those of all rows. */
  parquet_gather_selected(
    codes: number,
    selection: number,
    selected: number,
    base: number,
    dictionary: number,
    count: number,
    width: number,
    out: number,
  ): number;
  /** Position of the first of `n` ascending u32 that is not below `bound`. */
  parquet_lower_bound(n: number, values: number, bound: number): number;
  /** Ascending codes from `first` on. */
  parquet_iota(n: number, first: number, out: number): void;
  parquet_copy(to: number, from: number, byteLength: number): void;
  parquet_fill(to: number, value: number, byteLength: number): void;
  /** Dense values to the rows where validity is 1, in place; the other rows become zero. */
  parquet_spread(n: number, valid: number, validity: number, width: number, data: number): void;
  /** The index of the first view that is not UTF-8, or `n`. */
  parquet_first_invalid_utf8(n: number, views: number): number;

  /** Starts DELTA_BINARY_PACKED values at [data, end); returns the value count of the header, or -1 if corrupt. */
  parquet_delta_init(state: number, data: number, end: number): number;
  /** Next `n` values as i64 (`width` 8) or i32 (`width` 4); with `out` 0 they are skipped. Returns 0, or -1 if corrupt. */
  parquet_delta_read(state: number, n: number, width: number, out: number): number;
  /** The pointer behind the last value, once all values are read. */
  parquet_delta_end(state: number): number;
  /** Strings with their lengths apart to views; returns the pointer behind the last, or 0 if corrupt. */
  parquet_delta_length_views(n: number, lengths: number, source: number, end: number, out: number): number;
  /** The bytes that `n` front-coded strings take in full, -1 if corrupt or more than `limit`. */
  parquet_delta_strings_size(
    n: number,
    prefixes: number,
    suffixes: number,
    source: number,
    end: number,
    previousLength: number,
    limit: number,
  ): number;
  /** Front-coded strings to views over their full bytes at `heap`; returns the pointer behind the last suffix. */
  parquet_delta_strings(
    n: number,
    prefixes: number,
    suffixes: number,
    source: number,
    previous: number,
    heap: number,
    out: number,
  ): number;

  /** Returns the bytes written, or -1 if corrupt or larger than `capacity`. */
  snappy_decode(source: number, sourceLength: number, target: number, capacity: number): number;
  /** An LZ4 block; returns the bytes written, or -1 if corrupt or larger than `capacity`. */
  lz4_decode(source: number, sourceLength: number, target: number, capacity: number): number;
  /** Sets the decoder up for the blocks of a zstd frame. */
  zstd_begin(state: number): void;
  /** The next compressed block at [source, end): output goes to `target`, before `limit`, and reaches back to `base`; its end, or 0 if corrupt. */
  zstd_block(state: number, source: number, end: number, base: number, target: number, limit: number): number;
  /** All zstd frames of the source; returns the bytes written, or a negative code if corrupt or larger than `capacity`. */
  zstd_decode(state: number, source: number, sourceLength: number, target: number, capacity: number): number;
}

export { parquetLayout } from "@millrace/core";
