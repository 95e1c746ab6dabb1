import {
  GRANT_LIMIT,
  GRANT_QUERY,
  GRANT_SIZE,
  KEYS_HASH_MODE,
  KEYS_NUM_VIEWS,
  KEYS_STRIDE,
  KEYS_VIEW_OFFSETS,
  PAGE_SIZE,
  pointer,
} from "@millrace/core";
import type { RowLayout } from "../emit/row-layout.ts";
import { viewOffsets } from "../emit/row-layout.ts";
import type { Arena } from "../memory/arena.ts";
import { orderFor } from "../memory/arena.ts";
import { BlockAllocator } from "../memory/block-allocator.ts";
import type { EngineTuning } from "./tuning.ts";

/** Partitions of stored rows, as log2: at most so many, and so many where memory is not scarce. */
const MAX_RADIX_BITS = 7;
const USUAL_RADIX_BITS = 6;
/** A partition has filled at least so many pages on average when a slot has to spill: fewer would make tiny writes. */
const SPILLED_PAGES = 4;

/** What bitmaps that only save time may take of the state. */
export const SPARE_PART: number = 1 / 8;

/** What the main thread prepares for a query in the arena: blocks, descriptors, grants. All of it goes back when the query ends. */
export class QueryMemory {
  readonly arena: Arena;
  readonly query: number;
  readonly tuning: EngineTuning;
  /** Pages that states may hold in all. */
  readonly statePages: number;
  /** Partitions of rows that are stored by their keys' hashes, as log2: few where a slot may hold few pages. */
  readonly radixBits: number;
  private readonly allocator: BlockAllocator;
  /** Blocks beside the pages of rows, and their pages. */
  private readonly claims = new Map<number, number>();

  constructor(arena: Arena, query: number, stateBytes: number, numSlots: number, tuning: EngineTuning) {
    this.arena = arena;
    this.query = query;
    this.tuning = tuning;
    this.statePages = Math.max(1, Math.floor(stateBytes / PAGE_SIZE));
    this.radixBits = radixBitsFor(this.statePages / numSlots);
    this.allocator = new BlockAllocator(arena, query);
  }

  /** Zeroed memory that lives as long as the query. */
  block(byteLength: number): number {
    return this.allocator.allocZeroed(byteLength);
  }

  /** Pages that directories and bitmaps hold beside the rows of states. */
  get claimedPages(): number {
    return this.claims.values().reduce((sum, pages) => sum + pages, 0);
  }

  /** Whether a block that a query can do without may be claimed: such blocks together are a small part of the state. */
  hasRoom(byteLength: number): boolean {
    return this.claimedPages + pagesOf(byteLength) <= this.statePages * SPARE_PART;
  }

  /** A block that counts as state until it is given back; its bytes are those of earlier uses. */
  claim(byteLength: number): number {
    const block = pointer(this.arena.alloc(byteLength, this.query));
    this.claims.set(block, pagesOf(byteLength));
    return block;
  }

  /** Gives back what was claimed. */
  giveBack(block: number): void {
    if (this.claims.delete(block)) this.arena.free(block);
  }

  /** A grant of so many pages. */
  grant(pages: number): number {
    // A cache line pair of its own: another slot's grant never shares it.
    const grant = (this.block(2 * GRANT_SIZE) + GRANT_SIZE - 1) & -GRANT_SIZE;
    this.arena.setWord(grant + GRANT_LIMIT, Math.max(1, Math.floor(pages)));
    this.arena.setWord(grant + GRANT_QUERY, this.query);
    return grant >>> 0;
  }

  /** The descriptor of a key row. */
  keyDescriptor(key: RowLayout): number {
    const views = viewOffsets(key);
    const descriptor = this.block(KEYS_VIEW_OFFSETS + views.length * 4);
    this.arena.setWord(descriptor + KEYS_STRIDE, key.end);
    this.arena.setWord(descriptor + KEYS_NUM_VIEWS, views.length);
    this.arena.setWord(descriptor + KEYS_HASH_MODE, this.tuning.equalHashes ? 1 : 0);
    this.words(descriptor + KEYS_VIEW_OFFSETS, views);
    return descriptor;
  }

  /** Writes u32 values to an address. */
  words(address: number, values: readonly number[]): void {
    values.forEach((value, i) => {
      this.arena.setWord(address + 4 * i, value);
    });
  }

  /** Gives back everything that the query holds. */
  close(): void {
    this.arena.kernels.arena_free_query(this.query);
  }
}

function pagesOf(byteLength: number): number {
  return 2 ** orderFor(byteLength);
}

/** Half of the state may be kept for operators to come. More partitions than usual only where what is spilled must be small again. */
function radixBitsFor(slotPages: number): number {
  if (slotPages > 2 ** 14) return USUAL_RADIX_BITS;
  const bits = Math.floor(Math.log2(Math.max(1, slotPages / 2 / SPILLED_PAGES)));
  return Math.min(MAX_RADIX_BITS, Math.max(1, bits));
}
