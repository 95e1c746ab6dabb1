// Where the next rows come from when the states of groups become rows, up to `limit` for each group. See top_rows_expand.
//
//   0             4           8               12            16              20         24
//   | stateOffset | orderOff. | slotsOffset   | slotSize    | group         | place    |
//
// Offsets of order (u16 a row) and slots count from the state, which begins with the number of its rows (u32).

/** Bytes of the block. */
export const TOP_ROWS_SIZE = 24;
/** u32: where the state lies in a group's row. */
export const TOP_ROWS_STATE = 0;
/** u32: where the numbers of the slots lie in the state. */
export const TOP_ROWS_ORDER = 4;
/** u32: where the first slot lies in the state. */
export const TOP_ROWS_SLOTS = 8;
/** u32: bytes of a slot. */
export const TOP_ROWS_SLOT_SIZE = 12;
/** u32: the group, counted from the first that was given, and the place in it of the next row. */
export const TOP_ROWS_GROUP = 16;
export const TOP_ROWS_PLACE = 20;
