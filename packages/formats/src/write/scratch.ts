import { pointer } from "@millrace/core";
import type { WriteContext } from "./write-context.ts";

/** The smallest buffer, and what an allocator adds to each. */
const MIN_BYTES = 4000;
const SLACK = 64;

/** Named, growing buffers in the arena that one encoder uses again and again; release gives all of them back. */
export class Scratch implements Disposable {
  readonly #context: WriteContext;
  readonly #buffers = new Map<string, { pointer: number; byteLength: number }>();
  #bytes: Uint8Array;

  constructor(context: WriteContext) {
    this.#context = context;
    this.#bytes = context.bytes;
  }

  /** The whole arena; not to be kept over an allocation, which may grow it. */
  get bytes(): Uint8Array {
    const buffer: SharedArrayBuffer = this.#context.memory.buffer;
    if (this.#bytes.byteLength < buffer.byteLength) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  /** A buffer of at least `byteLength` bytes and 64 more; its old contents are lost when it has to grow. */
  buffer(name: string, byteLength: number): number {
    const old = this.#buffers.get(name);
    if (old !== undefined && old.byteLength >= byteLength) return old.pointer;
    if (old !== undefined) {
      this.#buffers.delete(name);
      this.#context.allocator.free(old.pointer);
    }
    return this.#allocate(name, byteLength);
  }

  /** Like buffer, but keeps the first `used` bytes when it grows. */
  grow(name: string, byteLength: number, used: number): number {
    const old = this.#buffers.get(name);
    if (old === undefined) return this.buffer(name, byteLength);
    if (old.byteLength >= byteLength) return old.pointer;
    const fresh = this.#allocate(name, byteLength);
    this.bytes.copyWithin(fresh, old.pointer, old.pointer + used);
    this.#context.allocator.free(old.pointer);
    return fresh;
  }

  /** A copy of bytes of the arena, in memory of its own. */
  copyOut(from: number, byteLength: number): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(byteLength);
    copy.set(this.bytes.subarray(from, from + byteLength));
    return copy;
  }

  /** The u32 at an address. */
  word(address: number): number {
    const { bytes } = this;
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(address, true);
  }

  #allocate(name: string, byteLength: number): number {
    // Growing by doubling; the slack that the allocator adds stays within the power of two.
    const size = 2 ** Math.ceil(Math.log2(Math.max(byteLength, MIN_BYTES) + SLACK)) - SLACK;
    const fresh = pointer(this.#context.allocator.alloc(size));
    this.#buffers.set(name, { pointer: fresh, byteLength: size });
    return fresh;
  }

  [Symbol.dispose](): void {
    for (const buffer of this.#buffers.values()) this.#context.allocator.free(buffer.pointer);
    this.#buffers.clear();
  }
}
