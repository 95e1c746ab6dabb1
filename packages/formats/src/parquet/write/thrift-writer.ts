/** The type codes of Thrift's compact protocol. */
const TYPE = { true: 1, false: 2, i8: 3, i16: 4, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

/** The element types that Parquet's metadata has in lists. */
export type ThriftElement = "false" | "i32" | "i64" | "binary" | "struct";

const encoder = new TextEncoder();

/** Writes one struct and what it holds in Thrift's compact protocol; fields in ascending order of their ids. */
export class ThriftWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  #lastField = 0;
  readonly #outerFields: number[] = [];

  boolean(field: number, value: boolean): void {
    this.#header(field, value ? TYPE.true : TYPE.false);
  }

  i8(field: number, value: number): void {
    this.#header(field, TYPE.i8);
    this.#byte(value & 0xff);
  }

  i16(field: number, value: number): void {
    this.#header(field, TYPE.i16);
    this.#zigzag(value);
  }

  i32(field: number, value: number): void {
    this.#header(field, TYPE.i32);
    this.#zigzag(value);
  }

  /** A 64-bit integer; the value is a safe integer. */
  i64(field: number, value: number): void {
    this.#header(field, TYPE.i64);
    this.#zigzag(value);
  }

  binary(field: number, value: Uint8Array | string): void {
    this.#header(field, TYPE.binary);
    this.#binary(value);
  }

  /** A nested struct, whose fields `write` writes. */
  struct(field: number, write: () => void): void {
    this.#header(field, TYPE.struct);
    this.#nested(write);
  }

  /** A list; `write` is called for each element with the element writer that fits the type. */
  list<T>(
    field: number,
    element: ThriftElement,
    values: readonly T[],
    write: (value: T, list: ThriftList, index: number) => void,
  ): void {
    this.#header(field, TYPE.list);
    const type = TYPE[element];
    if (values.length < 15) this.#byte((values.length << 4) | type);
    else {
      this.#byte(0xf0 | type);
      this.#varint(values.length);
    }
    values.forEach((value, index) => {
      write(value, this.#list, index);
    });
  }

  /** Ends the outermost struct and returns its bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#byte(0);
    return this.#bytes.slice(0, this.#length);
  }

  readonly #list: ThriftList = {
    boolean: (value) => this.#byte(value ? TYPE.true : TYPE.false),
    integer: (value) => this.#zigzag(value),
    binary: (value) => this.#binary(value),
    struct: (write) => this.#nested(write),
  };

  #nested(write: () => void): void {
    this.#outerFields.push(this.#lastField);
    this.#lastField = 0;
    write();
    this.#byte(0);
    this.#lastField = this.#outerFields.pop() ?? 0;
  }

  #header(field: number, type: number): void {
    const delta = field - this.#lastField;
    this.#lastField = field;
    if (delta > 0 && delta < 16) this.#byte((delta << 4) | type);
    else {
      this.#byte(type);
      this.#zigzag(field);
    }
  }

  #binary(value: Uint8Array | string): void {
    const bytes = typeof value === "string" ? encoder.encode(value) : value;
    this.#varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #zigzag(value: number): void {
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Writes elements of a list. */
export interface ThriftList {
  boolean(value: boolean): void;
  integer(value: number): void;
  binary(value: Uint8Array | string): void;
  struct(write: () => void): void;
}
