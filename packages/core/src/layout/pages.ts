// Constants that TypeScript and AssemblyScript both compile. Sizes and offsets are in bytes.
//
// The arena is one shared WebAssembly.Memory. Below ARENA_BASE lie the null guard and the kernels' read-only data.
//
//   0            64 KiB                        ARENA_BASE                                  4 GiB
//   | guard      | kernels' constant data …    | control block, page table | pages …       |

/** log2 of PAGE_SIZE. */
export const PAGE_SHIFT = 15;
/** The unit of allocation and of spill. Every page lies at a multiple of its size. */
export const PAGE_SIZE = 32768;
/** The first byte that the allocator may use; a multiple of PAGE_SIZE. */
export const ARENA_BASE = 1048576;
/** Rows of one batch, at most. */
export const BATCH_ROWS = 16384;
/** Rows that a staged kernel call takes, at most: hashes, keys and row pointers of a stage stay in the first-level cache. */
export const STAGE_ROWS = 2048;
