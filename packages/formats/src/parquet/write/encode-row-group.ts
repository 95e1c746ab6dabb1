import type { Field, Schema } from "@millrace/core";
import { InternalEngineError } from "@millrace/core";
import { gatherValidity } from "../../write/gather-validity.ts";
import { Scratch } from "../../write/scratch.ts";
import type { ChunkSlice, WriteContext } from "../../write/write-context.ts";
import { rowsOf } from "../../write/write-context.ts";
import { writeBooleanColumn } from "./boolean-column.ts";
import type { ColumnChunkMetadata } from "./column-chunk.ts";
import type { ColumnTask } from "./column-task.ts";
import { openCompressor } from "./compressor.ts";
import { writeFixedColumn } from "./fixed-column.ts";
import { writeNullColumn } from "./null-column.ts";
import { PageWriter } from "./page-writer.ts";
import type { ColumnStorage } from "./physical-type.ts";
import { columnStorage } from "./physical-type.ts";
import { writeStringColumn } from "./string-column.ts";
import type { ResolvedParquetWriteOptions } from "./write-options.ts";

/** A row group as it goes into the file: plain data. */
export interface EncodedRowGroup {
  readonly numRows: number;
  /** The bytes of the column chunks, in the order of the columns, one part behind the other. */
  readonly bytes: readonly Uint8Array[];
  /** What the footer says of each column chunk; offsets count from the start of its bytes. */
  readonly columnMetadata: readonly ColumnChunkMetadata[];
}

const writers = {
  fixed: writeFixedColumn,
  boolean: writeBooleanColumn,
  string: writeStringColumn,
  codes: writeStringColumn,
  null: writeNullColumn,
} as const satisfies Record<ColumnStorage["encoder"], (task: ColumnTask, writer: PageWriter) => void>;

/**
 * Encodes and compresses the rows of all slices as one row group. Runs in a worker, on one thread; the bytes depend on the
 * schema, the values and the options, not on how the rows are cut into slices. Throws UnsupportedError for nested columns.
 */
export function encodeRowGroup(
  context: WriteContext,
  schema: Schema,
  slices: readonly ChunkSlice[],
  options: ResolvedParquetWriteOptions,
): EncodedRowGroup {
  using scratch = new Scratch(context);
  const compress = openCompressor(context.kernels, scratch, options);
  const numRows = rowsOf(slices);
  const bytes: Uint8Array[] = [];
  const columnMetadata: ColumnChunkMetadata[] = [];
  schema.fields.forEach((field, column) => {
    context.checkStop?.();
    const storage = columnStorage(field.name, field.type);
    const validity = gatherValidity(context.kernels, scratch, slices, column, storage.encoder === "null");
    requireValid(field, validity.nullCount);
    const kernels = context.kernels;
    const task = { kernels, scratch, compress, options, field, storage, column, slices, numRows, validity };
    const writer = new PageWriter(task);
    writers[storage.encoder](task, writer);
    const chunk = writer.finish();
    bytes.push(...chunk.parts);
    columnMetadata.push(chunk.metadata);
  });
  return { numRows, bytes, columnMetadata };
}

function requireValid(field: Field, nullCount: number): void {
  if (field.nullable || field.type.kind === "null" || nullCount === 0) return;
  throw new InternalEngineError(`the column "${field.name}" is promised to have no nulls, but has ${nullCount}`, {
    column: field.name,
    nullCount,
  });
}
