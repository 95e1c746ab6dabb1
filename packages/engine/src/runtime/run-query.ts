import type { Chunk, FrameData, QueryOptions, ResolvedQueryOptions } from "@millrace/core";
import { InternalEngineError, makeFrame, resolveQueryOptions, WorkerDiedError } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import type { ChunkTarget } from "../coordinator/chunk-target.ts";
import { ChunkCollector } from "../coordinator/chunk-target.ts";
import { InlineExecutor } from "../coordinator/inline-executor.ts";
import { otherWork } from "../coordinator/other-work.ts";
import { PoolExecutor } from "../coordinator/pool-executor.ts";
import type { QueryProfile } from "../coordinator/profile.ts";
import { planBytes } from "../coordinator/work-size.ts";
import { collectResults, countResult } from "../memory/garbage.ts";
import { finishChunk, outputSchema } from "./finish-chunk.ts";
import type { PreparedPlan } from "./prepare-plan.ts";
import { preparePlan, preparing } from "./prepare-plan.ts";
import { runtime } from "./process-runtime.ts";
import { ProgressReporter } from "./progress.ts";
import { QueryContext } from "./query-context.ts";
import { QueryLimits } from "./query-limits.ts";
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
  using limits = new QueryLimits(options);
  const context = new QueryContext(options, false);
  const streams = new OpenStreams();
  let target: ChunkTarget | null = null;
  try {
    // Workers start while the plan is made.
    if (planBytes(plan) >= context.smallWork()) await runtime.pool.start(context.threads);
    const prepared = await preparePlanInPieces(plan, context.keySetBytes);
    limits.check();
    context.profile.planSeconds = (performance.now() - started) / 1000;
    const { arena, handle } = runtime.arena;
    const executor = new PoolExecutor(runtime.pool, arena, handle, context.threads, streams);
    const { onProgress } = options;
    const progress = onProgress === null ? null : new ProgressReporter(context.profile, prepared.physical, onProgress);
    target = makeTarget(executor, context);
    const run = context.createRun(prepared.physical, target, progress === null ? null : () => progress.report());
    limits.onEnd(() => {
      run.abort();
      target?.stop?.();
    });
    await executor.drive(run, () => context.smallWork(), limits);
    limits.check();
    await limits.race(target.finish?.() ?? Promise.resolve());
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

async function preparePlanInPieces(plan: LogicalPlan, keySetBytes: number): Promise<PreparedPlan> {
  const work = preparing(plan, keySetBytes, runtime.plans);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await otherWork();
  }
}

/** Whether kernels or compiled code left the arena in the middle of something. */
function isTrap(error: unknown): boolean {
  return error instanceof InternalEngineError && error.details["cause"] === "RuntimeError";
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
  collectResults();
  const report = await runQuery(plan, resolved, () => collector);
  countResult(bytesOfChunks(collector.chunks));
  const data = makeFrame(outputSchema(plan), collector.chunks.map(finishChunk(plan)));
  report.rows = data.numRows;
  return { data, profile: report };
}

/** Bytes of the buffers that chunks lie in. */
function bytesOfChunks(chunks: readonly Chunk[]): number {
  const buffers = new Set(chunks.flatMap(({ columns }) => columns.map(({ data }) => data.buffer)));
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
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
