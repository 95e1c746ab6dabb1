import type { Bounds } from "./bounds.ts";
import { MAX_BOUND_BYTES, stringBounds } from "./bounds.ts";
import type { ColumnTask } from "./column-task.ts";
import { DictionaryBuilder } from "./dictionary.ts";
import type { PageRows, PageWriter } from "./page-writer.ts";
import type { PlainBlock } from "./plain-blocks.ts";
import { plainBlocks } from "./plain-blocks.ts";

/** Encodes a String or Categorical column: by a dictionary where that is smaller, else its strings one after the other. */
export function writeStringColumn(task: ColumnTask, writer: PageWriter): void {
  if (task.options.dictionary && writeCoded(task, writer)) return;
  for (const block of plainBlocks(task)) {
    writer.writePlain({ ...rowsOf(block), bounds: boundsOf(task, block) }, block.plain, block.byteLength);
  }
}

/** Tries the dictionary over all rows; false, with nothing written, where it does not pay. */
function writeCoded(task: ColumnTask, writer: PageWriter): boolean {
  const numValues = task.numRows - task.validity.nullCount;
  if (numValues === 0) return false;
  const dictionary = new DictionaryBuilder(task, numValues);
  const pages: PageRows[] = [];
  let plainBytes = 0;
  for (const block of plainBlocks(task)) {
    if (!dictionary.addStrings(block.plain, block.numRows - block.nullCount)) return false;
    pages.push({ ...rowsOf(block), bounds: boundsOf(task, block) });
    plainBytes += block.byteLength;
  }
  if (!dictionary.pays(plainBytes)) return false;
  dictionary.writeTo(writer);
  const { bitWidth } = dictionary;
  let firstValue = 0;
  for (const page of pages) {
    const count = page.numRows - page.nullCount;
    writer.writeCodes(page, dictionary.codesFrom(firstValue), count, bitWidth);
    firstValue += count;
  }
  return true;
}

function rowsOf({ row, numRows, nullCount }: PlainBlock): Omit<PageRows, "bounds"> {
  return { row, numRows, nullCount };
}

function boundsOf(task: ColumnTask, block: PlainBlock): Bounds | null {
  const { kernels, scratch } = task;
  if (!task.options.statistics) return null;
  const out = scratch.buffer("bounds", 32);
  if (kernels.pqw_string_bounds(block.plain, block.numRows - block.nullCount, out) === 0) return null;
  // Not all of a long string: its bounds stay until the file's end, and a part of a buffer keeps the whole of it.
  const text = (address: number): Uint8Array =>
    scratch.copyOut(address + 4, Math.min(scratch.word(address), MAX_BOUND_BYTES + 1));
  return stringBounds(text(scratch.word(out)), text(scratch.word(out + 4)));
}
