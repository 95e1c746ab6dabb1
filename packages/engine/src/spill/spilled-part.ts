/** Pages of one partition of a slot's state that were written to a file: plain data. */
export interface SpilledPart {
  readonly file: string;
  readonly offset: number;
  /** Bytes in the file, headers included. */
  readonly byteLength: number;
  readonly partition: number;
  readonly numPages: number;
  readonly numRows: number;
}
