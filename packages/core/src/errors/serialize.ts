import type { ErrorDetails } from "./error.ts";
import { MillraceError } from "./error.ts";
import {
  DiskFullError,
  InternalEngineError,
  MemoryLimitError,
  QueryAbortedError,
  TempFileDamagedError,
  TempSpaceError,
  TimeoutError,
  WorkerDiedError,
} from "./resource-errors.ts";
import {
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
} from "./user-errors.ts";

/** Every class that can cross a worker boundary, by its code. A new error is added here and in the file of its root. */
export const errorClasses: Readonly<Record<string, { readonly prototype: MillraceError }>> = {
  COLUMN_NOT_FOUND: ColumnNotFoundError,
  TYPE_MISMATCH: TypeMismatchError,
  INVALID_PLAN: InvalidPlanError,
  DUPLICATE_COLUMN: DuplicateColumnError,
  INVALID_ARGUMENT: InvalidArgumentError,
  INVALID_OPTION: OptionError,
  SCHEMA_MISMATCH: SchemaMismatchError,
  FILE_NOT_FOUND: FileNotFoundError,
  FILE_ACCESS: FileAccessError,
  SOURCE_CHANGED: SourceChangedError,
  NO_DATA: NoDataError,
  CORRUPT_FILE: CorruptFileError,
  PARSE_ERROR: ParseError,
  UNSUPPORTED: UnsupportedError,
  STRICT_CAST: StrictCastError,
  OUT_OF_BOUNDS: OutOfBoundsError,
  JOIN_VALIDATION: JoinValidationError,
  MEMORY_LIMIT: MemoryLimitError,
  TEMP_SPACE: TempSpaceError,
  TEMP_FILE_DAMAGED: TempFileDamagedError,
  DISK_FULL: DiskFullError,
  QUERY_ABORTED: QueryAbortedError,
  QUERY_TIMEOUT: TimeoutError,
  WORKER_DIED: WorkerDiedError,
  INTERNAL: InternalEngineError,
};

/** An error as plain data; `code` is null for errors that are not millrace's own. */
export interface SerializedError {
  readonly code: string | null;
  readonly name: string;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly stack: string | null;
}

/** The error as plain data that structuredClone takes. */
export function serializeError(error: unknown): SerializedError {
  if (error instanceof MillraceError) {
    return {
      code: error.code,
      name: error.name,
      message: error.message,
      details: error.details,
      stack: error.stack ?? null,
    };
  }
  if (error instanceof Error) {
    return { code: null, name: error.name, message: error.message, details: {}, stack: error.stack ?? null };
  }
  return { code: null, name: "Error", message: `${error}`, details: {}, stack: null };
}

/** The error again, of its class and with its fields; what was not millrace's own becomes an InternalEngineError. */
export function deserializeError(data: SerializedError): MillraceError {
  const errorClass = data.code === null ? undefined : errorClasses[data.code];
  if (errorClass === undefined) {
    const wrapped = new InternalEngineError(`${data.name}: ${data.message}`, { cause: data.name });
    if (data.stack !== null) wrapped.stack = data.stack;
    return wrapped;
  }
  // The prototype is set on a real Error: constructors compose their messages from other arguments, and inspection and
  // structuredClone treat only real errors as errors.
  const error = new Error(data.message);
  Object.setPrototypeOf(error, errorClass.prototype);
  // The class's own name: the worker's code may have been minified.
  const { name } = errorClass.prototype.constructor;
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  if (data.stack !== null)
    Object.defineProperty(error, "stack", { value: data.stack, configurable: true, writable: true });
  return Object.assign(error, { code: data.code, details: data.details }) as unknown as MillraceError;
}
