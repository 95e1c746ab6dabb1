import type { Chunk, ColumnData, Schema } from "@millrace/core";
import { String as StringType } from "@millrace/core";
import type { Scratch } from "../../write/scratch.ts";
import { COLUMN_BYTES, COLUMN_WORD, columnFormat, KIND } from "./column-table.ts";

/** Copies rows [from, to) of a chunk into the arena and describes them for csvw_rows; returns the column table's address. */
export function stageColumns(scratch: Scratch, schema: Schema, chunk: Chunk, from: number, to: number): number {
  const entries = new Uint32Array((schema.fields.length * COLUMN_BYTES) / 4);
  schema.fields.forEach((field, i) => {
    const column = chunk.columns[i]!;
    // A Categorical column that a query has computed comes as text.
    const isText = field.type.kind === "categorical" && column.dictionary === null;
    const format = columnFormat(field.name, isText ? StringType : field.type);
    const entry = entries.subarray((i * COLUMN_BYTES) / 4);
    entry[COLUMN_WORD.kind] = format.kind;
    entry[COLUMN_WORD.parameter] = format.parameter;
    // Rows begin at a multiple of eight, so bitmaps are copied from a whole byte on.
    const stageBits = (name: string, bits: Uint8Array): number =>
      stage(scratch, name, bits.subarray(from / 8, (to + 7) >>> 3));
    if (column.validity !== null) entry[COLUMN_WORD.validity] = stageBits(`validity ${i}`, column.validity);
    if (format.kind === KIND.boolean) entry[COLUMN_WORD.data] = stageBits(`data ${i}`, column.data);
    else if (format.width > 0) {
      const values = column.data.subarray(from * format.width, to * format.width);
      entry[COLUMN_WORD.data] = stage(scratch, `data ${i}`, values);
    }
    if (format.kind === KIND.string) stageText(scratch, entry, i, column, from, to);
    if (format.kind === KIND.codes)
      stageText(scratch, entry, i, column.dictionary!.column, 0, column.dictionary!.numRows);
  });
  return stage(scratch, "columns", bytesOf(entries));
}

function stageText(
  scratch: Scratch,
  entry: Uint32Array,
  i: number,
  column: ColumnData,
  from: number,
  to: number,
): void {
  const offsets = column.offsets!.subarray(from, to + 1);
  const base = offsets[0]!;
  entry[COLUMN_WORD.offsets] = stage(scratch, `offsets ${i}`, bytesOf(offsets));
  entry[COLUMN_WORD.bytes] = stage(scratch, `bytes ${i}`, column.data.subarray(base, offsets[to - from]!));
  entry[COLUMN_WORD.base] = base;
}

/** Copies bytes into a named buffer of the arena. */
export function stage(scratch: Scratch, name: string, bytes: Uint8Array): number {
  const address = scratch.buffer(name, bytes.byteLength);
  scratch.bytes.set(bytes, address);
  return address;
}

/** The bytes under a typed array. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
