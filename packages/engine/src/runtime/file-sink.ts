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
import { ValueBytes } from "./value-bytes.ts";

/** A file that a query's result is written to. `mkdir` makes the folders that are missing. */
export type SinkTarget =
  | { readonly kind: "parquet"; readonly path: string; readonly mkdir?: boolean; readonly options: ParquetWriteOptions }
  | { readonly kind: "csv"; readonly path: string; readonly mkdir?: boolean; readonly options: CsvWriteOptions };

/** A file that was written. */
export interface SinkFile {
  readonly rows: number;
  readonly bytes: number;
  readonly files: readonly string[];
}

/** What was written, and how many values of what was read did not parse and became null. */
export interface SinkSummary extends SinkFile {
  readonly rejectedRows: number;
}

/** Rows that are encoded together as CSV, and bytes of their values: pieces leave no trace in the file. */
const CSV_PIECE_ROWS = 65536;
const CSV_PIECE_BYTES = 1024 * 1024;
/** Bytes of values of a row group at most, unless its rows were asked for: wide rows make groups of fewer rows. */
const ROW_GROUP_BYTES = 8 * 1024 * 1024;

/** A file in the making: it appears under its name only when it is complete. */
export interface FileSink extends ChunkTarget {
  settle(): Promise<void>;
  /** Writes what is left and publishes the file. */
  publish(): Promise<SinkFile>;
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
      schema,
      pieceRows: options.rowGroupSize,
      pieceBytes: target.options.rowGroupSize === undefined ? ROW_GROUP_BYTES : Number.POSITIVE_INFINITY,
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
    schema,
    pieceRows: CSV_PIECE_ROWS,
    pieceBytes: CSV_PIECE_BYTES,
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
  readonly schema: Schema;
  readonly pieceRows: number;
  readonly pieceBytes: number;
  request(slices: readonly PackedSlice[]): EncodeRequest;
  append(encoded: EncodedRows, bytes: readonly Uint8Array[], numRows: number): Promise<void>;
  finish(): Promise<SinkFile>;
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
 * Cuts an ordered stream of chunks into pieces by rows and the bytes of their values alone, encodes whole pieces on the workers, at
 * most one more than there are slots at a time, and appends them in order: the bytes depend on neither threads nor timing.
 */
class PiecewiseSink implements FileSink {
  readonly givesBack = true;
  private readonly options: PiecewiseOptions;
  private slices: PackedSlice[] = [];
  private held: HeldChunk[] = [];
  private numRows = 0;
  private numBytes = 0;
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
    const { schema, pieceRows, pieceBytes } = this.options;
    const values = new ValueBytes(schema, chunk);
    let from = 0;
    while (from < chunk.numRows) {
      const end = Math.min(chunk.numRows, from + pieceRows - this.numRows);
      const to = values.fit(from, end, pieceBytes - this.numBytes, this.numRows === 0);
      if (to > from) {
        this.slices.push({ chunk: packed, from, to });
        own.hold();
        this.held.push(own);
        this.numRows += to - from;
        this.numBytes += values.between(from, to);
      }
      // The next row of the chunk does not fit, or the piece has all of its rows.
      if (to < end || this.numRows === pieceRows) {
        this.startPiece();
        while (this.inFlight.length > this.options.executor.numSlots) await this.inFlight[0];
      }
      from = to;
    }
    own.release();
    if (this.failure !== null) throw this.failure;
  }

  async publish(): Promise<SinkFile> {
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

  private startPiece(): void {
    const { executor, query } = this.options;
    const { numRows, held } = this;
    const encoding = executor.encode(this.numPieces++ % executor.numSlots, query, this.options.request(this.slices));
    this.slices = [];
    this.held = [];
    this.numRows = 0;
    this.numBytes = 0;
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
      this.inFlight = this.inFlight.filter((other) => other !== done);
    });
  }
}
