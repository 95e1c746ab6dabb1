import type { Bounds } from "./bounds.ts";
import { mergeBounds } from "./bounds.ts";
import type { ColumnChunkMetadata } from "./column-chunk.ts";
import { ColumnChunkBuilder, ENCODING } from "./column-chunk.ts";
import type { ColumnTask } from "./column-task.ts";
import { ORDER } from "./physical-type.ts";

/** The rows of a data page; `row` counts within the row group. */
export interface PageRows {
  readonly row: number;
  readonly numRows: number;
  readonly nullCount: number;
  readonly bounds: Bounds | null;
}

/** What a run-length header and the last group of codes take beyond their bits. */
const HYBRID_SLACK = 32;

/** Puts pages together in the arena (levels, then values), compresses them and keeps them in order. */
export class PageWriter {
  readonly #task: ColumnTask;
  readonly #chunk = new ColumnChunkBuilder();
  #bounds: Bounds | null = null;
  #hasBounds = true;

  constructor(task: ColumnTask) {
    this.#task = task;
  }

  /** The dictionary, PLAIN bytes in the arena. */
  writeDictionary(page: number, byteLength: number, numEntries: number): void {
    this.#chunk.addDictionaryPage(this.#task.compress(page, byteLength), byteLength, numEntries);
  }

  /** A page of PLAIN values, nulls left out. */
  writePlain(rows: PageRows, values: number, byteLength: number): void {
    const { scratch } = this.#task;
    const page = this.#startPage(rows, byteLength);
    scratch.bytes.copyWithin(page.end, values, values + byteLength);
    this.#endPage(rows, page.start, page.end + byteLength, ENCODING.plain);
  }

  /** A page of `count` u32 codes of `bitWidth` bits. */
  writeCodes(rows: PageRows, codes: number, count: number, bitWidth: number): void {
    const { kernels, scratch } = this.#task;
    const page = this.#startPage(rows, (count / 8 + 1) * (bitWidth + 1) + HYBRID_SLACK);
    scratch.bytes[page.end] = bitWidth;
    const length = kernels.pqw_hybrid(codes, count, bitWidth, page.end + 1);
    this.#endPage(rows, page.start, page.end + 1 + length, ENCODING.rleDictionary);
  }

  finish(): { readonly parts: readonly Uint8Array[]; readonly metadata: ColumnChunkMetadata } {
    const { numRows, validity } = this.#task;
    const bounds = this.#hasBounds ? this.#bounds : null;
    return this.#chunk.finish({ numValues: numRows, nullCount: validity.nullCount, bounds });
  }

  #startPage(rows: PageRows, valueBytes: number): { readonly start: number; readonly end: number } {
    const { kernels, scratch, validity, field } = this.#task;
    const start = scratch.buffer("page", rows.numRows / 8 + HYBRID_SLACK + valueBytes);
    const isOptional = field.nullable || field.type.kind === "null";
    return {
      start,
      end: isOptional ? start + kernels.pqw_levels(validity.bitmap, rows.row, rows.numRows, start) : start,
    };
  }

  #endPage(rows: PageRows, start: number, end: number, encoding: number): void {
    const { bounds, numRows, nullCount } = rows;
    this.#chunk.addDataPage(this.#task.compress(start, end - start), end - start, encoding, {
      numRows,
      nullCount,
      bounds,
    });
    if (bounds !== null) {
      this.#bounds = this.#bounds === null ? bounds : mergeBounds(this.#task.storage.order, this.#bounds, bounds);
    } else if (nullCount < numRows && !isFloatOrder(this.#task.storage.order)) this.#hasBounds = false;
  }
}

/** A page of NaN alone has no bounds, yet those of the other pages hold for the column: bounds say nothing of NaN. */
function isFloatOrder(order: number): boolean {
  return order === ORDER.f32 || order === ORDER.f64;
}
