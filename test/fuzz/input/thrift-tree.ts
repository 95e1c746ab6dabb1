// Thrift's compact protocol as a tree that can be changed and written again: what the reader under test never does.

/** A value with its type code; integers are bigints, doubles their 8 bytes. */
export interface ThriftNode {
  type: number;
  value: bigint | boolean | Uint8Array | ThriftField[] | ThriftList;
}

/** A field of a struct. */
export interface ThriftField {
  id: number;
  node: ThriftNode;
}

/** The elements of a list, which all have one type code. */
export interface ThriftList {
  elementType: number;
  items: ThriftNode[];
}

/** Type codes of the protocol. */
export const ThriftType = { true: 1, false: 2, byte: 3, double: 7, binary: 8, list: 9, set: 10, struct: 12 } as const;

const MAX_DEPTH = 20;

/** Reads the struct at `start`; throws where the bytes are none. */
export function readTree(bytes: Uint8Array, start: number): { readonly node: ThriftNode; readonly end: number } {
  let at = start;
  const byte = (): number => {
    const value = bytes[at++];
    if (value === undefined) throw new Error("The thrift bytes end early");
    return value;
  };
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const next = byte();
      value |= BigInt(next & 127) << shift;
      if (next < 128) return value;
    }
    throw new Error("A varint has no end");
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new Error("The thrift bytes end early");
    at += length;
    return bytes.slice(at - length, at);
  };
  const zigzag = (value: bigint): bigint => (value >> 1n) ^ -(value & 1n);
  const read = (type: number, depth: number): ThriftNode => {
    if (depth > MAX_DEPTH) throw new Error("The thrift bytes are nested too deeply");
    if (type === ThriftType.byte) return { type, value: BigInt(byte()) };
    if (type >= 4 && type <= 6) return { type, value: zigzag(varint()) };
    if (type === ThriftType.double) return { type, value: take(8) };
    if (type === ThriftType.binary) return { type, value: take(Number(varint())) };
    if (type === ThriftType.struct) return { type, value: struct(depth + 1) };
    if (type !== ThriftType.list && type !== ThriftType.set) throw new Error(`No thrift type: ${type}`);
    const head = byte();
    const elementType = head & 15;
    const count = head >> 4 === 15 ? Number(varint()) : head >> 4;
    if (count > bytes.length - at) throw new Error("A list is longer than its file");
    const items = Array.from({ length: count }, () =>
      elementType <= 2 ? { type: elementType, value: byte() === 1 } : read(elementType, depth + 1),
    );
    return { type, value: { elementType, items } };
  };
  const struct = (depth: number): ThriftField[] => {
    const fields: ThriftField[] = [];
    let id = 0;
    for (let head = byte(); (head & 15) !== 0; head = byte()) {
      id = head >> 4 === 0 ? Number(zigzag(varint())) : id + (head >> 4);
      const type = head & 15;
      fields.push({ id, node: type <= 2 ? { type, value: type === 1 } : read(type, depth) });
    }
    return fields;
  };
  const node = { type: ThriftType.struct, value: struct(0) };
  return { node, end: at };
}

/** Bytes one behind another: an array of numbers would take many times as much, and count as the reader's memory. */
class ByteWriter {
  private buffer = new Uint8Array(4096);
  private length = 0;

  push(...bytes: number[]): void {
    this.append(Uint8Array.from(bytes));
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.buffer.length) {
      const grown = new Uint8Array(Math.max(2 * this.buffer.length, this.length + bytes.length));
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
    }
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}

/** The bytes of a struct. */
export function writeTree(root: ThriftNode): Uint8Array {
  const out = new ByteWriter();
  const varint = (value: bigint): void => {
    let rest = BigInt.asUintN(64, value);
    for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
    out.push(Number(rest));
  };
  const zigzag = (value: bigint): void => varint((value << 1n) ^ (value >> 63n));
  const write = ({ type, value }: ThriftNode): void => {
    if (typeof value === "boolean") out.push(value ? 1 : 2);
    else if (typeof value === "bigint") {
      if (type === ThriftType.byte) out.push(Number(value & 255n));
      else zigzag(value);
    } else if (value instanceof Uint8Array) {
      if (type !== ThriftType.double) varint(BigInt(value.length));
      out.append(value);
    } else if (Array.isArray(value)) struct(value);
    else {
      const { elementType, items } = value;
      out.push((Math.min(items.length, 15) << 4) | elementType);
      if (items.length >= 15) varint(BigInt(items.length));
      items.forEach(write);
    }
  };
  const struct = (fields: readonly ThriftField[]): void => {
    let before = 0;
    for (const { id, node } of fields) {
      const type = typeof node.value === "boolean" ? (node.value ? ThriftType.true : ThriftType.false) : node.type;
      const delta = id - before;
      if (delta > 0 && delta < 16) out.push((delta << 4) | type);
      else {
        out.push(type);
        zigzag(BigInt(id));
      }
      if (typeof node.value !== "boolean") write(node);
      before = id;
    }
    out.push(0);
  };
  struct(root.value as ThriftField[]);
  return out.bytes();
}

/** A field of a struct by its id. */
export function fieldOf(node: ThriftNode | undefined, id: number): ThriftNode | undefined {
  return Array.isArray(node?.value) ? node.value.find((field) => field.id === id)?.node : undefined;
}

/** An integer field by its id. */
export function integerOf(node: ThriftNode | undefined, id: number): number | undefined {
  const value = fieldOf(node, id)?.value;
  return typeof value === "bigint" ? Number(value) : undefined;
}

/** The elements of a list field by its id. */
export function itemsOf(node: ThriftNode | undefined, id: number): readonly ThriftNode[] {
  const value = fieldOf(node, id)?.value;
  return typeof value === "object" && "items" in value ? value.items : [];
}

/** Every value below a struct, with the struct or list that holds it. */
export function everyNode(root: ThriftNode): ThriftNode[] {
  const { value } = root;
  const children = Array.isArray(value)
    ? value.map(({ node }) => node)
    : typeof value === "object" && "items" in value
      ? value.items
      : [];
  return [root, ...children.flatMap(everyNode)];
}
