import type { QueryOptions } from "@millrace/core";
import {
  checkBoolean,
  checkOptions,
  checkString,
  OptionError,
  QUERY_OPTION_NAMES,
  resolveQueryOptions,
} from "@millrace/core";
import { resolveCsvWriteOptions, resolveParquetWriteOptions } from "@millrace/formats";
import type { CsvSinkOptions, MakeFolders, ParquetSinkOptions, SinkTarget } from "../engine-port.ts";
import { splitOptions } from "../scans/split-options.ts";

/** A target with the options of the query that fills it. */
export interface CheckedSink {
  readonly target: SinkTarget;
  readonly query: QueryOptions;
}

const makeFolders: readonly (keyof MakeFolders)[] = ["mkdir"];

/** Checks path and options of a Parquet file, and parts them from those of the query. */
export function parquetSink(where: string, path: string, options: ParquetSinkOptions & QueryOptions): CheckedSink {
  const { query, mkdir, rest } = part(where, options);
  if (rest.compression === null) {
    throw new OptionError(`${where}: no compression is written "uncompressed"`, where, "compression", ["uncompressed"]);
  }
  resolveParquetWriteOptions(rest, where);
  return { target: { kind: "parquet", path: checkString(where, "path", path), options: rest, mkdir }, query };
}

/** Checks path and options of a CSV file, and parts them from those of the query. */
export function csvSink(where: string, path: string, options: CsvSinkOptions & QueryOptions): CheckedSink {
  const { query, mkdir, rest } = part(where, options);
  resolveCsvWriteOptions(rest, where);
  return { target: { kind: "csv", path: checkString(where, "path", path), options: rest, mkdir }, query };
}

/** Options of the file, whose names its format checks; of the folders; and of the query. */
function part<Options extends object>(
  where: string,
  options: Options & MakeFolders & QueryOptions,
): { query: QueryOptions; mkdir: boolean; rest: Options } {
  if (typeof options !== "object" || options === null) checkOptions(where, options, []);
  const [query, others] = splitOptions<QueryOptions, Options & MakeFolders>(options, QUERY_OPTION_NAMES);
  const [{ mkdir = false }, rest] = splitOptions<MakeFolders, Options>(others, makeFolders);
  resolveQueryOptions(query, where);
  return { query, mkdir: checkBoolean(where, "mkdir", mkdir), rest };
}
