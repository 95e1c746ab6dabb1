import { layoutOf, layoutWidth } from "@millrace/core";
import type { OpenChunk } from "../reader/chunk.ts";
import { corruptChunk } from "../reader/chunk.ts";
import type { DictionaryPage } from "../reader/page-cursor.ts";
import { plainDecoder } from "./plain.ts";
import type { DecoderInput, Scratch, ValueDecoder } from "./value-decoder.ts";

/** The decoded dictionary of a chunk: a flat vector. */
export interface DictionaryValues {
  readonly data: number;
  readonly count: number;
  /** Bytes of a value. */
  readonly width: number;
}

/** Decodes a dictionary page into memory of its own; null, for a chunk without one, gives an empty dictionary. */
export function decodeDictionary(chunk: OpenChunk, page: DictionaryPage | null, scratch: Scratch): DictionaryValues {
  const { allocator, kernels } = chunk.context;
  const width = layoutWidth(layoutOf(chunk.column.type));
  const count = page?.count ?? 0;
  if (page !== null) {
    const smallest = chunk.column.form === "fixed" || chunk.column.form === "fixedBytes" ? chunk.column.width : 4;
    if (chunk.column.form === "boolean" || count * smallest > page.end - page.pointer) {
      throw corruptChunk(chunk, `A dictionary page cannot hold ${count} values`, page.byte);
    }
  }
  // One value more: codes under nulls are 0 and may be looked up in an empty dictionary too.
  const data = allocator.alloc((count + 1) * width);
  kernels.parquet_fill(data + count * width, 0, width);
  if (page !== null) {
    const range = { start: page.pointer, end: page.end, byte: page.byte };
    plainDecoder({ chunk, range, scratch }).read(count, data);
  }
  return { data, count, width };
}

/** Codes into the dictionary: a bit width, then a run list. */
export class DictionaryDecoder implements ValueDecoder {
  readonly #input: DecoderInput;
  readonly #dictionary: DictionaryValues;
  readonly #state: number;

  constructor(input: DecoderInput, dictionary: DictionaryValues, state: number) {
    const { chunk, range } = input;
    this.#input = input;
    this.#dictionary = dictionary;
    this.#state = state;
    // A page of nulls may lack even the bit width.
    const width = range.start < range.end ? chunk.context.bytes[range.start]! : 0;
    if (width > 32) throw corruptChunk(chunk, `Codes of ${width} bits`, range.byte);
    chunk.context.kernels.parquet_rle_init(state, Math.min(range.start + 1, range.end), range.end, width);
  }

  /** Writes the next `count` codes, each below the dictionary's count. */
  codes(count: number, out: number): void {
    this.#rawCodes(count, out);
    const { kernels } = this.#input.chunk.context;
    if (kernels.parquet_codes_within(count, out, this.#dictionary.count) === 0) throw this.#wrongCode();
  }

  read(count: number, out: number): void {
    const { kernels } = this.#input.chunk.context;
    const { data, count: size, width } = this.#dictionary;
    const { codes } = this.#input.scratch;
    this.#rawCodes(count, codes);
    if (kernels.parquet_gather(count, codes, data, size, width, out) !== 0) throw this.#wrongCode();
  }

  /** Reads `count` values, but looks up only those at `selection[i] - base`, to their own places at `out`. */
  readSelected(count: number, out: number, selection: number, selected: number, base: number): void {
    const { kernels } = this.#input.chunk.context;
    const { data, count: size, width } = this.#dictionary;
    const { codes } = this.#input.scratch;
    this.#rawCodes(count, codes);
    if (kernels.parquet_gather_selected(codes, selection, selected, base, data, size, width, out) !== 0) {
      throw this.#wrongCode();
    }
  }

  skip(count: number): void {
    if (this.#input.chunk.context.kernels.parquet_rle_skip(this.#state, count) < count) throw this.#tooShort();
  }

  #rawCodes(count: number, out: number): void {
    if (this.#input.chunk.context.kernels.parquet_rle_read(this.#state, count, out) < count) throw this.#tooShort();
  }

  #wrongCode(): Error {
    return corruptChunk(this.#input.chunk, "A code is not in the dictionary", this.#input.range.byte);
  }

  #tooShort(): Error {
    return corruptChunk(this.#input.chunk, "A page has fewer values than its header says", this.#input.range.byte);
  }
}
