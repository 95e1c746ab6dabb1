// A string in a vector: 16 bytes, after Umbra (Neumann & Freitag, CIDR 2020) and Arrow's Utf8View.
//
//   0        4                                16
//   | length | the bytes, zero-padded         |        length <= 12
//
//   0        4          8          12         16
//   | length | 4 bytes  | pointer  | 0        |        longer: prefix, then where the bytes lie
//
// In a vector the pointer is an address in the arena. In a row of a page it is the distance from the start of that page
// (the row pointer rounded down to PAGE_SIZE), so that a page can be written out and read back elsewhere.

/** Bytes of a view. */
export const VIEW_SIZE = 16;
/** The longest string that lies in the view itself, in bytes. */
export const VIEW_INLINE = 12;
/** Where the inline bytes, or the prefix, begin. */
export const VIEW_PREFIX = 4;
/** Where the pointer of a long string lies. */
export const VIEW_POINTER = 8;
