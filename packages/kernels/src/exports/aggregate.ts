/** Hash aggregation. Layout: core's layout/aggregate-table.ts. One thread uses a table. */
export interface AggregateExports {
  /** Bytes of a directory of 2^log2 slots; the largest log2 for a block of 2^order pages is agg_directory_log2(order). */
  agg_directory_size(log2: number): number;
  /** The largest directory that fits a block of 2^order pages, as log2 of its slots. */
  agg_directory_log2(order: number): number;
  /** An empty table without a directory. Row: hash at 0, key at 8, state behind; the collection's stride covers all three. */
  agg_init(table: number, rows: number, desc: number): void;
  /**
   * Gives the table a directory of agg_directory_size(log2) bytes. rehash 1: the rows of the old directory, which must still be
   * readable, move in (about 10 ns a row: grow by 4); the new one must be larger. rehash 0: it starts empty.
   */
  agg_set_directory(table: number, ptr: number, log2: number, rehash: number): void;
  /** Forgets the rows; they stay in their pages, and later rows of the same keys are merged with them by agg_adopt. */
  agg_clear_directory(table: number): void;
  /**
   * Finds or appends the row of each key (hash and key stored, state zero); n <= STAGE_ROWS. Returns the number of keys handled,
   * in order: less than n when a page was refused or the directory is full (agg_status).
   */
  agg_find(table: number, n: number, keys: number, hashes: number, outRows: number): number;
  /**
   * Appends a row for each key as agg_find does for a new one, without asking the directory: equal keys are merged by agg_adopt.
   * Returns the number of keys handled, less than n when a page was refused.
   */
  agg_append(table: number, n: number, keys: number, hashes: number, outRows: number): number;
  /** AGG_OK, AGG_PAGE_REFUSED or AGG_DIRECTORY_FULL after the last agg_find, agg_append or agg_adopt. */
  agg_status(table: number): number;
  /**
   * Merging: for each of n rows of a page from fromRow: outRows = the row that the directory has for its key, or the row itself,
   * which the directory then takes. Returns rows handled (less only when the directory is full). Emitted code merges where
   * outRows[i] differs from the row.
   */
  agg_adopt(table: number, page: number, fromRow: number, n: number, outRows: number): number;
  /**
   * The directory's rows in the order (hash without the bits above the directory's, key), at most max a call; returns how many.
   * Start with cursor 0 and go on with agg_cursor(table) until it returns 0. The table must hold one partition, and must not
   * change in between. It stays valid.
   */
  agg_order(table: number, outRows: number, cursor: number, max: number): number;
  /** The cursor behind the rows of the last agg_order. */
  agg_cursor(table: number): number;
  /**
   * Copies the string at `view` into the field of a state: text that does not fit the field's room takes a new one from the area.
   * 0 where the area has too little left: nothing has changed. Layout: core's layout/text-area.ts.
   */
  text_keep(area: number, field: number, view: number): number;
  /** Adds a distance to the pointers of the long strings at viewOffsets (u32[numViews]) of every row of a page. */
  text_move_views(page: number, distance: number, numViews: number, viewOffsets: number): void;
  /**
   * The rows in the states of groups (u32[numGroups], rows of a table): for each its group's row and its slot, at most `limit` a
   * call; how many. The block (core's layout/top-rows.ts) knows where to go on. 0 at the end.
   */
  top_rows_expand(
    block: number,
    groups: number,
    numGroups: number,
    outRows: number,
    outSlots: number,
    limit: number,
  ): number;
}
