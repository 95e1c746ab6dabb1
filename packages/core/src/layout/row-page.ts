// A page of rows: fixed-stride rows from the front, the bytes of long strings from the back.
//
//   0         4            8             12     16          20          24         28       32
//   | numRows | heapStart  | extentOrder | next | partition | rowStride | previous | unused | row 0 | row 1 | … free … | heap |
//
// A page is PAGE_SIZE << extentOrder bytes, aligned to its size; extentOrder > 0 only for one oversized row. Every row's
// fixed part lies in the first PAGE_SIZE bytes, so `row & ~(PAGE_SIZE - 1)` is the page. A long string's view holds the distance
// of its bytes from the start of the page. next and previous are addresses and mean nothing on disk.
// A null byte of a row's field is 1 for null and 0 for a value.

/** Bytes before the first row. */
export const ROW_PAGE_HEADER = 32;
/** u32: rows in the page. */
export const ROW_PAGE_NUM_ROWS = 0;
/** u32: offset of the lowest used byte of the heap; the page's size when the heap is empty. */
export const ROW_PAGE_HEAP_START = 4;
/** u32: log2 of the page's size in PAGE_SIZE. */
export const ROW_PAGE_EXTENT_ORDER = 8;
/** u32: address of the list's next page, 0 at the end. */
export const ROW_PAGE_NEXT = 12;
/** u32: the partition whose rows these are. */
export const ROW_PAGE_PARTITION = 16;
/** u32: bytes from a row to the next. */
export const ROW_PAGE_ROW_STRIDE = 20;
/** u32: address of the list's page before, 0 at the start. */
export const ROW_PAGE_PREVIOUS = 24;
/** The largest stride of a row, in bytes: the fixed part of a row lies in one page. */
export const MAX_ROW_STRIDE = 32736;
