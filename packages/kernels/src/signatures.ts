// Reads the types of exported functions from a binary module: the JavaScript interface tells their names alone.

/** The value types that kernels take and give. */
export type KernelValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** The type of an exported function. */
export interface KernelSignature {
  readonly params: readonly KernelValueType[];
  readonly result: KernelValueType | "void";
}

/** Signatures by exported name. */
export type KernelSignatures = ReadonlyMap<string, KernelSignature>;

const HEADER_BYTES = 8;
const section = { type: 1, import: 2, function: 3, export: 7 } as const;
const FUNCTION = 0;
const valueTypes: Readonly<Record<number, KernelValueType>> = {
  127: "i32",
  126: "i64",
  125: "f32",
  124: "f64",
  123: "v128",
};

class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const value = this.#bytes[this.at++];
    if (value === undefined) throw new RangeError("The kernels' module ends inside of a section");
    return value;
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value >>> 0;
  }

  name(): string {
    const length = this.unsigned();
    this.at += length;
    // Names of kernels are ASCII.
    return String.fromCharCode(...this.#bytes.subarray(this.at - length, this.at));
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.unsigned() }, read);
  }

  valueType(): KernelValueType {
    const type = valueTypes[this.byte()];
    if (type === undefined) throw new TypeError("A kernel has a parameter that is no number");
    return type;
  }
}

/** The types of a module's exported functions. Throws RangeError or TypeError for bytes that are no such module. */
export function readSignatures(bytes: Uint8Array): KernelSignatures {
  const sections = new Map<number, number>();
  for (const reader = new Reader(bytes, HEADER_BYTES); reader.at < bytes.length; ) {
    const id = reader.byte();
    const length = reader.unsigned();
    sections.set(id, reader.at);
    reader.at += length;
  }
  const read = <T>(id: number, item: (reader: Reader) => T): T[] => {
    const start = sections.get(id);
    if (start === undefined) return [];
    const reader = new Reader(bytes, start);
    return reader.list(() => item(reader));
  };
  const types = read(section.type, readType);
  const imported = read(section.import, readImport).filter((type) => type !== null);
  const typeIndices = [...imported, ...read(section.function, (reader) => reader.unsigned())];
  const signatures = new Map<string, KernelSignature>();
  for (const { name, kind, index } of read(section.export, readExport)) {
    const type = types[typeIndices[index] ?? -1];
    if (kind === FUNCTION && type !== undefined) signatures.set(name, type);
  }
  return signatures;
}

function readType(reader: Reader): KernelSignature {
  reader.byte();
  const params = reader.list(() => reader.valueType());
  const [result] = reader.list(() => reader.valueType());
  return { params, result: result ?? "void" };
}

/** The type index of an imported function, null for another import. */
function readImport(reader: Reader): number | null {
  reader.name();
  reader.name();
  const kind = reader.byte();
  if (kind === FUNCTION) return reader.unsigned();
  if (kind === 1) reader.byte();
  if (kind === 3) {
    reader.byte();
    reader.byte();
    return null;
  }
  const flags = reader.unsigned();
  reader.unsigned();
  if ((flags & 1) !== 0) reader.unsigned();
  return null;
}

function readExport(reader: Reader): { readonly name: string; readonly kind: number; readonly index: number } {
  return { name: reader.name(), kind: reader.byte(), index: reader.unsigned() };
}
