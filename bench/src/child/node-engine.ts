import type { AnswerRows, CaseTask } from "../case.ts";

/** The result of one run, as far as the harness looks at it. */
export interface NodeResult {
  readonly rows: number;
  /** Bytes of state that the run wrote to disk. */
  readonly spilledBytes?: number;
  /** The rows with plain values, for a small result in memory. */
  readonly toAnswer: () => Promise<AnswerRows>;
}

/** An engine inside the process of a case. */
export interface NodeEngine {
  readonly version: string;
  /** Runs the task's query once; a result that goes to a file goes to `path`, and replaces what is there. */
  readonly run: (task: CaseTask, path: string) => Promise<NodeResult>;
  /** Writes the query's result to a Parquet file, outside of the measurement. */
  readonly writeAnswer: (task: CaseTask, path: string) => Promise<void>;
  readonly close: () => Promise<void>;
}
