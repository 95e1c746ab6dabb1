import type { Arena } from "../memory/arena.ts";
import type { ArenaHandle, QuantumReport, RunQuantum } from "../protocol.ts";
import type { WorkerJob } from "../worker/jobs.ts";

/** Runs slots and jobs: on the pool's workers, or inline on the calling thread. */
export interface Executor {
  readonly arena: Arena;
  readonly handle: ArenaHandle;
  readonly numSlots: number;
  run(slot: number, request: RunQuantum): Promise<QuantumReport> | QuantumReport;
  runJob(slot: number, job: WorkerJob, words: Int32Array): Promise<void> | void;
  close(slot: number, key: string): Promise<void> | void;
}
