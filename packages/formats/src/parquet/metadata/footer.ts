import { CorruptFileError, UnsupportedError } from "@millrace/core";
import type { FieldMask, ThriftStruct, ThriftValue } from "./thrift.ts";
import {
  bytesField,
  integerField,
  listField,
  structField,
  structList,
  ThriftError,
  ThriftReader,
  textField,
} from "./thrift.ts";

/** One element of the schema, in the depth-first order of the file. */
export interface SchemaElement {
  readonly name: string;
  readonly physical: number | undefined;
  readonly typeLength: number | undefined;
  readonly repetition: number | undefined;
  readonly numChildren: number;
  readonly converted: number | undefined;
  readonly scale: number | undefined;
  readonly precision: number | undefined;
  readonly logical: ThriftStruct | undefined;
}

/** Whether an element has values of its own; a group without children has none. */
export function isLeaf(element: SchemaElement): boolean {
  return element.physical !== undefined && element.numChildren === 0;
}

/** Bounds as the file has them: raw bytes in the column's physical form. */
export interface RawStatistics {
  readonly min: Uint8Array | undefined;
  readonly max: Uint8Array | undefined;
  /** The deprecated fields, whose order is that of signed bytes. */
  readonly legacyMin: Uint8Array | undefined;
  readonly legacyMax: Uint8Array | undefined;
  readonly nullCount: number | undefined;
  readonly distinctCount: number | undefined;
}

/** A range of bytes of the file. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** One column chunk; offsets and sizes are checked against the file. */
export interface ChunkMetadata {
  readonly physical: number;
  readonly codec: number;
  readonly encodings: readonly number[];
  readonly encodingStats:
    | readonly { readonly pageType: number; readonly encoding: number; readonly count: number }[]
    | null;
  readonly numValues: number;
  /** Where the first page header lies, of the dictionary if there is one. */
  readonly start: number;
  /** Bytes of the dictionary page in the file; 0 where there is none. */
  readonly dictionaryBytes: number;
  readonly byteLength: number;
  readonly statistics: RawStatistics | null;
  readonly offsetIndex: ByteRange | null;
  readonly columnIndex: ByteRange | null;
  /** Where the header of its bloom filter lies, or null. */
  readonly bloomFilter: number | null;
}

/** One row group. Its column chunks are decoded when they are asked for: most queries need few of them. */
export interface RowGroup {
  readonly rows: number;
  /** The chunk of a leaf of the schema: null where its metadata is encrypted or lies in another file. Throws CorruptFileError. */
  chunk(leaf: number): ChunkMetadata | null | undefined;
}

/** The footer of a file. */
export interface Footer {
  readonly schema: readonly SchemaElement[];
  readonly rows: number;
  readonly rowGroups: readonly RowGroup[];
}

/** The footer from its bytes, which lie at `position` of a file of `fileSize` bytes and are kept. Throws CorruptFileError. */
export function parseFooter(bytes: Uint8Array, file: string, position: number, fileSize: number): Footer {
  const place: FooterPlace = { bytes, file, position, fileSize };
  return checked(place, () => {
    const fail = (reason: string): never => {
      throw new CorruptFileError({ file, byte: position }, reason);
    };
    const reader = new ThriftReader(bytes, 0, bytes.length);
    let schema: SchemaElement[] | null = null;
    let groups: RawGroup[] | null = null;
    reader.eachField((id, type) => {
      if (type !== LIST || (id !== 2 && id !== 4)) return false;
      if (id === 2) schema = reader.eachStruct(() => schemaElement(reader.readStruct()));
      else groups = reader.eachStruct(() => rawGroup(reader));
      return true;
    });
    const elements: readonly SchemaElement[] = schema ?? fail("The footer has no schema");
    if (elements.length === 0) fail("The footer has an empty schema");
    const leaves = elements.reduce((count, element) => count + (isLeaf(element) ? 1 : 0), 0);
    const raw: readonly RawGroup[] = groups ?? [];
    const rowGroups = raw.map((group) => rowGroup(group, place, leaves));
    const rows = rowGroups.reduce((sum, group) => sum + group.rows, 0);
    if (!Number.isSafeInteger(rows)) fail("The row groups have too many rows");
    return { schema: elements, rows, rowGroups };
  });
}

/** A footer's bytes and where they come from. */
interface FooterPlace {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly position: number;
  readonly fileSize: number;
}

/** Runs code that reads a footer's bytes; damage becomes a CorruptFileError. */
function checked<T>({ file, position }: FooterPlace, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ThriftError)) throw error;
    throw new CorruptFileError({ file, byte: position + error.byte }, `The footer is damaged (${error.message})`);
  }
}

const LIST = 9;

function schemaElement(element: ThriftStruct): SchemaElement {
  return {
    physical: integerField(element, 1),
    typeLength: integerField(element, 2),
    repetition: integerField(element, 3),
    name: textField(element, 4) ?? "",
    numChildren: Math.max(0, integerField(element, 5) ?? 0),
    converted: integerField(element, 6),
    scale: integerField(element, 7),
    precision: integerField(element, 8),
    logical: structField(element, 10),
  };
}

/** A row group whose column chunks were passed over. */
interface RawGroup {
  readonly rows: ThriftValue | undefined;
  /** Where each column chunk begins in the footer. */
  readonly starts: readonly number[] | null;
}

function rawGroup(reader: ThriftReader): RawGroup {
  let rows: ThriftValue | undefined;
  let starts: readonly number[] | null = null;
  reader.eachField((id, type) => {
    if (id === 1 && type === LIST) {
      starts = reader.eachStruct(() => {
        const start = reader.position;
        reader.skipStruct();
        return start;
      });
      return true;
    }
    if (id === 3) rows = reader.readValue(type);
    return id === 3;
  });
  return { rows, starts };
}

function rowGroup({ rows, starts }: RawGroup, place: FooterPlace, leaves: number): RowGroup {
  const { file, position: byte } = place;
  if (typeof rows !== "number" || !Number.isSafeInteger(rows) || rows < 0)
    throw new CorruptFileError({ file, byte }, "A row group has no row count");
  // Without rows nothing is read of it; some writers leave such groups incomplete.
  if (rows > 0 && starts?.length !== leaves) {
    const reason = `A row group has ${starts?.length ?? 0} column chunks where the schema has ${leaves} leaf columns`;
    throw new CorruptFileError({ file, byte }, reason);
  }
  const known: (ChunkMetadata | null | undefined)[] = [];
  return {
    rows,
    chunk: (leaf) => {
      const start = starts?.[leaf];
      if (start === undefined) return undefined;
      known[leaf] ??= checked(place, () => chunk(start, place));
      return known[leaf];
    },
  };
}

/** What is read of a column chunk at first: where it, its codec and its page indexes lie. */
const placeMask: FieldMask = {
  1: true,
  3: { 1: true, 4: true, 5: true, 7: true, 9: true, 11: true },
  4: true,
  5: true,
  6: true,
  7: true,
  8: true,
};
const pathMask: FieldMask = { 3: { 3: true } };
const encodingMask: FieldMask = { 3: { 2: true, 13: true } };
const statisticsMask: FieldMask = { 3: { 12: true } };
const bloomMask: FieldMask = { 3: { 14: true } };

function chunk(start: number, footer: FooterPlace): ChunkMetadata | null {
  const { bytes, file, position, fileSize } = footer;
  const column = new ThriftReader(bytes, start, bytes.length).readStruct(placeMask);
  const metadata = structField(column, 3);
  if (textField(column, 1) !== undefined && textField(column, 1) !== "") return null;
  if (metadata === undefined || column[8] !== undefined) return null;
  const number = (id: number, what: string, low: number, high: number): number => {
    const value = integerField(metadata, id);
    if (value !== undefined && value >= low && value <= high) return value;
    const place = { file, column: pathOf(bytes, start), byte: position };
    throw new CorruptFileError(place, `A column chunk has a wrong ${what} (${value})`);
  };
  const data = number(9, "data page offset", 0, fileSize);
  const dictionary = integerField(metadata, 11);
  const first = dictionary !== undefined && dictionary > 0 && dictionary < data ? dictionary : data;
  return new LateChunk(footer, start, {
    physical: number(1, "type", 0, 7),
    codec: number(4, "codec", 0, 0x7fffffff),
    numValues: number(5, "value count", 0, Number.MAX_SAFE_INTEGER),
    start: first,
    dictionaryBytes: data - first,
    byteLength: number(7, "compressed size", 0, fileSize - first),
    offsetIndex: range(column, 4, fileSize),
    columnIndex: range(column, 6, fileSize),
  });
}

type ChunkPlace = Omit<ChunkMetadata, "encodings" | "encodingStats" | "statistics" | "bloomFilter">;

/** A column chunk whose encodings and statistics are read when they are asked for: mostly of few row groups, or never. */
class LateChunk implements ChunkMetadata {
  readonly physical: number;
  readonly codec: number;
  readonly numValues: number;
  readonly start: number;
  readonly dictionaryBytes: number;
  readonly byteLength: number;
  readonly offsetIndex: ByteRange | null;
  readonly columnIndex: ByteRange | null;
  readonly #footer: FooterPlace;
  readonly #at: number;
  #statistics: RawStatistics | null | undefined;

  constructor(footer: FooterPlace, at: number, place: ChunkPlace) {
    this.#footer = footer;
    this.#at = at;
    this.physical = place.physical;
    this.codec = place.codec;
    this.numValues = place.numValues;
    this.start = place.start;
    this.dictionaryBytes = place.dictionaryBytes;
    this.byteLength = place.byteLength;
    this.offsetIndex = place.offsetIndex;
    this.columnIndex = place.columnIndex;
  }

  get encodings(): readonly number[] {
    return (listField(this.#read(encodingMask), 2) ?? []).filter((value) => typeof value === "number");
  }

  get encodingStats(): ChunkMetadata["encodingStats"] {
    const stats = structList(this.#read(encodingMask), 13);
    return (
      stats?.map((entry) => ({
        pageType: integerField(entry, 1) ?? -1,
        encoding: integerField(entry, 2) ?? -1,
        count: integerField(entry, 3) ?? 0,
      })) ?? null
    );
  }

  get statistics(): RawStatistics | null {
    this.#statistics ??= statistics(structField(this.#read(statisticsMask), 12));
    return this.#statistics;
  }

  get bloomFilter(): number | null {
    const offset = integerField(this.#read(bloomMask), 14);
    return offset !== undefined && offset > 0 && offset < this.#footer.fileSize ? offset : null;
  }

  #read(mask: FieldMask): ThriftStruct {
    const { bytes } = this.#footer;
    const read = (): ThriftStruct => new ThriftReader(bytes, this.#at, bytes.length).readStruct(mask);
    return structField(checked(this.#footer, read), 3) ?? {};
  }
}

/** The name of a column chunk. */
function pathOf(bytes: Uint8Array, start: number): string {
  const metadata = structField(new ThriftReader(bytes, start, bytes.length).readStruct(pathMask), 3) ?? {};
  return (listField(metadata, 3) ?? [])
    .map((part) => (part instanceof Uint8Array ? new TextDecoder().decode(part) : ""))
    .join(".");
}

function statistics(stats: ThriftStruct | undefined): RawStatistics | null {
  if (stats === undefined) return null;
  return {
    legacyMax: bytesField(stats, 1),
    legacyMin: bytesField(stats, 2),
    nullCount: integerField(stats, 3),
    distinctCount: integerField(stats, 4),
    max: bytesField(stats, 5),
    min: bytesField(stats, 6),
  };
}

/** A range that lies in the file, or null: page indexes are a help, never needed. */
function range(column: ThriftStruct, id: number, fileSize: number): ByteRange | null {
  const offset = integerField(column, id);
  const length = integerField(column, id + 1);
  if (offset === undefined || length === undefined || offset <= 0 || length <= 0) return null;
  return offset + length <= fileSize ? { offset, length } : null;
}

/** The chunk of a leaf; typed errors where it is encrypted or in another file. */
export function chunkOf(group: RowGroup, leaf: number, file: string, column: string): ChunkMetadata {
  const found = group.chunk(leaf);
  if (found === undefined) throw new CorruptFileError({ file, column }, "A column chunk is missing");
  if (found === null) {
    const message = `The column "${column}" is encrypted or lies in another file: ${file}. Leave it out of the query`;
    throw new UnsupportedError(message, { file, column });
  }
  return found;
}
