// Where a slot's group-by without keys, or with them, keeps the long strings of its states: blocks that are filled from the front.
//
//   0       4        8     12       16
//   | grant | cursor | end | blocks |           block: | next block u32 | unused … 16 | text … |
//
// A state's field for a string is a view with an absolute pointer, and behind it the room that the field has: text that fits
// takes the place of the text before. Rooms grow by half, so that all that a field had is at most three times its last one.
//
//   0      16        20         24
//   | view | pointer | capacity |
//
// On disk the view's pointer is the distance from the page, as in every row, and the room means nothing.

/** Bytes of an area's block of words. */
export const TEXT_SIZE = 16;
/** u32: address of the grant in which the blocks count. */
export const TEXT_GRANT = 0;
/** u32: the first free byte. */
export const TEXT_CURSOR = 4;
/** u32: the end of the free bytes. */
export const TEXT_END = 8;
/** u32: the newest block, 0 = none. */
export const TEXT_BLOCKS = 12;
/** Bytes before a block's text; the address of the block made before, 0 = none, is at 0. */
export const TEXT_BLOCK_HEADER = 16;
/** Bytes of a string's field. */
export const TEXT_FIELD_SIZE = 24;
/** u32 of a field: where its room lies, 0 = none. */
export const TEXT_FIELD_ROOM = 16;
/** u32 of a field: bytes of its room. */
export const TEXT_FIELD_CAPACITY = 20;
