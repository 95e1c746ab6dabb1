import {
  GRANT_LIMIT,
  GRANT_QUERY,
  GRANT_USED,
  PAGE_SIZE,
  pointer,
  TEXT_BLOCK_HEADER,
  TEXT_BLOCKS,
  TEXT_CURSOR,
  TEXT_END,
  TEXT_GRANT,
} from "@millrace/core";
import type { Arena } from "./arena.ts";
import { orderFor } from "./arena.ts";

/**
 * The memory of the long strings in the states of one slot, see core's layout/text-area.ts. A state's text is kept in the middle
 * of a batch, where nothing can be spilled: it may exceed the grant, and its owner spills when the batch is done.
 */
export class TextArea {
  private readonly arena: Arena;
  private readonly area: number;
  private readonly grant: number;

  constructor(arena: Arena, area: number) {
    this.arena = arena;
    this.area = area;
    this.grant = pointer(arena.word(area + TEXT_GRANT));
  }

  /** Whether the slot holds more than it may. */
  get isOver(): boolean {
    const { arena, grant } = this;
    return arena.word(grant + GRANT_USED) > arena.word(grant + GRANT_LIMIT);
  }

  /** Makes room for a string of so many bytes, and half as much. */
  grow(byteLength: number): void {
    const { arena, area, grant } = this;
    const order = orderFor(TEXT_BLOCK_HEADER + 8 + 1.5 * byteLength);
    const block = arena.alloc(PAGE_SIZE << order, arena.word(grant + GRANT_QUERY));
    Atomics.add(arena.words, (grant + GRANT_USED) >>> 2, 1 << order);
    arena.setWord(block, arena.word(area + TEXT_BLOCKS));
    arena.setWord(area + TEXT_BLOCKS, block);
    arena.setWord(area + TEXT_CURSOR, block + TEXT_BLOCK_HEADER);
    arena.setWord(area + TEXT_END, block + (PAGE_SIZE << order));
  }

  /** Gives all blocks back: no state is left. */
  clear(): void {
    const { arena, area, grant } = this;
    for (let block = pointer(arena.word(area + TEXT_BLOCKS)); block !== 0; ) {
      const next = pointer(arena.word(block));
      arena.kernels.grant_free(grant, block);
      block = next;
    }
    for (const word of [TEXT_CURSOR, TEXT_END, TEXT_BLOCKS]) arena.setWord(area + word, 0);
  }
}
