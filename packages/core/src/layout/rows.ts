// A row collection: rows appended to pages, by radix partition of their hash.
//
//   0       4           8           12           16        32
//   | grant | rowStride | radixBits | radixShift | unused  | partition 0 | partition 1 | …
//
//   partition:  0       4      8         12         16
//               | first | last | numRows | numPages |
//
// A row's partition is (hash << radixShift) >>> (64 - radixBits): its top bits, or, where a partition is split again, the bits
// below those that are used up. numPages counts pages of PAGE_SIZE: an extent counts as 2^order.

/** Bytes before the first partition. */
export const ROWS_HEADER = 32;
/** u32: address of the grant. */
export const ROWS_GRANT = 0;
/** u32: bytes of a row's fixed part, a multiple of 8. */
export const ROWS_ROW_STRIDE = 4;
/** u32: log2 of the number of partitions, at most ROWS_MAX_RADIX_BITS. */
export const ROWS_RADIX_BITS = 8;
/** u32: hash bits from the top that an earlier split used up; rows_init sets 0, the owner may set another before the first row. */
export const ROWS_RADIX_SHIFT = 12;
/** Bytes of a partition's entry. */
export const ROWS_PARTITION_SIZE = 16;
/** u32: address of the first page, 0 = none. */
export const ROWS_PARTITION_FIRST = 0;
/** u32: address of the page that is being filled, 0 = none. */
export const ROWS_PARTITION_LAST = 4;
/** u32: rows of the partition. */
export const ROWS_PARTITION_NUM_ROWS = 8;
/** u32: pages of the partition, in units of PAGE_SIZE. */
export const ROWS_PARTITION_NUM_PAGES = 12;
/** The most partitions, as log2. */
export const ROWS_MAX_RADIX_BITS = 12;
