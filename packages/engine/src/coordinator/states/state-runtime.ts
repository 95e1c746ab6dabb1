import type { JoinFacts, PipelineFacts } from "../../emit/facts.ts";
import type { QuantumReport } from "../../protocol.ts";
import type { WorkerJob } from "../../worker/jobs.ts";
import type { SourceTask } from "../../worker/sources/source-task.ts";
import type { KeyFilterTask, ProbeTask, SinkTask } from "../../worker/state-task.ts";

/** Jobs that may run at the same time. */
export interface JobBatch {
  readonly kind: "jobs";
  readonly jobs: readonly WorkerJob[];
}

/**
 * The main thread's half of a state: it prepares what each slot's sink works on (once a slot, before the pipeline runs), takes
 * their reports, finishes the state when all pipelines into it are done, and describes it to the pipelines that read it.
 */
export interface StateRuntime {
  /** Prepares a slot. Called once a slot and pipeline; a second pipeline into the same state gets the same blocks. */
  openSlot(slot: number, pages: number): SinkTask;
  /** Takes what a slot reported. */
  report(slot: number, report: QuantumReport): void;
  /** Called once, when every pipeline into the state is done. */
  finish(): Generator<JobBatch, void>;
  /** The source of a pipeline over the state. */
  source(): { readonly task: SourceTask; readonly facts: PipelineFacts["source"] };
  /** What a probe knows and gets; only joins have it. */
  probe?(): { readonly facts: JoinFacts; readonly task: ProbeTask };
  /** Bitmaps of keys that pipelines may test; joins and sets of keys have them. */
  readonly keyFilters?: readonly KeyFilterTask[];
  /** Whether no further row is wanted: the first rows of a sub-plan are all there. */
  readonly isComplete?: boolean;
  /** Frees the state's pages; nothing reads it any more. */
  release(): void;
  /** Pages held in memory. */
  readonly pages: number;
  /** Rows held in memory; infinite where some are on disk. */
  readonly numRows: number;
}
