import { ARENA_BASE, ARENA_MAX_ORDER, InternalEngineError, MemoryLimitError, PAGE_SIZE, pointer } from "@millrace/core";
import type { KernelExports } from "@millrace/kernels";
import { instantiateKernels } from "@millrace/kernels";

/** 64 KiB pages of a full wasm32 memory; what is not touched costs nothing. */
const MEMORY_PAGES = 65536;

/** The largest block. */
export const MAX_BLOCK_BYTES: number = PAGE_SIZE * 2 ** ARENA_MAX_ORDER;

/** Views of the arena in one isolate, with the kernels over it. */
export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly longs: BigInt64Array;
  readonly kernels: KernelExports;

  constructor(memory: WebAssembly.Memory, kernels: WebAssembly.Module) {
    this.memory = memory;
    this.bytes = new Uint8Array(memory.buffer);
    this.words = new Uint32Array(memory.buffer);
    this.longs = new BigInt64Array(memory.buffer);
    this.kernels = instantiateKernels(kernels, memory);
  }

  /** A new, empty arena. */
  static create(kernels: WebAssembly.Module): Arena {
    const memory = new WebAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES, shared: true });
    const arena = new Arena(memory, kernels);
    arena.kernels.arena_init(ARENA_BASE, (MEMORY_PAGES * 65536 - ARENA_BASE) / PAGE_SIZE);
    return arena;
  }

  /** A block of at least `byteLength` bytes that belongs to a query. Throws a MemoryLimitError when the arena is exhausted. */
  alloc(byteLength: number, query: number): number {
    const order = orderFor(byteLength);
    const block = order > ARENA_MAX_ORDER ? 0 : pointer(this.kernels.arena_alloc(order, query));
    if (block === 0)
      throw new MemoryLimitError({
        operator: "the engine's arena",
        held: this.touchedBytes,
        needed: byteLength,
        limit: MEMORY_PAGES * 65536,
      });
    return block;
  }

  /** As `alloc`, filled with zeros. */
  allocZeroed(byteLength: number, query: number): number {
    const block = this.alloc(byteLength, query);
    this.bytes.fill(0, block, block + byteLength);
    return block;
  }

  /** Bytes from the arena's start to the end of what has been given out at any time: its part of the process's memory at most. */
  get touchedBytes(): number {
    return this.kernels.arena_high_water() * PAGE_SIZE;
  }

  /** Gives a block back. */
  free(block: number): void {
    this.kernels.arena_free(block);
  }

  /** The u32 at an address. */
  word(address: number): number {
    return this.words[address >>> 2] ?? 0;
  }

  /** Sets the u32 at an address. */
  setWord(address: number, value: number): void {
    this.words[address >>> 2] = value;
  }

  /** The i64 at an address. */
  long(address: number): bigint {
    return this.longs[address >>> 3] ?? 0n;
  }

  /** Sets the i64 at an address. */
  setLong(address: number, value: bigint): void {
    if ((address & 7) !== 0) throw new InternalEngineError(`Misaligned address ${address}`);
    this.longs[address >>> 3] = value;
  }
}

/** The order of the smallest block of so many bytes. */
export function orderFor(byteLength: number): number {
  const pages = Math.max(1, Math.ceil(byteLength / PAGE_SIZE));
  return Math.ceil(Math.log2(pages));
}
