import { checkBoolean, checkChoice, checkInteger, checkOptions, OptionError } from "@millrace/core";

/** How Parquet pages are compressed. */
export type ParquetCompression = "zstd" | "snappy" | "uncompressed";

/** Options of the Parquet writer, all optional; the bytes of a file depend on them and on the data alone. */
export interface ParquetWriteOptions {
  /** Default "zstd". */
  readonly compression?: ParquetCompression;
  /** Level of zstd, 1 to 22; default 1. */
  readonly compressionLevel?: number;
  /** Rows of a row group; default 122,880, or fewer where their values take more than 8 MiB. */
  readonly rowGroupSize?: number;
  /** Whether footer and page index hold bounds and null counts; default true. */
  readonly statistics?: boolean;
  /** Whether columns of few distinct values get a dictionary; default true. */
  readonly dictionary?: boolean;
}

/** Options with their defaults filled in: plain data. */
export interface ResolvedParquetWriteOptions {
  readonly compression: ParquetCompression;
  readonly compressionLevel: number;
  readonly rowGroupSize: number;
  readonly statistics: boolean;
  readonly dictionary: boolean;
}

/** Rows of a row group unless the options say otherwise. */
export const DEFAULT_ROW_GROUP_SIZE = 122_880;
/** A row group's columns are encoded from the arena, so its rows have a bound. */
const MAX_ROW_GROUP_SIZE = 16_777_216;

const names = ["compression", "compressionLevel", "rowGroupSize", "statistics", "dictionary"] as const;

/** Checks the options and fills in the defaults. Throws OptionError; `where` is the method that the user called. */
export function resolveParquetWriteOptions(
  options: ParquetWriteOptions = {},
  where = "sinkParquet",
): ResolvedParquetWriteOptions {
  checkOptions(where, options, names);
  const compression = checkChoice(where, "compression", options.compression ?? "zstd", [
    "zstd",
    "snappy",
    "uncompressed",
  ]);
  if (options.compressionLevel !== undefined && compression !== "zstd") {
    const text = `${where}: compressionLevel is the level of zstd, and compression is "${compression}": leave it out`;
    throw new OptionError(text, where, "compressionLevel");
  }
  return {
    compression,
    compressionLevel: checkInteger(where, "compressionLevel", options.compressionLevel ?? 1, 1, 22),
    rowGroupSize: checkInteger(
      where,
      "rowGroupSize",
      options.rowGroupSize ?? DEFAULT_ROW_GROUP_SIZE,
      1,
      MAX_ROW_GROUP_SIZE,
    ),
    statistics: checkBoolean(where, "statistics", options.statistics ?? true),
    dictionary: checkBoolean(where, "dictionary", options.dictionary ?? true),
  };
}
