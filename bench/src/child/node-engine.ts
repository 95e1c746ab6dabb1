import type { AnswerRows, CaseTask } from "../case.ts";

/** The result of one run, as far as the harness looks at it. */
export interface NodeResult {
  readonly rows: number;
  /** Bytes of state that the run wrote to disk. */
  readonly spilledBytes?: number;
  /** The rows with plain values, for a result in memory. */
  readonly toAnswer: () => Promise<AnswerRows>;
}

/** An engine inside the process of a case. */
export interface NodeEngine {
  readonly version: string;
  /** Runs the task's query once; a result that goes to a file goes to `path`, and replaces what is there. */
  readonly run: (task: CaseTask, path: string) => Promise<NodeResult>;
  /**
   * Writes a result of many rows to a file, outside of the measurement; returns its path, which is `base` with the
   * extension ".parquet", or ".csv" for engines that write no Parquet.
   */
  readonly writeAnswer: (task: CaseTask, result: NodeResult, base: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** The result of a run that has gone to a file. */
export function fileResult(rows: number, spilledBytes?: number): NodeResult {
  const toAnswer = (): Promise<never> => Promise.reject(new Error("The result is a file."));
  return { rows, toAnswer, ...(spilledBytes === undefined ? {} : { spilledBytes }) };
}
