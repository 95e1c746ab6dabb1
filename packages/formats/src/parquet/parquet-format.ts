import type { DataType } from "@millrace/core";
import {
  DuplicateColumnError,
  Field,
  NoDataError,
  Schema,
  SchemaMismatchError,
  sameType,
  typeName,
} from "@millrace/core";
import type { ScanFile } from "@millrace/plan";
import type { FormatOptions, ScanFormat } from "../format.ts";
import type { FileColumns } from "./metadata/columns.ts";
import { fileColumns } from "./metadata/columns.ts";
import { asType } from "./metadata/conversion.ts";
import { readFooter } from "./metadata/footer-cache.ts";
import type { ParquetMorsel } from "./planning/parquet-scan.ts";
import { planScan } from "./planning/plan-scan.ts";
import { fileStatistics } from "./planning/statistics.ts";
import { ParquetMorselReader } from "./reader/morsel-reader.ts";

/**
 * Apache Parquet: flat columns of every physical type, all encodings of current writers, and the codecs UNCOMPRESSED,
 * SNAPPY, ZSTD, GZIP, BROTLI, LZ4 and LZ4_RAW. Other columns stand in the schema as Unsupported.
 */
export const parquetFormat: ScanFormat = {
  name: "parquet",

  inferSchema(files, options, environment) {
    const first = files[0];
    if (first === undefined) throw new NoDataError("The scan has no files");
    const columnsOf = files.map((file) => {
      const { all } = fileColumns(readFooter(environment.files, file));
      return new Map(all.map((column) => [column.name, column]));
    });
    const { all: columns } = fileColumns(readFooter(environment.files, first));
    files.slice(1).forEach((file, i) => {
      checkColumns(file, columns, columnsOf[i + 1]!, options);
    });
    const seen = new Set<string>();
    return Schema(
      columns.map(({ name, type }) => {
        if (seen.has(name)) throw new DuplicateColumnError(name, first.path);
        seen.add(name);
        return Field(
          name,
          type,
          columnsOf.some((file) => file.get(name)?.nullable !== false),
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

type FileColumn = FileColumns["all"][number];

/** Throws a SchemaMismatchError for a column that does not become the type. */
function checkType(column: FileColumn, type: DataType, file: string): void {
  if ("leaf" in column) asType(column, type, file);
  else if (!sameType(column.type, type)) {
    throw new SchemaMismatchError(file, column.name, typeName(type), typeName(column.type));
  }
}

/** Throws a SchemaMismatchError for a file that lacks, adds or retypes a column, unless the options allow it. */
function checkColumns(
  file: ScanFile,
  expected: readonly FileColumn[],
  found: ReadonlyMap<string, FileColumn>,
  options: FormatOptions,
): void {
  const isKey = (name: string): boolean => Object.hasOwn(file.partition, name);
  for (const { name, type } of expected) {
    if (isKey(name)) continue;
    const column = found.get(name);
    if (column !== undefined) checkType(column, type, file.path);
    else if (options["missingColumns"] !== "insert") throw new SchemaMismatchError(file.path, name, typeName(type));
  }
  if (options["extraColumns"] === "ignore") return;
  for (const { name, type } of found.values()) {
    if (!isKey(name) && !expected.some((column) => column.name === name)) {
      throw new SchemaMismatchError(file.path, name, null, typeName(type));
    }
  }
}
