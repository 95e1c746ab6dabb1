import { CorruptFileError, UnsupportedError } from "@millrace/core";
import type { ReadContext, ReadCounters } from "../../format.ts";
import type { ReadableColumn } from "../metadata/columns.ts";
import type { ByteRange } from "../metadata/footer.ts";

/** What is needed of a column chunk to read it; plain data. */
export interface ChunkPlan {
  readonly codec: number;
  /** File offset of the first page header, and bytes of all pages. */
  readonly start: number;
  readonly byteLength: number;
  readonly offsetIndex: ByteRange | null;
}

/** A column chunk being read: its place, what it is read with, and how its faults are named. */
export interface OpenChunk {
  readonly context: ReadContext;
  readonly counters: ReadCounters;
  readonly descriptor: number;
  readonly path: string;
  readonly fileSize: number;
  readonly column: ReadableColumn;
  readonly plan: ChunkPlan;
  /** Rows of the row group. */
  readonly rows: number;
}

/** The error for bytes of a chunk that break the format. */
export function corruptChunk(chunk: OpenChunk, reason: string, byte?: number): CorruptFileError {
  return new CorruptFileError({ file: chunk.path, column: chunk.column.name, byte }, reason);
}

/** The error for what a chunk contains and this version does not read. */
export function unsupportedChunk(chunk: OpenChunk, what: string): UnsupportedError {
  const message = `${what} is not read: column "${chunk.column.name}" of the file ${chunk.path}`;
  return new UnsupportedError(message, { file: chunk.path, column: chunk.column.name });
}
