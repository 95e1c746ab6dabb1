import type { SerializedError } from "@millrace/core";
import type { ActiveFaults } from "@millrace/storage";
import type { ReadMorsel } from "./coordinator/scan-ledger.ts";
import type { EncodeRequest } from "./sinks/encode-request.ts";
import type { SpilledPart } from "./spill/spilled-part.ts";
import type { WorkerJob } from "./worker/jobs.ts";
import type { PlacedChunk, SlotTask } from "./worker/slot-task.ts";

// Every message between the main thread and its workers. A worker is a Piscina of one thread, so that a slot's readers and
// suspended morsels stay in the isolate that opened them.

/** The arena as a worker gets to know it: an isolate keeps one set of views and kernels for each number. */
export interface ArenaHandle {
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly kernels: WebAssembly.Module;
}

/** Opens a slot, sent with its first quantum. */
export interface OpenSlot {
  readonly arena: ArenaHandle;
  readonly module: WebAssembly.Module;
  readonly task: SlotTask;
  readonly words: Int32Array;
}

/** Runs a slot until its time is up, its window is full or it is done. */
export interface RunQuantum {
  readonly type: "run";
  /** Names the slot's run: query, pipeline and slot. */
  readonly key: string;
  readonly open: OpenSlot | null;
  readonly milliseconds: number;
  /** Bytes of result chunks that may be produced before the slot returns. */
  readonly windowBytes: number;
}

/** Drops a slot: closes readers, returns its scratch memory. */
export interface CloseSlot {
  readonly type: "close";
  readonly key: string;
}

/** Runs a piece of work that needs no slot. */
export interface RunJob {
  readonly type: "job";
  readonly arena: ArenaHandle;
  readonly job: WorkerJob;
  /** The query's shared words: whether it is to stop. */
  readonly words: Int32Array;
}

/** Encodes rows for a file. */
export interface RunEncode {
  readonly type: "encode";
  readonly arena: ArenaHandle;
  readonly query: number;
  readonly request: EncodeRequest;
  readonly words: Int32Array;
}

/** Forgets an arena that was given up, with everything that has views of it. */
export interface ForgetArena {
  readonly type: "forget";
  readonly arena: number;
}

/** A request to a worker. */
export type WorkerRequest = ForgetArena | RunQuantum | CloseSlot | RunJob | RunEncode;

/** What a worker gets: a request, and what is to fail in tests. */
export interface WorkerCall {
  readonly request: WorkerRequest;
  readonly faults: ActiveFaults | null;
}

/** Rows that a step passed on, and the time that it took. */
export interface StepWork {
  readonly rows: number;
  readonly seconds: number;
}

/** What a quantum did. */
export interface QuantumReport {
  readonly status: "more" | "done";
  readonly chunks: readonly PlacedChunk[];
  /** Morsels that the slot finished in this quantum, and the one that it is in (-1: none). */
  readonly finishedMorsels: readonly number[];
  readonly currentMorsel: number;
  /** Rows that each finished morsel, and so far the current one, brought to the sink. */
  readonly finishedRows: readonly number[];
  readonly currentRows: number;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly bytesRead: number;
  readonly seconds: number;
  /** What the readers that were closed did with their morsels. */
  readonly morsels: readonly ReadMorsel[];
  /** What the source and then each step of the program did in this quantum. */
  readonly steps: readonly StepWork[];
  readonly spilled: readonly SpilledPart[];
  /** Rows that have come by each row index of the pipeline. */
  readonly rowCounts: readonly bigint[];
  /** Build rows without a partner that a spilled join's source has put aside. */
  readonly leftovers: readonly SpilledPart[];
  /** With status done: the bounds of the slot's integer keys. */
  readonly bounds: readonly [bigint, bigint] | null;
}

/** What a worker answers: a value, or an error with its class and fields. */
export type WorkerReply = { readonly ok: unknown } | { readonly error: SerializedError };
