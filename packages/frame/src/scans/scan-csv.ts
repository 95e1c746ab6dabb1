import type { QueryOptions } from "@millrace/core";
import { QUERY_OPTION_NAMES, Schema } from "@millrace/core";
import type { DataFrame } from "../data-frame.ts";
import type { LazyFrame } from "../lazy-frame.ts";
import type { CsvScanOptions } from "./csv-options.ts";
import { CSV_SCAN_OPTION_NAMES } from "./csv-options.ts";
import { scanFiles } from "./scan-files.ts";
import type { FileScanOptions } from "./scan-options.ts";
import { checkScanOptions, FILE_SCAN_OPTION_NAMES } from "./scan-options.ts";
import { splitOptions } from "./split-options.ts";

/**
 * A query over CSV files: a path, a pattern, or a list of them, read in this order. Only the header and a sample for the types
 * are read before the query runs.
 *
 * @example scanCsv("data/vitals/*.csv", { tryParseDates: true }).filter(col("heart_rate").gt(100))
 */
export function scanCsv(paths: string | readonly string[], options: CsvScanOptions & FileScanOptions = {}): LazyFrame {
  checkScanOptions("scanCsv", options, [...CSV_SCAN_OPTION_NAMES, ...FILE_SCAN_OPTION_NAMES]);
  const [files, { schema, ...own }] = splitOptions<FileScanOptions, CsvScanOptions>(options, FILE_SCAN_OPTION_NAMES);
  // A FrameSchema is a class, and the options of a scan are plain data.
  const plain =
    schema === undefined ? {} : { schema: "fields" in schema ? Schema(schema.fields as Schema["fields"]) : schema };
  return scanFiles("csv", paths, files, { ...own, ...plain });
}

/** Reads CSV files into memory: scanCsv, then collect. Takes the options of both. */
export async function readCsv(
  paths: string | readonly string[],
  options: CsvScanOptions & FileScanOptions & QueryOptions = {},
): Promise<DataFrame> {
  checkScanOptions("readCsv", options, [...CSV_SCAN_OPTION_NAMES, ...FILE_SCAN_OPTION_NAMES, ...QUERY_OPTION_NAMES]);
  const [query, scan] = splitOptions<QueryOptions, CsvScanOptions & FileScanOptions>(options, QUERY_OPTION_NAMES);
  return scanCsv(paths, scan).collect(query);
}
