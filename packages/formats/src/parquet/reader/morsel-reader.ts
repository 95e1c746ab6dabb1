import { BATCH_ROWS, InternalEngineError } from "@millrace/core";
import type { MorselReader, OpenScan, ReadColumn, ReadContext, ReadCounters, Vector } from "../../format.ts";
import type { Scratch } from "../decoders/value-decoder.ts";
import { asType } from "../metadata/conversion.ts";
import { ChunkTable } from "../planning/chunk-table.ts";
import type { ParquetMorsel, ParquetScan } from "../planning/parquet-scan.ts";
import type { ChunkPlan } from "./chunk.ts";
import type { ColumnSource } from "./column-reader.ts";
import { ColumnReader } from "./column-reader.ts";
import { NullColumn } from "./null-column.ts";

/** Reads the row ranges of one morsel. Columns open when they are first loaded. */
export class ParquetMorselReader implements MorselReader {
  readonly counters: ReadCounters = {
    bytesRead: 0,
    bytesSkipped: {},
    rows: 0,
    rowsSkipped: {},
    rejectedRows: 0,
    firstRejected: [],
  };
  readonly #context: ReadContext;
  readonly #scan: OpenScan;
  readonly #shared: ParquetScan;
  readonly #table: ChunkTable;
  readonly #morsel: ParquetMorsel;
  readonly #path: string;
  readonly #descriptor: number;
  readonly #fileSize: number;
  readonly #sources: (ColumnSource | null)[];
  readonly #scratch: Scratch;
  #range = 0;
  #nextRow: number;
  #batchStart = 0;
  #batchRows = 0;
  #closed = false;

  constructor(context: ReadContext, scan: OpenScan, morsel: ParquetMorsel) {
    this.#context = context;
    this.#scan = scan;
    this.#shared = scan.shared as ParquetScan;
    this.#table = new ChunkTable(this.#shared.names.length, this.#shared.chunks);
    this.#morsel = morsel;
    this.#path = scan.files[morsel.file]!.path;
    this.#descriptor = context.files.open(this.#path);
    this.#fileSize = context.files.size(this.#descriptor);
    this.#sources = scan.columns.map(() => null);
    const codes = context.allocator.alloc(BATCH_ROWS * 20 + 128);
    this.#scratch = { codes, values: codes + BATCH_ROWS * 4 + 64 };
    this.#nextRow = morsel.ranges[0] ?? 0;
  }

  beginBatch(maxRows: number): number {
    const { ranges } = this.#morsel;
    while (this.#range < ranges.length && this.#nextRow >= ranges[this.#range + 1]!) {
      this.#range += 2;
      this.#nextRow = ranges[this.#range] ?? 0;
    }
    const rest = this.#range < ranges.length ? ranges[this.#range + 1]! - this.#nextRow : 0;
    this.#batchRows = Math.min(rest, maxRows, BATCH_ROWS);
    this.#batchStart = this.#nextRow;
    this.#nextRow += this.#batchRows;
    this.counters.rows += this.#batchRows;
    for (const source of this.#sources) source?.beginBatch();
    return this.#batchRows;
  }

  load(column: number, out: Vector, selection: number, selectedRows: number): void {
    let source = this.#sources[column];
    if (source === undefined)
      throw new InternalEngineError("A column is loaded that the scan does not read", { column });
    if (source === null) {
      source = this.#open(column);
      this.#sources[column] = source;
    }
    source.load(this.#batchStart, this.#batchRows, out, selection, selectedRows);
  }

  #open(column: number): ColumnSource {
    const wanted = this.#scan.columns[column]!;
    const index = this.#indexOf(wanted);
    const found = this.#shared.columnSets[this.#shared.setOfFile[this.#morsel.file]!]![index];
    if (found === null || found === undefined) return new NullColumn(this.#context, wanted.type, wanted.coded);
    const chunk = {
      context: this.#context,
      counters: this.counters,
      descriptor: this.#descriptor,
      path: this.#path,
      fileSize: this.#fileSize,
      column: asType(found, wanted.type, this.#path),
      plan: this.#planOf(index),
      rows: this.#morsel.groupRows,
    };
    return new ColumnReader(chunk, wanted.coded, this.#scratch, column);
  }

  #indexOf(column: ReadColumn): number {
    const index = this.#shared.names.indexOf(column.name);
    if (index < 0) throw new InternalEngineError("A column is read that the scan was not planned for", { ...column });
    return index;
  }

  #planOf(index: number): ChunkPlan {
    return this.#table.get(this.#morsel.rowGroup, index);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#morsel.whole) this.#settleColumns();
    else this.#settleShare();
    for (const source of this.#sources) source?.release();
    this.#context.allocator.free(this.#scratch.codes);
    this.#context.files.close(this.#descriptor);
  }

  /** Accounts for the bytes of a part of a row group that were not read; dictionaries are read for each part again. */
  #settleShare(): void {
    const unread = this.#morsel.byteLength - this.counters.bytesRead;
    if (unread > 0) this.counters.bytesSkipped["page"] = unread;
  }

  /** Accounts for the bytes of the morsel's chunks that were not read. */
  #settleColumns(): void {
    const { bytesSkipped } = this.counters;
    this.#scan.columns.forEach((column, i) => {
      const source = this.#sources[i];
      const unread = this.#planOf(this.#indexOf(column)).byteLength - (source?.bytesRead ?? 0);
      const reason = source === null ? "not loaded" : "page";
      if (unread > 0) bytesSkipped[reason] = (bytesSkipped[reason] ?? 0) + unread;
    });
  }
}
