// The protocol between the harness and the process of one case: a file with the task, a file with the outcome.

import type { QueryOutput, TableFile } from "./suite.ts";

/** What the process of a case has to do. Plain data, written as JSON. */
export interface CaseTask {
  readonly engine: string;
  readonly suite: string;
  readonly query: string;
  /** The folder with the forms of queries for engines that speak no SQL: polars_forms.py, eager.ts and so on. */
  readonly formsFolder: string;
  /** How the query is said: "sql", or the name of another form that the engine has of it. */
  readonly form: string;
  readonly sql: string;
  readonly output: QueryOutput;
  readonly tables: readonly TableFile[];
  readonly threads: number;
  /** Bytes; null for no cap. */
  readonly memoryBytes: number | null;
  /** Warm runs after the cold one. */
  readonly runs: number;
  /** Whether the answer is written after the last run. */
  readonly keepAnswer: boolean;
  /** A folder of the case's own: results that go to files, spilled state. */
  readonly workFolder: string;
  /** Where the answer goes, without the extension: ".json" for few rows, ".parquet" for many. */
  readonly answerBase: string;
  readonly outcomePath: string;
}

/** What came of it, apart from the answer. */
export interface CaseOutcome {
  readonly version: string;
  /** Rows of the result. */
  readonly rows: number;
  readonly coldSeconds: number;
  readonly warmSeconds: readonly number[];
  /** Processor time of a run: the mean of the warm ones, or the cold one where there are none. */
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** VmHWM of the process and of its children, before the answer was written. */
  readonly peakRssMiB: number;
  /** Resident memory before the first run, engine loaded: what the runs added is the rest of the peak. */
  readonly startRssMiB: number;
  /** Bytes that the cold run read and wrote by system calls, mapped files excluded. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Bytes of state that the last run wrote to disk, where the engine tells. */
  readonly spilledBytes?: number;
  /** Null where the answer was not kept. */
  readonly answerPath: string | null;
}

/** The rows of a small answer. */
export interface AnswerRows {
  readonly columns: readonly string[];
  /** The scale of each column of decimals; null for other types. */
  readonly scales: readonly (number | null)[];
  readonly rows: readonly (readonly AnswerValue[])[];
}

/** Numbers of every type are numbers, dates and times ISO text; NaN and the infinities are text as well. */
export type AnswerValue = null | boolean | number | string;

/** No warm run begins when those before it have taken so long: slow engines run fewer times. */
export const WARM_BUDGET_SECONDS: number = 30;

/** Answers of at most so many rows are written as JSON. */
export const MAX_JSON_ROWS: number = 20_000;
