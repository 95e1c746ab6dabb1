import { InvalidArgumentError } from "../errors/user-errors.ts";
import type { Chunk, ColumnData, FrameData } from "../frame-data.ts";
import type { Schema } from "../schema.ts";
import type { DataType } from "../types.ts";
import { bitmapBytes, copyBits } from "./bitmap.ts";
import { buildStoredColumn } from "./build-column.ts";
import { storedColumnReader } from "./column-reader.ts";
import { sharedBytes } from "./shared-bytes.ts";
import { storageOf, storedWidth } from "./storage.ts";

/** A frozen frame of these chunks. */
export function makeFrame(schema: Schema, chunks: readonly Chunk[]): FrameData {
  let numRows = 0;
  for (const chunk of chunks) numRows += chunk.numRows;
  return Object.freeze({ schema, numRows, chunks: Object.freeze([...chunks]) });
}

/** A frame of one chunk; the columns have `numRows` values each, in the order of the schema. */
export function frameFromColumns(schema: Schema, columns: readonly ColumnData[], numRows: number): FrameData {
  return makeFrame(schema, numRows === 0 ? [] : [{ numRows, columns }]);
}

/** Rows `offset` … `offset + length` of a frame: views on its buffers; only bitmaps that begin within a byte are copied. */
export function sliceFrame(frame: FrameData, offset: number, length: number): FrameData {
  const chunks: Chunk[] = [];
  let start = 0;
  for (const chunk of frame.chunks) {
    const from = Math.max(0, offset - start);
    const to = Math.min(chunk.numRows, offset + length - start);
    if (from === 0 && to === chunk.numRows) chunks.push(chunk);
    else if (to > from) chunks.push(sliceChunk(frame.schema, chunk, from, to - from));
    start += chunk.numRows;
  }
  return makeFrame(frame.schema, chunks);
}

function sliceChunk(schema: Schema, chunk: Chunk, offset: number, length: number): Chunk {
  const columns = chunk.columns.map((column, i) => sliceColumn(schema.fields[i]!.type, column, offset, length));
  return { numRows: length, columns };
}

/** Rows `offset` … `offset + length` of a column. */
export function sliceColumn(type: DataType, column: ColumnData, offset: number, length: number): ColumnData {
  const width = storedWidth(type);
  const { validity, data, offsets, dictionary } = column;
  return {
    validity: validity === null ? null : sliceBits(validity, offset, length),
    data:
      width !== null
        ? data.subarray(offset * width, (offset + length) * width)
        : storageOf(type) === "bits"
          ? sliceBits(data, offset, length)
          : data,
    offsets: offsets === null ? null : offsets.subarray(offset, offset + length + 1),
    dictionary,
  };
}

function sliceBits(bits: Uint8Array, offset: number, length: number): Uint8Array {
  // The last byte of a view would carry bits of rows behind the slice; only whole bytes are views.
  if ((offset & 7) === 0 && (length & 7) === 0) return bits.subarray(offset >>> 3, (offset + length) >>> 3);
  const copy = sharedBytes(bitmapBytes(length));
  copyBits(bits, offset, copy, 0, length);
  return copy;
}

/** The frames one after another, without copying; schemas are the caller's to compare. */
export function concatFrames(schema: Schema, frames: readonly FrameData[]): FrameData {
  return makeFrame(
    schema,
    frames.flatMap((frame) => frame.chunks.filter((chunk) => chunk.numRows > 0)),
  );
}

/** The frame in one chunk: itself if it has no more, else a copy. */
export function rechunk(frame: FrameData): FrameData {
  if (frame.chunks.length <= 1) return frame;
  const columns = frame.schema.fields.map((field, i) =>
    concatColumns(
      field.type,
      frame.chunks.map((chunk) => ({ numRows: chunk.numRows, column: chunk.columns[i]! })),
    ),
  );
  return frameFromColumns(frame.schema, columns, frame.numRows);
}

/** One column of the parts' values, in new shared memory (one part: itself). */
export function concatColumns(
  type: DataType,
  parts: readonly { readonly numRows: number; readonly column: ColumnData }[],
): ColumnData {
  if (parts.length === 1) return parts[0]!.column;
  const numRows = parts.reduce((sum, part) => sum + part.numRows, 0);
  if (type.kind === "categorical" && parts.some((part) => part.column.dictionary !== parts[0]!.column.dictionary)) {
    return recode(type, parts, numRows);
  }
  const storage = storageOf(type);
  const validity = parts.every((part) => part.column.validity === null) ? null : concatValidity(parts, numRows);
  const dictionary = parts[0]?.column.dictionary ?? null;
  if (storage === "bytes") return { validity, ...concatText(parts, numRows), dictionary };
  if (storage === "bits") return { validity, data: concatBits(parts, numRows), offsets: null, dictionary };
  const width = storedWidth(type) ?? 0;
  const data = sharedBytes(numRows * width);
  let end = 0;
  for (const part of parts) {
    const byteLength = part.numRows * width;
    data.set(part.column.data.subarray(0, byteLength), end);
    end += byteLength;
  }
  return { validity, data, offsets: null, dictionary };
}

type Parts = readonly { readonly numRows: number; readonly column: ColumnData }[];

function recode(type: DataType, parts: Parts, numRows: number): ColumnData {
  const values = new Array<ReturnType<ReturnType<typeof storedColumnReader>>>(numRows);
  let end = 0;
  for (const part of parts) {
    const read = storedColumnReader(type, part.column, part.numRows);
    for (let row = 0; row < part.numRows; row++) values[end++] = read(row);
  }
  return buildStoredColumn(type, values);
}

function concatValidity(parts: Parts, numRows: number): Uint8Array {
  const bits = sharedBytes(bitmapBytes(numRows));
  const ones = new Uint8Array(bitmapBytes(Math.max(...parts.map((part) => part.numRows)))).fill(255);
  let end = 0;
  for (const part of parts) {
    copyBits(part.column.validity ?? ones, 0, bits, end, part.numRows);
    end += part.numRows;
  }
  return bits;
}

function concatBits(parts: Parts, numRows: number): Uint8Array {
  const bits = sharedBytes(bitmapBytes(numRows));
  let end = 0;
  for (const part of parts) {
    copyBits(part.column.data, 0, bits, end, part.numRows);
    end += part.numRows;
  }
  return bits;
}

function concatText(parts: Parts, numRows: number): { data: Uint8Array; offsets: Int32Array } {
  const byteLength = parts.reduce(
    (sum, { column, numRows: rows }) => sum + column.offsets![rows]! - column.offsets![0]!,
    0,
  );
  if (byteLength > 2 ** 31 - 1) {
    throw new InvalidArgumentError("A text column of more than 2 GiB cannot lie in one piece: read it chunk by chunk");
  }
  const data = sharedBytes(byteLength);
  const offsets = new Int32Array(new SharedArrayBuffer((numRows + 1) * 4));
  let row = 0;
  let end = 0;
  for (const part of parts) {
    const own = part.column.offsets!;
    const first = own[0]!;
    data.set(part.column.data.subarray(first, own[part.numRows]!), end);
    for (let i = 1; i <= part.numRows; i++) offsets[row + i] = own[i]! - first + end;
    row += part.numRows;
    end += own[part.numRows]! - first;
  }
  return { data, offsets };
}

/** Bytes that the frame's buffers hold; a buffer that several slices share is counted for each by the part it shows. */
export function frameByteLength(frame: FrameData): number {
  const columnBytes = (column: ColumnData, numRows: number): number => {
    const text = column.offsets === null ? column.data.byteLength : column.offsets[numRows]! - column.offsets[0]!;
    const dictionary =
      column.dictionary === null ? 0 : columnBytes(column.dictionary.column, column.dictionary.numRows);
    return text + (column.validity?.byteLength ?? 0) + (column.offsets?.byteLength ?? 0) + dictionary;
  };
  let bytes = 0;
  for (const chunk of frame.chunks) for (const column of chunk.columns) bytes += columnBytes(column, chunk.numRows);
  return bytes;
}
