/** One rejected row of a text format. */
export interface RejectedRow {
  readonly file: string;
  /** 1-based line or row of the file, where it is known. */
  readonly row: number | null;
  readonly column: string | null;
  readonly byte: number | null;
  readonly message: string;
}
