import type { DataType } from "@millrace/core";
import { BATCH_ROWS, layoutOf, layoutWidth } from "@millrace/core";
import type { ReadContext, Vector } from "../../format.ts";
import type { ColumnSource } from "./column-reader.ts";

/** A column that a file does not have: null in every row. */
export class NullColumn implements ColumnSource {
  readonly bytesRead: number = 0;
  readonly #context: ReadContext;
  readonly #data: number;
  readonly #validity: number;
  readonly #coded: boolean;

  constructor(context: ReadContext, type: DataType, coded: boolean) {
    const size = BATCH_ROWS * layoutWidth(layoutOf(type));
    this.#context = context;
    this.#coded = coded;
    this.#data = context.allocator.alloc(size + BATCH_ROWS);
    this.#validity = this.#data + size;
    context.kernels.parquet_fill(this.#data, 0, size + BATCH_ROWS);
  }

  beginBatch(): void {}

  load(_from: number, _rows: number, out: Vector): void {
    out.data = this.#data;
    out.validity = this.#validity;
    out.dictionary = this.#coded ? { data: this.#data, count: 0, generation: 0 } : null;
  }

  release(): void {
    this.#context.allocator.free(this.#data);
  }
}
