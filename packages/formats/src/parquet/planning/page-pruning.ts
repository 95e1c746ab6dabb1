import type { LocalFiles } from "@millrace/storage";
import type { PruneTest } from "../../format.ts";
import type { ReadableColumn } from "../metadata/columns.ts";
import type { ByteRange, ChunkMetadata } from "../metadata/footer.ts";
import { parseColumnIndex, parseOffsetIndex } from "../metadata/page-index.ts";
import { ThriftError } from "../metadata/thrift.ts";
import { decodeBound } from "./bounds.ts";
import { excludes } from "./prune.ts";
import type { RowRanges } from "./row-ranges.ts";
import { appendRange } from "./row-ranges.ts";

/** The largest page index that is read. */
const MAX_INDEX_SIZE = 16 << 20;

/**
 * The rows of a row group that may pass the tests on one column by its page index, or null if there is no usable index.
 * `descriptor` is the open file.
 */
export function pageRanges(
  files: LocalFiles,
  descriptor: number,
  column: ReadableColumn,
  chunk: ChunkMetadata,
  tests: readonly PruneTest[],
  rows: number,
): RowRanges | null {
  if (chunk.columnIndex === null || chunk.offsetIndex === null) return null;
  if (Math.max(chunk.columnIndex.length, chunk.offsetIndex.length) > MAX_INDEX_SIZE) return null;
  try {
    const end = chunk.start + chunk.byteLength;
    const offsets = parseOffsetIndex(read(files, descriptor, chunk.offsetIndex), rows, chunk.start, end);
    if (offsets === null) return null;
    const pages = offsets.firstRows.length;
    const index = parseColumnIndex(read(files, descriptor, chunk.columnIndex), pages);
    if (index === null) return null;
    const ranges: number[] = [];
    for (let page = 0; page < pages; page++) {
      const from = offsets.firstRows[page]!;
      const to = offsets.firstRows[page + 1] ?? rows;
      const allNull = index.nullPages[page] === true;
      const bounds = {
        min: allNull ? null : decodeBound(column, index.mins[page]),
        max: allNull ? null : decodeBound(column, index.maxs[page]),
        nullCount: allNull ? to - from : column.nullable ? (index.nullCounts?.[page] ?? null) : 0,
        rows: to - from,
      };
      if (!tests.some((test) => excludes(test, bounds))) appendRange(ranges, from, to);
    }
    return ranges;
  } catch (error) {
    // A damaged index costs speed only: the pages themselves say what they hold.
    if (error instanceof ThriftError) return null;
    throw error;
  }
}

function read(files: LocalFiles, descriptor: number, range: ByteRange): Uint8Array {
  const bytes = new Uint8Array(range.length);
  files.readInto(descriptor, bytes, 0, range.length, range.offset);
  return bytes;
}
