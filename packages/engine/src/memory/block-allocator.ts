import { PAGE_SIZE } from "@millrace/core";
import type { ArenaAllocator } from "@millrace/formats";
import type { Arena } from "./arena.ts";

const ALIGNMENT = 64;
/** What kernels may read and write behind the end of a buffer. */
const SLACK = 64;
/** Larger requests get a block of their own, which `free` gives back at once. */
const SMALL = 8192;

/** Hands out buffers of a slot; everything that was not freed goes back when it is closed. */
export class BlockAllocator implements ArenaAllocator {
  private readonly arena: Arena;
  private readonly query: number;
  /** Blocks of one buffer each. */
  private readonly blocks = new Set<number>();
  /** Pages that small buffers share; the first of them has the page's own address. */
  private readonly shared: number[] = [];
  private at = 0;
  private end = 0;

  constructor(arena: Arena, query: number) {
    this.arena = arena;
    this.query = query;
  }

  alloc(byteLength: number): number {
    const size = (byteLength + SLACK + ALIGNMENT - 1) & -ALIGNMENT;
    if (size > SMALL) return this.block(size);
    if (this.at + size > this.end) {
      this.at = this.arena.alloc(PAGE_SIZE, this.query);
      this.shared.push(this.at);
      this.end = this.at + PAGE_SIZE;
    }
    const buffer = this.at;
    this.at += size;
    return buffer;
  }

  /** As `alloc`, filled with zeros. */
  allocZeroed(byteLength: number): number {
    const buffer = this.alloc(byteLength);
    this.arena.bytes.fill(0, buffer, buffer + byteLength + SLACK);
    return buffer;
  }

  free(buffer: number): void {
    if (this.blocks.delete(buffer)) this.arena.free(buffer);
  }

  /** Gives everything back. */
  close(): void {
    for (const block of this.blocks) this.arena.free(block);
    for (const page of this.shared.splice(0)) this.arena.free(page);
    this.blocks.clear();
    this.at = 0;
    this.end = 0;
  }

  private block(size: number): number {
    const block = this.arena.alloc(size, this.query);
    this.blocks.add(block);
    return block;
  }
}
