import { SORT_ENTRY_SIZE, STAGE_ROWS } from "@millrace/core";
import { RowCopier } from "../../spill/row-copier.ts";
import type { SpillFile } from "../../spill/spill-file.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import { SpillingRows } from "../../spill/spilling-rows.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { SortTask, StoreTask } from "../state-task.ts";
import type { SortedRun } from "./sort-rows.ts";
import { sortRows } from "./sort-rows.ts";

/** Pages that a sorted run is copied into before they are written. */
const COPY_PAGES = 32;
/** Rows beyond the limit of a sort that are held before they are forgotten. */
const KEEP_ROWS = 65536;
/** Runs in one file: a file goes as soon as its runs have been merged into longer ones. */
const RUNS_A_FILE = 8;

/** Writes the rows that a slot has stored as sorted runs when its memory is used up. */
export class SortRuns {
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly task: StoreTask;
  private readonly sort: SortTask;
  private numRuns = 0;
  private stageRows = 0;

  constructor(memory: SlotMemory, query: number, task: StoreTask, sort: SortTask) {
    this.memory = memory;
    this.query = query;
    this.task = task;
    this.sort = sort;
  }

  /** Sorts what is in memory, writes it as one run and frees the pages. `openFile` gives the file, another one if asked. */
  spill(openFile: (next: boolean) => SpillFile): SpilledPart[] {
    const { arena } = this.memory;
    const run = sortRows(arena, this.query, this.task.rows, this.sort.descriptor, this.memory.checkStop);
    if (run === null) return [];
    const length = this.sort.limit === null ? run.length : Math.min(run.length, this.sort.limit);
    const file = openFile(this.numRuns > 0 && this.numRuns % RUNS_A_FILE === 0);
    this.numRuns += 1;
    const parts = this.writeRun(run, length, file);
    arena.free(run.entries);
    arena.kernels.rows_release_partition(this.task.rows, 0);
    return parts;
  }

  /**
   * Where only the first rows of the order are wanted, forgets the others once there are many of them: what a slot holds is then
   * bounded by the limit, not by the input. Without room for the copy the rows stay, and are spilled when the grant ends.
   */
  keepFirst(): void {
    const { arena } = this.memory;
    const { limit } = this.sort;
    if (limit === null || arena.kernels.rows_count(this.task.rows) < Math.max(2 * limit, limit + KEEP_ROWS)) return;
    const run = sortRows(arena, this.query, this.task.rows, this.sort.descriptor, this.memory.checkStop);
    if (run === null) return;
    const { allocator } = this.memory;
    const copy = allocator.allocZeroed(arena.kernels.rows_size(0));
    arena.kernels.rows_init(copy, this.task.grant, this.sort.stride, 0);
    const copier = new RowCopier(arena, allocator, this.sort);
    let isComplete = true;
    for (const { count, rows } of this.stages(run, limit)) {
      isComplete = copier.copy(count, rows, 0, copy) === count;
      if (!isComplete) break;
    }
    copier.close();
    arena.free(run.entries);
    if (isComplete) {
      arena.kernels.rows_release_partition(this.task.rows, 0);
      arena.kernels.rows_append(this.task.rows, copy);
    } else arena.kernels.rows_release_partition(copy, 0);
  }

  /** Writes the rows in their order, by way of a small collection whose pages go to the file as they fill. */
  private writeRun(run: SortedRun, length: number, file: SpillFile): SpilledPart[] {
    const { arena, allocator } = this.memory;
    const copies = new SpillingRows(arena, allocator, this.query, {
      layout: this.sort,
      pages: COPY_PAGES,
      radixBits: 0,
      usedBits: 0,
      file: () => file,
    });
    for (const { count, rows } of this.stages(run, length)) copies.add(count, rows, 0);
    return copies.finish();
  }

  /** The addresses of the first rows of a run, a stage at a time. */
  private *stages(run: SortedRun, length: number): Generator<{ readonly count: number; readonly rows: number }> {
    const { arena, allocator } = this.memory;
    this.stageRows ||= allocator.alloc(STAGE_ROWS * 4);
    const rows = this.stageRows;
    for (let at = 0; at < length; at += STAGE_ROWS) {
      this.memory.checkStop();
      const count = Math.min(STAGE_ROWS, length - at);
      arena.kernels.sort_entry_rows(run.entries + at * SORT_ENTRY_SIZE, count, rows);
      yield { count, rows };
    }
  }
}
