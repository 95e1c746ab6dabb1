import { InternalEngineError } from "@millrace/core";
import type { KeySetState } from "../../physical/pipeline.ts";
import type { KeyFilterTask, SinkTask } from "../../worker/state-task.ts";
import type { QueryMemory } from "../query-memory.ts";
import type { JobBatch, StateRuntime } from "./state-runtime.ts";

/** The keys of a semi or anti join as a bitmap that all slots share. */
export class KeySetRuntime implements StateRuntime {
  /** The bitmap counts as a claim of the query. */
  readonly pages = 0;
  readonly numRows = 0;
  readonly keyFilters: readonly KeyFilterTask[];
  private readonly state: KeySetState;
  private readonly memory: QueryMemory;
  private readonly bitmap: number;

  constructor(state: KeySetState, memory: QueryMemory) {
    this.state = state;
    this.memory = memory;
    const byteLength = Math.ceil(state.length / 32) * 4;
    this.bitmap = memory.claim(byteLength);
    memory.arena.bytes.fill(0, this.bitmap, this.bitmap + byteLength);
    this.keyFilters = [{ key: 0, bitmap: this.bitmap, length: state.length, base: state.base }];
  }

  openSlot(): SinkTask {
    const { id, base, length } = this.state;
    return { kind: "keySet", state: id, bitmap: this.bitmap, base, length };
  }

  report(): void {
    // The bitmap is all that there is.
  }

  *finish(): Generator<JobBatch, void> {
    // Slots have set every bit themselves.
  }

  source(): never {
    throw new InternalEngineError(`State ${this.state.id} has no rows`);
  }

  release(): void {
    this.memory.giveBack(this.bitmap);
  }
}
