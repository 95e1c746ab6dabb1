import type { LogicalPlan, ScanNode } from "@millrace/plan";
import { planInputs } from "@millrace/plan";
import type { Arena } from "../memory/arena.ts";
import type { StateId } from "../physical/pipeline.ts";
import type { WorkerJob } from "../worker/jobs.ts";
import type { OpenedScan } from "./scan-planner.ts";

// How much work something is, in bytes that it reads: what decides between the calling thread and the workers.

/** The calling thread does less than this itself: workers would take as long to wake. */
export const SMALL_WORK_BYTES: number = 192 * 1024;
/** The same while no worker runs: starting them takes 30 to 60 ms. */
export const SMALL_WORK_UNSTARTED_BYTES: number = 2 * 1024 * 1024;

/** What a row of a state is taken to be. */
const STATE_ROW_BYTES = 64;
/** What a value of a frame, or of a row that a limit lets through, is taken to be. */
const VALUE_BYTES = 16;

/** Bytes that a pipeline reads. `stateRows` are the rows of a state; a probe that can multiply rows counts those of its build side. */
export function pipelineBytes(
  source: OpenedScan,
  sourceState: StateId | null,
  multiplying: readonly StateId[],
  stateRows: (state: StateId) => number,
): number {
  let bytes = sourceState === null ? scanBytes(source) : stateRows(sourceState) * STATE_ROW_BYTES;
  for (const state of multiplying) bytes += stateRows(state) * STATE_ROW_BYTES;
  return bytes;
}

function scanBytes({ task, ledger, facts }: OpenedScan): number {
  if (task.kind === "frame") return task.columns.length * frameRows(task) * VALUE_BYTES;
  if (task.kind !== "files" || ledger === null) return Number.POSITIVE_INFINITY;
  const columns = facts.kind === "vectors" ? facts.columns.length : 0;
  const { plannedBytes } = ledger;
  return task.limit === null ? plannedBytes : Math.min(plannedBytes, task.limit * columns * VALUE_BYTES);
}

function frameRows({ data, limit }: Extract<OpenedScan["task"], { kind: "frame" }>): number {
  return Math.min(data.numRows, limit ?? Number.POSITIVE_INFINITY);
}

/** Bytes that a job reads or writes. */
export function jobBytes(arena: Arena, job: WorkerJob): number {
  if (job.kind === "zero") return job.byteLength;
  const { rows } = job;
  const collections = typeof rows === "number" ? [rows] : rows;
  return collections.reduce((sum, collection) => sum + arena.kernels.rows_count(collection) * STATE_ROW_BYTES, 0);
}

/** Bytes of a plan's files and frames before it is optimized; what a limit leaves of a source does not count. */
export function planBytes(plan: LogicalPlan): number {
  const known = new Map<LogicalPlan, number>();
  const bytes = (node: LogicalPlan): number => {
    if (node.kind === "scan") return sourceBytes(node);
    if (node.kind === "slice" && isRows(node.input)) return 0;
    let sum = known.get(node);
    if (sum === undefined) {
      sum = planInputs(node).reduce((total, input) => total + bytes(input), 0);
      known.set(node, sum);
    }
    return sum;
  };
  return bytes(plan);
}

function sourceBytes({ source, sourceSchema }: ScanNode): number {
  if (source.kind === "files") return source.files.reduce((sum, file) => sum + file.byteLength, 0);
  if (source.kind === "shared") return planBytes(source.plan);
  if (source.kind === "stream") return Number.POSITIVE_INFINITY;
  return source.data.numRows * sourceSchema.fields.length * VALUE_BYTES;
}

/** Whether a plan's rows are a source's rows, one for one: a limit ends its scan. */
function isRows(plan: LogicalPlan): boolean {
  if (plan.kind === "scan") return plan.predicate === null;
  return (plan.kind === "project" || plan.kind === "slice") && isRows(plan.input);
}
