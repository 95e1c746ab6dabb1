import { ARENA_BASE, MemoryLimitError } from "@millrace/core";
import { instantiateKernels, loadKernels } from "@millrace/kernels";
import type { ArenaAllocator } from "../format.ts";
import type { WriteContext } from "./write-context.ts";

const WASM_PAGE = 65_536;
const MAX_WASM_PAGES = 65_536;
const SLACK = 64;

/** Bytes by size class; what is freed serves the next request of its class. Memory is never given back. */
class ClassAllocator implements ArenaAllocator {
  readonly #memory: WebAssembly.Memory;
  readonly #sizes = new Map<number, number>();
  readonly #free = new Map<number, number[]>();
  #end: number = ARENA_BASE;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  alloc(byteLength: number): number {
    const size = 2 ** Math.ceil(Math.log2(Math.max(byteLength + SLACK, SLACK)));
    const pointer = this.#free.get(size)?.pop() ?? this.#extend(size);
    this.#sizes.set(pointer, size);
    return pointer;
  }

  free(pointer: number): void {
    const size = this.#sizes.get(pointer);
    if (size === undefined) return;
    this.#sizes.delete(pointer);
    const list = this.#free.get(size);
    if (list === undefined) this.#free.set(size, [pointer]);
    else list.push(pointer);
  }

  #extend(size: number): number {
    const pointer = this.#end;
    const buffer: SharedArrayBuffer = this.#memory.buffer;
    const missing = Math.ceil((pointer + size - buffer.byteLength) / WASM_PAGE);
    const limit = MAX_WASM_PAGES * WASM_PAGE;
    if (pointer + size > limit) throw new MemoryLimitError({ operator: "file encoder", needed: pointer + size, limit });
    if (missing > 0) this.#memory.grow(missing);
    this.#end += size;
    return pointer;
  }
}

/** A context with kernels and memory of its own, for encoding on the calling thread without an engine. */
export function localWriteContext(module: WebAssembly.Module = loadKernels()): WriteContext {
  const initial = ARENA_BASE / WASM_PAGE;
  const memory = new WebAssembly.Memory({ initial, maximum: MAX_WASM_PAGES, shared: true });
  const kernels = instantiateKernels(module, memory);
  const buffer: SharedArrayBuffer = memory.buffer;
  return { memory, bytes: new Uint8Array(buffer), kernels, allocator: new ClassAllocator(memory) };
}
