export { fromArrow } from "./arrow/from-arrow.ts";
export type { ArrowRecordBatch, ArrowTable } from "./arrow/to-arrow.ts";
export { toArrow } from "./arrow/to-arrow.ts";
export { bitmapBytes, clearBit, copyBits, countBits, getBit, setBit } from "./data/bitmap.ts";
export { buildColumn, buildStoredColumn } from "./data/build-column.ts";
export {
  dateOfDay,
  dateOfMicroseconds,
  dayOf,
  dayText,
  microsecondsOf,
  microsecondsText,
  parseIsoMicroseconds,
  utcMilliseconds,
} from "./data/calendar.ts";
export {
  concatColumns,
  concatFrames,
  frameByteLength,
  frameFromColumns,
  makeFrame,
  rechunk,
  sliceColumn,
  sliceFrame,
} from "./data/chunks.ts";
export { columnReader, nullCount, storedColumnReader } from "./data/column-reader.ts";
export type { ColumnValue, StoredValue } from "./data/column-value.ts";
export { valueConverter } from "./data/convert-value.ts";
export { decimalText, parseDecimal } from "./data/decimal-text.ts";
export type { ColumnInput } from "./data/infer-type.ts";
export { inferType, isTypedArray, typeOfValue } from "./data/infer-type.ts";
export { sharedBytes } from "./data/shared-bytes.ts";
export type { StoredArray } from "./data/storage.ts";
export { storageOf, storedArray, storedWidth, storedWords } from "./data/storage.ts";
export type { ErrorDetails } from "./errors/error.ts";
export { InternalError, MillraceError, ResourceError, UserError } from "./errors/error.ts";
export {
  DiskFullError,
  InternalEngineError,
  MemoryLimitError,
  QueryAbortedError,
  TempFileDamagedError,
  TempSpaceError,
  TimeoutError,
  WorkerDiedError,
} from "./errors/resource-errors.ts";
export type { SerializedError } from "./errors/serialize.ts";
export { deserializeError, errorClasses, serializeError } from "./errors/serialize.ts";
export { closest, didYouMean, editDistance } from "./errors/suggest.ts";
export type { BrokenJoinPromise, FilePosition } from "./errors/user-errors.ts";
export {
  ColumnNotFoundError,
  CorruptFileError,
  DuplicateColumnError,
  FileAccessError,
  FileNotFoundError,
  InvalidArgumentError,
  InvalidPlanError,
  JoinValidationError,
  NoDataError,
  OptionError,
  OutOfBoundsError,
  ParseError,
  SchemaMismatchError,
  SourceChangedError,
  StrictCastError,
  TypeMismatchError,
  UnsupportedError,
} from "./errors/user-errors.ts";
export type { Chunk, ColumnData, FrameData } from "./frame-data.ts";
export * from "./layout/aggregate-table.ts";
export * from "./layout/allocator.ts";
export * from "./layout/field-layout.ts";
export * from "./layout/grant.ts";
export * from "./layout/holistic.ts";
export * from "./layout/inflate.ts";
export * from "./layout/join.ts";
export * from "./layout/key-descriptor.ts";
export * from "./layout/like-plan.ts";
export * from "./layout/merge.ts";
export * from "./layout/pages.ts";
export * as parquetLayout from "./layout/parquet-decoder.ts";
export * from "./layout/row-page.ts";
export * from "./layout/rows.ts";
export * from "./layout/sort.ts";
export * from "./layout/string-view.ts";
export * from "./layout/text-area.ts";
export * from "./layout/top-rows.ts";
export { parseByteSize } from "./options/byte-size.ts";
export { checkBoolean, checkChoice, checkInteger, checkOptions, checkString } from "./options/check-options.ts";
export type { Machine, ReadText } from "./options/machine.ts";
export { cgroupCpuLimit, cgroupMemoryLimit, currentMachine } from "./options/machine.ts";
export type { EngineChoice, QueryOptions, QueryProgress, ResolvedQueryOptions } from "./options/query-options.ts";
export { ENVIRONMENT_VARIABLES, QUERY_OPTION_NAMES, resolveQueryOptions } from "./options/query-options.ts";
export type { Layout } from "./physical.ts";
export { layoutOf, layoutWidth } from "./physical.ts";
export { Field, fieldIndex, fieldNames, findField, Schema, sameSchema, schemaText } from "./schema.ts";
export type { DataType, TypeKind } from "./types.ts";
export {
  Boolean,
  Categorical,
  Date,
  Datetime,
  Decimal,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  isFlat,
  isFloat,
  isInteger,
  isNumeric,
  isText,
  List,
  MAX_DECIMAL_PRECISION,
  MAX_SUM_PRECISION,
  Null,
  String,
  sameType,
  typeName,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  Unsupported,
} from "./types.ts";
export { pointer } from "./vectors/pointer.ts";
