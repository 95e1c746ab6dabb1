import type { FrameData } from "@millrace/core";
import type { Arena } from "../memory/arena.ts";
import type { ArenaHandle, QuantumReport, RunQuantum } from "../protocol.ts";
import type { EncodedRows, EncodeRequest } from "../sinks/encode-request.ts";
import { unpackChunk } from "../sinks/packed-chunk.ts";
import type { WorkerJob } from "../worker/jobs.ts";
import type { Executor } from "./executor.ts";
import type { QueryRun } from "./query-run.ts";
import type { PipelineRun, QueryStep } from "./query-steps.ts";
import { openRequest, slotKey, WINDOW_BYTES } from "./query-steps.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** Reads the async iterators of a query. */
export interface StreamReader {
  /** The next frame of a stream, null at its end. */
  next(id: number): Promise<FrameData | null>;
}

/** Runs a query on the workers; the main thread only waits for messages. */
export class PoolExecutor implements Executor {
  readonly arena: Arena;
  readonly handle: ArenaHandle;
  readonly numSlots: number;
  private readonly pool: WorkerPool;
  private readonly streams: StreamReader;

  constructor(pool: WorkerPool, arena: Arena, handle: ArenaHandle, numSlots: number, streams: StreamReader) {
    this.pool = pool;
    this.streams = streams;
    this.arena = arena;
    this.handle = handle;
    this.numSlots = numSlots;
  }

  run(slot: number, request: RunQuantum): Promise<QuantumReport> {
    return this.pool.run<QuantumReport>(slot, request);
  }

  runJob(slot: number, job: WorkerJob): Promise<void> {
    return this.pool.run<void>(slot, { type: "job", arena: this.handle, job });
  }

  close(slot: number, key: string): void {
    this.pool.run(slot, { type: "close", key }).catch(() => {});
  }

  /** Encodes rows on one of the workers. */
  encode(slot: number, query: number, request: EncodeRequest): Promise<EncodedRows> {
    return this.pool.run<EncodedRows>(slot, { type: "encode", arena: this.handle, query, request });
  }

  /** Runs every step of a query to its end; the first error stops all slots and is thrown when they have stopped. */
  async drive(query: QueryRun, check: () => void): Promise<void> {
    for (const step of query.steps()) {
      check();
      await this.runStep(step, query, check);
    }
  }

  private async runStep(step: QueryStep, query: QueryRun, check: () => void): Promise<void> {
    if (step.kind === "stream") {
      step.frame = await this.streams.next(step.id);
      return;
    }
    if (step.kind === "jobs") {
      await Promise.all(step.jobs.map((job, i) => this.runJob(i % this.numSlots, job)));
      return;
    }
    const gate = new Gate(step, this.arena);
    const slots = Array.from({ length: step.numSlots }, (_, slot) =>
      this.driveSlot(step, slot, query, gate, check).catch((error: unknown) => {
        query.stop();
        gate.open();
        throw error;
      }),
    );
    const results = await Promise.allSettled(slots);
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  private async driveSlot(
    step: PipelineRun,
    slot: number,
    query: QueryRun,
    gate: Gate,
    check: () => void,
  ): Promise<void> {
    let request = openRequest(step, slot, query.words, this);
    try {
      for (;;) {
        const report = await this.run(slot, request);
        step.report(slot, report);
        await gate.deliver(slot, report);
        check();
        if (step.target?.isComplete === true) query.stop();
        if (report.status === "done") return;
        await gate.wait(slot);
        request = { ...request, open: null };
      }
    } finally {
      const task = step.tasks[slot];
      if (task !== undefined) this.close(slot, slotKey(task));
    }
  }
}

/**
 * Brings chunks to the target in order, one at a time, and holds back slots that have run ahead while too much waits for the
 * slot that has the first unfinished morsel. That slot is never held back, so the query always goes on.
 */
class Gate {
  private readonly step: PipelineRun;
  private readonly arena: Arena;
  private readonly current = new Map<number, number>();
  private delivery: Promise<void> = Promise.resolve();
  private waiting: (() => void)[] = [];
  private isOpen = false;

  constructor(step: PipelineRun, arena: Arena) {
    this.step = step;
    this.arena = arena;
  }

  async deliver(slot: number, report: QuantumReport): Promise<void> {
    this.current.set(slot, report.status === "done" ? -1 : report.currentMorsel);
    const ready = this.step.order.add(report.chunks, report.finishedMorsels);
    this.wake();
    if (ready.length === 0) return;
    const before = this.delivery;
    const pass = async (): Promise<void> => {
      await before;
      for (const { chunk, block } of ready) {
        await this.step.target?.push(unpackChunk(this.arena, chunk), () => this.arena.free(block));
      }
    };
    this.delivery = pass();
    await this.delivery;
  }

  async wait(slot: number): Promise<void> {
    while (!this.isOpen && this.mustWait(slot)) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Lets everyone go: the query is over. */
  open(): void {
    this.isOpen = true;
    this.wake();
  }

  private mustWait(slot: number): boolean {
    const { order } = this.step;
    if (order.pendingBytes <= WINDOW_BYTES) return false;
    const first = [...this.current].find(([, morsel]) => morsel === order.next);
    return first !== undefined && first[0] !== slot;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
