// The control block of the page allocator (kernels/assembly/arena), at ARENA_BASE:
//
//   0      4          8         12           16                  128                        ARENA_TABLE
//   | lock | numPages | touched | firstPage | unused …          | free-list heads, 15 u32 … | page table: 16 bytes a page
//
// The page table is indexed by the absolute page number (address >> PAGE_SHIFT), so that blocks are aligned to their size:
//
//   0       4       5       6        8      12         16
//   | query | order | state | unused | next | previous |
//
// Entries are read only for the first page of a block. Links are page numbers; 0 ends a list.

/** The largest block: 2^14 pages, 512 MiB. The arena ends with a whole one. */
export const ARENA_MAX_ORDER = 14;
/** u32: 0 free, 1 held, 2 held and waited for. */
export const ARENA_LOCK = 0;
/** u32: one past the last page number that may be given out. */
export const ARENA_END_PAGE = 4;
/** u32: one past the highest page number ever given out. */
export const ARENA_TOUCHED = 8;
/** u32: the first page number that may be given out. */
export const ARENA_FIRST_PAGE = 12;
/** u32[ARENA_MAX_ORDER + 1]: first free block of each order. */
export const ARENA_FREE_LISTS = 128;
/** Where the page table begins. */
export const ARENA_TABLE = 256;
/** Bytes of a page's entry. */
export const ARENA_ENTRY_SIZE = 16;
export const ARENA_ENTRY_QUERY = 0;
export const ARENA_ENTRY_ORDER = 4;
export const ARENA_ENTRY_STATE = 5;
export const ARENA_ENTRY_NEXT = 8;
export const ARENA_ENTRY_PREVIOUS = 12;
/** States of a block's first page; every other page of a block has ARENA_STATE_INNER. */
export const ARENA_STATE_INNER = 0;
export const ARENA_STATE_FREE = 1;
export const ARENA_STATE_USED = 2;
