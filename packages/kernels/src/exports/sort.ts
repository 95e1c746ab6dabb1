/** Sorting, merging, top-k. Layouts: core's layout/sort.ts, layout/merge.ts. */
export interface SortExports {
  /** Entries for rows fromRow … of a page; returns how many (less than n at the page's end). */
  sort_fill_entries(page: number, fromRow: number, n: number, entries: number): number;
  /** Entries for n row addresses. */
  sort_fill_rows(n: number, rows: number, entries: number): void;
  /** Sorts n <= SORT_MAX_ENTRIES entries in place; tmp: as many bytes again; histogram: SORT_HISTOGRAM_SIZE bytes. */
  sort_entries(entries: number, n: number, tmp: number, histogram: number, desc: number): void;
  /** One bounded step of a sort of any size (SORT_STATE block). Returns 1 = call again, 0 = done: SORT_STATE_RESULT tells where. */
  sort_step(state: number): number;
  /** The row addresses of n entries. */
  sort_entry_rows(entries: number, n: number, outRows: number): void;
  /** -1, 0 or 1: the full order of two page rows. */
  sort_compare(rowA: number, rowB: number, desc: number): number;
  /** Bytes of a merge block of k cursors. */
  merge_size(k: number): number;
  /**
   * Row addresses of k sorted runs in order, at most max (<= 16384). Returns how many. MERGE_NEEDS >= 0: refill that cursor, then go
   * on; MERGE_NEEDS = -1 and fewer than max: everything is merged. block: MERGE block.
   */
  merge_runs(block: number, k: number, outRows: number, max: number, desc: number): number;
  /** Bytes of a top-k block. */
  topk_size(k: number): number;
  /** Offers n page rows; returns how many came in. Rows that fell out are not freed: rebuild their collection now and then. */
  topk_push(block: number, n: number, rows: number): number;
  /** The worst row held once k are held, else 0: what does not sort before it need not be offered. */
  topk_threshold(block: number): number;
  /**
   * Of n candidate rows `stride` bytes apart, with ABSOLUTE views, those that sort before the threshold row (0 = all): their indices.
   * seq counts too, so equal keys keep the earlier row. Returns how many.
   */
  topk_select(n: number, candidates: number, stride: number, threshold: number, desc: number, outIndex: number): number;
  /** Sorts the rows held, best first; the block takes no more rows afterwards. */
  topk_sort(block: number): void;
}
