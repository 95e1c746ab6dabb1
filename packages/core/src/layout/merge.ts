// A k-way merge of sorted runs. The owner zeroes the block, fills the cursors and calls merge_runs until it gives nothing more.
//
//   0       4         8          16
//   | needs | started | heapSize | cursor 0 | cursor 1 | … | heap: 16 bytes a cursor |
//   cursor:  0         4          8     12
//            | address | position | end | kind | last (16) | row bytes (20) |
//
// When a cursor comes to its end and is not the run's last piece, merge_runs returns early and stores its number in `needs`: use
// the rows returned so far (they may lie in that piece), set address, position and end (and last) anew, then call again.
export const MERGE_HEADER = 16;
/** i32, out: the cursor that must be refilled before the next call, -1 = none. */
export const MERGE_NEEDS = 0;
/** u32: 0 before the first call. */
export const MERGE_STARTED = 4;
/** u32: runs that are not finished. */
export const MERGE_HEAP_SIZE = 8;
export const MERGE_CURSOR_SIZE = 24;
/** u32: address of a u32 array of row addresses, of a page, or of sort entries, as the kind says. */
export const MERGE_CURSOR_ADDRESS = 0;
/** u32: the next row. */
export const MERGE_CURSOR_POSITION = 4;
/** u32: one past the last row. */
export const MERGE_CURSOR_END = 8;
/** u32: MERGE_ROWS, MERGE_PAGE or MERGE_ENTRIES. */
export const MERGE_CURSOR_KIND = 12;
/** u32: 1 = nothing follows this piece. */
export const MERGE_CURSOR_LAST = 16;
/** u32: bytes of each row that are brought into the cache some hundred rows ahead, for entries; 0 = none. */
export const MERGE_CURSOR_ROW_BYTES = 20;
/** The address is that of u32 row addresses. */
export const MERGE_ROWS = 0;
/** The address is that of a page whose rows lie in sorted order. */
export const MERGE_PAGE = 1;
/** The address is that of sorted entries. */
export const MERGE_ENTRIES = 2;
/** Bytes of a cursor's place in the heap. */
export const MERGE_HEAP_ENTRY = 16;

// The best k rows so far, as a heap whose root is the worst of them.
//
//   0   4       8      12        16
//   | k | count | desc | unused  | row u32[k] |
export const TOPK_HEADER = 16;
/** u32: how many rows are wanted, 1 or more. */
export const TOPK_K = 0;
/** u32: how many are held. */
export const TOPK_COUNT = 4;
/** u32: address of the sort descriptor. */
export const TOPK_DESC = 8;
/** u32[k]: addresses of the rows held. */
export const TOPK_ROWS = 16;
