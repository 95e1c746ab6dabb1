import { CorruptFileError, UnsupportedError } from "@millrace/core";
import type { ThriftStruct } from "./thrift.ts";
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
  readonly byteLength: number;
  readonly statistics: RawStatistics | null;
  readonly offsetIndex: ByteRange | null;
  readonly columnIndex: ByteRange | null;
}

/** One row group. */
export interface RowGroup {
  readonly rows: number;
  /** One for each leaf of the schema; null where the chunk's metadata is encrypted or lies in another file. */
  readonly chunks: readonly (ChunkMetadata | null)[];
}

/** The footer of a file. */
export interface Footer {
  readonly schema: readonly SchemaElement[];
  readonly rows: number;
  readonly rowGroups: readonly RowGroup[];
}

/** The footer from its bytes, which lie at `position` of a file of `fileSize` bytes. Throws CorruptFileError. */
export function parseFooter(bytes: Uint8Array, file: string, position: number, fileSize: number): Footer {
  try {
    const metadata = new ThriftReader(bytes, 0, bytes.length).readStruct();
    const fail = (reason: string): never => {
      throw new CorruptFileError({ file, byte: position }, reason);
    };
    const schema = (structList(metadata, 2) ?? fail("The footer has no schema")).map(schemaElement);
    if (schema.length === 0) fail("The footer has an empty schema");
    const leaves = schema.reduce((count, element) => count + (isLeaf(element) ? 1 : 0), 0);
    let rows = 0;
    const rowGroups = (structList(metadata, 4) ?? []).map((group) => {
      const parsed = rowGroup(group, file, position, fileSize, leaves);
      rows += parsed.rows;
      return parsed;
    });
    if (!Number.isSafeInteger(rows)) fail("The row groups have too many rows");
    return { schema, rows, rowGroups };
  } catch (error) {
    if (!(error instanceof ThriftError)) throw error;
    throw new CorruptFileError({ file, byte: position + error.byte }, `The footer is damaged (${error.message})`);
  }
}

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

function rowGroup(group: ThriftStruct, file: string, position: number, fileSize: number, leaves: number): RowGroup {
  const rows = integerField(group, 3);
  const columns = structList(group, 1);
  if (rows === undefined || rows < 0)
    throw new CorruptFileError({ file, byte: position }, "A row group has no row count");
  // Without rows nothing is read of it; some writers leave such groups incomplete.
  if (rows > 0 && columns?.length !== leaves) {
    const reason = `A row group has ${columns?.length ?? 0} column chunks where the schema has ${leaves} leaf columns`;
    throw new CorruptFileError({ file, byte: position }, reason);
  }
  return { rows, chunks: (rows === 0 ? [] : columns!).map((column) => chunk(column, file, position, fileSize)) };
}

function chunk(column: ThriftStruct, file: string, position: number, fileSize: number): ChunkMetadata | null {
  const metadata = structField(column, 3);
  if (textField(column, 1) !== undefined && textField(column, 1) !== "") return null;
  if (metadata === undefined || column[8] !== undefined) return null;
  const name = (listField(metadata, 3) ?? [])
    .map((part) => (part instanceof Uint8Array ? new TextDecoder().decode(part) : ""))
    .join(".");
  const number = (id: number, what: string, low: number, high: number): number => {
    const value = integerField(metadata, id);
    if (value !== undefined && value >= low && value <= high) return value;
    throw new CorruptFileError({ file, column: name, byte: position }, `A column chunk has a wrong ${what} (${value})`);
  };
  const data = number(9, "data page offset", 0, fileSize);
  const dictionary = integerField(metadata, 11);
  const start = dictionary !== undefined && dictionary > 0 && dictionary < data ? dictionary : data;
  const encodingStats = structList(metadata, 13);
  return {
    physical: number(1, "type", 0, 7),
    codec: number(4, "codec", 0, 0x7fffffff),
    encodings: (listField(metadata, 2) ?? []).filter((value) => typeof value === "number"),
    encodingStats:
      encodingStats?.map((stats) => ({
        pageType: integerField(stats, 1) ?? -1,
        encoding: integerField(stats, 2) ?? -1,
        count: integerField(stats, 3) ?? 0,
      })) ?? null,
    numValues: number(5, "value count", 0, Number.MAX_SAFE_INTEGER),
    start,
    byteLength: number(7, "compressed size", 0, fileSize - start),
    statistics: statistics(structField(metadata, 12)),
    offsetIndex: range(column, 4, fileSize),
    columnIndex: range(column, 6, fileSize),
  };
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
  const found = group.chunks[leaf];
  if (found === undefined) throw new CorruptFileError({ file, column }, "A column chunk is missing");
  if (found === null) {
    const message = `The column "${column}" is encrypted or lies in another file: ${file}. Leave it out of the query`;
    throw new UnsupportedError(message, { file, column });
  }
  return found;
}
