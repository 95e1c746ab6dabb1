// A grant: how many pages one operator of one slot may hold. Workers of the same operator may share it; every change is atomic.
//
//   0      4       8       12     16                128
//   | used | limit | query | peak | unused …        |
//
// The limit may be lowered by another thread at any time: what is held stays held, the next allocation is refused.

/** Bytes of a grant; blocks of 128 bytes keep two workers' grants off one cache line. */
export const GRANT_SIZE = 128;
/** i32: pages held now. */
export const GRANT_USED = 0;
/** i32: pages that may be held. */
export const GRANT_LIMIT = 4;
/** u32: the query to which the pages belong. */
export const GRANT_QUERY = 8;
/** i32: the most pages ever held. */
export const GRANT_PEAK = 12;
