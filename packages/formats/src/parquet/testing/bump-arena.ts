import { instantiateKernels, loadKernels } from "@millrace/kernels";
import { localFiles } from "@millrace/storage";
import type { ArenaAllocator, ReadContext } from "../../format.ts";

const ARENA_START = 1 << 20;
const SLACK = 64;
const PAGE = 65536;

/** An allocator for tests: sizes are rounded up to powers of two and reused; allocated bytes are counted. */
export class BumpArena implements ArenaAllocator {
  readonly memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
  /** Bytes handed out and not freed. */
  live = 0;
  #next = ARENA_START;
  readonly #sizes = new Map<number, number>();
  readonly #free = new Map<number, number[]>();

  alloc(byteLength: number): number {
    const size = 2 ** Math.ceil(Math.log2(Math.max(64, byteLength + SLACK)));
    this.live += size;
    const reused = this.#free.get(size)?.pop();
    const pointer = reused ?? this.#next;
    if (reused === undefined) this.#next += size;
    const missing = this.#next - (this.memory.buffer as ArrayBufferLike).byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    this.#sizes.set(pointer, size);
    return pointer;
  }

  free(pointer: number): void {
    const size = this.#sizes.get(pointer);
    if (size === undefined) throw new Error(`Not allocated: ${pointer}`);
    this.#sizes.delete(pointer);
    this.live -= size;
    this.#free.set(size, [...(this.#free.get(size) ?? []), pointer]);
  }
}

/** A context for readers over an arena of its own. */
export function testContext(): ReadContext & { readonly allocator: BumpArena } {
  const allocator = new BumpArena();
  return {
    memory: allocator.memory,
    get bytes() {
      return new Uint8Array(allocator.memory.buffer);
    },
    kernels: instantiateKernels(loadKernels(), allocator.memory),
    allocator,
    files: localFiles,
  };
}
