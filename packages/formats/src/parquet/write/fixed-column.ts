import type { Bounds } from "./bounds.ts";
import type { ColumnTask } from "./column-task.ts";
import { nullsAmong, PAGE_ROWS } from "./column-task.ts";
import { DictionaryBuilder } from "./dictionary.ts";
import type { PageRows, PageWriter } from "./page-writer.ts";
import { ORDER } from "./physical-type.ts";

/** The rows of a page and which of the column's valid values are theirs. */
interface FixedPage extends PageRows {
  readonly firstValue: number;
  readonly numValues: number;
}

/** Encodes a column whose values have 4, 8 or 16 bytes in the file. */
export function writeFixedColumn(task: ColumnTask, writer: PageWriter): void {
  const { storage, numRows, validity } = task;
  const numValues = numRows - validity.nullCount;
  const values = gatherValues(task);
  const pages = splitPages(task, values);
  if (storage.preparation === "flip") task.kernels.pqw_flip_i128(values, numValues, values);
  const dictionary = tryDictionary(task, pages, values, numValues);
  if (dictionary === null) {
    for (const page of pages) {
      writer.writePlain(page, values + page.firstValue * storage.width, page.numValues * storage.width);
    }
    return;
  }
  dictionary.writeTo(writer);
  const { bitWidth } = dictionary;
  for (const page of pages) writer.writeCodes(page, dictionary.codesFrom(page.firstValue), page.numValues, bitWidth);
}

/** The valid values in one run, at the width of the file (16-byte integers still little-endian). */
function gatherValues(task: ColumnTask): number {
  const { kernels, scratch, storage, numRows, validity } = task;
  const { sourceWidth } = storage;
  const values = scratch.buffer("values", numRows * Math.max(sourceWidth, storage.width));
  let end = values;
  for (const slice of task.slices) {
    const { data } = slice.chunk.columns[task.column]!;
    const piece = data.subarray(slice.from * sourceWidth, slice.to * sourceWidth);
    scratch.bytes.set(piece, end);
    end += piece.byteLength;
  }
  const numValues = numRows - validity.nullCount;
  if (validity.bitmap !== 0) kernels.pqw_compact(values, sourceWidth, validity.bitmap, numRows, values);
  if (storage.preparation === "narrow") kernels.pqw_narrow(values, numValues, values);
  if (storage.preparation !== "widenSigned" && storage.preparation !== "widenUnsigned") return values;
  const wide = scratch.buffer("wide values", numValues * storage.width);
  kernels.pqw_widen(values, sourceWidth, storage.preparation === "widenSigned" ? 1 : 0, numValues, wide);
  return wide;
}

function splitPages(task: ColumnTask, values: number): FixedPage[] {
  const pages: FixedPage[] = [];
  let firstValue = 0;
  for (let row = 0; row < task.numRows; row += PAGE_ROWS) {
    const numRows = Math.min(PAGE_ROWS, task.numRows - row);
    const nullCount = nullsAmong(task, row, numRows);
    const numValues = numRows - nullCount;
    const bounds = boundsOf(task, values + firstValue * task.storage.width, numValues);
    pages.push({ row, numRows, nullCount, bounds, firstValue, numValues });
    firstValue += numValues;
  }
  return pages;
}

function boundsOf(task: ColumnTask, values: number, count: number): Bounds | null {
  const { kernels, scratch, storage } = task;
  if (!task.options.statistics) return null;
  const out = scratch.buffer("bounds", 32);
  if (kernels.pqw_bounds(storage.order, values, count, out) === 0) return null;
  const min = scratch.copyOut(out, storage.width);
  const max = scratch.copyOut(out + 16, storage.width);
  // Parquet stores 16-byte integers big-endian, in bounds as in values.
  if (storage.order === ORDER.i128) {
    min.reverse();
    max.reverse();
  }
  return { min, max, isMinExact: true, isMaxExact: true };
}

function tryDictionary(
  task: ColumnTask,
  pages: readonly FixedPage[],
  values: number,
  numValues: number,
): DictionaryBuilder | null {
  const { width } = task.storage;
  if (!task.options.dictionary || width > 8 || numValues === 0) return null;
  const dictionary = new DictionaryBuilder(task, numValues);
  for (const page of pages) {
    if (!dictionary.addFixed(values + page.firstValue * width, page.numValues)) return null;
  }
  return dictionary.pays(numValues * width) ? dictionary : null;
}
