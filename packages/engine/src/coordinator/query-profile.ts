import type { ProgramStep } from "../emit/program.ts";
import type { Pipeline } from "../physical/pipeline.ts";
import type { QuantumReport } from "../protocol.ts";
import type { ScanProfile } from "./scan-ledger.ts";

/** What one operator of a pipeline did, or several that are one loop; the first is the source, the last the sink. */
export interface OperatorProfile {
  /** As in explain: "scan", "filter + project", "probe", "aggregate", … */
  readonly name: string;
  /** Rows that it passed on; of a sink: rows that it took. */
  rows: number;
  /** Bytes that it read, of sources; bytes of state that it holds at the pipeline's end, of sinks. */
  bytes: number;
  /** Seconds that slots worked in it, in all. */
  seconds: number;
  /** Seconds that slots waited, in all: all of it at the source, where a slot asks for more, since nothing behind it ever waits. */
  waitSeconds: number;
  /** The most memory that it held: a sink its state, the source what else the query held meanwhile; operators between them hold none. */
  peakMemoryBytes: number;
}

/** What one pipeline of a query did. */
export interface PipelineProfile {
  readonly pipeline: number;
  readonly source: string;
  readonly operators: readonly OperatorProfile[];
  readonly sink: string;
  readonly slots: number;
  /** Morsels of the source, null where their number is not known; and how many are done. */
  morsels: number | null;
  morselsDone: number;
  /** Bytes that the scan of files means to read; 0 for other sources. */
  plannedBytes: number;
  rowsIn: number;
  rowsOut: number;
  bytesRead: number;
  /** Seconds that slots worked, in all. */
  workSeconds: number;
  /** Seconds that slots waited: for one another, for input, for whoever takes the rows. */
  waitSeconds: number;
  /** Seconds from the pipeline's start to its end. */
  wallSeconds: number;
  spilledBytes: number;
  /** Bytes of state at the pipeline's end. */
  stateBytes: number;
  /** The most that the query held in the arena while the pipeline ran. */
  peakMemoryBytes: number;
  compileSeconds: number;
}

/** What a query did. */
export interface QueryProfile {
  planSeconds: number;
  totalSeconds: number;
  rows: number;
  spilledBytes: number;
  rejectedRows: number;
  peakMemoryBytes: number;
  readonly pipelines: PipelineProfile[];
  /** What became of the bytes and rows of every scan of files. */
  readonly scans: ScanProfile[];
  /** What went well and was probably not meant. */
  readonly warnings: string[];
}

/** A profile to which nothing has been added yet. */
export function emptyProfile(): QueryProfile {
  return {
    planSeconds: 0,
    totalSeconds: 0,
    rows: 0,
    spilledBytes: 0,
    rejectedRows: 0,
    peakMemoryBytes: 0,
    pipelines: [],
    scans: [],
    warnings: [],
  };
}

/** The profile of a pipeline that is about to start. */
export function pipelineProfile(pipeline: Pipeline, steps: readonly ProgramStep[], slots: number): PipelineProfile {
  const { source } = pipeline;
  const names = [source.kind, ...steps.map((step) => (step.kind === "stage" ? stageName(step) : step.kind))];
  return {
    pipeline: pipeline.id,
    source: source.kind === "scan" ? `scan ${source.scan.source.label}` : source.kind,
    operators: names.map((name) => ({ name, rows: 0, bytes: 0, seconds: 0, waitSeconds: 0, peakMemoryBytes: 0 })),
    sink: pipeline.sink.kind,
    slots,
    morsels: null,
    morselsDone: 0,
    plannedBytes: 0,
    rowsIn: 0,
    rowsOut: 0,
    bytesRead: 0,
    workSeconds: 0,
    waitSeconds: 0,
    wallSeconds: 0,
    spilledBytes: 0,
    stateBytes: 0,
    peakMemoryBytes: 0,
    compileSeconds: 0,
  };
}

/** Adds what a slot did in one quantum. */
export function addReport(profile: PipelineProfile, report: QuantumReport): void {
  profile.morselsDone += report.finishedMorsels.length;
  profile.rowsIn += report.rowsIn;
  profile.rowsOut += report.rowsOut;
  profile.bytesRead += report.bytesRead;
  profile.workSeconds += report.seconds;
  report.steps.forEach(({ rows, seconds }, i) => {
    const operator = profile.operators[i];
    if (operator === undefined) return;
    operator.rows += rows;
    operator.seconds += seconds;
    if (i === 0) operator.bytes += report.bytesRead;
  });
}

function stageName({ operators }: Extract<ProgramStep, { kind: "stage" }>): string {
  const distinct = operators.filter((name, i) => name !== operators[i - 1]);
  return distinct.length === 0 ? "compute" : distinct.join(" + ");
}
