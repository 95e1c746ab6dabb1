// The plan of a LIKE pattern: its pieces between the % signs, the empty ones too.
//
//   0       4             8        16
//   | kind  | num pieces  | pattern | { u32 address, u32 length } each

/** LIKE_GENERAL or LIKE_PIECES_ONLY. */
export const LIKE_KIND = 0;
export const LIKE_NUM_PIECES = 4;
/** The address of the pattern's view. */
export const LIKE_PATTERN = 8;
export const LIKE_PIECES = 16;
/** A pattern of more pieces is LIKE_GENERAL. */
export const LIKE_MAX_PIECES = 14;
export const LIKE_PLAN_SIZE = 128;

/** Single characters or escapes: matched byte by byte. */
export const LIKE_GENERAL = 0;
/** Nothing but pieces and %. */
export const LIKE_PIECES_ONLY = 1;
