import { parquetLayout } from "@millrace/kernels";
import type { OpenChunk } from "../reader/chunk.ts";
import { corruptChunk, unsupportedChunk } from "../reader/chunk.ts";
import type { DecoderInput, ValueDecoder, ValueRange } from "./value-decoder.ts";

/** The decoder of PLAIN values, for pages and dictionaries. */
export function plainDecoder(input: DecoderInput): ValueDecoder {
  switch (input.chunk.column.form) {
    case "fixed":
      return new PlainFixed(input);
    case "boolean":
      return new PlainBooleans(input);
    case "bytes":
    case "byteDecimal":
      return new PlainByteArrays(input);
    case "fixedBytes":
      return new PlainFixedBytes(input);
  }
}

/** Throws where views are not text: such bytes would become other text on their way out. */
export function checkText(chunk: OpenChunk, views: number, count: number, byte: number): void {
  if (chunk.context.kernels.parquet_first_invalid_utf8(count, views) === count) return;
  if (chunk.column.isBinary) throw unsupportedChunk(chunk, "Binary data that is not UTF-8 text");
  throw corruptChunk(chunk, "A string is not UTF-8", byte);
}

function tooShort(chunk: OpenChunk, range: ValueRange): Error {
  return corruptChunk(chunk, "A page has fewer values than its header says", range.byte);
}

/** Values of a fixed width. */
class PlainFixed implements ValueDecoder {
  readonly #input: DecoderInput;
  #at: number;

  constructor(input: DecoderInput) {
    this.#input = input;
    this.#at = input.range.start;
  }

  read(count: number, out: number): void {
    const { chunk, range } = this.#input;
    const { width, convert } = chunk.column;
    if (count * width > range.end - this.#at) throw tooShort(chunk, range);
    if (chunk.context.kernels.parquet_convert(convert, count, this.#at, width, out) !== count) {
      throw corruptChunk(chunk, "A decimal has more digits than its type", range.byte);
    }
    this.#at += count * width;
  }

  skip(count: number): void {
    const { chunk, range } = this.#input;
    this.#at += count * chunk.column.width;
    if (this.#at > range.end) throw tooShort(chunk, range);
  }
}

/** One bit a value. */
class PlainBooleans implements ValueDecoder {
  readonly #input: DecoderInput;
  #bit = 0;

  constructor(input: DecoderInput) {
    this.#input = input;
  }

  read(count: number, out: number): void {
    const { chunk, range } = this.#input;
    const from = this.#bit;
    this.skip(count);
    chunk.context.kernels.parquet_plain_booleans(count, range.start + (from >>> 3), from & 7, out);
  }

  skip(count: number): void {
    const { chunk, range } = this.#input;
    this.#bit += count;
    if (this.#bit > (range.end - range.start) * 8) throw tooShort(chunk, range);
  }
}

/** Length-prefixed bytes: strings as views into the page, or decimals. */
class PlainByteArrays implements ValueDecoder {
  readonly #input: DecoderInput;
  #at: number;

  constructor(input: DecoderInput) {
    this.#input = input;
    this.#at = input.range.start;
  }

  read(count: number, out: number): void {
    const { chunk, range } = this.#input;
    const { kernels } = chunk.context;
    if (chunk.column.form === "byteDecimal") {
      const isWide = chunk.column.convert === parquetLayout.CONVERT_BIG_ENDIAN_TO_128;
      this.#move(kernels.parquet_plain_decimals(count, this.#at, range.end, out, Number(isWide)));
    } else {
      this.#move(kernels.parquet_plain_views(count, this.#at, range.end, out));
      checkText(chunk, out, count, range.byte);
    }
  }

  skip(count: number): void {
    const { chunk, range } = this.#input;
    this.#move(chunk.context.kernels.parquet_plain_skip(count, this.#at, range.end));
  }

  #move(to: number): void {
    if (to === 0)
      throw corruptChunk(this.#input.chunk, "A value reaches over the end of its page", this.#input.range.byte);
    this.#at = to >>> 0;
  }
}

/** Bytes of a fixed length as strings. */
class PlainFixedBytes implements ValueDecoder {
  readonly #input: DecoderInput;
  #at: number;

  constructor(input: DecoderInput) {
    this.#input = input;
    this.#at = input.range.start;
  }

  read(count: number, out: number): void {
    const { chunk, range } = this.#input;
    const from = this.#at;
    this.skip(count);
    chunk.context.kernels.parquet_fixed_views(count, from, chunk.column.width, out);
    checkText(chunk, out, count, range.byte);
  }

  skip(count: number): void {
    const { chunk, range } = this.#input;
    this.#at += count * chunk.column.width;
    if (this.#at > range.end) throw tooShort(chunk, range);
  }
}

/** Booleans as an RLE run list behind its length. */
export class RleBooleans implements ValueDecoder {
  readonly #input: DecoderInput;
  readonly #state: number;

  constructor(input: DecoderInput, state: number) {
    const { chunk, range } = input;
    this.#input = input;
    this.#state = state;
    const { bytes, kernels } = chunk.context;
    const room = range.end - range.start - 4;
    const length = room < 0 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(range.start, true);
    if (length > Math.max(0, room)) throw corruptChunk(chunk, "A run list is longer than its page", range.byte);
    kernels.parquet_rle_init(state, range.start + 4, range.start + 4 + length, 1);
  }

  read(count: number, out: number): void {
    const { chunk, range } = this.#input;
    if (chunk.context.kernels.parquet_rle_booleans(this.#state, count, out) < 0) throw tooShort(chunk, range);
  }

  skip(count: number): void {
    const { chunk, range } = this.#input;
    if (chunk.context.kernels.parquet_rle_skip(this.#state, count) < count) throw tooShort(chunk, range);
  }
}

/** BYTE_STREAM_SPLIT values of a fixed width. */
export class SplitFixed implements ValueDecoder {
  readonly #input: DecoderInput;
  readonly #count: number;
  #from = 0;

  constructor(input: DecoderInput) {
    this.#input = input;
    this.#count = Math.floor((input.range.end - input.range.start) / input.chunk.column.width);
  }

  read(count: number, out: number): void {
    const { chunk, range, scratch } = this.#input;
    const { width, convert } = chunk.column;
    const { kernels } = chunk.context;
    const from = this.#from;
    this.skip(count);
    if (convert === parquetLayout.CONVERT_NONE) {
      kernels.parquet_unsplit(count, range.start, this.#count, from, width, out);
      return;
    }
    kernels.parquet_unsplit(count, range.start, this.#count, from, width, scratch.values);
    if (kernels.parquet_convert(convert, count, scratch.values, width, out) !== count) {
      throw corruptChunk(chunk, "A decimal has more digits than its type", range.byte);
    }
  }

  skip(count: number): void {
    this.#from += count;
    if (this.#from > this.#count) throw tooShort(this.#input.chunk, this.#input.range);
  }
}
