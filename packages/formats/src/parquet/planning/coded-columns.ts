import type { ReadableColumn } from "../metadata/columns.ts";
import { Encoding, PageType } from "../metadata/constants.ts";
import type { ChunkMetadata } from "../metadata/footer.ts";

/** A dictionary with less than this many rows for each entry is no help: what is computed by entry is as much work as by row. */
const ROWS_PER_ENTRY = 10;
/** Bytes of a compressed dictionary for each of its strings, at least: identifiers in sequence compress to that. */
const STRING_BYTES = 3;

/** Whether it pays to hand out a chunk's codes: the footer promises them, and many rows share an entry. */
export function paysAsCodes(column: ReadableColumn, chunk: ChunkMetadata): boolean {
  if (!promisesDictionary(column, chunk)) return false;
  // Compressed, the page only bounds the number of its entries.
  const entries = chunk.dictionaryBytes / (column.width === 0 ? STRING_BYTES : column.width);
  return entries * ROWS_PER_ENTRY <= chunk.numValues;
}

/** Whether the footer promises that every data page of the chunk is dictionary-encoded. */
function promisesDictionary(column: ReadableColumn, chunk: ChunkMetadata): boolean {
  if (column.form === "boolean") return false;
  const { encodingStats, encodings } = chunk;
  if (encodingStats !== null && encodingStats.length > 0) {
    const data = encodingStats.filter(({ pageType }) => pageType === PageType.data || pageType === PageType.dataV2);
    return data.length > 0 && data.every(({ encoding, count }) => count === 0 || isDictionary(encoding));
  }
  // Without the counts, PLAIN may mean the dictionary page or data pages; its absence is a promise.
  return encodings.some(isDictionary) && !encodings.includes(Encoding.plain);
}

function isDictionary(encoding: number): boolean {
  return encoding === Encoding.plainDictionary || encoding === Encoding.rleDictionary;
}
