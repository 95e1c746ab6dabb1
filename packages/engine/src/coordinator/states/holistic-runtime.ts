import { AGG_ROW_KEY, InternalEngineError } from "@millrace/core";
import type { Catalog, PipelineFacts } from "../../emit/facts.ts";
import { moveRow, viewOffsets } from "../../emit/row-layout.ts";
import { holisticLayout } from "../../emit/state-layouts.ts";
import type { GroupLayout } from "../../operators/holistic/group-layout.ts";
import { distinctLayout, groupLayout } from "../../operators/holistic/group-layout.ts";
import type { HolisticState } from "../../physical/pipeline.ts";
import type { QuantumReport } from "../../protocol.ts";
import type { SourceTask } from "../../worker/sources/source-task.ts";
import type { SinkTask } from "../../worker/state-task.ts";
import type { QueryMemory } from "../query-memory.ts";
import type { JobBatch, StateRuntime } from "./state-runtime.ts";
import { StoredRows } from "./stored-rows.ts";

/** Rows by group, for aggregates that need all values of a group. Without keys there is one group, in one partition. */
export class HolisticRuntime implements StateRuntime {
  private readonly state: HolisticState;
  private readonly groups: GroupLayout;
  private readonly memory: QueryMemory;
  private readonly rows: StoredRows;
  private read = false;

  constructor(state: HolisticState, catalog: Catalog, memory: QueryMemory) {
    this.state = state;
    this.groups = groupLayout(state, catalog);
    this.memory = memory;
    this.rows = new StoredRows(state.id, holisticLayout(state), memory, state.keys.length === 0 ? 0 : memory.radixBits);
  }

  get pages(): number {
    return this.read ? 0 : this.rows.pages;
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
    if (this.read) throw new InternalEngineError("Rows by group are read once");
    this.read = true;
    const { groups, memory, rows, state } = this;
    const distinct = groups.calls
      .filter(({ method }) => method.kind === "distinct")
      .map((call) => {
        const { key, stride } = distinctLayout(state, call);
        return { descriptor: memory.keyDescriptor(key), stride, viewOffsets: viewOffsets(moveRow(key, AGG_ROW_KEY)) };
      });
    return {
      task: {
        kind: "holistic",
        stored: rows.partitions(),
        radixBits: rows.radixBits,
        groups: { descriptor: rows.descriptor, stride: groups.stride, viewOffsets: viewOffsets(groups.keyInRow) },
        stateViews: groups.stateViews,
        hasKeys: state.keys.length > 0,
        distinct,
      },
      facts: { kind: "rows", fields: groups.keyInRow.fields, calls: null },
    };
  }

  /** The source frees each page when its partition is done. */
  release(): void {}
}
