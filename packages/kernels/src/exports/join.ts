/** Hash joins, array joins and run-time filters. Layouts and build row: core's layout/join.ts. */
export interface JoinExports {
  /**
   * Inserts rows of one partition from numLists page lists, merged by seq (each list ascends in seq); lists: JOIN_LIST blocks, set to
   * the lists' last pages, moved by the call. At most maxRows rows a call (65536 stay below 10 ms). Returns the rows done: less
   * than maxRows = all inserted. Chains ascend in seq. Sets JOIN_FLAG_DUPLICATE in the directory's flags.
   * Different partitions may be inserted by different threads at the same time; one partition by one thread.
   */
  join_insert(directory: number, numLists: number, lists: number, desc: number, maxRows: number): number;
  /**
   * Pairs of probe rows and build rows, in probe order, then chain order; at most `capacity` (>= 1; >= n for JOIN_FIND).
   * - js: JOIN_PROBE block, one a thread · keys: absolute key rows · hashes: u64[n] · valid: u8[n], 0 = no match; or 0
   * - resume: 0 begins a stage of n <= BATCH_ROWS rows, 1 goes on after a call that left JOIN_PROBE_NEXT < n
   * Returns the pairs written. The stage is done when JOIN_PROBE_NEXT == n.
   */
  join_probe(
    js: number,
    n: number,
    keys: number,
    hashes: number,
    valid: number,
    outIndex: number,
    outRows: number,
    capacity: number,
    resume: number,
  ): number;
  /**
   * join_insert for an array directory (JOIN_ARRAY block). A key outside base … base + length - 1 is skipped. Chains through
   * JOIN_ROW_NEXT ascend in seq.
   */
  join_array_insert(array: number, numLists: number, lists: number, maxRows: number): number;
  /**
   * join_probe over an array directory: keys are the values of a vector (`data`, layout JOIN_ARRAY_KEY_FIELD of the array),
   * JOIN_PROBE_DIRECTORY is the JOIN_ARRAY block, JOIN_PROBE_DESC unused.
   */
  join_array_probe(
    js: number,
    n: number,
    data: number,
    valid: number,
    outIndex: number,
    outRows: number,
    capacity: number,
    resume: number,
  ): number;
  /** Rows of a page from row `cursor` whose matched byte is 0, at most max (one call takes the page if max >= its rows); returns how many. */
  join_unmatched(page: number, cursor: number, outRows: number, max: number): number;
  /** The same for rows whose matched byte is 1. */
  join_matched(page: number, cursor: number, outRows: number, max: number): number;
  /** Sets the matched bytes of rows[indices[i]] for n indices. */
  join_mark_rows(n: number, indices: number, rows: number): void;
  /** Writes the matched bytes of a page's rows as bits, one a row. */
  join_save_matched(page: number, bits: number): void;
  /** Sets the matched bytes of a page's rows from bits. */
  join_load_matched(page: number, bits: number): void;
  /** Adds the hashes of rows fromRow … of a page to a bloom filter. Threads may add different partitions at once when log2Blocks >= radixBits. */
  bloom_insert_page(bloom: number, log2Blocks: number, page: number, fromRow: number, n: number): void;
  /** Adds n hashes. */
  bloom_insert(bloom: number, log2Blocks: number, n: number, hashes: number): void;
  /** outMask[i] = 1 if hashes[i] may have been added and valid[i] (or valid = 0), else 0. Returns how many are 1. */
  bloom_test(bloom: number, log2Blocks: number, n: number, hashes: number, valid: number, outMask: number): number;
  /**
   * Sets bit (key - base) of a bitmap of `length` bits for the rows of a page; keys of FIELD_ `field` at keyOffset; keys outside and
   * noMatch rows are skipped. Atomic: any thread, any partition.
   */
  bitmap_from_keys(
    bitmap: number,
    base: bigint,
    length: number,
    page: number,
    fromRow: number,
    n: number,
    keyOffset: number,
    field: number,
  ): void;
  /** Sets the bits with these n u32 numbers, all within the bitmap. Atomic: any thread. */
  bitmap_set(bitmap: number, n: number, bits: number): void;
  /** outMask[i] = the bit of a vector's value, 0 for values outside and where valid[i] = 0. Returns how many are 1. */
  bitmap_test(
    bitmap: number,
    base: bigint,
    length: number,
    n: number,
    data: number,
    field: number,
    valid: number,
    outMask: number,
  ): number;
  /** Smallest and largest key of rows of a page, as i64 (u64 keys: unsigned order) into out[0], out[1], which hold the bounds so far. */
  join_key_bounds(page: number, fromRow: number, n: number, keyOffset: number, field: number, out: number): void;
}
