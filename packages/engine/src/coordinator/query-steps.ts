import type { FrameData } from "@millrace/core";
import { InternalEngineError } from "@millrace/core";
import type { KernelSignatures } from "@millrace/kernels";
import type { Catalog } from "../emit/facts.ts";
import type { QuantumReport, RunQuantum } from "../protocol.ts";
import type { SlotTask } from "../worker/slot-task.ts";
import type { SliceTarget } from "./chunk-target.ts";
import type { CompileCache } from "./compile-cache.ts";
import type { Executor } from "./executor.ts";
import type { OrderBuffer } from "./order-buffer.ts";
import type { PipelineProfile, QueryProfile } from "./profile.ts";
import type { JobBatch } from "./states/state-runtime.ts";

// What a query and whoever drives it say to each other.

/** What a query needs from its surroundings. */
export interface QueryServices {
  readonly catalog: Catalog;
  readonly signatures: KernelSignatures;
  readonly cache: CompileCache;
  readonly spillFolder: string;
  /** With what spill files are encrypted, or null. */
  readonly tempKey: Uint8Array | null;
  readonly maxTempBytes: number | null;
  readonly profile: QueryProfile;
  /** Bytes of work that the calling thread does itself. */
  smallWork(): number;
  /** Called after every report. */
  readonly onProgress: (() => void) | null;
  /** Bytes of result chunks that a slot may be ahead with. */
  readonly windowBytes: number;
  /** Bytes of result chunks that may wait for their turn before slots that have run ahead wait too. */
  readonly pendingBytes: number;
}

/** One pipeline, ready to run: what its slots are opened with. */
export interface PipelineRun {
  readonly kind: "pipeline";
  readonly ordinal: number;
  readonly numSlots: number;
  /** So little work, for its one slot, that the calling thread does it. */
  readonly isSmall: boolean;
  readonly module: WebAssembly.Module;
  readonly tasks: readonly SlotTask[];
  readonly order: OrderBuffer;
  readonly target: SliceTarget | null;
  /** Whether no further row is wanted. */
  isComplete(): boolean;
  readonly profile: PipelineProfile;
  /** Bytes of chunks of one slot's quantum. */
  readonly windowBytes: number;
  /** Bytes of chunks that may wait for their turn before slots that have run ahead wait too. */
  readonly pendingBytes: number;
  report(slot: number, report: QuantumReport): void;
}

/** The query needs the next frame of an async iterator; whoever drives it puts it into `frame`, null at the end. */
export interface StreamStep {
  readonly kind: "stream";
  readonly id: number;
  frame: FrameData | null;
}

/** What the query wants done next, by whoever drives it. */
export type QueryStep = PipelineRun | JobBatch | StreamStep;

/** How long a slot works before it gives way to other queries. */
const QUANTUM_MS = 20;

/** Names a slot's run of a pipeline among all queries of an isolate. */
export function slotKey(task: SlotTask): string {
  return `${task.query}/${task.ordinal}/${task.slot}`;
}

/** The first request to a slot. */
export function openRequest(run: PipelineRun, slot: number, words: Int32Array, executor: Executor): RunQuantum {
  const task = run.tasks[slot];
  if (task === undefined) throw new InternalEngineError(`There is no slot ${slot}`);
  return {
    type: "run",
    key: slotKey(task),
    open: { arena: executor.handle, module: run.module, task, words },
    milliseconds: QUANTUM_MS,
    windowBytes: run.windowBytes,
  };
}
