import { InternalEngineError } from "@millrace/core";
import type { PipelineFacts } from "../../emit/facts.ts";
import { holisticLayout, sequenceField } from "../../emit/state-layouts.ts";
import type { HolisticState } from "../../physical/pipeline.ts";
import type { QuantumReport } from "../../protocol.ts";
import type { SourceTask } from "../../worker/sources/source-task.ts";
import type { SinkTask } from "../../worker/state-task.ts";
import type { QueryMemory } from "../query-memory.ts";
import type { JoinRuntime } from "./join-runtime.ts";
import type { JobBatch, StateRuntime } from "./state-runtime.ts";
import { StoredRows } from "./stored-rows.ts";

/** Probe rows that wait, by partition, for the spilled build side of their join. */
export class ProbeRowsRuntime implements StateRuntime {
  private readonly rows: StoredRows;
  private readonly join: JoinRuntime;

  constructor(state: HolisticState, join: JoinRuntime, memory: QueryMemory) {
    this.rows = new StoredRows(state.id, holisticLayout(state), memory, join.rows.radixBits);
    this.join = join;
  }

  get pages(): number {
    return this.rows.pages;
  }

  get numRows(): number {
    return this.rows.isSpilled ? Number.POSITIVE_INFINITY : this.rows.numRows;
  }

  openSlot(slot: number, pages: number): SinkTask {
    return this.rows.openSlot(slot, pages);
  }

  report(_slot: number, report: QuantumReport): void {
    this.rows.spilled.push(...report.spilled);
  }

  *finish(): Generator<JobBatch, void> {}

  source(): { readonly task: SourceTask; readonly facts: PipelineFacts["source"] } {
    const { keyInRow, payload } = this.rows.layout;
    if (!this.join.isSpilled) throw new InternalEngineError("Probe rows wait for a build side that is in memory");
    return {
      task: this.join.spilledProbe(this.rows),
      facts: { kind: "rows", fields: [...keyInRow.fields, ...payload.fields, sequenceField], calls: null },
    };
  }

  /** The source frees each page as it goes. */
  release(): void {}
}
