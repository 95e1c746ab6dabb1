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
  /** The form of the query that was fastest on this engine, where it has several. */
  readonly form?: string;
  readonly threads: number;
  /** The cap in bytes; null where there was none, or where the engine has none. */
  readonly memoryLimit: number | null;
  /** Rows of the result. */
  readonly rows: number | null;
  /** The first query of a process; the median of all rounds. */
  readonly coldSeconds: number | null;
  /** Of each round, in their order. */
  readonly coldRuns?: readonly number[];
  /** Of all rounds. */
  readonly warmSeconds: readonly number[];
  /** Of the warm runs; null where there were none. */
  readonly medianSeconds: number | null;
  /** The largest of all rounds. */
  readonly peakRssMiB: number | null;
  /** Resident memory before the first query. */
  readonly startRssMiB?: number | null;
  readonly userSeconds: number | null;
  readonly systemSeconds: number | null;
  readonly bytesRead: number | null;
  readonly bytesWritten?: number | null;
  readonly spilledBytes?: number;
  /** Rows of the tables that the query names. */
  readonly inputRows?: number;
  /** Of the input, for each second of a warm run (or the cold one). */
  readonly rowsPerSecond?: number | null;
  /** "ok", "differs" or "failed: …". */
  readonly answer: string;
  /** Where the answer differs, in one sentence. */
  readonly difference?: string;
  /** Why the case says nothing about the engines, in one sentence: a peer stands worse than it does elsewhere. */
  readonly invalid?: string;
}

/** What a record is about. */
export type CaseName = Pick<
  BenchRecord,
  "suite" | "query" | "size" | "engine" | "threads" | "memoryLimit" | "inputRows" | "form"
>;

/** The record of a case that came to its end in each round; `difference` as compareAnswers gives it. */
export function finishedRecord(name: CaseName, rounds: readonly CaseOutcome[], difference: string | null): BenchRecord {
  const first = rounds[0]!;
  const mean = (of: (outcome: CaseOutcome) => number): number =>
    rounds.reduce((sum, outcome) => sum + of(outcome), 0) / rounds.length;
  const warmSeconds = rounds.flatMap((outcome) => outcome.warmSeconds);
  const coldRuns = rounds.map((outcome) => outcome.coldSeconds);
  const coldSeconds = median(coldRuns)!;
  const medianSeconds = median(warmSeconds);
  return {
    ...name,
    version: first.version,
    rows: first.rows,
    coldSeconds,
    coldRuns,
    warmSeconds,
    medianSeconds,
    peakRssMiB: Math.max(...rounds.map((outcome) => outcome.peakRssMiB)),
    startRssMiB: mean((outcome) => outcome.startRssMiB),
    userSeconds: mean((outcome) => outcome.userSeconds),
    systemSeconds: mean((outcome) => outcome.systemSeconds),
    bytesRead: first.bytesRead,
    bytesWritten: first.bytesWritten,
    ...(first.spilledBytes === undefined ? {} : { spilledBytes: first.spilledBytes }),
    ...(name.inputRows === undefined ? {} : { rowsPerSecond: name.inputRows / (medianSeconds ?? coldSeconds) }),
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
