import { InternalError, MemoryLimitError, MillraceError } from "millrace";

/** What became of one changed file: read, refused with the error of this code, or a fault of the reader. */
export interface Outcome {
  readonly index: number;
  /** The good file, what was changed, and what was asked of it. */
  readonly title: string;
  readonly kind: "read" | "error" | "fault";
  /** The error's code, or what is wrong. */
  readonly text: string;
  /** The most memory that the process has had, in MiB. */
  readonly peakMiB: number;
}

/** What is wrong with an error that a user sees for this file; null where it is as promised. */
export function faultOfError(error: unknown, path: string): string | null {
  if (!(error instanceof MillraceError)) return `not a typed error: ${error instanceof Error ? error.stack : error}`;
  if (error instanceof InternalError) return `an internal error: ${error.message}\n${error.stack}`;
  // A page that needs more memory than there is may well be true.
  if (error instanceof MemoryLimitError) return null;
  const details = error.details as Readonly<Record<string, unknown>>;
  if (details["file"] !== path && details["path"] !== path && !error.message.includes(path)) {
    return `an error that does not name the file: ${error.code} ${error.message}`;
  }
  const hasPlace = ["byte", "row", "column"].some((key) => details[key] !== undefined && details[key] !== null);
  const needsPlace = error.code === "CORRUPT_FILE" || error.code === "PARSE_ERROR";
  return needsPlace && !hasPlace ? `an error without a place in the file: ${error.message}` : null;
}
