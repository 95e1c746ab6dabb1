import type { Arena } from "../memory/arena.ts";
import type { BlockAllocator } from "../memory/block-allocator.ts";

/**
 * The strings in the states of stored groups. In memory their views are addresses, of text outside of the rows' pages; on disk they are
 * distances from the page, like those of keys.
 */
export class StateViews {
  private readonly arena: Arena;
  private readonly numViews: number;
  private readonly offsets: number;

  constructor(arena: Arena, allocator: BlockAllocator, viewOffsets: readonly number[]) {
    this.arena = arena;
    this.numViews = viewOffsets.length;
    this.offsets = allocator.alloc(4 * viewOffsets.length + 4);
    viewOffsets.forEach((offset, i) => {
      arena.setWord(this.offsets + 4 * i, offset);
    });
  }

  /** Makes the addresses of a page's rows distances: so they are copied. */
  toDistances(page: number): void {
    if (this.numViews > 0) this.arena.kernels.text_move_views(page, -page, this.numViews, this.offsets);
  }

  /** Makes the distances of a page's rows, as it comes from disk, addresses. */
  toAddresses(page: number): void {
    if (this.numViews > 0) this.arena.kernels.text_move_views(page, page, this.numViews, this.offsets);
  }
}
