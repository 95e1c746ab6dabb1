import { parquetLayout } from "@millrace/kernels";
import { corruptChunk } from "../reader/chunk.ts";
import type { PageBuffers } from "../reader/page-buffers.ts";
import { checkText } from "./plain.ts";
import type { DecoderInput, ValueDecoder } from "./value-decoder.ts";

/** The bytes that the strings of one read may expand to. */
const MAX_EXPANDED = 256 << 20;
/** Values read at once, so that scratch and expanded strings stay small. */
const STEP = 4096;

/** The state blocks that delta encodings need, one behind the other. */
export const DELTA_STATES_SIZE: number = parquetLayout.DELTA_STATE_SIZE * 2;

/** DELTA_BINARY_PACKED integers. */
export class DeltaIntegers implements ValueDecoder {
  readonly #input: DecoderInput;
  readonly #state: number;

  constructor(input: DecoderInput, state: number) {
    const { chunk, range } = input;
    this.#input = input;
    this.#state = state;
    if (chunk.context.kernels.parquet_delta_init(state, range.start, range.end) < 0) throw damaged(input);
  }

  read(count: number, out: number): void {
    const { chunk, scratch } = this.#input;
    const { width, convert } = chunk.column;
    const { kernels } = chunk.context;
    const direct = convert === parquetLayout.CONVERT_NONE;
    if (kernels.parquet_delta_read(this.#state, count, width, direct ? out : scratch.values) !== 0) {
      throw damaged(this.#input);
    }
    if (!direct) kernels.parquet_convert(convert, count, scratch.values, width, out);
  }

  skip(count: number): void {
    if (this.#input.chunk.context.kernels.parquet_delta_read(this.#state, count, 8, 0) !== 0)
      throw damaged(this.#input);
  }
}

/** DELTA_LENGTH_BYTE_ARRAY strings: all lengths, then all bytes; views point into the page. */
export class DeltaLengthStrings implements ValueDecoder {
  readonly #input: DecoderInput;
  readonly #lengths: number;
  #at: number;

  constructor(input: DecoderInput, state: number) {
    this.#input = input;
    this.#lengths = state;
    this.#at = startAndEnd(input, state, input.range.start);
  }

  read(count: number, out: number): void {
    this.#pass(count, out);
    checkText(this.#input.chunk, out, count, this.#input.range.byte);
  }

  skip(count: number): void {
    for (let done = 0; done < count; done += STEP) this.#pass(Math.min(STEP, count - done), 0);
  }

  #pass(count: number, out: number): void {
    const { chunk, range, scratch } = this.#input;
    const { kernels } = chunk.context;
    if (kernels.parquet_delta_read(this.#lengths, count, 4, scratch.codes) !== 0) throw damaged(this.#input);
    const to = kernels.parquet_delta_length_views(count, scratch.codes, this.#at, range.end, out);
    if (to === 0) throw damaged(this.#input);
    this.#at = to >>> 0;
  }
}

/** DELTA_BYTE_ARRAY strings: front-coded; their full bytes are written to buffers that live for the batch. */
export class FrontCodedStrings implements ValueDecoder {
  readonly #input: DecoderInput;
  readonly #prefixes: number;
  readonly #suffixes: number;
  readonly #heap: PageBuffers;
  /** The last string read, in memory of its own: the next ones begin like it. */
  readonly #previous: PageBuffers;
  #previousAt = 0;
  #previousLength = 0;
  #at: number;

  constructor(input: DecoderInput, states: number, heap: PageBuffers, previous: PageBuffers) {
    this.#input = input;
    this.#prefixes = states;
    this.#suffixes = states + parquetLayout.DELTA_STATE_SIZE;
    this.#heap = heap;
    this.#previous = previous;
    const suffixes = startAndEnd(input, this.#prefixes, input.range.start);
    this.#at = startAndEnd(input, this.#suffixes, suffixes);
  }

  read(count: number, out: number): void {
    for (let done = 0; done < count; done += STEP) this.#expand(Math.min(STEP, count - done), out + done * 16, true);
    checkText(this.#input.chunk, out, count, this.#input.range.byte);
  }

  skip(count: number): void {
    // Later strings build on earlier ones, so they are expanded all the same.
    const { scratch } = this.#input;
    for (let done = 0; done < count; done += STEP) {
      // Only what lies before the skip may be in use.
      this.#expand(Math.min(STEP, count - done), scratch.values, done === 0);
    }
  }

  #expand(count: number, out: number, keep: boolean): void {
    const { chunk, range, scratch } = this.#input;
    const { kernels } = chunk.context;
    const prefixes = scratch.codes;
    const suffixes = scratch.codes + STEP * 4 + 64;
    if (
      kernels.parquet_delta_read(this.#prefixes, count, 4, prefixes) !== 0 ||
      kernels.parquet_delta_read(this.#suffixes, count, 4, suffixes) !== 0
    ) {
      throw damaged(this.#input);
    }
    const [at, end, length] = [this.#at, range.end, this.#previousLength];
    const size = kernels.parquet_delta_strings_size(count, prefixes, suffixes, at, end, length, MAX_EXPANDED);
    if (size < 0) throw damaged(this.#input);
    const heap = this.#heap.next(Math.max(size, 64), keep);
    this.#at = kernels.parquet_delta_strings(count, prefixes, suffixes, at, this.#previousAt, heap, out) >>> 0;
    if (count === 0) return;
    const { bytes } = chunk.context;
    const last = new DataView(bytes.buffer, bytes.byteOffset).getUint32(out + (count - 1) * 16, true);
    this.#previousAt = this.#previous.next(Math.max(last, 64), false);
    this.#previousLength = last;
    kernels.parquet_copy(this.#previousAt, heap + size - last, last);
  }
}

/** Starts the integers at `start` in the state, and returns where they end. */
function startAndEnd(input: DecoderInput, state: number, start: number): number {
  const { kernels } = input.chunk.context;
  const count = kernels.parquet_delta_init(state, start, input.range.end);
  if (count < 0 || kernels.parquet_delta_read(state, count, 4, 0) !== 0) throw damaged(input);
  const end = kernels.parquet_delta_end(state) >>> 0;
  kernels.parquet_delta_init(state, start, input.range.end);
  return end;
}

function damaged(input: DecoderInput): Error {
  return corruptChunk(input.chunk, "Delta-encoded values are damaged", input.range.byte);
}
