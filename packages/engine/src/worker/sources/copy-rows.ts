import { InternalEngineError } from "@millrace/core";
import type { SlotMemory } from "../slot-memory.ts";

/** Copies rows of pages, long strings and all, to the end of partition 0 of a row collection. */
export function copyRows(
  memory: SlotMemory,
  layout: { readonly stride: number; readonly viewOffsets: readonly number[] },
  count: number,
  rows: number,
  target: number,
): void {
  const { arena, allocator } = memory;
  const { kernels } = arena;
  const numViews = layout.viewOffsets.length;
  const views = allocator.alloc(numViews * 4 + 4);
  layout.viewOffsets.forEach((offset, i) => {
    arena.setWord(views + 4 * i, offset);
  });
  const block = allocator.alloc(count * 12 + 64);
  const [heapBytes, to, heaps] = [block, block + count * 4, block + count * 8];
  if (numViews > 0) kernels.rows_heap_bytes(count, rows, numViews, views, heapBytes);
  const done = kernels.rows_reserve(target, count, 0, numViews > 0 ? heapBytes : 0, to, numViews > 0 ? heaps : 0);
  if (done !== count) throw new InternalEngineError("Rows without a partner found no pages");
  kernels.rows_copy(count, rows, layout.stride, numViews, views, to, numViews > 0 ? heaps : 0);
  allocator.free(block);
}
