import type { Chunk, FrameData, QueryOptions } from "@millrace/core";
import { makeFrame, resolveQueryOptions } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import type { ChunkTarget } from "../coordinator/chunk-target.ts";
import { copyChunk } from "./copy-chunk.ts";
import { finishChunk, outputSchema } from "./finish-chunk.ts";
import { runQuery } from "./run-query.ts";

/** Chunks that wait for the consumer, at most: the query stands still while it is slow. */
const MAX_WAITING = 2;

/** Runs a plan and hands out its rows batch by batch, in order; leaving the loop early stops the query. */
export async function* streamBatches(
  plan: LogicalPlan,
  options: QueryOptions = {},
): AsyncGenerator<FrameData, void, undefined> {
  const schema = outputSchema(plan);
  const finish = finishChunk(plan);
  const stop = new AbortController();
  const signals = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const resolved = resolveQueryOptions({ ...options, signal: signals }, "batches");
  const queue = new ChunkQueue(resolved.memoryLimitGiven);
  const running = runQuery(plan, resolved, () => queue).then(
    () => queue.end(null),
    (error: unknown) => queue.end(error),
  );
  try {
    for (;;) {
      const chunk = await queue.take();
      if (chunk === null) return;
      yield makeFrame(schema, [finish(chunk)]);
    }
  } finally {
    stop.abort();
    queue.drain();
    await running;
  }
}

interface WaitingChunk {
  readonly chunk: Chunk;
  readonly giveBack: () => void;
}

/**
 * A bounded queue between the query and the consumer's loop. Under a memory limit chunks wait in the arena and are copied out for the
 * consumer: only this thread has the copies then, and collects those that the consumer has dropped before they are many.
 */
class ChunkQueue implements ChunkTarget {
  readonly givesBack: boolean;
  private readonly chunks: WaitingChunk[] = [];
  private ended: { readonly error: unknown } | null = null;
  private isDrained = false;
  private wake: (() => void)[] = [];

  constructor(givesBack: boolean) {
    this.givesBack = givesBack;
  }

  async push(chunk: Chunk, giveBack: () => void): Promise<void> {
    if (this.isDrained) return;
    this.chunks.push({ chunk, giveBack });
    this.notify();
    while (this.chunks.length > MAX_WAITING && !this.isDrained) await this.change();
  }

  /** The next chunk, null at the end; throws what the query failed with. */
  async take(): Promise<Chunk | null> {
    for (;;) {
      const waiting = this.chunks.shift();
      if (waiting !== undefined) {
        const chunk = this.givesBack ? copyChunk(waiting.chunk) : waiting.chunk;
        waiting.giveBack();
        this.notify();
        return chunk;
      }
      if (this.ended !== null) {
        if (this.ended.error !== null) throw this.ended.error;
        return null;
      }
      await this.change();
    }
  }

  /** Waits until the consumer has all chunks: they may lie in the query's memory. */
  async finish(): Promise<void> {
    while (this.givesBack && this.chunks.length > 0) await this.change();
  }

  end(error: unknown): void {
    this.ended = { error };
    this.notify();
  }

  stop(): void {
    this.drain();
  }

  /** Forgets what is waiting and takes nothing more. */
  drain(): void {
    this.isDrained = true;
    this.chunks.length = 0;
    this.notify();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.wake.push(resolve));
  }

  private notify(): void {
    for (const resolve of this.wake.splice(0)) resolve();
  }
}
