/** Row collections: rows appended to pages by partition. Layout: core's layout/rows.ts, layout/row-page.ts. One thread writes a collection. */
export interface RowsExports {
  /** Bytes of the block of a collection of 2^radixBits partitions. */
  rows_size(radixBits: number): number;
  /** An empty collection. rowStride is a multiple of 8, at most MAX_ROW_STRIDE; radixBits at most ROWS_MAX_RADIX_BITS. */
  rows_init(rc: number, grant: number, rowStride: number, radixBits: number): void;
  /**
   * Reserves one zeroed row each for n inputs and returns for how many it did, less than n when a page was refused.
   * - hashes: u64[n], 0 = all go to partition 0. The hash is NOT stored in the row: the caller does
   * - heapBytes: u32[n] of bytes for long strings, 0 = none
   * - outRows: u32[n], addresses of the rows
   * - outHeaps: u32[n] or 0: address of each row's heapBytes[i] bytes
   */
  rows_reserve(rc: number, n: number, hashes: number, heapBytes: number, outRows: number, outHeaps: number): number;
  /** As rows_reserve, for n copies of one partition: for readers that bring a partition back, and for sort runs. */
  rows_reserve_in(
    rc: number,
    partition: number,
    n: number,
    heapBytes: number,
    outRows: number,
    outHeaps: number,
  ): number;
  /** Frees a partition's pages (grant included) and returns how many they were, in units of PAGE_SIZE. */
  rows_release_partition(rc: number, partition: number): number;
  /** Detaches a partition's pages: returns the first one, 0 = none; they still count in the grant. */
  rows_take_partition(rc: number, partition: number): number;
  /** Appends one page (from rows_take_partition, or read back into a block of the same grant) to a partition; sets its links. */
  rows_append_page(rc: number, partition: number, page: number): void;
  /** Moves every page of `from` behind those of `rc`, partition by partition; both have the same radixBits and stride. `from` is empty then. */
  rows_append(rc: number, from: number): void;
  /** Rows of all partitions. */
  rows_count(rc: number): number;
  /** Addresses of a page's rows fromRow … fromRow + max - 1, as far as they exist; returns how many. */
  rows_of_page(page: number, fromRow: number, max: number, outRows: number): number;
  /** The hashes at `rowOffset` of n rows, u64 each. */
  rows_hashes(n: number, rows: number, rowOffset: number, outHashes: number): void;
  /**
   * Whether a page that came from a file holds together: counts, stride, every view at viewOffsets (u32[numViews]) within the
   * page. 1 or 0. byteLength = bytes that were read. Returns within 1 ms for a page.
   */
  rows_check_page(page: number, byteLength: number, rowStride: number, numViews: number, viewOffsets: number): number;
}
