import { STAGE_ROWS } from "@millrace/core";
import type { Arena } from "../memory/arena.ts";
import type { BlockAllocator } from "../memory/block-allocator.ts";

/** How rows lie: bytes from one to the next, and the offsets of their string views. */
export interface CopiedLayout {
  readonly stride: number;
  readonly viewOffsets: readonly number[];
}

/** Copies rows of pages, long strings and all, to the ends of a row collection's partitions. */
export class RowCopier {
  private readonly arena: Arena;
  private readonly allocator: BlockAllocator;
  private readonly stride: number;
  private readonly numViews: number;
  private readonly views: number;
  private readonly block: number;

  constructor(arena: Arena, allocator: BlockAllocator, { stride, viewOffsets }: CopiedLayout) {
    this.arena = arena;
    this.allocator = allocator;
    this.stride = stride;
    this.numViews = viewOffsets.length;
    this.views = allocator.alloc(viewOffsets.length * 4 + 4);
    viewOffsets.forEach((offset, i) => {
      arena.setWord(this.views + 4 * i, offset);
    });
    this.block = allocator.alloc(STAGE_ROWS * 12);
  }

  /**
   * Copies up to STAGE_ROWS rows, whose addresses lie at `rows`, to the partitions of their hashes (0: all to the first).
   * Returns how many it copied before a page was refused.
   */
  copy(count: number, rows: number, hashes: number, target: number): number {
    const { kernels } = this.arena;
    const [heapBytes, to, heaps] = [this.block, this.block + STAGE_ROWS * 4, this.block + STAGE_ROWS * 8];
    const hasViews = this.numViews > 0;
    if (hasViews) kernels.rows_heap_bytes(count, rows, this.numViews, this.views, heapBytes);
    const done = kernels.rows_reserve(target, count, hashes, hasViews ? heapBytes : 0, to, hasViews ? heaps : 0);
    if (done > 0) kernels.rows_copy(done, rows, this.stride, this.numViews, this.views, to, hasViews ? heaps : 0);
    return done;
  }

  close(): void {
    this.allocator.free(this.block);
  }
}
