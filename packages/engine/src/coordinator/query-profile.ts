/** What one pipeline of a query did. */
export interface PipelineProfile {
  readonly pipeline: number;
  readonly source: string;
  readonly operators: readonly string[];
  readonly sink: string;
  rowsIn: number;
  rowsOut: number;
  bytesRead: number;
  /** Seconds that slots worked, in all. */
  workSeconds: number;
  /** Seconds from the pipeline's start to its end. */
  wallSeconds: number;
  spilledBytes: number;
  /** Bytes of state at the pipeline's end. */
  stateBytes: number;
  compileSeconds: number;
}

/** What a query did. */
export interface QueryProfile {
  planSeconds: number;
  totalSeconds: number;
  rows: number;
  spilledBytes: number;
  rejectedRows: number;
  readonly pipelines: PipelineProfile[];
}
