// The decoder of deflate: a block of memory given by the caller, offsets in bytes. Both compilers read this file.

/** The block: head, tables of codes, tables of the checksum. */
export const INFLATE_STATE_SIZE = 28672;

// The head. Bits of the input that are taken and not used, fewer than eight between calls, and their number.
export const INFLATE_BITS = 0;
export const INFLATE_COUNT = 8;
/** One of the PHASE constants. */
export const INFLATE_PHASE = 12;
/** 1 in the last block of the stream. */
export const INFLATE_LAST = 16;
/** Bytes left of a stored block, or of a copy that the output had no room for. */
export const INFLATE_LEFT = 20;
/** How far back that copy reads. */
export const INFLATE_DISTANCE = 24;
/** Results: behind the input that was used, behind the output that was written. */
export const INFLATE_INPUT = 28;
export const INFLATE_OUTPUT = 32;
/** 1 while the tables are those of the fixed codes. */
export const INFLATE_FIXED = 36;

/** Lengths of codes: u8 × 320. */
export const INFLATE_LENGTHS = 64;
/** Codes of each length, u16 × 16; where those of a length begin, u16 × 16; symbols in order of their codes, u16 × 288. */
export const INFLATE_COUNTS = 384;
export const INFLATE_OFFSETS = 416;
export const INFLATE_SYMBOLS = 448;
/** Lookup of literals and lengths: 11 bits, and what longer codes need: u32 × 2342 at most. */
export const INFLATE_LITERALS = 1024;
/** Lookup of distances: 8 bits and more, u32 × 402 at most; before, of the code that lengths of codes are written in. */
export const INFLATE_DISTANCES = 10624;
/** Tables of the checksum: u32 × 256 × 16. */
export const INFLATE_CRC = 12288;

/** The next call begins with a block's head, with bytes as they are, with codes, or there is nothing more. */
export const INFLATE_PHASE_HEAD = 0;
export const INFLATE_PHASE_STORED = 1;
export const INFLATE_PHASE_CODES = 2;
export const INFLATE_PHASE_END = 3;

/** Why a call ended: more input is needed, the output is full, the stream is complete, it is corrupt. */
export const INFLATE_MORE = 0;
export const INFLATE_FULL = 1;
export const INFLATE_END = 2;
export const INFLATE_CORRUPT = -1;
/** Input that the head of a block may take: with less, and more to come, a call asks for more. */
export const INFLATE_HEAD_BYTES = 600;
