// A hash table over rows of a row collection. Row: u64 hash, key row at 8, then state (all zero = identity).
//
//   0      4      8           12     16      20       24       28
//   | rows | desc | directory | log2 | count | status | cursor | unused |
//
// The directory is given by the caller: 2^log2 slots in groups of 16, and a tail for what overflows the last group.
//
//   | control: 16 bytes a group (7 hash bits, 0x80 = empty) … | slots: u32 row addresses, 16 a group … |
//
// A key's home group comes from the hash bits right below the collection's radix bits, highest first; a key is in the first
// group from its home that had room. So groups in order hold one partition's rows nearly in the order of their hashes.

/** Bytes of a table block. */
export const AGG_SIZE = 32;
/** u32: address of the row collection to which new keys are appended. */
export const AGG_ROWS = 0;
/** u32: address of the key descriptor. */
export const AGG_DESC = 4;
/** u32: address of the directory, 0 = none yet. */
export const AGG_DIRECTORY = 8;
/** u32: log2 of the directory's slots, AGG_MIN_LOG2..AGG_MAX_LOG2. */
export const AGG_LOG2 = 12;
/** u32: rows in the directory. */
export const AGG_COUNT = 16;
/** u32: why the last agg_find or agg_adopt stopped: AGG_OK, AGG_PAGE_REFUSED or AGG_DIRECTORY_FULL. */
export const AGG_STATUS = 20;
/** u32: the slot behind the rows of the last agg_order. */
export const AGG_CURSOR = 24;
/** Where the hash lies in a row. */
export const AGG_ROW_HASH = 0;
/** Where the key lies in a row; the state follows at AGG_ROW_KEY + key stride. */
export const AGG_ROW_KEY = 8;
/** Every key was handled. */
export const AGG_OK = 0;
/** The grant refused a page for a new key. */
export const AGG_PAGE_REFUSED = 1;
/** The directory holds 7/8 of its slots: give it a larger one, or clear it. */
export const AGG_DIRECTORY_FULL = 2;
/** The smallest directory: 16 slots. */
export const AGG_MIN_LOG2 = 4;
/** The largest directory. */
export const AGG_MAX_LOG2 = 24;
