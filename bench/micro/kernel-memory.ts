import { ARENA_BASE, PAGE_SIZE } from "@millrace/core";
import type { KernelExports } from "@millrace/kernels";
import { instantiateKernels, loadKernels } from "@millrace/kernels";

const WASM_PAGE = 65536;
/** Kernels may read so far behind a vector. */
const SLACK = 64;

/** Kernels over a memory of their own: an arena of pages, and behind it what a case lays out. */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  readonly kernels: KernelExports;
  readonly view: DataView;
  #next: number;

  /** `numPages` for kernels that take pages by themselves, `byteLength` for the case's own data. */
  constructor(byteLength: number, numPages = 1) {
    this.#next = ARENA_BASE + (numPages + 1) * PAGE_SIZE;
    const initial = Math.ceil((this.#next + byteLength) / WASM_PAGE) + 1;
    this.memory = new WebAssembly.Memory({ initial, maximum: WASM_PAGE, shared: true });
    this.kernels = instantiateKernels(loadKernels(), this.memory);
    this.kernels.arena_init(ARENA_BASE, numPages + 1);
    this.view = new DataView(this.memory.buffer);
  }

  /** The address of so many zero bytes. */
  allocate(byteLength: number): number {
    const address = this.#next;
    this.#next = Math.ceil((address + byteLength + SLACK) / 64) * 64;
    if (this.#next > this.view.byteLength) throw new RangeError("The case needs a larger memory");
    return address;
  }

  /** Lays bytes out and returns their address. */
  place(data: Uint8Array): number {
    const address = this.allocate(data.byteLength);
    this.bytes(address, data.byteLength).set(data);
    return address;
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }

  longs(address: number, length: number): BigUint64Array {
    return new BigUint64Array(this.memory.buffer, address, length);
  }
}
