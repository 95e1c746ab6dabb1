import { checkOptions, OptionError } from "@millrace/core";

/** Options of every scan of files. */
export interface FileScanOptions {
  /** Whether *, ?, [ and ** in a path match names; default true. */
  readonly glob?: boolean | undefined;
  /** Columns from `key=value` folders; default: when a folder or pattern is scanned and they are there. */
  readonly hivePartitioning?: boolean | undefined;
}

/** Their names. */
export const FILE_SCAN_OPTION_NAMES: readonly (keyof FileScanOptions)[] = ["glob", "hivePartitioning"];

const select = 'A scan reads only what the query uses: write .select("a", "b") behind it';

/** Options of other libraries and older versions, with what to write today. */
const renamed: Readonly<Record<string, string>> = {
  columns: select,
  with_columns: select,
  withColumns: select,
  projection: select,
  usecols: select,
  sep: 'It is called "separator"',
  delimiter: 'It is called "separator"',
  header: 'It is called "hasHeader"',
  dtypes: 'It is called "schemaOverrides"',
  dtype: 'It is called "schemaOverrides"',
  parseDates: 'It is called "tryParseDates"',
  parse_dates: 'It is called "tryParseDates"',
  naValues: 'It is called "nullValues"',
  na_values: 'It is called "nullValues"',
  nRows: "Write .head(n) behind the scan",
  n_rows: "Write .head(n) behind the scan",
  lowMemory: "Every scan streams under the memoryLimit of collect",
  low_memory: "Every scan streams under the memoryLimit of collect",
  streaming: 'Every query streams: pass engine: "streaming" to collect, or nothing',
  as_streaming: 'Every query streams: pass engine: "streaming" to collect, or nothing',
  asStreaming: 'Every query streams: pass engine: "streaming" to collect, or nothing',
  batchSize: "Batches are the engine's own: use batches() to take the result in pieces",
  batch_size: "Batches are the engine's own: use batches() to take the result in pieces",
  rechunk: "Frames need no rechunking",
  rowIndexName: "Write .withRowIndex(name) behind the scan",
};

/** Throws an OptionError for an option that the scan does not have. */
export function checkScanOptions(where: string, options: object, names: readonly string[]): void {
  checkOptions(where, options, names, renamed);
}

/** The paths as a list; throws where they are none. */
export function pathList(where: string, paths: string | readonly string[]): readonly string[] {
  const list = typeof paths === "string" ? [paths] : paths;
  if (Array.isArray(list) && list.length > 0 && list.every((path) => typeof path === "string" && path !== ""))
    return list;
  throw new OptionError(`${where} takes a path, a pattern such as "data/*.csv", or a list of them`, where, "path");
}

/** What plans show of the paths. */
export function pathsLabel(paths: readonly string[]): string {
  return paths.length === 1 ? paths[0]! : `[${paths[0]}, … ${paths.length} paths]`;
}
