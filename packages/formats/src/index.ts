export { csvFormat } from "./csv/csv-format.ts";
export { encodeCsvChunk } from "./csv/write/encode-csv-chunk.ts";
export { CsvFileWriter } from "./csv/write/file-writer.ts";
export type { CsvWriteOptions, ResolvedCsvWriteOptions } from "./csv/write/write-options.ts";
export { resolveCsvWriteOptions } from "./csv/write/write-options.ts";
export type { DiscoveryOptions } from "./discovery/discover-files.ts";
export { discoverFiles } from "./discovery/discover-files.ts";
export { partitionFields } from "./discovery/hive-partitions.ts";
export { checkSameSchema } from "./discovery/same-schema.ts";
export type {
  ArenaAllocator,
  Dictionary,
  FileStatistics,
  FormatEnvironment,
  FormatOptions,
  LedgerPlan,
  Morsel,
  MorselReader,
  OpenScan,
  PrunedAmount,
  PruneOperator,
  PruneTest,
  ReadColumn,
  ReadContext,
  ReadCounters,
  ScanFormat,
  ScanPlan,
  ScanRequest,
  Vector,
} from "./format.ts";
export { parquetFormat } from "./parquet/parquet-format.ts";
export type { ColumnChunkMetadata } from "./parquet/write/column-chunk.ts";
export type { EncodedRowGroup } from "./parquet/write/encode-row-group.ts";
export { encodeRowGroup } from "./parquet/write/encode-row-group.ts";
export type { WrittenFile } from "./parquet/write/file-writer.ts";
export { ParquetFileWriter } from "./parquet/write/file-writer.ts";
export type {
  ParquetCompression,
  ParquetWriteOptions,
  ResolvedParquetWriteOptions,
} from "./parquet/write/write-options.ts";
export { DEFAULT_ROW_GROUP_SIZE, resolveParquetWriteOptions } from "./parquet/write/write-options.ts";
export { scanFormat } from "./registry.ts";
export type { RejectedRow } from "./rejected-row.ts";
export { localWriteContext } from "./write/local-context.ts";
export type { ChunkSlice, WriteContext } from "./write/write-context.ts";
