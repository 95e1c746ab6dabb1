import type { DataType } from "@millrace/core";
import { ARENA_BASE, layoutOf, layoutWidth, pointer, VIEW_INLINE, VIEW_POINTER, VIEW_PREFIX } from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";

const WASM_PAGE = 65536;
const MAX_PAGES = 65536;
const INITIAL_PAGES = 32;
/** Bytes that may be read behind every allocation, as behind vectors. */
const SLACK = 64;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A memory in which values are laid out for emitted code and read back: a bump allocator that is reset between runs. */
export class RunMemory {
  readonly memory: WebAssembly.Memory = new WebAssembly.Memory({
    initial: INITIAL_PAGES,
    maximum: MAX_PAGES,
    shared: true,
  });
  #next = ARENA_BASE;
  #view = new DataView(this.#buffer);

  /** Forgets everything. */
  reset(): void {
    this.#next = ARENA_BASE;
  }

  /** Zeroed bytes at a multiple of 16. */
  allocate(byteLength: number): number {
    const start = this.#next;
    this.#next = Math.ceil((start + byteLength + SLACK) / 16) * 16;
    const missing = this.#next - this.#buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / WASM_PAGE));
    if (this.#view.byteLength !== this.#buffer.byteLength) this.#view = new DataView(this.#buffer);
    new Uint8Array(this.#buffer, start, byteLength).fill(0);
    return start;
  }

  /** Writes a value as it lies in a vector; a null writes nothing. */
  write(address: number, value: LiteralValue, type: DataType): void {
    if (value === null) return;
    const view = this.#view;
    switch (layoutOf(type)) {
      case "view":
        this.#writeText(address, String(value));
        return;
      case "bool":
        view.setUint8(address, value === true ? 1 : 0);
        return;
      case "i8":
      case "u8":
        view.setUint8(address, Number(value));
        return;
      case "i16":
      case "u16":
        view.setUint16(address, Number(value), true);
        return;
      case "i32":
      case "u32":
        view.setUint32(address, Number(value), true);
        return;
      case "f32":
        view.setFloat32(address, Number(value), true);
        return;
      case "f64":
        view.setFloat64(address, Number(value), true);
        return;
      case "i64":
      case "u64":
        view.setBigInt64(address, BigInt.asIntN(64, BigInt(value)), true);
        return;
      case "i128":
        view.setBigInt64(address, BigInt.asIntN(64, BigInt(value)), true);
        view.setBigInt64(address + 8, BigInt.asIntN(64, BigInt(value) >> 64n), true);
        return;
    }
  }

  /** Reads a value in its literal form. */
  read(address: number, type: DataType): LiteralValue {
    const view = this.#view;
    switch (layoutOf(type)) {
      case "view":
        return this.#readText(address);
      case "bool":
        return view.getUint8(address) !== 0;
      case "i8":
        return BigInt(view.getInt8(address));
      case "u8":
        return BigInt(view.getUint8(address));
      case "i16":
        return BigInt(view.getInt16(address, true));
      case "u16":
        return BigInt(view.getUint16(address, true));
      case "i32":
        return BigInt(view.getInt32(address, true));
      case "u32":
        return BigInt(view.getUint32(address, true));
      case "f32":
        return view.getFloat32(address, true);
      case "f64":
        return view.getFloat64(address, true);
      case "i64":
        return view.getBigInt64(address, true);
      case "u64":
        return view.getBigUint64(address, true);
      case "i128":
        return (view.getBigInt64(address + 8, true) << 64n) | view.getBigUint64(address, true);
    }
  }

  /** A vector of values and, where one is null, its validity (else 0). */
  writeVector(values: readonly LiteralValue[], type: DataType): { readonly data: number; readonly validity: number } {
    const width = layoutWidth(layoutOf(type));
    const data = this.allocate(values.length * width);
    values.forEach((value, row) => {
      this.write(data + row * width, value, type);
    });
    if (!values.includes(null)) return { data, validity: 0 };
    const validity = this.allocate(values.length);
    values.forEach((value, row) => {
      this.writeByte(validity + row, value === null ? 0 : 1);
    });
    return { data, validity };
  }

  writeByte(address: number, value: number): void {
    this.#view.setUint8(address, value);
  }

  readByte(address: number): number {
    return this.#view.getUint8(address);
  }

  readWord(address: number): number {
    return this.#view.getInt32(address, true);
  }

  /** The memory's bytes; another object after the memory has grown. */
  get #buffer(): SharedArrayBuffer {
    return this.memory.buffer as unknown as SharedArrayBuffer;
  }

  #writeText(address: number, text: string): void {
    const bytes = encoder.encode(text);
    const inline = bytes.length <= VIEW_INLINE;
    const start = inline ? address + VIEW_PREFIX : this.allocate(bytes.length);
    new Uint8Array(this.#buffer).set(bytes, start);
    this.#view.setUint32(address, bytes.length, true);
    if (inline) return;
    new Uint8Array(this.#buffer).set(bytes.subarray(0, 4), address + VIEW_PREFIX);
    this.#view.setUint32(address + VIEW_POINTER, start, true);
  }

  #readText(address: number): string {
    const length = this.#view.getUint32(address, true);
    const start =
      length <= VIEW_INLINE ? address + VIEW_PREFIX : pointer(this.#view.getUint32(address + VIEW_POINTER, true));
    // The decoder refuses shared memory: a copy.
    return decoder.decode(new Uint8Array(this.#buffer).slice(start, start + length));
  }
}
