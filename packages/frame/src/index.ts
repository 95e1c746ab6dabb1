export type { ConcatOptions } from "./concat.ts";
export { concat } from "./concat.ts";
export type { DataFrameConstructor, Row, SizeUnit } from "./data-frame.ts";
export { DataFrame, fromArrow, fromRecords } from "./data-frame.ts";
export type { DataFrameOptions, DataInput, RecordInput } from "./eager/from-data.ts";
export type {
  CsvSinkOptions,
  OperatorProfile,
  ParquetSinkOptions,
  PipelineProfile,
  QueryProfile,
  ScanProfile,
  SinkSummary,
} from "./engine-port.ts";
export type { Then, When } from "./expr/conditional.ts";
export { when } from "./expr/conditional.ts";
export type { DatetimeMethods } from "./expr/datetime-methods.ts";
export type { Closed, IntoExpr } from "./expr/expr.ts";
export { Expr } from "./expr/expr.ts";
export {
  coalesce,
  col,
  concatStr,
  count,
  date,
  datetime,
  first,
  last,
  len,
  lit,
  max,
  mean,
  median,
  min,
  nUnique,
  std,
  sum,
  variance,
} from "./expr/functions.ts";
export type { ListMethods } from "./expr/list-methods.ts";
export type { Literal } from "./expr/literal-node.ts";
export type { StringMethods } from "./expr/string-methods.ts";
export { FrameSchema } from "./frame-schema.ts";
export type { AggregateInput, AggregateName, GroupBy, GroupByOptions } from "./group-by.ts";
export type { ExplainOptions } from "./lazy-frame.ts";
export { LazyFrame } from "./lazy-frame.ts";
export { migration } from "./migration.ts";
export type { PlanSource, StrictOption, UniqueOptions } from "./relation.ts";
export type { CsvScanOptions } from "./scans/csv-options.ts";
export { readCsv, scanCsv } from "./scans/scan-csv.ts";
export type { StreamBatch } from "./scans/scan-frames.ts";
export { scanFrame, scanIterator } from "./scans/scan-frames.ts";
export type { FileScanOptions } from "./scans/scan-options.ts";
export type { ParquetScanOptions } from "./scans/scan-parquet.ts";
export { readParquet, scanParquet } from "./scans/scan-parquet.ts";
export type { SeriesConstructor } from "./series.ts";
export { Series } from "./series.ts";
export type { TableFormat } from "./table/table-text.ts";
export { trim } from "./trim.ts";
export type { ConcatHow } from "./verbs/concat.ts";
export type { ExprInput, ExprRecord } from "./verbs/inputs.ts";
export type { JoinKeys, JoinOptions } from "./verbs/join.ts";
export type { SortOptions, TopKOptions } from "./verbs/sort.ts";
