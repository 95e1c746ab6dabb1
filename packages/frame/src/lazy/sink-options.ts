import type { QueryOptions } from "@millrace/core";
import { checkBoolean, checkChoice, checkInteger, checkOptions, OptionError, QUERY_OPTION_NAMES } from "@millrace/core";
import type { CsvSinkOptions, ParquetSinkOptions } from "../engine-port.ts";

const parquetNames: readonly (keyof ParquetSinkOptions)[] = [
  "compression",
  "compressionLevel",
  "statistics",
  "rowGroupSize",
  "dataPageSize",
  "mkdir",
];
const csvNames: readonly (keyof CsvSinkOptions)[] = [
  "separator",
  "includeHeader",
  "quoteChar",
  "nullValue",
  "lineTerminator",
  "batchSize",
  "mkdir",
];
const codecs = ["zstd", "snappy", "gzip", "lz4", "brotli", "uncompressed"] as const;
const renamed: Readonly<Record<string, string>> = {
  codec: 'It is called "compression"',
  hasHeader: 'For writing it is called "includeHeader"',
  header: 'It is called "includeHeader"',
  sep: 'It is called "separator"',
  delimiter: 'It is called "separator"',
  quote: 'It is called "quoteChar"',
};

/** Checks the options of a Parquet sink and parts them from those of the query. */
export function parquetSinkOptions(
  where: string,
  options: ParquetSinkOptions & QueryOptions,
): [ParquetSinkOptions, QueryOptions] {
  const [own, query] = part<ParquetSinkOptions>(where, options, parquetNames);
  if (own.compression === null)
    throw new OptionError(`${where}: no compression is written "uncompressed"`, where, "compression", codecs);
  if (own.compression !== undefined) checkChoice(where, "compression", own.compression, codecs);
  if (own.statistics !== undefined) checkBoolean(where, "statistics", own.statistics);
  if (own.compressionLevel !== undefined) checkInteger(where, "compressionLevel", own.compressionLevel, 0, 22);
  if (own.rowGroupSize !== undefined) checkInteger(where, "rowGroupSize", own.rowGroupSize, 1);
  if (own.dataPageSize !== undefined) checkInteger(where, "dataPageSize", own.dataPageSize, 1);
  if (own.mkdir !== undefined) checkBoolean(where, "mkdir", own.mkdir);
  return [own, query];
}

/** Checks the options of a CSV sink and parts them from those of the query. */
export function csvSinkOptions(where: string, options: CsvSinkOptions & QueryOptions): [CsvSinkOptions, QueryOptions] {
  const [own, query] = part<CsvSinkOptions>(where, options, csvNames);
  if (own.separator !== undefined) checkCharacter(where, "separator", own.separator);
  if (own.quoteChar !== undefined) checkCharacter(where, "quoteChar", own.quoteChar);
  if (own.includeHeader !== undefined) checkBoolean(where, "includeHeader", own.includeHeader);
  if (own.batchSize !== undefined) checkInteger(where, "batchSize", own.batchSize, 1);
  if (own.mkdir !== undefined) checkBoolean(where, "mkdir", own.mkdir);
  return [own, query];
}

function checkCharacter(where: string, option: string, value: unknown): void {
  if (typeof value === "string" && value.length === 1 && value.charCodeAt(0) < 128) return;
  throw new OptionError(`${where}: ${option} is one ASCII character, not ${JSON.stringify(value)}`, where, option);
}

function part<T extends object>(
  where: string,
  options: T & QueryOptions,
  names: readonly (keyof T & string)[],
): [T, QueryOptions] {
  checkOptions(where, options, [...names, ...QUERY_OPTION_NAMES], renamed);
  const own: Record<string, unknown> = {};
  const query: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if ((names as readonly string[]).includes(name)) own[name] = value;
    else query[name] = value;
  }
  return [own as T, query as QueryOptions];
}
