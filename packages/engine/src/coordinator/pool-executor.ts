import type { FrameData } from "@millrace/core";
import { deserializeError, serializeError } from "@millrace/core";
import { localFiles } from "@millrace/storage";
import type { Arena } from "../memory/arena.ts";
import type { ArenaHandle, QuantumReport, RunQuantum } from "../protocol.ts";
import type { EncodedRows, EncodeRequest } from "../sinks/encode-request.ts";
import { unpackChunk } from "../sinks/packed-chunk.ts";
import type { WorkerJob } from "../worker/jobs.ts";
import { runJob } from "../worker/jobs.ts";
import { SlotTable } from "../worker/slot-table.ts";
import type { Executor } from "./executor.ts";
import { otherWork } from "./other-work.ts";
import type { QueryRun } from "./query-run.ts";
import type { PipelineRun, QueryStep } from "./query-steps.ts";
import { openRequest, slotKey } from "./query-steps.ts";
import { createQueryWords } from "./query-words.ts";
import { jobBytes } from "./work-size.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** Reads the async iterators of a query. */
export interface StreamReader {
  /** The next frame of a stream, null at its end. */
  next(id: number): Promise<FrameData | null>;
}

/** What ends a query early. */
export interface Limits {
  /** Throws if the query has been ended. */
  check(): void;
  /** The promise, or a rejection as soon as the query is ended. */
  race<T>(promise: Promise<T>): Promise<T>;
}

/** A slot of the calling thread gives way to other work of this thread after so long. */
const INLINE_QUANTUM_MS = 5;

/** Runs a query on the workers, and what is too small for them on the calling thread. */
export class PoolExecutor implements Executor {
  readonly arena: Arena;
  readonly handle: ArenaHandle;
  readonly numSlots: number;
  private readonly pool: WorkerPool;
  private readonly streams: StreamReader;
  private ownSlots: SlotTable | null = null;
  /** The shared words of the query that is driven. */
  private words: Int32Array = createQueryWords(null);

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

  runJob(slot: number, job: WorkerJob, words: Int32Array): Promise<void> {
    return this.pool.run<void>(slot, { type: "job", arena: this.handle, job, words });
  }

  async close(slot: number, key: string): Promise<void> {
    try {
      await this.pool.run(slot, { type: "close", key });
    } catch {
      // A worker that has died has closed everything.
    }
  }

  /** The slots of the calling thread. */
  private get inline(): SlotTable {
    if (this.ownSlots === null) {
      this.ownSlots = new SlotTable(localFiles);
      this.ownSlots.adopt(this.handle.id, this.arena);
    }
    return this.ownSlots;
  }

  private async runInline(request: RunQuantum): Promise<QuantumReport> {
    if (request.open === null) await otherWork();
    return asInWorker(() => this.inline.run({ ...request, milliseconds: INLINE_QUANTUM_MS }));
  }

  /** Encodes rows on one of the workers; null where the query has been stopped meanwhile. */
  encode(slot: number, query: number, request: EncodeRequest): Promise<EncodedRows | null> {
    const { handle: arena, words } = this;
    return this.pool.run<EncodedRows | null>(slot, { type: "encode", arena, query, request, words });
  }

  /** Runs every step of a query to its end; the first error stops all slots and is thrown when they have stopped. */
  async drive(query: QueryRun, smallWork: () => number, limits: Limits): Promise<void> {
    this.words = query.words;
    let turn = performance.now();
    for (const step of query.steps()) {
      // Small pipelines follow one another on this thread, and each is compiled on it.
      if (performance.now() - turn > INLINE_QUANTUM_MS) {
        await otherWork();
        turn = performance.now();
      }
      limits.check();
      await this.runStep(step, query, smallWork(), limits);
    }
  }

  private async runStep(step: QueryStep, query: QueryRun, smallWork: number, limits: Limits): Promise<void> {
    if (step.kind === "stream") {
      step.frame = await limits.race(this.streams.next(step.id));
      return;
    }
    if (step.kind === "jobs") {
      const bytes = step.jobs.reduce((sum, job) => sum + jobBytes(this.arena, job), 0);
      if (bytes < smallWork) for (const job of step.jobs) asInWorker(() => runJob(this.arena, job, () => {}));
      // All of them, after an error as well: they work in memory that the query gives back at its end.
      else
        throwFirst(
          await Promise.allSettled(step.jobs.map((job, i) => this.runJob(i % this.numSlots, job, query.words))),
        );
      return;
    }
    const gate = new Gate(step, this.arena);
    const slots = Array.from({ length: step.numSlots }, (_, slot) =>
      this.driveSlot(step, slot, query, gate, () => limits.check()).catch((error: unknown) => {
        query.abort();
        gate.open();
        throw error;
      }),
    );
    throwFirst(await Promise.allSettled(slots));
  }

  private async driveSlot(
    step: PipelineRun,
    slot: number,
    query: QueryRun,
    gate: Gate,
    check: () => void,
  ): Promise<void> {
    let request = openRequest(step, slot, query.words, this);
    // A slot that is done, or has failed, has closed itself.
    let isOpen = false;
    try {
      for (;;) {
        isOpen = false;
        const report = await (step.isSmall ? this.runInline(request) : this.run(slot, request));
        isOpen = report.status !== "done";
        step.report(slot, report);
        await gate.deliver(slot, report);
        check();
        if (step.isComplete()) query.stop();
        if (!isOpen) return;
        await gate.wait(slot);
        request = { ...request, open: null };
      }
    } finally {
      const task = step.tasks[slot];
      if (isOpen && task !== undefined) {
        if (step.isSmall) this.inline.close(slotKey(task));
        // Waited for: what a slot frees late would be another query's by then.
        else await this.close(slot, slotKey(task));
      }
    }
  }
}

/** Does work on the calling thread; an error comes out as one of a worker's would. */
function asInWorker<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw deserializeError(serializeError(error));
  }
}

function throwFirst(results: readonly PromiseSettledResult<void>[]): void {
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
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
    const { order, pendingBytes } = this.step;
    if (order.pendingBytes <= pendingBytes) return false;
    const first = [...this.current].find(([, morsel]) => morsel === order.next);
    return first !== undefined && first[0] !== slot;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
