import { UserError } from "./error.ts";
import { didYouMean } from "./suggest.ts";

/** A column that the input does not have; names the likely one. */
export class ColumnNotFoundError extends UserError<{
  readonly column: string;
  readonly candidates: readonly string[];
}> {
  constructor(column: string, candidates: readonly string[]) {
    super("COLUMN_NOT_FOUND", `Column not found: "${column}".${didYouMean(column, candidates, "columns")}`, {
      column,
      candidates: [...candidates],
    });
  }
}

/** An operation that its operands' types do not have. */
export class TypeMismatchError extends UserError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super("TYPE_MISMATCH", message, details);
  }
}

/** A plan that has no meaning, such as an aggregate inside an aggregate. */
export class InvalidPlanError extends UserError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super("INVALID_PLAN", message, details);
  }
}

/** Two columns of one result that have the same name. */
export class DuplicateColumnError extends UserError<{ readonly column: string; readonly file?: string }> {
  constructor(column: string, file?: string) {
    const message = `Two columns are named "${column}"`;
    if (file === undefined) {
      super("DUPLICATE_COLUMN", `${message}. Give one of them another name with alias("…")`, { column });
    } else super("DUPLICATE_COLUMN", `${message}, which no query could tell apart: file ${file}`, { column, file });
  }
}

/** An argument of the wrong kind or outside of its range. */
export class InvalidArgumentError extends UserError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super("INVALID_ARGUMENT", message, details);
  }
}

/** An unknown option or method, an old spelling, or an option's value that is not allowed. */
export class OptionError extends UserError<{
  readonly where: string;
  readonly option: string;
  readonly candidates: readonly string[];
}> {
  constructor(message: string, where: string, option: string, candidates: readonly string[] = []) {
    super("INVALID_OPTION", message, { where, option, candidates: [...candidates] });
  }
}

/** A file whose columns are not those of the scan. `expected` and `found` are type names; null where there is no column. */
export class SchemaMismatchError extends UserError<{
  readonly file: string;
  readonly column: string;
  readonly expected: string | null;
  readonly found: string | null;
}> {
  constructor(file: string, column: string, expected: string | null = null, found: string | null = null) {
    const story =
      expected !== null && found !== null
        ? `is ${found} where ${expected} is expected`
        : expected === null && found !== null
          ? `(${found}) is not in the schema of the scan`
          : "is missing";
    super("SCHEMA_MISMATCH", `The column "${column}" ${story}, in the file ${file}`, { file, column, expected, found });
  }
}

/** A path that does not exist, a pattern that no file matches, or a folder without files. */
export class FileNotFoundError extends UserError<{ readonly path: string }> {
  constructor(path: string, reason = "No such file") {
    super("FILE_NOT_FOUND", `${reason}: ${path}`, { path });
  }
}

/** A file that the system does not let be read or written; `systemCode` is its own word for the reason ("EACCES"). */
export class FileAccessError extends UserError<{ readonly path: string; readonly systemCode: string | null }> {
  /** @param action "read", "open", "write" */
  constructor(action: string, reason: string, path: string, systemCode: string | null) {
    super("FILE_ACCESS", `Could not ${action} the file: ${reason}: ${path}`, { path, systemCode });
  }
}

/** A file that is no longer the one that the scan was planned for: it shrank, grew, was rewritten or replaced by another. */
export class SourceChangedError extends UserError<{ readonly file: string; readonly changed: string }> {
  /** @param changed what differs: "size", "time of modification" or "inode" */
  constructor(file: string, changed: string) {
    super(
      "SOURCE_CHANGED",
      `The file was changed while it was read (its ${changed} differs): ${file}. Run the query again when nothing writes to it`,
      { file, changed },
    );
  }
}

/** A file without any data, not even a header. */
export class NoDataError extends UserError<{ readonly file: string }> {
  constructor(file: string) {
    super("NO_DATA", `The file is empty: ${file}. Pass raiseIfEmpty: false to read it as a table without rows`, {
      file,
    });
  }
}

/** Where in a file something is wrong; `row` counts from 1 as an editor does, `byte` from 0. */
export type FilePosition = {
  readonly file: string;
  readonly column?: string | undefined;
  readonly row?: number | undefined;
  readonly byte?: number | undefined;
};

function positionText(position: FilePosition): string {
  const parts = [`file ${position.file}`];
  if (position.column !== undefined) parts.push(`column "${position.column}"`);
  if (position.row !== undefined) parts.push(`row ${position.row}`);
  if (position.byte !== undefined) parts.push(`byte ${position.byte}`);
  return parts.join(", ");
}

/** A file that breaks its format. */
export class CorruptFileError extends UserError<FilePosition & { readonly reason: string }> {
  constructor(position: FilePosition, reason = "The file is damaged") {
    super("CORRUPT_FILE", `${reason}: ${positionText(position)}`, { ...position, reason });
  }
}

/** Text of a file that is no value of its column's type. */
export class ParseError extends UserError<FilePosition & { readonly value: string; readonly type: string | null }> {
  constructor(position: FilePosition & { readonly value: string; readonly type?: string | undefined }) {
    const type = position.type ?? null;
    const wanted = type === null ? "the value" : `a value of type ${type}`;
    super(
      "PARSE_ERROR",
      `Could not parse ${JSON.stringify(position.value)} as ${wanted}: ${positionText(position)}. ` +
        "Set the type with schemaOverrides, raise inferSchemaLength, or pass ignoreErrors: true to read it as null",
      { ...position, type },
    );
  }
}

/** Something that is well-formed and that this version does not do. */
export class UnsupportedError extends UserError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super("UNSUPPORTED", message, details);
  }
}

/** A strict cast met a value that the target type does not hold, or a strict parser text of another form. */
export class StrictCastError extends UserError<{
  readonly value: string;
  readonly from: string;
  readonly to: string;
  readonly expression: string | null;
  readonly row: number | null;
}> {
  constructor(
    value: string,
    from: string,
    to: string,
    at: { expression?: string; row?: number; format?: string } = {},
  ) {
    const { format } = at;
    const action =
      format === undefined
        ? `cast the value ${JSON.stringify(value)} from ${from} to ${to}`
        : `read the value ${JSON.stringify(value)} as ${to} by ${format}`;

    super(
      "STRICT_CAST",
      `Could not ${action}` +
        (at.expression === undefined ? "" : ` in ${at.expression}`) +
        ". Pass { strict: false } to get null instead",
      { value, from, to, expression: at.expression ?? null, row: at.row ?? null },
    );
  }
}

/** An index outside of its list or string. */
export class OutOfBoundsError extends UserError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super("OUT_OF_BOUNDS", message, details);
  }
}

/** What a join promised that did not hold: `validate`, and the side and its keys, as columns or expressions. */
export interface BrokenJoinPromise extends Readonly<Record<string, unknown>> {
  readonly validate: string;
  readonly side: "left" | "right";
  readonly keys: readonly string[];
}

/** A join whose keys repeat on a side where `validate` promised that they do not. */
export class JoinValidationError extends UserError<BrokenJoinPromise> {
  constructor({ validate, side, keys }: BrokenJoinPromise) {
    super(
      "JOIN_VALIDATION",
      `The keys of the ${side} side are not unique, but the join says validate: "${validate}". ` +
        `Aggregate the ${side} side to one row for each key first`,
      { validate, side, keys },
    );
  }
}
