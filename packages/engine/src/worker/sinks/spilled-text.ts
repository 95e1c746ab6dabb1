import { AGG_ROW_HASH } from "@millrace/core";
import { TextArea } from "../../memory/text-area.ts";
import type { SpillFile } from "../../spill/spill-file.ts";
import { firstPage } from "../../spill/spill-partitions.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import { SpillingRows } from "../../spill/spilling-rows.ts";
import { StateViews } from "../../spill/state-views.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { listedPages } from "../sources/portion.ts";
import type { AggregateTask } from "../state-task.ts";

/** Pages of copies on their way to disk, beside what the grant allows. */
const COPY_PAGES = 8;

/** Spills the groups of a slot whose states hold strings: as copies, in pages that hold the text, too. */
export class SpilledText {
  private readonly task: AggregateTask;
  private readonly memory: SlotMemory;
  private readonly area: TextArea;
  private readonly makeCopies: () => SpillingRows;
  private copies: SpillingRows | null = null;
  private views: StateViews | null = null;

  constructor(task: AggregateTask, memory: SlotMemory, query: number, file: () => SpillFile) {
    const { arena, allocator } = memory;
    this.task = task;
    this.memory = memory;
    this.area = new TextArea(arena, task.text);
    const { layout, radixBits } = task;
    this.makeCopies = () =>
      new SpillingRows(arena, allocator, query, { layout, pages: COPY_PAGES, radixBits, usedBits: 0, file });
  }

  /** Whether rows and text together exceed the grant. */
  get isOver(): boolean {
    return this.area.isOver;
  }

  /** Writes all rows, partition by partition, and gives their pages and their text back. */
  spill(): SpilledPart[] {
    const { arena, allocator } = this.memory;
    const { rows, radixBits, stateViews } = this.task;
    this.copies ??= this.makeCopies();
    this.views ??= new StateViews(arena, allocator, stateViews);
    for (let partition = 0; partition < 2 ** radixBits; partition++) {
      for (const page of listedPages(arena, [firstPage(arena, rows, partition)])) {
        this.views.toDistances(page);
        this.copies.addPage(page, AGG_ROW_HASH);
      }
      arena.kernels.rows_release_partition(rows, partition);
    }
    this.area.clear();
    return this.copies.flush();
  }
}
