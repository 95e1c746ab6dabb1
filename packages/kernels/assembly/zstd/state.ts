// The decoder's memory, given by the caller (ZSTD_STATE_SIZE bytes). Offsets in bytes.
//
//   LL table 512 × 8 | ML table 512 × 8 | OF table 256 × 8 | Huffman 2048 × 2 | weights 256 | counts i16 × 256 |
//   next u16 × 256 | weights' FSE table 64 × 8 | header | … | literals 128 KiB + slack

/** FSE tables of literal lengths, match lengths and offsets: entries {u32 base, u16 next state, u8 bits, u8 extra bits}. */
export const LL_TABLE: usize = 0;
export const ML_TABLE: usize = 4096;
export const OF_TABLE: usize = 8192;
/** Huffman lookup: entries {u8 symbol, u8 bits}. */
export const HUFFMAN: usize = 10240;
export const WEIGHTS: usize = 14336;
export const COUNTS: usize = 14592;
export const NEXT: usize = 15104;
export const WEIGHT_TABLE: usize = 15616;
/** u32 each: accuracy logs of the tables (NONE if not set), Huffman bits (0 if not set), the three repeated offsets. */
export const LL_LOG: usize = 16128;
export const ML_LOG: usize = 16132;
export const OF_LOG: usize = 16136;
export const HUFFMAN_LOG: usize = 16140;
export const REPEAT_1: usize = 16144;
export const REPEAT_2: usize = 16148;
export const REPEAT_3: usize = 16152;
export const LITERALS: usize = 16384;

export const NONE: u32 = 0xff;
export const MAX_BLOCK: usize = 131072;
