import { InvalidPlanError } from "@millrace/core";
import { localFiles } from "@millrace/storage";
import type { Arena } from "../memory/arena.ts";
import type { ArenaHandle, QuantumReport, RunQuantum } from "../protocol.ts";
import { unpackChunk } from "../sinks/packed-chunk.ts";
import type { WorkerJob } from "../worker/jobs.ts";
import { runJob } from "../worker/jobs.ts";
import { SlotTable } from "../worker/slot-table.ts";
import type { Executor } from "./executor.ts";
import type { QueryRun } from "./query-run.ts";
import type { QueryStep } from "./query-steps.ts";
import { openRequest, slotKey } from "./query-steps.ts";

/** Runs a query on the calling thread, with one slot: for the eager verbs of frames. */
export class InlineExecutor implements Executor {
  readonly numSlots = 1;
  readonly arena: Arena;
  readonly handle: ArenaHandle;
  private readonly slots = new SlotTable(localFiles);

  constructor(arena: Arena, handle: ArenaHandle) {
    this.arena = arena;
    this.handle = handle;
    this.slots.adopt(handle.id, arena);
  }

  run(_slot: number, request: RunQuantum): QuantumReport {
    return this.slots.run(request);
  }

  runJob(_slot: number, job: WorkerJob): void {
    // Nobody can ask the calling thread to stop while it works.
    runJob(this.arena, job, () => {});
  }

  close(_slot: number, key: string): void {
    this.slots.close(key);
  }

  /** Runs every step of a query to its end. */
  drive(query: QueryRun): void {
    for (const step of query.steps()) this.runStep(step, query);
  }

  private runStep(step: QueryStep, query: QueryRun): void {
    if (step.kind === "stream") throw new InvalidPlanError("An async iterator is read by collect(), not at once");
    if (step.kind === "jobs") {
      for (const job of step.jobs) this.runJob(0, job);
      return;
    }
    let request = openRequest(step, 0, query.words, this);
    request = { ...request, milliseconds: Number.POSITIVE_INFINITY };
    for (;;) {
      const report = this.run(0, request);
      step.report(0, report);
      for (const { chunk } of step.order.add(report.chunks, report.finishedMorsels)) {
        step.target?.push(unpackChunk(this.arena, chunk), () => {});
      }
      if (report.status === "done" || step.isComplete()) break;
      request = { ...request, open: null };
    }
    const task = step.tasks[0];
    if (task !== undefined) this.close(0, slotKey(task));
  }
}
