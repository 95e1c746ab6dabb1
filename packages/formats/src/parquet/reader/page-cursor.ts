import { Encoding, PageType } from "../metadata/constants.ts";
import type { PageHeader } from "../metadata/page-header.ts";
import { parsePageHeader } from "../metadata/page-header.ts";
import type { OffsetIndex } from "../metadata/page-index.ts";
import { parseOffsetIndex } from "../metadata/page-index.ts";
import { ThriftError } from "../metadata/thrift.ts";
import type { OpenChunk } from "./chunk.ts";
import { corruptChunk } from "./chunk.ts";
import { CompressedWindow } from "./compressed-window.ts";
import { checkPageSizes, decompress } from "./decompress.ts";
import { PageBuffers } from "./page-buffers.ts";

/** Header bytes tried first; statistics in a header can make it longer. */
const HEADER_SIZE = 1024;
const MAX_HEADER_SIZE = 16 << 20;
/** Headers without rows in a row that are accepted, before a chunk counts as corrupt. */
const MAX_EMPTY_PAGES = 65536;

/** The uncompressed bytes of a page in the arena. */
export interface PageBytes {
  /** Version 2: the definition levels; 0 in version 1, where they begin the values. */
  readonly levels: number;
  readonly levelsEnd: number;
  readonly values: number;
  readonly end: number;
}

/** An uncompressed dictionary page: `count` PLAIN values at [pointer, end). */
export interface DictionaryPage {
  readonly count: number;
  readonly pointer: number;
  readonly end: number;
  readonly byte: number;
}

/** Walks the pages of a chunk: header by header, or by the offset index; pages are decompressed only when asked for. */
export class PageCursor {
  readonly #chunk: OpenChunk;
  readonly #window: CompressedWindow;
  readonly #buffers: PageBuffers;
  /** Whether values point into the page: then it is copied out of the window, and kept for the batch. */
  readonly #viewed: boolean;
  #offsetIndex: OffsetIndex | null | undefined;
  /** File offset of the next header, and the row that its page begins with. */
  #next: number;
  #nextRow = 0;
  #bodyAt = 0;

  /** The dictionary page, known once a data page has been reached. */
  dictionary: DictionaryPage | null = null;
  /** The current data page, null before the first. */
  header: PageHeader | null = null;
  /** Rows [firstRow, endRow) of the row group lie in the current page. */
  firstRow = 0;
  endRow = 0;

  constructor(chunk: OpenChunk) {
    this.#chunk = chunk;
    this.#window = new CompressedWindow(chunk);
    this.#buffers = new PageBuffers(chunk.context.allocator);
    this.#viewed = chunk.column.form === "bytes" || chunk.column.form === "fixedBytes";
    this.#next = chunk.plan.start;
  }

  beginBatch(): void {
    this.#buffers.beginBatch();
  }

  /** Bytes of the chunk read so far. */
  get bytesRead(): number {
    return this.#window.bytesRead;
  }

  release(): void {
    this.#window.release();
    this.#buffers.release();
    if (this.dictionary !== null) this.#chunk.context.allocator.free(this.dictionary.pointer);
    this.dictionary = null;
  }

  /** Moves to the page that holds `row`; rows only ascend. */
  seek(row: number): void {
    if (row < this.endRow) return;
    if (this.header !== null && row > this.#nextRow) this.#jump(row);
    for (let empty = 0; row >= this.endRow; empty++) {
      if (empty > MAX_EMPTY_PAGES) throw corruptChunk(this.#chunk, "Too many empty pages", this.#next);
      this.#advance(row);
    }
  }

  /** Where the current data page lies in the file, for messages. */
  get byte(): number {
    return this.#bodyAt;
  }

  /** Decompresses the dictionary page into memory of its own, before the window moves on. */
  #loadDictionary(header: PageHeader, bodyAt: number): void {
    checkPageSizes(this.#chunk, header.compressedSize, header.uncompressedSize, bodyAt);
    const pointer = this.#chunk.context.allocator.alloc(header.uncompressedSize);
    const source = this.#window.need(bodyAt, header.compressedSize);
    this.#expand(source, header.compressedSize, pointer, header.uncompressedSize, bodyAt);
    this.dictionary = { count: header.numValues, pointer, end: pointer + header.uncompressedSize, byte: bodyAt };
  }

  /** Decompresses the current page. Its bytes stay for the batch if values point into them, else until the next page. */
  loadPage(): PageBytes {
    const header = this.header!;
    const { compressedSize, uncompressedSize } = header;
    checkPageSizes(this.#chunk, compressedSize, uncompressedSize, this.#bodyAt);
    const source = this.#window.need(this.#bodyAt, compressedSize);
    if (header.type === PageType.data) {
      if (this.#chunk.plan.codec === 0 && !this.#viewed) {
        return { levels: 0, levelsEnd: 0, values: source, end: source + compressedSize };
      }
      const page = this.#buffers.next(uncompressedSize, this.#viewed);
      this.#expand(source, compressedSize, page, uncompressedSize, this.#bodyAt);
      return { levels: 0, levelsEnd: 0, values: page, end: page + uncompressedSize };
    }
    return this.#loadPageV2(header, source);
  }

  #loadPageV2(header: PageHeader, source: number): PageBytes {
    const { definitionBytes, repetitionBytes, compressedSize, uncompressedSize } = header;
    const levelBytes = definitionBytes + repetitionBytes;
    if (levelBytes > compressedSize || levelBytes > uncompressedSize) {
      throw corruptChunk(this.#chunk, "The levels of a page are longer than the page", this.#bodyAt);
    }
    const page = this.#buffers.next(uncompressedSize, this.#viewed);
    this.#chunk.context.kernels.parquet_copy(page, source, levelBytes);
    const size = uncompressedSize - levelBytes;
    const length = compressedSize - levelBytes;
    const at = this.#bodyAt + levelBytes;
    // A page of nulls may have no values at all, not even an empty compressed block.
    if (header.valuesCompressed && length > 0) this.#expand(source + levelBytes, length, page + levelBytes, size, at);
    else this.#store(source + levelBytes, length, page + levelBytes, size, at);
    const levels = page + repetitionBytes;
    return { levels, levelsEnd: levels + definitionBytes, values: page + levelBytes, end: page + uncompressedSize };
  }

  #expand(source: number, length: number, target: number, size: number, byte: number): void {
    if (this.#chunk.plan.codec === 0) this.#store(source, length, target, size, byte);
    else decompress(this.#chunk, source, length, target, size, byte);
  }

  #store(source: number, length: number, target: number, size: number, byte: number): void {
    if (length !== size) throw corruptChunk(this.#chunk, `An uncompressed page has ${length} bytes, not ${size}`, byte);
    this.#chunk.context.kernels.parquet_copy(target, source, size);
  }

  /** Uses the offset index, where there is one, to pass over pages without reading their headers. */
  #jump(row: number): void {
    const index = this.#loadOffsetIndex();
    if (index === null) return;
    let low = 0;
    let high = index.firstRows.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (index.firstRows[middle]! <= row) low = middle;
      else high = middle;
    }
    const offset = index.offsets[low]!;
    if (offset <= this.#next) return;
    this.#next = offset;
    this.#nextRow = index.firstRows[low]!;
  }

  #loadOffsetIndex(): OffsetIndex | null {
    if (this.#offsetIndex !== undefined) return this.#offsetIndex;
    const { plan, context, descriptor, rows } = this.#chunk;
    this.#offsetIndex = null;
    if (plan.offsetIndex === null) return null;
    const bytes = new Uint8Array(plan.offsetIndex.length);
    context.files.readInto(descriptor, bytes, 0, bytes.length, plan.offsetIndex.offset);
    this.#chunk.counters.bytesRead += bytes.length;
    try {
      this.#offsetIndex = parseOffsetIndex(bytes, rows, plan.start, this.#window.end);
    } catch (error) {
      if (!(error instanceof ThriftError)) throw error;
      // The headers say the same; only speed is lost.
    }
    return this.#offsetIndex;
  }

  /** Reads the next header; a data page becomes the current one, a dictionary page is remembered. */
  #advance(row: number): void {
    const chunk = this.#chunk;
    if (this.#nextRow >= chunk.rows || this.#next >= this.#window.end) {
      throw corruptChunk(chunk, `The column chunk has fewer rows than its row group (row ${row})`, this.#next);
    }
    const header = this.#readHeader();
    const bodyAt = this.#next + header.headerSize;
    this.#next = bodyAt + header.compressedSize;
    if (this.#next > this.#window.end)
      throw corruptChunk(chunk, "A page reaches over the end of its column chunk", bodyAt);
    if (header.type === PageType.dictionary) {
      if (this.dictionary !== null) throw corruptChunk(chunk, "A column chunk has two dictionaries", bodyAt);
      if (header.encoding !== Encoding.plain && header.encoding !== Encoding.plainDictionary) {
        throw corruptChunk(chunk, `A dictionary page has the encoding ${header.encoding}`, bodyAt);
      }
      this.#loadDictionary(header, bodyAt);
      return;
    }
    // Index pages were never specified; unknown types are to be passed over.
    if (header.type !== PageType.data && header.type !== PageType.dataV2) return;
    if (this.#nextRow + header.numValues > chunk.rows) {
      throw corruptChunk(chunk, "A column chunk has more values than its row group has rows", bodyAt);
    }
    this.header = header;
    this.#bodyAt = bodyAt;
    this.firstRow = this.#nextRow;
    this.endRow = this.#nextRow + header.numValues;
    this.#nextRow = this.endRow;
  }

  #readHeader(): PageHeader {
    const { context } = this.#chunk;
    const rest = this.#window.end - this.#next;
    for (let size = Math.min(rest, HEADER_SIZE); ; size = Math.min(rest, size * 16)) {
      const length = Math.max(size, Math.min(rest, this.#window.available(this.#next)));
      const start = this.#window.need(this.#next, length);
      try {
        return parsePageHeader(context.bytes, start, start + length);
      } catch (error) {
        if (!(error instanceof ThriftError)) throw error;
        if (error.truncated && length < rest && length < MAX_HEADER_SIZE) continue;
        throw corruptChunk(this.#chunk, `A page header is damaged (${error.message})`, this.#next);
      }
    }
  }
}
