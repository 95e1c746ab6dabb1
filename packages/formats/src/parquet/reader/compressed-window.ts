import type { OpenChunk } from "./chunk.ts";
import { corruptChunk } from "./chunk.ts";

/** Bytes that a window holds unless a page is larger. */
const WINDOW_SIZE = 256 << 10;
/** Some writers leave the dictionary page's header out of the chunk's size (PARQUET-816). */
const SIZE_TOLERANCE = 128;

/** The part of a chunk's compressed bytes that lies in the arena: one buffer that moves forward through the chunk. */
export class CompressedWindow {
  readonly #chunk: OpenChunk;
  /** File offset behind the last byte that may be read. */
  readonly end: number;
  /** Bytes read so far. */
  bytesRead = 0;
  #buffer = 0;
  #capacity = 0;
  /** File offset and number of the bytes held. */
  #start = 0;
  #length = 0;

  constructor(chunk: OpenChunk) {
    this.#chunk = chunk;
    this.end = Math.min(chunk.plan.start + chunk.plan.byteLength + SIZE_TOLERANCE, chunk.fileSize);
  }

  /** Bytes held from `position` on, without reading. */
  available(position: number): number {
    return position >= this.#start ? Math.max(0, this.#start + this.#length - position) : 0;
  }

  /** The address of the file's bytes from `position` on, of which `length` are read if they are not held yet. */
  need(position: number, length: number): number {
    if (position + length > this.end) {
      throw corruptChunk(this.#chunk, `A page of ${length} bytes reaches over the end of its column chunk`, position);
    }
    if (position < this.#start || position + length > this.#start + this.#length) this.#fill(position, length);
    return this.#buffer + (position - this.#start);
  }

  #fill(position: number, length: number): void {
    const { allocator, files, kernels } = this.#chunk.context;
    const held = this.available(position);
    const wanted = Math.min(Math.max(length, WINDOW_SIZE), this.end - position);
    const from = this.#buffer + (position - this.#start);
    if (wanted > this.#capacity) {
      const buffer = allocator.alloc(wanted);
      if (held > 0) kernels.parquet_copy(buffer, from, held);
      if (this.#buffer !== 0) allocator.free(this.#buffer);
      this.#buffer = buffer;
      this.#capacity = wanted;
    } else if (held > 0) kernels.parquet_copy(this.#buffer, from, held);
    const missing = wanted - held;
    // The memory may have grown by the allocation, so `bytes` is asked for only now.
    const { bytes } = this.#chunk.context;
    const count = files.readInto(this.#chunk.descriptor, bytes, this.#buffer + held, missing, position + held);
    this.bytesRead += count;
    this.#chunk.counters.bytesRead += count;
    this.#start = position;
    this.#length = held + count;
    if (this.#length < length) throw corruptChunk(this.#chunk, "The file ends inside a page", position + this.#length);
  }

  release(): void {
    if (this.#buffer !== 0) this.#chunk.context.allocator.free(this.#buffer);
    this.#buffer = 0;
    this.#capacity = 0;
    this.#length = 0;
  }
}
