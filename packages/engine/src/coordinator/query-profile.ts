import { sinkName, sourceName } from "../emit/operator-names.ts";
import type { ProgramStep } from "../emit/program.ts";
import type { Pipeline } from "../physical/pipeline.ts";
import type { QuantumReport } from "../protocol.ts";
import type { PipelineProfile, QueryProfile } from "./profile.ts";
import { profileText } from "./profile-text.ts";

/** A profile to which nothing has been added yet: plain data, but that String() makes a table of it. */
export function emptyProfile(): QueryProfile {
  const profile: QueryProfile = {
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
  return Object.defineProperty(profile, "toString", { value: () => profileText(profile) });
}

/** The profile of a pipeline that is about to start. */
export function pipelineProfile(pipeline: Pipeline, steps: readonly ProgramStep[], slots: number): PipelineProfile {
  const { source } = pipeline;
  const first = sourceName(source);
  const sink = sinkName(pipeline.sink);
  const names = [first, ...steps.map((step, i) => stepName(step, steps[i + 1], sink))];
  return {
    pipeline: pipeline.id,
    source: source.kind === "scan" ? `${first} ${source.scan.source.label}` : first,
    operators: names.map((name) => ({ name, rows: 0, bytes: 0, seconds: 0, waitSeconds: 0, peakMemoryBytes: 0 })),
    sink,
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

/** The operators that a step is; a loop without one computes what the next step takes. */
function stepName(step: ProgramStep, next: ProgramStep | undefined, sink: string): string {
  if (step.kind === "probe") return step.kind;
  if (step.kind !== "stage") return sink;
  const distinct = step.operators.filter((name, i) => name !== step.operators[i - 1]);
  return distinct.length > 0 ? distinct.join(" + ") : `${next?.kind === "probe" ? "probe" : sink} input`;
}
