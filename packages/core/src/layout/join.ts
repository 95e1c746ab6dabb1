// Build rows, and the ways to find them.
//
//   build row:  0      8      12        13        14      16    24
//               | hash | next | matched | noMatch | 0 0   | seq | key row | payload …
//
// `next` chains the rows of a directory slot, ascending in seq, 0 at the end. A row with noMatch = 1 (null key) is never
// inserted and never found; right and full joins still meet it among the unmatched.
export const JOIN_ROW_HASH = 0;
export const JOIN_ROW_NEXT = 8;
export const JOIN_ROW_MATCHED = 12;
export const JOIN_ROW_NO_MATCH = 13;
export const JOIN_ROW_SEQ = 16;
export const JOIN_ROW_KEY = 24;

// Directory: 2^log2 entries of 8 bytes {head row u32, tags u32}, entry = (hash << shift) >>> (64 - log2); one tag bit a row of the
// chain ends most misses without touching a row. The caller zeroes the entries first.
//
//   0         4      8       12
//   | entries | log2 | shift | flags |
//
// A partition's rows fall into its own range of entries where shift = 0 and log2 >= radixBits: workers fill them in parallel.
export const JOIN_DIRECTORY_SIZE = 16;
/** u32: address of the entries. */
export const JOIN_DIRECTORY_ENTRIES = 0;
/** u32: log2 of the number of entries, 1..28. */
export const JOIN_DIRECTORY_LOG2 = 4;
/** u32: hash bits used up by partitioning, when the directory holds one partition only; else 0. */
export const JOIN_DIRECTORY_SHIFT = 8;
/** u32: JOIN_FLAG_…, set atomically by inserts. */
export const JOIN_DIRECTORY_FLAGS = 12;
/** Bytes of an entry. */
export const JOIN_ENTRY_SIZE = 8;
/** Some key occurs twice. */
export const JOIN_FLAG_DUPLICATE = 1;

// One page list to insert, walked from its end: {page u32, rows left in it u32}. To begin: the list's last page and JOIN_LIST_BEGIN.
// A page of 0 is an empty or finished list.
export const JOIN_LIST_SIZE = 8;
export const JOIN_LIST_PAGE = 0;
export const JOIN_LIST_ROWS_LEFT = 4;
/** Rows left = all rows of the page. */
export const JOIN_LIST_BEGIN = 0xffffffff;

// Array directory for dense integer keys: u32 head[size] indexed by key - base; zeroed by the caller.
//
//   0         4      8      16          20         24      28
//   | entries | size | base | keyOffset | keyField | flags | unused |
export const JOIN_ARRAY_SIZE = 32;
export const JOIN_ARRAY_ENTRIES = 0;
/** u32: number of heads. */
export const JOIN_ARRAY_LENGTH = 4;
/** i64: the key of head 0 (u64 keys: their bits). */
export const JOIN_ARRAY_BASE = 8;
/** u32: where the key's value lies in the build row. */
export const JOIN_ARRAY_KEY_OFFSET = 16;
/** u32: FIELD_… of the key, an integer layout. */
export const JOIN_ARRAY_KEY_FIELD = 20;
/** u32: JOIN_FLAG_…; every row of one head has the same key, so two rows are a duplicate. */
export const JOIN_ARRAY_FLAGS = 24;

// State of a probe.
//
//   0           4      8      12        16     20      24    28
//   | directory | desc | mode | nullRow | mark | next | row | found |
export const JOIN_PROBE_SIZE = 32;
/** u32: address of the directory block. */
export const JOIN_PROBE_DIRECTORY = 0;
/** u32: address of the key descriptor. */
export const JOIN_PROBE_DESC = 4;
/** u32: JOIN_INNER … JOIN_FIND. */
export const JOIN_PROBE_MODE = 8;
/** u32: the row that stands for "none" in left joins; may be 0, which gather_rows takes for a row of nulls. */
export const JOIN_PROBE_NULL_ROW = 12;
/** u32: 1 = set the matched byte of every build row that is met. */
export const JOIN_PROBE_MARK = 16;
/** u32, out: the probe row to go on with; equal to n when the stage is done. */
export const JOIN_PROBE_NEXT = 20;
/** u32: the build row to go on with, 0 = the chain's head. */
export const JOIN_PROBE_ROW = 24;
/** u32: whether the probe row has met a row already. */
export const JOIN_PROBE_FOUND = 28;
/** Pairs of matching rows. */
export const JOIN_INNER = 0;
/** Pairs; a probe row without a match is paired with the null row. */
export const JOIN_LEFT = 1;
/** Probe rows with a match, once each; outRows = the first match. */
export const JOIN_SEMI = 2;
/** Probe rows without a match; outRows = the null row. */
export const JOIN_ANTI = 3;
/** outRows[i] = the first match of probe row i or 0, for all n; outIndex is not written, capacity >= n. For unique builds and mark joins. */
export const JOIN_FIND = 4;

// Split-block bloom filter (Putze et al.; as in Parquet): 2^log2 blocks of 32 bytes, block = hash >>> (64 - log2). Zeroed by the caller.
/** Bytes of a block; 8 bits are set a key, so 1 to 1.5 bytes a key give 1 to 3 % false positives. */
export const BLOOM_BLOCK_SIZE = 32;
