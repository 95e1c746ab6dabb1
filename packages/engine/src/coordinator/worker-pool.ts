import { deserializeError, WorkerDiedError } from "@millrace/core";
import { activeFaults } from "@millrace/storage";
import type { Piscina } from "piscina";
import type { WorkerCall, WorkerReply, WorkerRequest } from "../protocol.ts";
import { workerUrl } from "../worker-url.ts";

/** A worker's own heap: it holds code and messages, the data lies in the arena. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 4 };

/**
 * The workers of the process: one Piscina of one thread each, so that a slot always meets the isolate that holds its readers.
 * They start when they are first used and do not keep the process alive while they are idle.
 */
export class WorkerPool {
  private readonly workers: (Promise<Piscina> | undefined)[] = [];
  private hasAnswered = false;

  /** Workers that have been started. */
  get numStarted(): number {
    return this.workers.length;
  }

  /** Whether workers have done something: a request does not wait for their start. */
  get isAwake(): boolean {
    return this.hasAnswered && this.workers.length > 0;
  }

  /**
   * Starts the first `count` workers, those that do not run yet. Fulfilled when their threads have begun; they load their code
   * meanwhile. One that fails to start fails the first request to it.
   */
  async start(count: number): Promise<void> {
    await Promise.allSettled(Array.from({ length: count }, (_, index) => this.worker(index)));
  }

  /** Runs a request on worker number `index`. Rejects with the worker's own error, or a WorkerDiedError. */
  async run<T>(index: number, request: WorkerRequest): Promise<T> {
    const reply = await this.send(index, request);
    if ("error" in reply) throw deserializeError(reply.error);
    return reply.ok as T;
  }

  /** Lets every worker forget an arena, one after the other; one that has died has forgotten it already. */
  async forget(arena: number): Promise<void> {
    for (const index of this.workers.keys()) {
      if (this.workers[index] === undefined) continue;
      try {
        await this.run(index, { type: "forget", arena });
      } catch {
        // It is replaced by the next request.
      }
    }
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    this.hasAnswered = false;
    await Promise.all(this.workers.splice(0).map(async (worker) => (await worker)?.destroy()));
  }

  /** Ends worker number `index` whatever it is doing, as a crash would; for tests. The next request starts another. */
  async kill(index: number): Promise<void> {
    const worker = this.workers[index];
    this.workers[index] = undefined;
    await (await worker)?.destroy();
  }

  private async send(index: number, request: WorkerRequest): Promise<WorkerReply> {
    const starting = this.worker(index);
    try {
      const worker = await starting;
      const call: WorkerCall = { request, faults: activeFaults() };
      const reply = (await worker.run(call)) as WorkerReply;
      this.hasAnswered = true;
      return reply;
    } catch (cause) {
      if (this.workers[index] === starting) await this.kill(index);
      throw new WorkerDiedError(cause instanceof Error ? cause.message : String(cause));
    }
  }

  private worker(index: number): Promise<Piscina> {
    const worker = this.workers[index] ?? startWorker();
    this.workers[index] = worker;
    return worker;
  }
}

/** Starts a worker. Piscina is loaded here: a program that only imports the package does not wait for it. */
async function startWorker(): Promise<Piscina> {
  const { Piscina } = await import("piscina");
  return new Piscina({
    filename: workerUrl.href,
    minThreads: 1,
    maxThreads: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    resourceLimits,
    recordTiming: false,
  });
}
