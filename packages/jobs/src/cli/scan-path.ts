import type { LazyFrame } from "@millrace/frame";
import { scanCsv, scanParquet } from "@millrace/frame";
import type { InputFormat } from "../config/job-config.ts";
import { formatOfPath, separatorOfPath } from "../config/read-inputs.ts";
import { UsageError } from "./arguments.ts";

/** The format that a path's extension says. Throws a UsageError. */
export function requireFormat(path: string): InputFormat {
  const format = formatOfPath(path);
  if (format !== undefined) return format;
  throw new UsageError(`The format does not show from the extension of "${path}": .parquet and .csv are known`);
}

/** A scan of files by their extension; dates in CSV are recognized. */
export function scanPath(path: string): LazyFrame {
  return requireFormat(path) === "csv"
    ? scanCsv(path, { tryParseDates: true, separator: separatorOfPath(path) })
    : scanParquet(path);
}
