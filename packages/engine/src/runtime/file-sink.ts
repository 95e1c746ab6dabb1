import type { Chunk, Schema } from "@millrace/core";
import type { CsvWriteOptions, ParquetWriteOptions } from "@millrace/formats";
import {
  CsvFileWriter,
  ParquetFileWriter,
  resolveCsvWriteOptions,
  resolveParquetWriteOptions,
} from "@millrace/formats";
import { requireFolderOf } from "@millrace/storage";
import type { ChunkTarget } from "../coordinator/chunk-target.ts";
import type { PoolExecutor } from "../coordinator/pool-executor.ts";
import type { EncodedRows, EncodeRequest, PackedSlice } from "../sinks/encode-request.ts";
import { packChunk, unpackBytes } from "../sinks/packed-chunk.ts";

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

/** Bytes of rows that are being encoded, unless one piece has more: wide rows wait for each other. */
const MAX_ENCODING_BYTES = 32 * 1024 * 1024;
/** Rows that are encoded together as CSV. */
const CSV_PIECE_ROWS = 65536;

/** A file in the making: it appears under its name only when it is complete. */
export interface FileSink extends ChunkTarget {
  settle(): Promise<void>;
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
      append: async ({ rowGroup }, bytes) => {
        if (rowGroup !== null) await writer.append({ ...rowGroup, bytes });
      },
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
    append: async (_, bytes, numRows) => {
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
  request(slices: readonly PackedSlice[]): EncodeRequest;
  append(encoded: EncodedRows, bytes: readonly Uint8Array[], numRows: number): Promise<void>;
  finish(): Promise<SinkSummary>;
  abort(): void;
}

/** A chunk in the hands of the pieces that have rows of it; given back when the last of them is done. */
class HeldChunk {
  private holders = 1;
  private readonly giveBack: () => void;

  constructor(giveBack: () => void) {
    this.giveBack = giveBack;
  }

  hold(): void {
    this.holders += 1;
  }

  release(): void {
    this.holders -= 1;
    if (this.holders === 0) this.giveBack();
  }
}

/**
 * Cuts an ordered stream of chunks into pieces by row count alone, encodes whole pieces on the workers, at most one more than
 * there are slots at a time and no more than a few of wide rows, and appends them in order: the bytes depend on neither threads nor timing.
 */
class PiecewiseSink implements FileSink {
  readonly givesBack = true;
  private readonly options: PiecewiseOptions;
  private slices: PackedSlice[] = [];
  private held: HeldChunk[] = [];
  private numRows = 0;
  private numBytes = 0;
  private encodingBytes = 0;
  private numPieces = 0;
  private inFlight: Promise<void>[] = [];
  private appended: Promise<void> = Promise.resolve();
  private failure: unknown = null;

  constructor(options: PiecewiseOptions) {
    this.options = options;
  }

  async push(chunk: Chunk, giveBack: () => void): Promise<void> {
    const own = new HeldChunk(giveBack);
    const packed = packChunk(this.options.executor.arena, chunk);
    const byteLength = sizeOf(chunk);
    let from = 0;
    while (from < chunk.numRows) {
      const to = Math.min(chunk.numRows, from + this.options.pieceRows - this.numRows);
      this.slices.push({ chunk: packed, from, to });
      own.hold();
      this.held.push(own);
      this.numRows += to - from;
      this.numBytes += Math.ceil((byteLength * (to - from)) / chunk.numRows);
      from = to;
      if (this.numRows === this.options.pieceRows) this.startPiece();
    }
    own.release();
    while (this.isBusy()) await this.inFlight[0];
    if (this.failure !== null) throw this.failure;
  }

  async publish(): Promise<SinkSummary> {
    if (this.numRows > 0) this.startPiece();
    await Promise.all(this.inFlight);
    if (this.failure !== null) throw this.failure;
    return await this.options.finish();
  }

  /** Waits for what is being encoded or written: it lies in the query's memory. */
  async settle(): Promise<void> {
    await Promise.all(this.inFlight);
  }

  abort(): void {
    this.options.abort();
  }

  private isBusy(): boolean {
    if (this.inFlight.length > this.options.executor.numSlots) return true;
    return this.inFlight.length > 1 && this.encodingBytes > MAX_ENCODING_BYTES;
  }

  private startPiece(): void {
    const { executor, query } = this.options;
    const { numRows, numBytes, held } = this;
    const encoding = executor.encode(this.numPieces++ % executor.numSlots, query, this.options.request(this.slices));
    this.slices = [];
    this.held = [];
    this.numRows = 0;
    this.numBytes = 0;
    this.encodingBytes += numBytes;
    const before = this.appended;
    const append = async (): Promise<void> => {
      try {
        const encoded = await encoding;
        for (const chunk of held) chunk.release();
        // The query was stopped, for a reason that is told elsewhere.
        if (encoded === null) return;
        await before;
        const bytes = encoded.bytes.map((part) => unpackBytes(executor.arena, part));
        if (this.failure === null) await this.options.append(encoded, bytes, numRows);
        executor.arena.free(encoded.block);
      } catch (error) {
        this.failure ??= error;
      }
    };
    const done = append();
    this.appended = done;
    this.inFlight.push(done);
    done.then(() => {
      this.encodingBytes -= numBytes;
      this.inFlight = this.inFlight.filter((other) => other !== done);
    });
  }
}

/** Bytes of a chunk's values. */
function sizeOf({ columns }: Chunk): number {
  return columns.reduce((sum, { data, offsets }) => sum + data.byteLength + (offsets?.byteLength ?? 0), 0);
}
