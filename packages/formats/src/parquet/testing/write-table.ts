import type { Chunk, Schema } from "@millrace/core";
import { localWriteContext } from "../../write/local-context.ts";
import { encodeRowGroup } from "../write/encode-row-group.ts";
import { ParquetFileWriter } from "../write/file-writer.ts";
import type { ParquetWriteOptions } from "../write/write-options.ts";
import { resolveParquetWriteOptions } from "../write/write-options.ts";

const context = localWriteContext();

/** Writes a file whose row groups end at the cuts, each from two slices that meet at any bit position; returns its rows. */
export async function writeTable(
  path: string,
  schema: Schema,
  rows: Chunk,
  cuts: readonly number[],
  given: ParquetWriteOptions = {},
): Promise<number> {
  const options = resolveParquetWriteOptions(given);
  using writer = new ParquetFileWriter(path, schema, options);
  const borders = [0, ...cuts, rows.numRows];
  for (let i = 1; i < borders.length; i++) {
    const [from, to] = [borders[i - 1]!, borders[i]!];
    const middle = from + ((to - from) >> 1);
    const slices = [
      { chunk: rows, from, to: middle },
      { chunk: rows, from: middle, to },
    ];
    await writer.append(encodeRowGroup(context, schema, slices, options));
  }
  return (await writer.finish()).numRows;
}
