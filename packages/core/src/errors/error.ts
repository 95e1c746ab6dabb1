/** What an error knows besides its text: plain data, so that it crosses a worker boundary. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * The root of every error that millrace throws on purpose. `code` is stable across releases; `details` holds the values that
 * the message names.
 *
 * @example
 * try { await frame.collect(); } catch (error) {
 *   if (error instanceof MillraceError && error.code === "COLUMN_NOT_FOUND") console.log(error.details);
 * }
 */
export class MillraceError<D extends ErrorDetails = ErrorDetails> extends Error {
  readonly code: string;
  readonly details: D;

  constructor(code: string, message: string, details: D) {
    super(message);
    // Not an own enumerable property, so that printing an error shows only its code and details.
    Object.defineProperty(this, "name", { value: new.target.name, configurable: true, writable: true });
    this.code = code;
    this.details = details;
  }
}

/** The query, its options or its input files are at fault. */
export class UserError<D extends ErrorDetails = ErrorDetails> extends MillraceError<D> {}

/** The query is right, but memory, disk space or time was not enough, or it was stopped. */
export class ResourceError<D extends ErrorDetails = ErrorDetails> extends MillraceError<D> {}

/** millrace itself is at fault. */
export class InternalError<D extends ErrorDetails = ErrorDetails> extends MillraceError<D> {}
