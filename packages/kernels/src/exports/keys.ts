/** Key rows: absolute (built by emitted code, views point anywhere) or inside a page row (views relative to the page). Layout: core's layout/key-descriptor.ts. */
export interface KeysExports {
  /** u64 hash of each of n absolute key rows, `stride` bytes apart; a function of the content alone. All 0 under HASH_EQUAL. */
  keys_hash(n: number, keys: number, desc: number, outHashes: number): void;
  /** Bytes of long strings (> VIEW_INLINE) of each absolute key row; u32 each. */
  keys_var_bytes(n: number, keys: number, desc: number, outHeapBytes: number): void;
  /** 1 if the absolute key equals the key inside a page row at `rowKey` (row + offset). */
  keys_equal(key: number, rowKey: number, desc: number): number;
  /** The order of two keys inside page rows, -1, 0 or 1: words as unsigned numbers, strings by bytes. */
  keys_compare(rowKeyA: number, rowKeyB: number, desc: number): number;
  /**
   * Copies n absolute key rows into page rows at rows[i] + keyOffset, long strings to heaps[i] (from rows_reserve; 0 if no key
   * has views). heaps[i] is moved behind what was written, so that other strings of the row may follow.
   */
  keys_store(n: number, keys: number, desc: number, rows: number, keyOffset: number, heaps: number): void;
  /** Copies n keys out of page rows into absolute key rows `stride` apart: views become absolute. For probing with stored rows. */
  keys_load(n: number, rows: number, keyOffset: number, desc: number, outKeys: number): void;
}
