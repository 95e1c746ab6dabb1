/** Checksums and block compression of spilled pages. */
export interface SpillExports {
  /** A 64-bit checksum, comparable as BigInt.asUintN(64, …). Over 5 GB/s: 16 MiB stay below 10 ms. */
  checksum(ptr: number, byteLength: number): bigint;
  /** The most bytes that lz4_compress can need for byteLength bytes. */
  lz4_bound(byteLength: number): number;
  /** Bytes of the table that lz4_compress needs. */
  lz4_table_size(): number;
  /**
   * LZ4 block format. source: 1 MiB or less a call. table: lz4_table_size() bytes, any content. Returns the compressed bytes, or 0 if
   * they do not fit capacity (capacity below lz4_bound: a way to ask for "only if it pays").
   */
  lz4_compress(source: number, byteLength: number, target: number, capacity: number, table: number): number;
  /**
   * Decompresses one block. Returns the bytes written, or -1 if the input is malformed or does not fit capacity. Reads and writes
   * nothing outside the two ranges.
   */
  lz4_decompress(source: number, byteLength: number, target: number, capacity: number): number;
}
