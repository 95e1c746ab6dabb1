import type { ScanFormat } from "../format.ts";
import { CsvReader } from "./csv-reader.ts";
import { inferCsvSchema } from "./infer-schema.ts";
import type { CsvMorsel } from "./plan-scan.ts";
import { planCsvScan } from "./plan-scan.ts";

/** CSV and its relatives: one-byte separators, quotes and line ends (LF, CRLF or another byte); UTF-8; plain, gzip or zstd. */
export const csvFormat: ScanFormat = {
  name: "csv",
  inferSchema: inferCsvSchema,
  planScan: planCsvScan,
  openMorsel: (context, scan, morsel) => new CsvReader(context, scan, morsel as CsvMorsel),
};
