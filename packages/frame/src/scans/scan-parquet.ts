import type { QueryOptions } from "@millrace/core";
import { checkChoice, QUERY_OPTION_NAMES } from "@millrace/core";
import type { DataFrame } from "../data-frame.ts";
import type { LazyFrame } from "../lazy-frame.ts";
import { scanFiles } from "./scan-files.ts";
import type { FileScanOptions } from "./scan-options.ts";
import { checkScanOptions, FILE_SCAN_OPTION_NAMES } from "./scan-options.ts";
import { splitOptions } from "./split-options.ts";

/** How Parquet is read. */
export interface ParquetScanOptions extends FileScanOptions {
  /** A column that one of several files lacks: an error (default), or nulls. */
  readonly missingColumns?: "raise" | "insert" | undefined;
  /** A column that only a later file has: an error (default), or left out. */
  readonly extraColumns?: "raise" | "ignore" | undefined;
}

const names: readonly (keyof ParquetScanOptions)[] = ["missingColumns", "extraColumns", ...FILE_SCAN_OPTION_NAMES];

/**
 * A query over Parquet files: a path, a pattern, or a list of them, read in this order. Only footers are read before the query
 * runs. Columns of types that are not read (lists, structs, times of day) are Unsupported in the schema: a query that wants one
 * throws an UnsupportedError, so leave them out with `drop` or `select`.
 *
 * @example scanParquet("data/vitals/*.parquet").select("patient_id", "heart_rate")
 */
export function scanParquet(paths: string | readonly string[], options: ParquetScanOptions = {}): LazyFrame {
  checkScanOptions("scanParquet", options, names);
  const { missingColumns = "raise", extraColumns = "raise" } = options;
  checkChoice("scanParquet", "missingColumns", missingColumns, ["raise", "insert"]);
  checkChoice("scanParquet", "extraColumns", extraColumns, ["raise", "ignore"]);
  const [files, own] = splitOptions<FileScanOptions, ParquetScanOptions>(options, FILE_SCAN_OPTION_NAMES);
  return scanFiles("parquet", paths, files, { ...own });
}

/** Reads Parquet files into memory: scanParquet, then collect. Takes the options of both. */
export async function readParquet(
  paths: string | readonly string[],
  options: ParquetScanOptions & QueryOptions = {},
): Promise<DataFrame> {
  checkScanOptions("readParquet", options, [...names, ...QUERY_OPTION_NAMES]);
  const [query, scan] = splitOptions<QueryOptions, ParquetScanOptions>(options, QUERY_OPTION_NAMES);
  return scanParquet(paths, scan).collect(query);
}
