import {
  ARENA_BASE,
  GRANT_LIMIT,
  GRANT_QUERY,
  GRANT_SIZE,
  GRANT_USED,
  HASH_EQUAL,
  HASH_NORMAL,
  KEYS_HASH_MODE,
  KEYS_HEADER,
  KEYS_NUM_VIEWS,
  KEYS_STRIDE,
  KEYS_VIEW_OFFSETS,
  PAGE_SIZE,
  VIEW_INLINE,
  VIEW_POINTER,
  VIEW_PREFIX,
} from "@millrace/core";
import { instantiateKernels, loadKernels } from "../instantiate.ts";
import type { KernelExports } from "../kernel-exports.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const module = loadKernels();

/** Kernels over an arena of their own, with what tests need to fill and read its memory. */
export class TestArena {
  readonly memory: WebAssembly.Memory;
  readonly kernels: KernelExports;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Pages that can be given out. */
  readonly numPages: number;
  #scratch = 0;
  #scratchEnd = 0;

  constructor(numPages = 2048) {
    const wasmPages = (ARENA_BASE + (numPages + 1) * PAGE_SIZE) / 65536;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(wasmPages), maximum: 65536, shared: true });
    this.kernels = instantiateKernels(module, this.memory);
    this.bytes = new Uint8Array(this.memory.buffer);
    this.view = new DataView(this.memory.buffer);
    this.numPages = this.kernels.arena_init(ARENA_BASE, numPages);
  }

  /** Zeroed memory that is never given back, 16-byte aligned, with slack behind it. */
  allocate(byteLength: number): number {
    const size = (byteLength + 64 + 15) & ~15;
    if (this.#scratch + size > this.#scratchEnd) {
      const order = Math.max(6, Math.ceil(Math.log2(size / PAGE_SIZE)));
      this.#scratch = this.kernels.arena_alloc(order, 0) >>> 0;
      if (this.#scratch === 0) throw new RangeError("The test arena is full");
      this.#scratchEnd = this.#scratch + (PAGE_SIZE << order);
    }
    const ptr = this.#scratch;
    this.#scratch += size;
    this.bytes.fill(0, ptr, ptr + size);
    return ptr;
  }

  u32(ptr: number): number {
    return this.view.getUint32(ptr, true);
  }

  setU32(ptr: number, value: number): void {
    this.view.setUint32(ptr, value >>> 0, true);
  }

  u64(ptr: number): bigint {
    return this.view.getBigUint64(ptr, true);
  }

  setU64(ptr: number, value: bigint): void {
    this.view.setBigUint64(ptr, BigInt.asUintN(64, value), true);
  }

  u32s(ptr: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, ptr, length);
  }

  grant(limitPages: number, query = 1): number {
    const grant = this.allocate(GRANT_SIZE);
    this.setU32(grant + GRANT_LIMIT, limitPages);
    this.setU32(grant + GRANT_QUERY, query);
    return grant;
  }

  used(grant: number): number {
    return this.u32(grant + GRANT_USED);
  }

  /** A key descriptor. */
  keys(stride: number, viewOffsets: readonly number[], hashesEqual = false): number {
    const desc = this.allocate(KEYS_HEADER + 4 * viewOffsets.length);
    this.setU32(desc + KEYS_STRIDE, stride);
    this.setU32(desc + KEYS_NUM_VIEWS, viewOffsets.length);
    this.setU32(desc + KEYS_HASH_MODE, hashesEqual ? HASH_EQUAL : HASH_NORMAL);
    viewOffsets.forEach((offset, v) => {
      this.setU32(desc + KEYS_VIEW_OFFSETS + 4 * v, offset);
    });
    return desc;
  }

  /** Writes a view of a text with an absolute pointer. */
  setView(ptr: number, text: string): void {
    const encoded = encoder.encode(text);
    this.bytes.fill(0, ptr, ptr + 16);
    this.setU32(ptr, encoded.length);
    if (encoded.length <= VIEW_INLINE) {
      this.bytes.set(encoded, ptr + VIEW_PREFIX);
      return;
    }
    const heap = this.allocate(encoded.length);
    this.bytes.set(encoded, heap);
    this.bytes.set(encoded.subarray(0, 4), ptr + VIEW_PREFIX);
    this.setU32(ptr + VIEW_POINTER, heap);
  }

  /** The text of a view; `base` is the page start for views inside a page row. */
  text(ptr: number, base = 0): string {
    const length = this.u32(ptr);
    const start = length <= VIEW_INLINE ? ptr + VIEW_PREFIX : base + this.u32(ptr + VIEW_POINTER);
    return decoder.decode(this.bytes.slice(start, start + length));
  }
}

/** The page of a row. */
export function pageOf(row: number): number {
  return (row & ~(PAGE_SIZE - 1)) >>> 0;
}
