import type { Chunk, Schema } from "@millrace/core";
import type { ChunkSlice, CsvWriteOptions, EncodedRowGroup, ParquetWriteOptions } from "@millrace/formats";
import {
  CsvFileWriter,
  ParquetFileWriter,
  resolveCsvWriteOptions,
  resolveParquetWriteOptions,
} from "@millrace/formats";
import { requireFolderOf } from "@millrace/storage";
import type { ChunkTarget } from "../coordinator/chunk-target.ts";
import type { PoolExecutor } from "../coordinator/pool-executor.ts";
import type { EncodeRequest } from "../sinks/encode-request.ts";
import type { EncodedRows } from "../sinks/encode-rows.ts";

/** A file that a query's result is written to. `mkdir` makes the folders that are missing. */
export type SinkTarget =
  | { readonly kind: "parquet"; readonly path: string; readonly mkdir?: boolean; readonly options: ParquetWriteOptions }
  | { readonly kind: "csv"; readonly path: string; readonly mkdir?: boolean; readonly options: CsvWriteOptions };

/** What was written. */
export interface SinkSummary {
  readonly rows: number;
  readonly bytes: number;
  readonly files: readonly string[];
}

/** Rows that are encoded together as CSV. */
const CSV_PIECE_ROWS = 65536;

/** A file in the making: it appears under its name only when it is complete. */
export interface FileSink extends ChunkTarget {
  /** Writes what is left and publishes the file. */
  publish(): Promise<SinkSummary>;
  /** Leaves what was there before. */
  abort(): void;
}

/** Opens the file of a sink; the options are checked. */
export function openFileSink(target: SinkTarget, schema: Schema, executor: PoolExecutor, query: number): FileSink {
  if (target.mkdir !== true) requireFolderOf(target.path);
  if (target.kind === "parquet") {
    const options = resolveParquetWriteOptions(target.options);
    const writer = new ParquetFileWriter(target.path, schema, options);
    return new PiecewiseSink({
      executor,
      query,
      pieceRows: options.rowGroupSize,
      request: (slices) => ({ format: "parquet", schema, slices, options }),
      append: (encoded) => writer.append(encoded as EncodedRowGroup),
      finish: async () => {
        const { path, numRows, byteLength } = await writer.finish();
        return { rows: numRows, bytes: byteLength, files: [path] };
      },
      abort: () => writer.abort(),
    });
  }
  const options = resolveCsvWriteOptions(target.options);
  const writer = new CsvFileWriter(target.path, schema, options);
  return new PiecewiseSink({
    executor,
    query,
    pieceRows: CSV_PIECE_ROWS,
    request: (slices) => ({ format: "csv", schema, slices, options }),
    append: async (encoded, numRows) => {
      const { bytes } = encoded as { readonly bytes: readonly Uint8Array[] };
      for (const [i, part] of bytes.entries()) await writer.append(part, i === 0 ? numRows : 0);
    },
    finish: async () => {
      const { path, numRows, byteLength } = await writer.finish();
      return { rows: numRows, bytes: byteLength, files: [path] };
    },
    abort: () => writer.abort(),
  });
}

interface PiecewiseOptions {
  readonly executor: PoolExecutor;
  readonly query: number;
  readonly pieceRows: number;
  request(slices: readonly ChunkSlice[]): EncodeRequest;
  append(encoded: EncodedRows, numRows: number): Promise<void>;
  finish(): Promise<SinkSummary>;
  abort(): void;
}

/**
 * Cuts an ordered stream of chunks into pieces by row count alone, encodes whole pieces on the workers, at most one more than
 * there are slots at a time, and appends them in order: the bytes depend on neither threads nor timing.
 */
class PiecewiseSink implements FileSink {
  private readonly options: PiecewiseOptions;
  private slices: ChunkSlice[] = [];
  private numRows = 0;
  private numPieces = 0;
  private inFlight: Promise<void>[] = [];
  private appended: Promise<void> = Promise.resolve();
  private failure: unknown = null;

  constructor(options: PiecewiseOptions) {
    this.options = options;
  }

  async push(chunk: Chunk): Promise<void> {
    let from = 0;
    while (from < chunk.numRows) {
      const to = Math.min(chunk.numRows, from + this.options.pieceRows - this.numRows);
      this.slices.push({ chunk, from, to });
      this.numRows += to - from;
      from = to;
      if (this.numRows === this.options.pieceRows) this.startPiece();
    }
    while (this.inFlight.length > this.options.executor.numSlots) await this.inFlight[0];
    if (this.failure !== null) throw this.failure;
  }

  async publish(): Promise<SinkSummary> {
    if (this.numRows > 0) this.startPiece();
    await Promise.all(this.inFlight);
    if (this.failure !== null) throw this.failure;
    return await this.options.finish();
  }

  abort(): void {
    this.options.abort();
  }

  private startPiece(): void {
    const { executor, query } = this.options;
    const numRows = this.numRows;
    const encoded = executor.encode(this.numPieces++ % executor.numSlots, query, this.options.request(this.slices));
    this.slices = [];
    this.numRows = 0;
    const before = this.appended;
    const append = async (): Promise<void> => {
      try {
        const rows = await encoded;
        await before;
        if (this.failure === null) await this.options.append(rows, numRows);
      } catch (error) {
        this.failure ??= error;
      }
    };
    const done = append();
    this.appended = done;
    this.inFlight.push(done);
    done.then(() => {
      this.inFlight = this.inFlight.filter((other) => other !== done);
    });
  }
}
