import { zlib } from "../../zlib.ts";
import type { Bounds } from "./bounds.ts";
import { ThriftWriter } from "./thrift-writer.ts";

/** The codes of the encodings that the writer uses. */
export const ENCODING = { plain: 0, rle: 3, rleDictionary: 8 } as const;

/** One data page of a column chunk: plain data; offsets count from the start of the chunk's bytes. */
export interface PageMetadata {
  readonly offset: number;
  /** Header included. */
  readonly compressedSize: number;
  readonly numRows: number;
  readonly nullCount: number;
  /** Null where all rows are null or no bounds exist. */
  readonly bounds: Bounds | null;
}

/** What the footer says of a column chunk: plain data. */
export interface ColumnChunkMetadata {
  readonly numValues: number;
  readonly nullCount: number;
  readonly uncompressedSize: number;
  readonly compressedSize: number;
  /** Where the first data page lies; 0 where there is no dictionary page before it. */
  readonly dataPageOffset: number;
  readonly bounds: Bounds | null;
  readonly pages: readonly PageMetadata[];
}

/** Collects the pages of one column chunk. */
export class ColumnChunkBuilder {
  readonly #parts: Uint8Array[] = [];
  readonly #pages: PageMetadata[] = [];
  #compressedSize = 0;
  #uncompressedSize = 0;
  #dataPageOffset = 0;

  /** Adds the dictionary page, before any data page. */
  addDictionaryPage(body: Uint8Array, uncompressedSize: number, numEntries: number): void {
    const writer = pageHeader(2, body, uncompressedSize);
    writer.struct(7, () => {
      writer.i32(1, numEntries);
      writer.i32(2, ENCODING.plain);
    });
    this.#add(writer.finish(), body, uncompressedSize);
    this.#dataPageOffset = this.#compressedSize;
  }

  /** Adds a data page (version 1, which every reader takes). */
  addDataPage(
    body: Uint8Array,
    uncompressedSize: number,
    encoding: number,
    page: Pick<PageMetadata, "numRows" | "nullCount" | "bounds">,
  ): void {
    const writer = pageHeader(0, body, uncompressedSize);
    writer.struct(5, () => {
      writer.i32(1, page.numRows);
      writer.i32(2, encoding);
      writer.i32(3, ENCODING.rle);
      writer.i32(4, ENCODING.rle);
    });
    const offset = this.#compressedSize;
    this.#add(writer.finish(), body, uncompressedSize);
    this.#pages.push({ offset, compressedSize: this.#compressedSize - offset, ...page });
  }

  /** The chunk's bytes, one part behind the other, and metadata. */
  finish(total: Pick<ColumnChunkMetadata, "numValues" | "nullCount" | "bounds">): {
    readonly parts: readonly Uint8Array[];
    readonly metadata: ColumnChunkMetadata;
  } {
    const metadata = {
      ...total,
      uncompressedSize: this.#uncompressedSize,
      compressedSize: this.#compressedSize,
      dataPageOffset: this.#dataPageOffset,
      pages: this.#pages,
    };
    return { parts: this.#parts, metadata };
  }

  #add(header: Uint8Array, body: Uint8Array, uncompressedSize: number): void {
    this.#parts.push(header, body);
    this.#compressedSize += header.byteLength + body.byteLength;
    this.#uncompressedSize += header.byteLength + uncompressedSize;
  }
}

function pageHeader(type: number, body: Uint8Array, uncompressedSize: number): ThriftWriter {
  const writer = new ThriftWriter();
  writer.i32(1, type);
  writer.i32(2, uncompressedSize);
  writer.i32(3, body.byteLength);
  writer.i32(4, zlib().crc32(body) | 0);
  return writer;
}
