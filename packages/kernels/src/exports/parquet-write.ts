/** Encoding of Parquet pages. Pointers are addresses in the arena; every buffer has 64 bytes of slack behind its end. */
export interface ParquetWriteExports {
  /** Copies `count` bits to bit position `dstBit`; bits before that position stay, those behind the copy are undefined. */
  pqw_append_bits(dst: number, dstBit: number, src: number, srcBit: number, count: number): void;
  /** Sets `count` bits from bit position `dstBit` on; bits before it stay. */
  pqw_set_bits(dst: number, dstBit: number, count: number): void;
  /** How many of `count` bits from bit position `bit` on are set. */
  pqw_count_bits(src: number, bit: number, count: number): number;
  /** Keeps the bits of valid rows, both bitmaps from bit 0; returns how many. */
  pqw_compact_bits(src: number, validity: number, count: number, dst: number): number;
  /** Keeps the values (1, 2, 4, 8 or 16 bytes) of valid rows, in place or not; returns how many. */
  pqw_compact(src: number, width: number, validity: number, count: number, dst: number): number;
  /** Integers of 1 or 2 bytes to 4 bytes. */
  pqw_widen(src: number, width: number, isSigned: number, count: number, dst: number): void;
  /** The low halves of 8-byte integers, in place or not. */
  pqw_narrow(src: number, count: number, dst: number): void;
  /** 16-byte integers from little-endian to big-endian, in place or not. */
  pqw_flip_i128(src: number, count: number, dst: number): void;
  /** Writes the lowest value at `out` and the highest at `out + 16`; 0 where there is none. Order: see physical-type.ts of the writer. */
  pqw_bounds(order: number, src: number, count: number, out: number): number;
  /** Writes the valid strings of `count` rows as PLAIN (u32 length, bytes); `base` is the offset of the first byte. Returns the length. */
  pqw_plain_strings(offsets: number, bytes: number, base: number, validity: number, count: number, out: number): number;
  /** Like pqw_plain_strings for codes into a dictionary. */
  pqw_plain_codes(
    codes: number,
    dictionaryOffsets: number,
    dictionaryBytes: number,
    validity: number,
    count: number,
    out: number,
  ): number;
  /** The bytes that pqw_plain_codes needs for these rows. */
  pqw_plain_codes_size(codes: number, dictionaryOffsets: number, validity: number, count: number): number;
  /** Writes the addresses of the lowest and the highest of `count` PLAIN strings at `out` (two u32); 0 where there is none. */
  pqw_string_bounds(plain: number, count: number, out: number): number;
  /** Starts a dictionary: 32 bytes of state, a table of 16 bytes for each of the most entries. */
  pqw_dictionary_start(state: number, table: number, maxEntries: number, maxBytes: number): void;
  /** Adds values of 4 or 8 bytes and writes their u32 codes; 0 where the dictionary would grow too large. */
  pqw_dictionary_fixed(
    values: number,
    width: number,
    count: number,
    state: number,
    table: number,
    page: number,
    codes: number,
  ): number;
  /** Adds PLAIN strings and writes their u32 codes; 0 where the dictionary would grow too large. */
  pqw_dictionary_strings(
    plain: number,
    count: number,
    state: number,
    table: number,
    entryList: number,
    page: number,
    codes: number,
  ): number;
  /** RLE / bit-packing hybrid of u32 codes; needs 5 + (count / 8 + 1) * (width + 1) bytes. Returns the length. */
  pqw_hybrid(codes: number, count: number, width: number, out: number): number;
  /** Definition levels of `count` rows behind their u32 length; returns the length of it all. */
  pqw_levels(validity: number, bit: number, count: number, out: number): number;
  /** Snappy; needs 32 + length + length / 6 bytes at `out` and 32 KiB at `table`. Returns the length. */
  pqw_snappy(src: number, length: number, out: number, table: number): number;
}
