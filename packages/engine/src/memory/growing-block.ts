import type { Arena } from "./arena.ts";

/** Room that a block begins with. */
const MIN_BYTES = 1 << 20;

/** Bytes of the arena, put together part by part. Whoever takes the block gives it back. */
export class GrowingBlock {
  block: number;
  byteLength = 0;
  private readonly arena: Arena;
  private readonly query: number;
  private capacity = MIN_BYTES;

  constructor(arena: Arena, query: number) {
    this.arena = arena;
    this.query = query;
    this.block = arena.alloc(MIN_BYTES, query);
  }

  /** Copies bytes behind what is there. Throws a MemoryLimitError where the arena has no room for them. */
  append(bytes: Uint8Array): void {
    const { arena, byteLength } = this;
    const needed = byteLength + bytes.byteLength;
    if (needed > this.capacity) {
      const capacity = 2 ** Math.ceil(Math.log2(needed));
      const larger = arena.alloc(capacity, this.query);
      arena.bytes.copyWithin(larger, this.block, this.block + byteLength);
      arena.free(this.block);
      this.block = larger;
      this.capacity = capacity;
    }
    arena.bytes.set(bytes, this.block + byteLength);
    this.byteLength = needed;
  }

  free(): void {
    this.arena.free(this.block);
  }
}
