import { parquetLayout } from "@millrace/kernels";
import { DELTA_STATES_SIZE, DeltaIntegers, DeltaLengthStrings, FrontCodedStrings } from "../decoders/delta.ts";
import type { DictionaryValues } from "../decoders/dictionary.ts";
import { DictionaryDecoder } from "../decoders/dictionary.ts";
import { plainDecoder, RleBooleans, SplitFixed } from "../decoders/plain.ts";
import type { DecoderInput, Scratch, ValueDecoder, ValueRange } from "../decoders/value-decoder.ts";
import { Encoding, encodingName, PageType, Physical } from "../metadata/constants.ts";
import type { PageHeader } from "../metadata/page-header.ts";
import type { OpenChunk } from "./chunk.ts";
import { corruptChunk, unsupportedChunk } from "./chunk.ts";
import { PageBuffers } from "./page-buffers.ts";
import type { PageBytes } from "./page-cursor.ts";

/** Sets up the decoding of a chunk's pages: the blocks that the kernels keep their state in, one set a column. */
export class PageDecoders {
  readonly #chunk: OpenChunk;
  readonly #scratch: Scratch;
  readonly #levels: number;
  readonly #runs: number;
  readonly #deltas: number;
  readonly #heap: PageBuffers;
  readonly #previous: PageBuffers;

  constructor(chunk: OpenChunk, scratch: Scratch) {
    const { allocator } = chunk.context;
    this.#chunk = chunk;
    this.#scratch = scratch;
    this.#levels = allocator.alloc(parquetLayout.RLE_STATE_SIZE * 2 + DELTA_STATES_SIZE);
    this.#runs = this.#levels + parquetLayout.RLE_STATE_SIZE;
    this.#deltas = this.#runs + parquetLayout.RLE_STATE_SIZE;
    this.#heap = new PageBuffers(allocator);
    this.#previous = new PageBuffers(allocator);
  }

  beginBatch(): void {
    this.#heap.beginBatch();
  }

  release(): void {
    this.#chunk.context.allocator.free(this.#levels);
    this.#heap.release();
    this.#previous.release();
  }

  /**
   * Starts the definition levels of a page, where the column has them. Returns the range of the values.
   * The levels are then read by readLevels.
   */
  startLevels(header: PageHeader, page: PageBytes, byte: number): ValueRange {
    const chunk = this.#chunk;
    if (!chunk.column.nullable) return { start: page.values, end: page.end, byte };
    const { bytes, kernels } = chunk.context;
    if (header.type === PageType.dataV2) {
      kernels.parquet_rle_init(this.#levels, page.levels, page.levelsEnd, 1);
      return { start: page.values, end: page.end, byte };
    }
    if (header.levelEncoding !== Encoding.rle) {
      throw unsupportedChunk(chunk, `The level encoding ${encodingName(header.levelEncoding)}`);
    }
    const room = page.end - page.values - 4;
    const length = room < 0 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(page.values, true);
    if (room < 0 || length > room) throw corruptChunk(chunk, "The levels of a page are longer than the page", byte);
    const start = page.values + 4;
    kernels.parquet_rle_init(this.#levels, start, start + length, 1);
    return { start: start + length, end: page.end, byte };
  }

  /** Writes (or only counts, with `out` 0) the next `rows` levels as validity bytes; returns how many rows are valid. */
  readLevels(rows: number, out: number, byte: number): number {
    const valid = this.#chunk.context.kernels.parquet_levels_read(this.#levels, rows, out);
    if (valid < 0) throw corruptChunk(this.#chunk, "The definition levels of a page are damaged", byte);
    return valid;
  }

  /** The decoder of a page's values. */
  values(encoding: number, range: ValueRange, dictionary: () => DictionaryValues): ValueDecoder {
    const chunk = this.#chunk;
    const { physical, form } = chunk.column;
    const input: DecoderInput = { chunk, range, scratch: this.#scratch };
    const isString = form === "bytes" || form === "fixedBytes";
    switch (encoding) {
      case Encoding.plain:
        return plainDecoder(input);
      case Encoding.plainDictionary:
      case Encoding.rleDictionary:
        return new DictionaryDecoder(input, dictionary(), this.#runs);
      case Encoding.rle:
        if (form === "boolean") return new RleBooleans(input, this.#runs);
        break;
      case Encoding.deltaBinaryPacked:
        if (physical === Physical.int32 || physical === Physical.int64) return new DeltaIntegers(input, this.#deltas);
        break;
      case Encoding.deltaLengthByteArray:
        if (form === "bytes") return new DeltaLengthStrings(input, this.#deltas);
        break;
      case Encoding.deltaByteArray:
        if (isString) return new FrontCodedStrings(input, this.#deltas, this.#heap, this.#previous);
        break;
      case Encoding.byteStreamSplit:
        if (form === "fixed" && physical !== Physical.int96 && chunk.column.width <= 16) return new SplitFixed(input);
        break;
    }
    throw unsupportedChunk(chunk, `The encoding ${encodingName(encoding)} of this type`);
  }
}
