import { expect, test } from "vitest";
import type { ReadableColumn } from "../metadata/columns.ts";
import type { ChunkMetadata } from "../metadata/footer.ts";
import { paysAsCodes } from "./coded-columns.ts";

/** Whether a chunk of dictionary-encoded pages is handed out as codes. `width`: bytes of a value, 0 = strings. */
function pays(width: number, numValues: number, dictionaryBytes: number): boolean {
  const column = { form: width === 0 ? "bytes" : "integer", width } as unknown as ReadableColumn;
  const encodingStats = [{ pageType: 0, encoding: 8, count: 1 }];
  return paysAsCodes(column, { encodingStats, encodings: [], numValues, dictionaryBytes } as unknown as ChunkMetadata);
}

test("codes are handed out where many rows share an entry, of strings as well", () => {
  expect(pays(8, 100_000, 8 * 1000)).toBe(true);
  expect(pays(8, 100_000, 8 * 50_000)).toBe(false);
  expect(pays(0, 122_880, 86)).toBe(true);
  // 44,736 identifiers such as P0000001 in 122,880 rows.
  expect(pays(0, 122_880, 137_013)).toBe(false);
});
