import { pointer } from "@millrace/core";
import type { ReadContext } from "../format.ts";
import { openSource } from "./byte-source.ts";
import type { CsvDialect } from "./options.ts";

/** What is read at a time: it stays in the second-level cache, where copying and counting are twice as fast. */
const WINDOW_BYTES = 256 * 1024;
/** Bytes behind a row's start that tell a blank line. */
const AHEAD = 2;
/** Bytes that kernels may read behind the text. */
const SLACK = 64;

/** A range without quotes. */
export interface PlainRange {
  /** Rows that begin in it, if it begins outside of quotes. */
  readonly rows: number;
  /** Its last byte. */
  readonly last: number;
}

/** Counts the rows of the range [start, end) of a file; null where it, or the byte before, is or holds a quote. */
export function countPlainRows(
  context: ReadContext,
  dialect: CsvDialect,
  path: string,
  start: number,
  end: number,
  range: number,
  skipBlank: boolean,
): PlainRange | null {
  const { allocator, kernels } = context;
  const { quote, eol } = dialect;
  const base = pointer(allocator.alloc(WINDOW_BYTES + SLACK));
  const source = openSource(context.files, path, "none", range === 0 ? start : start - 1);
  try {
    let rows = 0;
    // In the window: the byte before the next place to look at, then the text.
    let length = 0;
    if (range === 0) context.bytes[base + length++] = eol;
    for (let at = start; ; ) {
      const { bytes } = context;
      const wanted = Math.min(WINDOW_BYTES - AHEAD - length, end - at + 1 + AHEAD - length);
      const read = source.read(bytes, base + length, wanted);
      length += read;
      if (read < wanted) {
        bytes.fill(eol, base + length, base + length + AHEAD);
        length += AHEAD;
      }
      if (at === start && bytes[base] === quote) return null;
      const looked = Math.min(end - at, length - 1 - AHEAD);
      const counted = kernels.csv_count_plain(base + 1, looked, quote, eol, skipBlank ? 1 : 0);
      if (counted < 0) return null;
      rows += counted;
      at += looked;
      if (at >= end || read < wanted) return { rows, last: bytes[base + looked]! };
      bytes.copyWithin(base, base + looked, base + length);
      length -= looked;
    }
  } finally {
    source.close();
    allocator.free(base);
  }
}
