import type { ArenaAllocator } from "../../format.ts";

interface PageBuffer {
  readonly pointer: number;
  readonly capacity: number;
}

/**
 * Buffers for uncompressed pages. What a batch's views point into stays until the next batch: a buffer that is replaced
 * within a batch is retired, and used again only after `beginBatch`.
 */
export class PageBuffers {
  readonly #allocator: ArenaAllocator;
  #current: PageBuffer | null = null;
  #retired: PageBuffer[] = [];
  #free: PageBuffer[] = [];

  constructor(allocator: ArenaAllocator) {
    this.#allocator = allocator;
  }

  /** A buffer for the next page; `keep` says whether views into the previous one may be in use. */
  next(byteLength: number, keep: boolean): number {
    const previous = this.#current;
    if (previous !== null) {
      if (!keep && previous.capacity >= byteLength) return previous.pointer;
      (keep ? this.#retired : this.#free).push(previous);
    }
    let found = this.#free.findIndex((buffer) => buffer.capacity >= byteLength);
    if (found < 0) {
      // Too small for the pages of this column: given back rather than collected.
      for (const buffer of this.#free) this.#allocator.free(buffer.pointer);
      this.#free = [{ pointer: this.#allocator.alloc(byteLength), capacity: byteLength }];
      found = 0;
    }
    this.#current = this.#free.splice(found, 1)[0]!;
    return this.#current.pointer;
  }

  /** Makes the previous batch's buffers usable again. */
  beginBatch(): void {
    if (this.#retired.length === 0) return;
    this.#free.push(...this.#retired);
    this.#retired = [];
  }

  release(): void {
    for (const buffer of [...this.#free, ...this.#retired]) this.#allocator.free(buffer.pointer);
    if (this.#current !== null) this.#allocator.free(this.#current.pointer);
    this.#free = [];
    this.#retired = [];
    this.#current = null;
  }
}
