import type { UnsupportedError } from "@millrace/core";
import { DuplicateColumnError, Field, NoDataError, Schema, SchemaMismatchError, typeName } from "@millrace/core";
import type { ScanFile } from "@millrace/plan";
import type { FormatEnvironment, FormatOptions, ScanFormat } from "../format.ts";
import type { ReadableColumn } from "./metadata/columns.ts";
import { fileColumns } from "./metadata/columns.ts";
import { asType } from "./metadata/conversion.ts";
import { readFooter } from "./metadata/footer-cache.ts";
import { unreadableColumn } from "./planning/columns-of-files.ts";
import type { ParquetMorsel } from "./planning/parquet-scan.ts";
import { planScan } from "./planning/plan-scan.ts";
import { fileStatistics } from "./planning/statistics.ts";
import { ParquetMorselReader } from "./reader/morsel-reader.ts";

/**
 * Apache Parquet: flat columns of every physical type, all encodings of current writers, and the codecs UNCOMPRESSED,
 * SNAPPY, ZSTD, GZIP, BROTLI, LZ4 and LZ4_RAW. Nested columns are left out of the schema.
 */
export const parquetFormat: ScanFormat = {
  name: "parquet",

  inferSchema(files, options, environment) {
    const first = files[0];
    if (first === undefined) throw new NoDataError("The scan has no files");
    const readable = files.map((file) => {
      const { readable } = fileColumns(readFooter(environment.files, file));
      return new Map(readable.map((column) => [column.name, column]));
    });
    const { readable: columns, unreadable } = fileColumns(readFooter(environment.files, first));
    // A table without a column would look like an empty file.
    const [left] = unreadable;
    if (columns.length === 0 && left !== undefined) throw unreadableColumn(first.path, left.name, left.reason);
    files.slice(1).forEach((file, i) => {
      checkColumns(file, columns, readable[i + 1]!, options);
    });
    const seen = new Set<string>();
    return Schema(
      columns.map(({ name, type }) => {
        if (seen.has(name)) throw new DuplicateColumnError(name, first.path);
        seen.add(name);
        return Field(
          name,
          type,
          readable.some((file) => file.get(name)?.nullable !== false),
        );
      }),
    );
  },

  planScan,

  openMorsel(context, scan, morsel) {
    return new ParquetMorselReader(context, scan, morsel as ParquetMorsel);
  },

  statistics(files, _options, environment) {
    return fileStatistics(files, environment);
  },
};

/** Throws a SchemaMismatchError for a file that lacks, adds or retypes a column, unless the options allow it. */
function checkColumns(
  file: ScanFile,
  expected: readonly ReadableColumn[],
  found: ReadonlyMap<string, ReadableColumn>,
  options: FormatOptions,
): void {
  const isKey = (name: string): boolean => Object.hasOwn(file.partition, name);
  for (const { name, type } of expected) {
    if (isKey(name)) continue;
    const column = found.get(name);
    if (column !== undefined) asType(column, type, file.path);
    else if (options["missingColumns"] !== "insert") throw new SchemaMismatchError(file.path, name, typeName(type));
  }
  if (options["extraColumns"] === "ignore") return;
  for (const { name, type } of found.values()) {
    if (!isKey(name) && !expected.some((column) => column.name === name)) {
      throw new SchemaMismatchError(file.path, name, null, typeName(type));
    }
  }
}

/** The error for a column that a file has and this version does not read; null if no file has it. */
export function unreadableParquetColumn(
  name: string,
  files: readonly ScanFile[],
  environment: FormatEnvironment,
): UnsupportedError | null {
  for (const file of files) {
    const found = fileColumns(readFooter(environment.files, file)).unreadable.find((column) => column.name === name);
    if (found !== undefined) return unreadableColumn(file.path, name, found.reason);
  }
  return null;
}
