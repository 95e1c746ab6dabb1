import type { FrameData, QueryOptions, ResolvedQueryOptions } from "@millrace/core";
import {
  InternalEngineError,
  makeFrame,
  QueryAbortedError,
  resolveQueryOptions,
  TimeoutError,
  WorkerDiedError,
} from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import type { ChunkTarget } from "../coordinator/chunk-target.ts";
import { ChunkCollector } from "../coordinator/chunk-target.ts";
import { InlineExecutor } from "../coordinator/inline-executor.ts";
import { PoolExecutor } from "../coordinator/pool-executor.ts";
import type { QueryProfile } from "../coordinator/query-profile.ts";
import type { QueryRun } from "../coordinator/query-run.ts";
import { planBytes } from "../coordinator/work-size.ts";
import { finishChunk, outputSchema } from "./finish-chunk.ts";
import { preparePlan } from "./prepare-plan.ts";
import { runtime } from "./process-runtime.ts";
import { ProgressReporter } from "./progress.ts";
import { QueryContext } from "./query-context.ts";
import { OpenStreams } from "./streams.ts";
import { verboseText } from "./verbose.ts";

/** Makes the target of a query's result; the executor lets a file sink encode on the workers. */
export type TargetFactory = (executor: PoolExecutor, context: QueryContext) => ChunkTarget;

/** Runs a plan on the workers and brings its chunks, in order, to a target. */
export async function runQuery(
  plan: LogicalPlan,
  options: ResolvedQueryOptions,
  makeTarget: TargetFactory,
): Promise<QueryProfile> {
  const started = performance.now();
  if (options.signal?.aborted === true) throw new QueryAbortedError(options.signal.reason);
  const context = new QueryContext(options, false);
  const streams = new OpenStreams();
  let target: ChunkTarget | null = null;
  try {
    // Workers start while the plan is made.
    if (planBytes(plan) >= context.smallWork()) await runtime.pool.start(context.threads);
    const prepared = preparePlan(plan);
    context.profile.planSeconds = (performance.now() - started) / 1000;
    const { arena, handle } = runtime.arena;
    const executor = new PoolExecutor(runtime.pool, arena, handle, context.threads, streams);
    const { onProgress } = options;
    const progress = onProgress === null ? null : new ProgressReporter(context.profile, prepared.physical, onProgress);
    target = makeTarget(executor, context);
    const run = context.createRun(prepared.physical, target, progress === null ? null : () => progress.report());
    await driveWithLimits(executor, run, context, options);
    await target.finish?.();
    context.profile.totalSeconds = (performance.now() - started) / 1000;
    if (options.verbose) process.stderr.write(verboseText(context.profile));
    return context.profile;
  } catch (error) {
    if (error instanceof WorkerDiedError || isTrap(error)) {
      runtime.retireArena(context.arena);
      context.abandonMemory();
    }
    throw error;
  } finally {
    await target?.settle?.();
    context.close();
    await streams.close();
  }
}

/** Whether kernels or compiled code left the arena in the middle of something. */
function isTrap(error: unknown): boolean {
  return error instanceof InternalEngineError && error.details["cause"] === "RuntimeError";
}

/** Drives a query until it is done, its signal is given or its time is up. */
async function driveWithLimits(
  executor: PoolExecutor,
  run: QueryRun,
  context: QueryContext,
  options: ResolvedQueryOptions,
): Promise<void> {
  const { signal, timeoutMs } = options;
  if (signal?.aborted === true) throw new QueryAbortedError(signal.reason);
  let ended: Error | null = null;
  const end = (error: Error): void => {
    ended ??= error;
    run.stop();
  };
  const onAbort = (): void => end(new QueryAbortedError(signal?.reason));
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer = timeoutMs === null ? null : setTimeout(() => end(new TimeoutError(timeoutMs)), timeoutMs);
  const check = (): void => {
    if (ended !== null) throw ended;
  };
  try {
    await executor.drive(run, () => context.smallWork(), check);
    check();
  } finally {
    if (timer !== null) clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Runs a plan and keeps its result. */
export async function collect(plan: LogicalPlan, options: QueryOptions = {}): Promise<FrameData> {
  return (await profile(plan, options)).data;
}

/** Runs a plan, keeps its result and tells what each pipeline did. */
export async function profile(
  plan: LogicalPlan,
  options: QueryOptions = {},
): Promise<{ readonly data: FrameData; readonly profile: QueryProfile }> {
  const collector = new ChunkCollector();
  const resolved = resolveQueryOptions(options);
  const report = await runQuery(plan, resolved, () => collector);
  const data = makeFrame(outputSchema(plan), collector.chunks.map(finishChunk(plan)));
  report.rows = data.numRows;
  return { data, profile: report };
}

/** Runs a plan over frames on the calling thread. */
export function collectSync(plan: LogicalPlan): FrameData {
  const prepared = preparePlan(plan);
  const context = new QueryContext(resolveQueryOptions({ engine: "in-memory" }), true);
  try {
    const { arena, handle } = runtime.arena;
    const collector = new ChunkCollector();
    const run = context.createRun(prepared.physical, collector, null);
    new InlineExecutor(arena, handle).drive(run);
    return makeFrame(outputSchema(plan), collector.chunks.map(finishChunk(plan)));
  } finally {
    context.close();
  }
}
