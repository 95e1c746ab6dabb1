import type { ColumnData } from "@millrace/core";
import type { ChunkSlice } from "../../write/write-context.ts";
import type { ColumnTask } from "./column-task.ts";
import { nullsAmong, PAGE_ROWS } from "./column-task.ts";

/** Strings of one page, as PLAIN bytes in the arena; valid until the next block is built. */
export interface PlainBlock {
  readonly row: number;
  readonly numRows: number;
  readonly nullCount: number;
  readonly plain: number;
  readonly byteLength: number;
}

/** A page of strings ends when it has reached so many bytes, counted before compression, wherever slices begin and end. */
const PAGE_BYTES = 1 << 20;
/** Bytes of a string's length. */
const LENGTH_BYTES = 4;

/** Cuts a String or Categorical column into pages and builds their PLAIN bytes, one after the other. */
export function* plainBlocks(task: ColumnTask): Generator<PlainBlock, void, undefined> {
  let row = 0;
  let numRows = 0;
  let byteLength = 0;
  let weight = 0;
  const take = (): PlainBlock => {
    const nullCount = nullsAmong(task, row, numRows);
    const block = { row, numRows, nullCount, plain: task.scratch.buffer("plain", 0), byteLength };
    row += numRows;
    numRows = 0;
    byteLength = 0;
    weight = 0;
    return block;
  };
  for (const slice of task.slices) {
    let from = slice.from;
    while (from < slice.to) {
      const most = Math.min(slice.to, from + PAGE_ROWS - numRows);
      const piece = appendPiece(task, slice, { from, to: most, row: row + numRows, weight }, byteLength);
      numRows += piece.to - from;
      byteLength = piece.byteLength;
      weight = piece.weight;
      from = piece.to;
      if (numRows === PAGE_ROWS || weight >= PAGE_BYTES) yield take();
    }
  }
  if (numRows > 0) yield take();
}

/** Rows of one slice: [from, to) in the chunk, `row` in the row group. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly row: number;
  /** What the rows of the page so far count towards its end: their strings and lengths, of nulls too. */
  readonly weight: number;
}

interface AppendedPiece {
  /** Where it stopped. */
  readonly to: number;
  readonly weight: number;
  readonly byteLength: number;
}

/** Appends rows to the "plain" buffer, fewer than asked where they are long; returns where it stopped. */
function appendPiece(task: ColumnTask, slice: ChunkSlice, piece: Piece, used: number): AppendedPiece {
  const column = slice.chunk.columns[task.column]!;
  // A Categorical column that a query has computed comes as text.
  return column.dictionary === null ? appendStrings(task, column, piece, used) : appendCodes(task, column, piece, used);
}

function appendStrings(
  task: ColumnTask,
  column: ColumnData,
  { from, to, row, weight }: Piece,
  used: number,
): AppendedPiece {
  const { kernels, scratch } = task;
  const offsets = column.offsets!;
  const base = offsets[from]!;
  const end = endOfPage(offsets, from, to, PAGE_BYTES - weight);
  const count = end - from;
  const length = offsets[end]! - base;
  const plain = scratch.grow("plain", used + length + 4 * count, used);
  const bytes = scratch.buffer("string bytes", length);
  const offsetList = scratch.buffer("string offsets", 4 * (count + 1));
  scratch.bytes.set(column.data.subarray(base, base + length), bytes);
  scratch.bytes.set(new Uint8Array(offsets.buffer, offsets.byteOffset + 4 * from, 4 * (count + 1)), offsetList);
  const validity = alignedValidity(task, row, count);
  return {
    to: end,
    weight: weight + length + LENGTH_BYTES * count,
    byteLength: used + kernels.pqw_plain_strings(offsetList, bytes, base, validity, count, plain + used),
  };
}

/** The end of the rows from `from` on whose strings, with their lengths, reach `room` bytes; `to` where they do not. */
function endOfPage(offsets: Int32Array, from: number, to: number, room: number): number {
  const bytesUpTo = (end: number): number => offsets[end]! - offsets[from]! + LENGTH_BYTES * (end - from);
  if (bytesUpTo(to) < room) return to;
  let low = from + 1;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bytesUpTo(middle) >= room) high = middle;
    else low = middle + 1;
  }
  return low;
}

function appendCodes(
  task: ColumnTask,
  column: ColumnData,
  { from, to, row, weight }: Piece,
  used: number,
): AppendedPiece {
  const { kernels, scratch } = task;
  const dictionary = stageDictionary(task, column.dictionary!);
  let count = to - from;
  const codes = scratch.buffer("codes of chunk", 4 * count);
  scratch.bytes.set(column.data.subarray(4 * from, 4 * to), codes);
  const validity = alignedValidity(task, row, count);
  const size = (): number => kernels.pqw_plain_codes_size(codes, dictionary.offsets, validity, count);
  let needed = size();
  while (needed > PAGE_BYTES && count > 1) {
    count = Math.max(1, Math.floor(Math.min(count / 2, (count * PAGE_BYTES) / needed)));
    needed = size();
  }
  const plain = scratch.grow("plain", used + needed, used);
  const length = kernels.pqw_plain_codes(codes, dictionary.offsets, dictionary.bytes, validity, count, plain + used);
  return { to: from + count, weight: weight + length, byteLength: used + length };
}

/** The dictionary that lies in the scratch buffers; successive pieces mostly share one. */
const staged = new WeakMap<object, NonNullable<ColumnData["dictionary"]>>();

function stageDictionary(
  task: ColumnTask,
  dictionary: NonNullable<ColumnData["dictionary"]>,
): { readonly offsets: number; readonly bytes: number } {
  const { scratch } = task;
  const offsets = dictionary.column.offsets!;
  const length = offsets[dictionary.numRows]!;
  const offsetList = scratch.buffer("dictionary offsets", 4 * (dictionary.numRows + 1));
  const bytes = scratch.buffer("dictionary bytes", length);
  if (staged.get(task) !== dictionary) {
    const words = new Uint8Array(offsets.buffer, offsets.byteOffset, 4 * (dictionary.numRows + 1));
    scratch.bytes.set(words, offsetList);
    scratch.bytes.set(dictionary.column.data.subarray(0, length), bytes);
    staged.set(task, dictionary);
  }
  return { offsets: offsetList, bytes };
}

/** The validity of `count` rows from `row` on as a bitmap from bit 0; 0 where all rows of the column are valid. */
function alignedValidity(task: ColumnTask, row: number, count: number): number {
  const { bitmap } = task.validity;
  if (bitmap === 0) return 0;
  if (row % 8 === 0) return bitmap + row / 8;
  const aligned = task.scratch.buffer("aligned validity", count / 8 + 8);
  task.kernels.pqw_append_bits(aligned, 0, bitmap, row, count);
  return aligned;
}
