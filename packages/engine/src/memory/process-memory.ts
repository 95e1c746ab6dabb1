import { MemoryLimitError } from "@millrace/core";

// What the process needs beside the arena, in bytes: measured on Node 24, see docs/memory.md. One table, one place.

const MIB = 1024 * 1024;

/** A worker thread: isolate, code, messages, and the buffers that encoders leave behind until they are collected. */
const WORKER_BYTES: number = 20 * MIB;
/** What a slot works in beside the state of its operator: batches, readers, spill buffers. */
const SLOT_SCRATCH_BYTES: number = 12 * MIB;
/** Result chunks on their way, and the growth of the main thread's heap while a query runs. */
const MAIN_BYTES: number = 20 * MIB;
/** The least state that a query is run with. */
const MIN_STATE_BYTES: number = 6 * MIB;

/** How a query's memory is divided. */
export interface MemoryPlan {
  readonly threads: number;
  /** Bytes of state in the arena, before something is spilled. */
  readonly stateBytes: number;
}

/** The smallest limit with so many threads, in a process that holds `baseBytes` before the query. */
function minimumLimit(threads: number, baseBytes: number): number {
  return baseBytes + threads * (WORKER_BYTES + SLOT_SCRATCH_BYTES) + MAIN_BYTES + MIN_STATE_BYTES;
}

/** What the process has to do with a limit. */
export interface ProcessUsage {
  /** Bytes that the process holds beside the arena. */
  readonly baseBytes: number;
  /** Workers that are among them. */
  readonly runningWorkers: number;
  /** Bytes of state that running queries were granted. */
  readonly grantedBytes: number;
}

/**
 * Divides a limit: what the process holds beside the arena, the workers' allowances, the rest for state. Fewer threads are taken
 * where the user did not ask for a number. A query beside others gets what they leave, the least state in any case: it could
 * be the one that they wait for. Throws a MemoryLimitError that names the smallest limit that would do.
 */
export function planMemory(limit: number, threads: number, threadsGiven: boolean, usage: ProcessUsage): MemoryPlan {
  const { baseBytes, runningWorkers, grantedBytes } = usage;
  if (limit === Number.POSITIVE_INFINITY) return { threads, stateBytes: Number.POSITIVE_INFINITY };
  for (let count = threads; count >= 1; count--) {
    const workers = Math.max(0, count - runningWorkers) * WORKER_BYTES;
    const stateBytes = limit - baseBytes - workers - count * SLOT_SCRATCH_BYTES - MAIN_BYTES;
    if (stateBytes >= MIN_STATE_BYTES) {
      return { threads: count, stateBytes: Math.max(MIN_STATE_BYTES, stateBytes - grantedBytes) };
    }
    if (threadsGiven) break;
  }
  const needed = minimumLimit(threadsGiven ? threads : 1, baseBytes);
  const workers = threadsGiven && threads > 1 ? `${threads} threads` : "one thread";
  throw new MemoryLimitError({ operator: `a query with ${workers} in this process`, needed, limit });
}
