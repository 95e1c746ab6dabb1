/** Decompression of deflate streams and the checksum of gzip; blocks and results by the INFLATE constants. */
export interface InflateExports {
  /** Makes a block of INFLATE_STATE_SIZE bytes ready for a stream. */
  inflate_init(state: number): void;
  /**
   * Decompresses from [input, end) to [out, outEnd). `isLast`: 1 if nothing comes behind `end`; else some input stays unused and
   * is given again, with more behind it. Copies reach back to `history` at most: the last 32 KiB of the stream's output lie in
   * front of `out`. INFLATE_INPUT and INFLATE_OUTPUT of the block say how far it went. Returns INFLATE_MORE, _FULL, _END or _CORRUPT.
   */
  inflate(
    state: number,
    input: number,
    end: number,
    isLast: number,
    history: number,
    out: number,
    outEnd: number,
  ): number;
  /** Fills the tables of the checksum, 16 KiB: INFLATE_CRC of a block. */
  crc32_tables(tables: number): void;
  /** The checksum of what had the checksum `crc` (0 for nothing) with [ptr, ptr + length) behind it, as a signed number. */
  crc32(tables: number, crc: number, ptr: number, length: number): number;
}
