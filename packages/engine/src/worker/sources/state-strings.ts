import type { SlotMemory } from "../slot-memory.ts";

/** The strings in the states of groups, moved out of stored pages that are about to go. */
export class StateStrings {
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly numViews: number;
  private readonly viewOffsets: number;
  private heap = 0;

  constructor(memory: SlotMemory, query: number, viewOffsets: readonly number[]) {
    this.memory = memory;
    this.query = query;
    this.numViews = viewOffsets.length;
    this.viewOffsets = memory.allocator.alloc(4 * viewOffsets.length + 4);
    viewOffsets.forEach((offset, i) => {
      memory.arena.setWord(this.viewOffsets + 4 * i, offset);
    });
  }

  /** Copies every long string of the groups in `pages` to a new heap; the one before goes. */
  keep(pages: () => Iterable<number>): void {
    const { arena } = this.memory;
    const { numViews, viewOffsets } = this;
    if (numViews === 0) return;
    let bytes = 0;
    for (const page of pages()) bytes += arena.kernels.holistic_string_bytes(page, numViews, viewOffsets);
    const heap = arena.alloc(bytes + 64, this.query);
    let at = heap;
    for (const page of pages()) at = arena.kernels.holistic_move_strings(page, numViews, viewOffsets, at) >>> 0;
    this.close();
    this.heap = heap;
  }

  close(): void {
    if (this.heap !== 0) this.memory.arena.free(this.heap);
    this.heap = 0;
  }
}
