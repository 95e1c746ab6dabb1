// What the kernels must know of a key row: its stride and where its string views lie.
//
//   0        4          8          12        16
//   | stride | numViews | hashMode | unused  | viewOffset u32 … |
//
// Offsets count from the start of the key row, ascend, and are multiples of 8. All other bytes are compared and hashed as
// words of 8; the emitter makes them canonical (padding 0, zero under null, -0 as 0, one NaN). Null bytes are part of the key.

/** Bytes before the view offsets. */
export const KEYS_HEADER = 16;
/** u32: bytes of a key row, a multiple of 8. */
export const KEYS_STRIDE = 0;
/** u32: number of string views. */
export const KEYS_NUM_VIEWS = 4;
/** u32: HASH_NORMAL or HASH_EQUAL. */
export const KEYS_HASH_MODE = 8;
/** u32[numViews]. */
export const KEYS_VIEW_OFFSETS = 16;
/** keys_hash mixes the key. */
export const HASH_NORMAL = 0;
/** keys_hash gives every key the hash 0: a hostile configuration for tests. */
export const HASH_EQUAL = 1;
