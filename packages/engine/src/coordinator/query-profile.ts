import type { ProgramStep } from "../emit/program.ts";
import type { Pipeline } from "../physical/pipeline.ts";
import type { QuantumReport } from "../protocol.ts";
import type { PipelineProfile, QueryProfile } from "./profile.ts";

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
