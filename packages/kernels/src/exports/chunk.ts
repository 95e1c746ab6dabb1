/** Between vectors (one byte a row, views) and chunks (bitmaps, offsets), and copies of rows between pages. */
export interface ChunkExports {
  /** Packs n bytes of 0 or 1 into bits from bit 0 of `out`; bits behind the last row are 0. */
  chunk_pack_bits(n: number, bytes: number, out: number): void;
  /** Unpacks n bits from bit `from` into bytes of 0 or 1. */
  chunk_unpack_bits(n: number, bits: number, from: number, out: number): void;
  /** Bytes of n strings in all. */
  chunk_views_size(n: number, views: number): number;
  /** Appends n strings behind `used` bytes and writes the end of each to `ends` (i32[n]); returns the bytes used then. */
  chunk_append_views(n: number, views: number, ends: number, bytes: number, used: number): number;
  /** Views of n strings from offsets (i32[n + 1]); empty where validity (u8[n], or 0) is 0. */
  chunk_make_views(n: number, offsets: number, bytes: number, validity: number, out: number): void;
  /** Bytes of long strings of each of n page rows; u32 each. */
  rows_heap_bytes(n: number, rows: number, numViews: number, viewOffsets: number, out: number): void;
  /** Copies n page rows to outRows and their long strings to outHeaps (0 without views). */
  rows_copy(
    n: number,
    rows: number,
    stride: number,
    numViews: number,
    viewOffsets: number,
    outRows: number,
    outHeaps: number,
  ): void;
  /** Copies bytes; the ranges may overlap. */
  bytes_copy(target: number, source: number, byteLength: number): void;
}
