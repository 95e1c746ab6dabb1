import { BATCH_ROWS, layoutOf, layoutWidth } from "@millrace/core";
import type { Dictionary, Vector } from "../../format.ts";
import type { DictionaryValues } from "../decoders/dictionary.ts";
import { DictionaryDecoder, decodeDictionary } from "../decoders/dictionary.ts";
import type { Scratch, ValueDecoder } from "../decoders/value-decoder.ts";
import type { PageHeader } from "../metadata/page-header.ts";
import type { OpenChunk } from "./chunk.ts";
import { PageCursor } from "./page-cursor.ts";
import { PageDecoders } from "./page-decoder.ts";

/** A selection pays by looking up only its rows when it is this much smaller than the batch. */
const SPARSE_FACTOR = 4;

/** Tells dictionaries of one worker apart. */
let generations = 0;

/** A column as a morsel reader sees it. */
export interface ColumnSource {
  /** Buffers of the previous batch may be reused. */
  beginBatch(): void;
  /** Rows [from, from + rows) of the row group; `from` only ascends. */
  load(from: number, rows: number, out: Vector, selection: number, selectedRows: number): void;
  /** Bytes of the chunk that were read. */
  readonly bytesRead: number;
  release(): void;
}

/** Reads a column chunk of a flat column, resumable at any row. */
export class ColumnReader implements ColumnSource {
  readonly #chunk: OpenChunk;
  readonly #scratch: Scratch;
  readonly #coded: boolean;
  readonly #width: number;
  readonly #cursor: PageCursor;
  readonly #decoders: PageDecoders;
  readonly #data: number;
  readonly #validity: number;
  readonly #allocations: number[];
  #dictionary: DictionaryValues | null = null;
  /** What a coded batch hands out; with the values of plain pages behind the dictionary's own. */
  #published: Dictionary | null = null;
  #extension = 0;
  #extended = 0;

  #page: PageHeader | null = null;
  /** The decoder of the current page; null until its first row is wanted. */
  #values: ValueDecoder | null = null;
  /** Rows of the current page that are passed. */
  #position = 0;

  /** `stagger` moves the vectors of columns to different cache sets. */
  constructor(chunk: OpenChunk, coded: boolean, scratch: Scratch, stagger: number) {
    const { allocator } = chunk.context;
    this.#chunk = chunk;
    this.#scratch = scratch;
    this.#coded = coded;
    this.#width = layoutWidth(layoutOf(chunk.column.type));
    this.#cursor = new PageCursor(chunk);
    this.#decoders = new PageDecoders(chunk, scratch);
    const offset = (stagger % 16) * 64;
    const data = allocator.alloc(BATCH_ROWS * (coded ? 4 : this.#width) + 1024);
    this.#data = data + offset;
    this.#allocations = [data];
    this.#validity = 0;
    if (chunk.column.nullable) {
      const validity = allocator.alloc(BATCH_ROWS + 1024);
      this.#validity = validity + offset;
      this.#allocations.push(validity);
    }
  }

  get bytesRead(): number {
    return this.#cursor.bytesRead;
  }

  beginBatch(): void {
    this.#cursor.beginBatch();
    this.#decoders.beginBatch();
    if (this.#extended > 0) {
      this.#extended = 0;
      this.#published = null;
    }
  }

  load(from: number, rows: number, out: Vector, selection: number, selectedRows: number): void {
    const { kernels } = this.#chunk.context;
    let done = 0;
    let hasNulls = false;
    let firstSelected = 0;
    while (done < rows) {
      this.#seek(from + done);
      const count = Math.min(rows - done, this.#cursor.endRow - (from + done));
      if (selection === 0) hasNulls = this.#read(done, count) || hasNulls;
      else {
        const at = selection + firstSelected * 4;
        const selected = kernels.parquet_lower_bound(selectedRows - firstSelected, at, done + count);
        if (selected === 0) this.#skip(count);
        else hasNulls = this.#read(done, count, at, selected) || hasNulls;
        firstSelected += selected;
      }
      done += count;
    }
    out.data = this.#data;
    out.validity = hasNulls ? this.#validity : 0;
    out.dictionary = this.#coded ? this.#publish() : null;
  }

  /** Moves to the page of a row, and within it to the row. */
  #seek(row: number): void {
    this.#cursor.seek(row);
    if (this.#cursor.header !== this.#page) {
      this.#page = this.#cursor.header;
      this.#values = null;
      this.#position = 0;
    }
    this.#skip(row - this.#cursor.firstRow - this.#position);
  }

  #skip(rows: number): void {
    if (rows <= 0) return;
    this.#position += rows;
    // A page that nothing was wanted of so far is not even decompressed.
    if (this.#values !== null) this.#pass(this.#values, rows);
  }

  #pass(values: ValueDecoder, rows: number): void {
    const valid = this.#chunk.column.nullable ? this.#decoders.readLevels(rows, 0, this.#cursor.byte) : rows;
    if (valid > 0) values.skip(valid);
  }

  /** Reads `count` rows of the current page to position `at` of the batch; returns whether there are nulls among them. */
  #read(at: number, count: number, selection = 0, selected = 0): boolean {
    const values = this.#values ?? this.#open();
    const { kernels } = this.#chunk.context;
    const { nullable } = this.#chunk.column;
    this.#position += count;
    const validity = this.#validity + at;
    const valid = nullable ? this.#decoders.readLevels(count, validity, this.#cursor.byte) : count;
    const width = this.#coded ? 4 : this.#width;
    const data = this.#data + at * width;
    if (valid > 0) {
      if (this.#coded) this.#readCodes(values, valid, data);
      else if (
        valid === count &&
        selected > 0 &&
        selected * SPARSE_FACTOR < count &&
        values instanceof DictionaryDecoder
      ) {
        values.readSelected(count, data, selection, selected, at);
      } else values.read(valid, data);
    }
    if (valid < count) kernels.parquet_spread(count, valid, validity, width, data);
    return valid < count;
  }

  /** Decompresses the current page and moves to the position in it. */
  #open(): ValueDecoder {
    const header = this.#page!;
    const bytes = this.#cursor.loadPage();
    const range = this.#decoders.startLevels(header, bytes, this.#cursor.byte);
    this.#values = this.#decoders.values(header.encoding, range, () => this.#loadDictionary());
    if (this.#position > 0) this.#pass(this.#values, this.#position);
    return this.#values;
  }

  #loadDictionary(): DictionaryValues {
    this.#dictionary ??= decodeDictionary(this.#chunk, this.#cursor.dictionary, this.#scratch);
    return this.#dictionary;
  }

  #readCodes(values: ValueDecoder, count: number, out: number): void {
    if (values instanceof DictionaryDecoder) values.codes(count, out);
    else {
      // A page that is not dictionary-encoded, against the footer's promise: for this batch its values join the dictionary.
      const base = this.#loadDictionary();
      const first = base.count + this.#extended;
      values.read(count, this.#extensionOf(base) + first * this.#width);
      this.#chunk.context.kernels.parquet_iota(count, first, out);
      this.#extended += count;
      this.#published = null;
    }
  }

  /** A copy of the dictionary with room for a batch of values behind it. */
  #extensionOf(base: DictionaryValues): number {
    if (this.#extension === 0) {
      const { allocator, kernels } = this.#chunk.context;
      this.#extension = allocator.alloc((base.count + BATCH_ROWS + 1) * this.#width);
      this.#allocations.push(this.#extension);
      kernels.parquet_copy(this.#extension, base.data, base.count * this.#width);
    }
    return this.#extension;
  }

  #publish(): Dictionary {
    if (this.#published === null) {
      const base = this.#loadDictionary();
      const data = this.#extended > 0 ? this.#extension : base.data;
      generations++;
      this.#published = { data, count: base.count + this.#extended, generation: generations };
    }
    return this.#published;
  }

  release(): void {
    const { allocator } = this.#chunk.context;
    this.#cursor.release();
    this.#decoders.release();
    for (const pointer of this.#allocations) allocator.free(pointer);
    if (this.#dictionary !== null) allocator.free(this.#dictionary.data);
    this.#dictionary = null;
  }
}
