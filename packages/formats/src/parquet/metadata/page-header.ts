import { PageType } from "./constants.ts";
import type { FieldMask } from "./thrift.ts";
import { booleanField, integerField, structField, ThriftError, ThriftReader } from "./thrift.ts";

/** The header of a page; sizes in bytes, all checked to be non-negative 31-bit numbers. */
export interface PageHeader {
  readonly type: number;
  readonly uncompressedSize: number;
  readonly compressedSize: number;
  /** Bytes of the header itself. */
  readonly headerSize: number;
  readonly numValues: number;
  readonly encoding: number;
  /** Version 1: the encoding of the definition levels. */
  readonly levelEncoding: number;
  /** Version 2: the levels lie uncompressed before the values. */
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  readonly valuesCompressed: boolean;
}

const MAX_INT32 = 0x7fffffff;

/** What is read of a header: its statistics are not. */
const mask: FieldMask = {
  1: true,
  2: true,
  3: true,
  5: { 1: true, 2: true, 3: true },
  7: { 1: true, 2: true },
  8: { 1: true, 4: true, 5: true, 6: true, 7: true },
};

/** Parses the header at `start`; throws ThriftError, `truncated` if more bytes might help. */
export function parsePageHeader(bytes: Uint8Array, start: number, end: number): PageHeader {
  const reader = new ThriftReader(bytes, start, end);
  const header = reader.readStruct(mask);
  const size = (value: number | undefined, what: string): number => {
    if (value !== undefined && value >= 0 && value <= MAX_INT32) return value;
    throw new ThriftError(`A page header has a wrong ${what} (${value})`, start);
  };
  const type = size(integerField(header, 1), "type");
  const data = structField(header, type === PageType.dataV2 ? 8 : type === PageType.dictionary ? 7 : 5);
  const isPage = type === PageType.data || type === PageType.dataV2 || type === PageType.dictionary;
  if (isPage && data === undefined) throw new ThriftError("A page header has no description of its data", start);
  const v2 = type === PageType.dataV2;
  return {
    type,
    uncompressedSize: size(integerField(header, 2), "uncompressed size"),
    compressedSize: size(integerField(header, 3), "compressed size"),
    headerSize: reader.position - start,
    numValues: isPage ? size(integerField(data!, 1), "value count") : 0,
    encoding: isPage ? size(integerField(data!, v2 ? 4 : 2), "encoding") : 0,
    levelEncoding: type === PageType.data ? size(integerField(data!, 3), "level encoding") : 0,
    definitionBytes: v2 ? size(integerField(data!, 5), "definition level size") : 0,
    repetitionBytes: v2 ? size(integerField(data!, 6), "repetition level size") : 0,
    valuesCompressed: v2 ? (booleanField(data!, 7) ?? true) : true,
  };
}
