import { GRANT_USED } from "@millrace/core";
import type { RowLayout } from "../../emit/row-layout.ts";
import { viewOffsets } from "../../emit/row-layout.ts";
import type { StoredLayout } from "../../emit/state-layouts.ts";
import type { StateId } from "../../physical/pipeline.ts";
import { firstPage } from "../../spill/spill-partitions.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { PartitionedPages } from "../../worker/sources/source-task.ts";
import type { StoreTask } from "../../worker/state-task.ts";
import type { QueryMemory } from "../query-memory.ts";

/** Rows with keys that slots have stored, by partition: in pages and on disk. */
export class StoredRows {
  readonly layout: StoredLayout;
  readonly descriptor: number;
  readonly radixBits: number;
  readonly spilled: SpilledPart[] = [];
  private readonly state: StateId;
  private readonly memory: QueryMemory;
  private readonly slots = new Map<number, StoreTask>();

  constructor(state: StateId, layout: StoredLayout, memory: QueryMemory, radixBits: number) {
    this.state = state;
    this.layout = layout;
    this.memory = memory;
    this.radixBits = radixBits;
    this.descriptor = memory.keyDescriptor(layout.key);
  }

  /** Pages held in memory. */
  get pages(): number {
    let pages = 0;
    for (const { grant } of this.slots.values()) pages += this.memory.arena.word(grant + GRANT_USED);
    return pages;
  }

  /** The row collections of the slots. */
  get collections(): readonly number[] {
    return [...this.slots.values()].map((slot) => slot.rows);
  }

  /** Whether some rows are on disk. */
  get isSpilled(): boolean {
    return this.spilled.length > 0;
  }

  /** Rows in memory. */
  get numRows(): number {
    return this.collections.reduce((sum, rows) => sum + this.memory.arena.kernels.rows_count(rows), 0);
  }

  /** What a slot's sink works on; the same for every pipeline into the state. */
  openSlot(slot: number, pages: number): StoreTask {
    const known = this.slots.get(slot);
    if (known !== undefined) return known;
    const { memory, radixBits, descriptor, state } = this;
    const grant = memory.grant(pages);
    const rows = memory.block(memory.arena.kernels.rows_size(radixBits));
    memory.arena.kernels.rows_init(rows, grant, this.layout.stride, radixBits);
    const task: StoreTask = { kind: "store", state, grant, rows, descriptor, radixBits, sort: null };
    this.slots.set(slot, task);
    return task;
  }

  /** Every page by partition. */
  partitions(): PartitionedPages {
    const numPartitions = 2 ** this.radixBits;
    const { arena } = this.memory;
    const pages = Array.from({ length: numPartitions }, (_, partition) =>
      this.collections.map((rows) => firstPage(arena, rows, partition)).filter((page) => page !== 0),
    );
    const spilled: SpilledPart[][] = Array.from({ length: numPartitions }, () => []);
    for (const part of this.spilled) spilled[part.partition]?.push(part);
    return { pages, spilled, stride: this.layout.stride, viewOffsets: allViews(this.layout) };
  }

  /** Frees what is in memory. */
  release(): void {
    const { kernels } = this.memory.arena;
    for (const rows of this.collections) {
      for (let partition = 0; partition < 2 ** this.radixBits; partition++)
        kernels.rows_release_partition(rows, partition);
    }
  }
}

function allViews({ keyInRow, payload }: StoredLayout): readonly number[] {
  const whole: RowLayout = { fields: [...keyInRow.fields, ...payload.fields], end: payload.end };
  return viewOffsets(whole);
}
