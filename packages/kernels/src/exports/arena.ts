/**
 * Pages from the arena. Layout: core's layout/allocator.ts, layout/grant.ts. Every kernel here may be called by any thread at
 * any time after `arena_init`. Addresses come back as i32: read them through `>>> 0`.
 */
export interface ArenaExports {
  /**
   * Lays out the control block at `base` (must be ARENA_BASE) for an arena of `numPages` pages of PAGE_SIZE, control block
   * included: the memory must reach to base + numPages * PAGE_SIZE. Called once, before any other thread looks. The last page
   * of the 4 GiB is never used. Returns the number of pages that can be given out.
   */
  arena_init(base: number, numPages: number): number;
  /** Gives a block of 2^order pages (order 0..ARENA_MAX_ORDER), aligned to its size, not zeroed; 0 if there is none. */
  arena_alloc(order: number, query: number): number;
  /** Takes a block back; 0 is ignored. Traps on an address that is not a held block. */
  arena_free(ptr: number): void;
  /** Takes back every block of a query and returns how many pages they were. Nobody may still use them. */
  arena_free_query(query: number): number;
  /** Pages that a query holds. Walks the page table. */
  arena_pages(query: number): number;
  /** Pages from ARENA_BASE to the highest page ever given out. */
  arena_high_water(): number;
  /** Log2 of the pages of the held block at `ptr`. */
  arena_order(ptr: number): number;
  /** `arena_alloc` within a grant: 0 if the grant's limit or the arena refuses. */
  grant_alloc(grant: number, order: number): number;
  /** `arena_free`, and the grant's count goes down; 0 is ignored. */
  grant_free(grant: number, ptr: number): void;
  /** Fills with zeros; a call of 8 MiB or less stays below 10 ms. */
  bytes_zero(ptr: number, byteLength: number): void;
}
