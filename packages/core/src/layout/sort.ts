// Rows to be sorted.
//
//   row:  | u64 word × numWords | seq u64 | payload … |
//
// Words compare as unsigned numbers. They hold the leading sort keys exactly; the last of them may hold only the first bytes of a
// string. In that case this string and every key behind it are tie fields, compared in order when the words are equal. Then seq.
//
//   descriptor:  0          4         8
//                | numWords | numTies | unused 8 | tie 0 | tie 1 | …
//   tie field:   0        4       8            12        16         20       24
//                | offset | field | descending | nullsLast | nullOffset | unused |
export const SORT_DESC_HEADER = 16;
/** u32: 1 or more. */
export const SORT_DESC_NUM_WORDS = 0;
/** u32. */
export const SORT_DESC_NUM_TIES = 4;
export const SORT_TIE_SIZE = 24;
/** u32: where the value lies in the row. */
export const SORT_TIE_OFFSET = 0;
/** u32: FIELD_…. Floats: NaN after every number, -0 equal to 0. */
export const SORT_TIE_FIELD = 4;
/** u32: 1 = larger values first. */
export const SORT_TIE_DESCENDING = 8;
/** u32: 1 = nulls after values, whatever the direction. */
export const SORT_TIE_NULLS_LAST = 12;
/** i32: where the null byte (1 = null) lies in the row, -1 = never null. */
export const SORT_TIE_NULL_OFFSET = 16;

// An entry stands for a row while it is sorted: {word0 u64, row u32, 0 u32}.
export const SORT_ENTRY_SIZE = 16;
export const SORT_ENTRY_WORD = 0;
export const SORT_ENTRY_ROW = 8;
/** The most entries that sort_entries takes in one call; more go through sort_step. */
export const SORT_MAX_ENTRIES = 32768;
/** Ranges that sort_step may distribute within ranges. */
export const SORT_FRAMES = 8;
/** Bytes of a distribution's histogram. */
export const SORT_BUCKETS_SIZE = 8192;
/** Bytes of scratch that sort_entries and sort_step need for their histograms: one for each frame, one for ranges in the cache. */
export const SORT_HISTOGRAM_SIZE = 73728;

// A resumable sort. The owner zeroes the block and sets the first five fields, then calls sort_step until it returns 0.
//
//   0         4     8     12          16     20       24      28 …      72
//   | entries | tmp | num | histogram | desc | result | phase | … | frame × SORT_FRAMES |
export const SORT_STATE_SIZE = 520;
/** u32: address of the entries. */
export const SORT_STATE_ENTRIES = 0;
/** u32: address of as many bytes again. */
export const SORT_STATE_TMP = 4;
/** u32: number of entries. */
export const SORT_STATE_NUM = 8;
/** u32: address of SORT_HISTOGRAM_SIZE bytes. */
export const SORT_STATE_HISTOGRAM = 12;
/** u32: address of the sort descriptor. */
export const SORT_STATE_DESC = 16;
/** u32, out: where the sorted entries are: the entries' address or that of tmp. */
export const SORT_STATE_RESULT = 20;
/** u32: what is being done; 0 = not begun. The fields behind it belong to sort_step. */
export const SORT_STATE_PHASE = 24;
/** u32: how far the phase is. */
export const SORT_STATE_POSITION = 28;
/** u32: the frame that is being sorted. */
export const SORT_STATE_DEPTH = 32;
/** u32: 1 = the rows did not come in the order of seq. */
export const SORT_STATE_BY_SEQ = 36;
/** u32: bytes that the strings looked at so far have in common. */
export const SORT_STATE_COMMON = 40;
/** u32: the merge of a large bucket's pieces. */
export const SORT_STATE_WIDTH = 44;
export const SORT_STATE_SOURCE = 48;
export const SORT_STATE_TARGET = 52;
export const SORT_STATE_RANGE = 56;
export const SORT_STATE_RANGE_NUM = 60;
export const SORT_STATE_LEFT = 64;
export const SORT_STATE_RIGHT = 68;
export const SORT_STATE_FRAMES = 72;

// A frame: a range whose keys before `place` are equal, distributed to buckets by the key there.
//
//   0       4     8       12       16    24    32      40     48       52
//   | start | num | shift | bucket | min | max | place | word | hasWord | scattered |
export const SORT_FRAME_SIZE = 56;
export const SORT_FRAME_START = 0;
export const SORT_FRAME_NUM = 4;
export const SORT_FRAME_SHIFT = 8;
/** u32: the next bucket. */
export const SORT_FRAME_BUCKET = 12;
/** u64: the least key. */
export const SORT_FRAME_MIN = 16;
export const SORT_FRAME_MAX = 24;
/** u64: where the keys come from. */
export const SORT_FRAME_PLACE = 32;
/** u64: what the entries' words must be again in the end, if hasWord is 1. */
export const SORT_FRAME_WORD = 40;
export const SORT_FRAME_HAS_WORD = 48;
/** u32: 1 = the entries have moved to the frame's other array. */
export const SORT_FRAME_SCATTERED = 52;
