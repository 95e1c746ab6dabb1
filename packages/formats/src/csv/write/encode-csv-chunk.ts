import type { Chunk, Schema } from "@millrace/core";
import { Scratch } from "../../write/scratch.ts";
import type { WriteContext } from "../../write/write-context.ts";
import { FORMAT_BYTES, FORMAT_WORD } from "./column-table.ts";
import { bytesOf, stage, stageColumns } from "./stage-columns.ts";
import type { ResolvedCsvWriteOptions } from "./write-options.ts";

/** Rows that lie in the arena at a time; a multiple of 8. */
const STAGED_ROWS = 8192;
/** Text that lies in the arena at a time, unless a single row has more. */
const STAGED_TEXT_BYTES = 4 << 20;
/** Bytes that are formatted before they are taken. */
const OUTPUT_BYTES = 1 << 20;

/**
 * The rows of a chunk as CSV lines, without the header, given to `take` part by part: bytes of the arena that last as long as the
 * call. Runs in a worker, on one thread. Throws UnsupportedError for nested columns and MemoryLimitError where a single row does
 * not fit the arena.
 */
export function encodeCsvChunk(
  context: WriteContext,
  schema: Schema,
  chunk: Chunk,
  options: ResolvedCsvWriteOptions,
  take: (lines: Uint8Array) => void,
): void {
  using scratch = new Scratch(context);
  let size = OUTPUT_BYTES;
  for (let from = 0; from < chunk.numRows; ) {
    const to = stagedEnd(chunk, from);
    const columns = stageColumns(scratch, schema, chunk, from, to);
    const format = stageFormat(scratch, options);
    for (let row = 0; row < to - from; ) {
      const out = scratch.buffer("lines", size);
      const length = context.kernels.csvw_rows(format, columns, schema.fields.length, row, to - from, out, out + size);
      // Not even one row fits: it is long.
      if (length === 0 && scratch.word(format + 4 * FORMAT_WORD.rowsDone) === row) size *= 2;
      else take(scratch.bytes.subarray(out, out + length));
      row = scratch.word(format + 4 * FORMAT_WORD.rowsDone);
    }
    from = to;
  }
}

/** Where the rows to stage from `from` on end: at a multiple of 8 or at the end of the chunk. */
function stagedEnd(chunk: Chunk, from: number): number {
  let rows = Math.min(STAGED_ROWS, chunk.numRows - from);
  const textBytes = (): number =>
    chunk.columns.reduce(
      (total, { offsets }) => total + (offsets === null ? 0 : offsets[from + rows]! - offsets[from]!),
      0,
    );
  while (rows > 8 && textBytes() > STAGED_TEXT_BYTES) rows = Math.max(8, (rows >>> 4) << 3);
  return from + rows;
}

function stageFormat(scratch: Scratch, options: ResolvedCsvWriteOptions): number {
  const encoder = new TextEncoder();
  const nullText = encoder.encode(options.nullValue);
  const lineEnd = encoder.encode(options.lineTerminator);
  const words = new Uint32Array(FORMAT_BYTES / 4);
  words[FORMAT_WORD.separator] = options.separator.charCodeAt(0);
  words[FORMAT_WORD.quote] = options.quoteChar.charCodeAt(0);
  words[FORMAT_WORD.nullText] = stage(scratch, "null text", nullText);
  words[FORMAT_WORD.nullLength] = nullText.byteLength;
  words[FORMAT_WORD.lineEnd] = stage(scratch, "line end", lineEnd);
  words[FORMAT_WORD.lineEndLength] = lineEnd.byteLength;
  words[FORMAT_WORD.floatDigits] = options.floatPrecision;
  return stage(scratch, "format", bytesOf(words));
}
