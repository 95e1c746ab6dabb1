/**
 * Thrift's compact protocol, read strictly: every length and count is checked against the bytes that are left, varints have
 * at most ten bytes, nesting is bounded. Footers, page indexes and page headers go through here, so none of them can make
 * the reader hang or allocate more than a multiple of its own size.
 */

/** A struct: its fields by id. */
export interface ThriftStruct {
  readonly [id: number]: ThriftValue | undefined;
}
/** A value of the protocol; integers of any width are numbers, exact up to 2^53. */
export type ThriftValue = boolean | number | Uint8Array | readonly ThriftValue[] | ThriftStruct;

/** The bytes break the protocol; `byte` is the position where reading stopped. */
export class ThriftError extends Error {
  readonly byte: number;
  /** The bytes ended: more of them might help. */
  readonly truncated: boolean;

  constructor(message: string, byte: number, truncated = false) {
    super(message);
    this.byte = byte;
    this.truncated = truncated;
  }
}

/** Fields to read, by id: true for all of a value, a mask for some fields of a struct. Other fields are passed over. */
export interface FieldMask {
  readonly [id: number]: true | FieldMask | undefined;
}

const MAX_DEPTH = 32;
const MAX_FIELD_ID = 256;
const MAX_VARINT_BYTES = 10;

/** Reads structs from a range of bytes, one after the other. */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Index of the next unread byte. */
  get position(): number {
    return this.#at;
  }

  /** Reads a struct; with a mask, those fields alone. */
  readStruct(mask: FieldMask | true = true, depth = 0): ThriftStruct {
    if (depth > MAX_DEPTH) throw new ThriftError("Structs are nested too deeply", this.#at);
    const fields: Record<number, ThriftValue> = {};
    let id = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 15;
      if (type === 0) return fields;
      id = head >> 4 === 0 ? this.#zigzag() : id + (head >> 4);
      const wanted = mask === true ? true : mask[id];
      if (wanted === undefined) {
        this.#at = skipValue(this.#bytes, this.#at, this.#end, type, depth);
        continue;
      }
      const value = type === 12 && wanted !== true ? this.readStruct(wanted, depth + 1) : this.#value(type, depth);
      if (id >= 0 && id <= MAX_FIELD_ID) fields[id] = value;
    }
  }

  /** Goes through the fields of a struct: `read` takes a field's value and returns true, or leaves it to be passed over. */
  eachField(read: (id: number, type: number) => boolean): void {
    let id = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 15;
      if (type === 0) return;
      id = head >> 4 === 0 ? this.#zigzag() : id + (head >> 4);
      if (!read(id, type)) this.#at = skipValue(this.#bytes, this.#at, this.#end, type, 0);
    }
  }

  /** The value of a field of this type. */
  readValue(type: number): ThriftValue {
    return this.#value(type, 0);
  }

  /** Reads a list of structs, each by `read`; null, and the list is passed over, where it is one of something else. */
  eachStruct<T>(read: () => T): T[] | null {
    const before = this.#at;
    const { type, count } = this.#listHead();
    if (type !== 12) {
      this.#at = skipValue(this.#bytes, before, this.#end, 9, 0);
      return null;
    }
    return Array.from({ length: count }, read);
  }

  /** Passes over a struct. */
  skipStruct(): void {
    this.#at = skipValue(this.#bytes, this.#at, this.#end, 12, 0);
  }

  #value(type: number, depth: number): ThriftValue {
    switch (type) {
      case 1:
        return true;
      case 2:
        return false;
      case 3:
        return (this.#byte() << 24) >> 24;
      case 4:
      case 5:
      case 6:
        return this.#zigzag();
      case 7: {
        const at = this.#take(8);
        return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + at, 8).getFloat64(0, true);
      }
      case 8: {
        const length = this.#varint();
        const at = this.#take(length);
        return this.#bytes.slice(at, at + length);
      }
      case 9:
      case 10:
        return this.#list(depth);
      case 12:
        return this.readStruct(true, depth + 1);
      default:
        throw new ThriftError(`Unknown value type ${type}`, this.#at);
    }
  }

  #listHead(): { readonly type: number; readonly count: number } {
    const head = this.#byte();
    const count = head >> 4 === 15 ? this.#varint() : head >> 4;
    // Every element takes a byte at least.
    if (count > this.#end - this.#at) throw new ThriftError(`A list of ${count} elements is too long`, this.#at, true);
    return { type: head & 15, count };
  }

  #list(depth: number): ThriftValue[] {
    const { type, count } = this.#listHead();
    const values: ThriftValue[] = [];
    for (let i = 0; i < count; i++) {
      values.push(type === 1 || type === 2 ? this.#byte() === 1 : this.#value(type, depth + 1));
    }
    return values;
  }

  #byte(): number {
    if (this.#at >= this.#end) throw ended(this.#at);
    return this.#bytes[this.#at++]!;
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.#end - at) throw new ThriftError(`${length} bytes are needed`, at, true);
    this.#at = at + length;
    return at;
  }

  #varint(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
    throw new ThriftError("An integer has more than ten bytes", this.#at);
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

function ended(at: number): ThriftError {
  return new ThriftError("More bytes are needed", at, true);
}

/**
 * The position behind a value. Most of a footer is passed over, in code that has just been started: so this is one function
 * over plain variables, and makes nothing.
 */
function skipValue(bytes: Uint8Array, start: number, end: number, type: number, depth: number): number {
  if (type === 1 || type === 2) return start;
  if (type >= 4 && type <= 6) return skipVarint(bytes, start, end);
  let at = start;
  if (type === 8) {
    let length = 0;
    let factor = 1;
    for (at = skipVarint(bytes, start, end); start < at; start++) {
      length += (bytes[start]! & 127) * factor;
      factor *= 128;
    }
    at += length;
  } else if (type === 12) {
    return skipFields(bytes, start, end, depth + 1);
  } else if (type === 9 || type === 10) {
    return skipList(bytes, start, end, depth);
  } else if (type === 3) at += 1;
  else if (type === 7) at += 8;
  else throw new ThriftError(`Unknown value type ${type}`, start);
  if (at > end) throw ended(start);
  return at;
}

function skipFields(bytes: Uint8Array, start: number, end: number, depth: number): number {
  if (depth > MAX_DEPTH) throw new ThriftError("Structs are nested too deeply", start);
  let at = start;
  for (;;) {
    if (at >= end) throw ended(at);
    const head = bytes[at++]!;
    const type = head & 15;
    if (type === 0) return at;
    if (head < 16) at = skipVarint(bytes, at, end);
    at = skipValue(bytes, at, end, type, depth);
  }
}

function skipList(bytes: Uint8Array, start: number, end: number, depth: number): number {
  if (start >= end) throw ended(start);
  const type = bytes[start]! & 15;
  let count = bytes[start]! >> 4;
  let at = start + 1;
  if (count === 15) {
    count = 0;
    let factor = 1;
    for (const behind = skipVarint(bytes, at, end); at < behind; at++) {
      count += (bytes[at]! & 127) * factor;
      factor *= 128;
    }
  }
  if (count > end - at) throw new ThriftError(`A list of ${count} elements is too long`, at, true);
  if (type === 1 || type === 2) return at + count;
  for (let i = 0; i < count; i++) at = skipValue(bytes, at, end, type, depth + 1);
  return at;
}

function skipVarint(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < start + MAX_VARINT_BYTES; at++) {
    if (at >= end) throw ended(at);
    if (bytes[at]! < 128) return at + 1;
  }
  throw new ThriftError("An integer has more than ten bytes", start);
}

/** An integer field, or undefined. */
export function integerField(struct: ThriftStruct, id: number): number | undefined {
  const value = struct[id];
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

/** A boolean field, or undefined. */
export function booleanField(struct: ThriftStruct, id: number): boolean | undefined {
  const value = struct[id];
  return typeof value === "boolean" ? value : undefined;
}

/** A binary field, or undefined. */
export function bytesField(struct: ThriftStruct, id: number): Uint8Array | undefined {
  const value = struct[id];
  return value instanceof Uint8Array ? value : undefined;
}

/** A struct field, or undefined. */
export function structField(struct: ThriftStruct, id: number): ThriftStruct | undefined {
  const value = struct[id];
  return typeof value === "object" && !(value instanceof Uint8Array) && !Array.isArray(value)
    ? (value as ThriftStruct)
    : undefined;
}

/** A list field, or undefined. */
export function listField(struct: ThriftStruct, id: number): readonly ThriftValue[] | undefined {
  const value = struct[id];
  return Array.isArray(value) ? (value as readonly ThriftValue[]) : undefined;
}

/** The elements of a list that are structs. */
export function structList(struct: ThriftStruct, id: number): readonly ThriftStruct[] | undefined {
  return listField(struct, id)?.filter(
    (value): value is ThriftStruct =>
      typeof value === "object" && !Array.isArray(value) && !(value instanceof Uint8Array),
  );
}

const decoder = new TextDecoder();

/** A text field, or undefined. */
export function textField(struct: ThriftStruct, id: number): string | undefined {
  const bytes = bytesField(struct, id);
  return bytes === undefined ? undefined : decoder.decode(bytes);
}
