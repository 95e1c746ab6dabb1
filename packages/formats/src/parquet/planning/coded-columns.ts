import type { ReadableColumn } from "../metadata/columns.ts";
import { Encoding, PageType } from "../metadata/constants.ts";
import type { ChunkMetadata } from "../metadata/footer.ts";

/** Whether the footer promises that every data page of the chunk is dictionary-encoded. */
export function promisesDictionary(column: ReadableColumn, chunk: ChunkMetadata): boolean {
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
