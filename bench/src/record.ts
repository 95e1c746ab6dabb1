import type { CaseOutcome } from "./case.ts";
import { median } from "./statistics.ts";

/** One line of a report: a query on an engine. Without an outcome the numbers are null. */
export interface BenchRecord {
  readonly suite: string;
  readonly query: string;
  /** Of the data: scale factor or rows, as the suite has it. */
  readonly size?: number;
  readonly engine: string;
  readonly version: string | null;
  readonly threads: number;
  /** The cap in bytes; null where there was none, or where the engine has none. */
  readonly memoryLimit: number | null;
  /** Rows of the result. */
  readonly rows: number | null;
  /** The first query of the process. */
  readonly coldSeconds: number | null;
  readonly warmSeconds: readonly number[];
  /** Of the warm runs; null where there were none. */
  readonly medianSeconds: number | null;
  readonly peakRssMiB: number | null;
  readonly userSeconds: number | null;
  readonly systemSeconds: number | null;
  readonly bytesRead: number | null;
  readonly spilledBytes?: number;
  /** "ok", "differs" or "failed: …". */
  readonly answer: string;
  /** Where the answer differs, in one sentence. */
  readonly difference?: string;
}

/** What a record is about. */
export type CaseName = Pick<BenchRecord, "suite" | "query" | "size" | "engine" | "threads" | "memoryLimit">;

/** The record of a case that came to its end; `difference` as compareAnswers gives it. */
export function finishedRecord(name: CaseName, outcome: CaseOutcome, difference: string | null): BenchRecord {
  const { answerPath: _, ...measured } = outcome;
  return {
    ...name,
    ...measured,
    medianSeconds: median(outcome.warmSeconds),
    ...(difference === null ? { answer: "ok" } : { answer: "differs", difference }),
  };
}

/** The record of a case that failed. */
export function failedRecord(name: CaseName, reason: string): BenchRecord {
  return {
    ...name,
    version: null,
    rows: null,
    coldSeconds: null,
    warmSeconds: [],
    medianSeconds: null,
    peakRssMiB: null,
    userSeconds: null,
    systemSeconds: null,
    bytesRead: null,
    answer: `failed: ${reason}`,
  };
}
