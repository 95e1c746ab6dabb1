import {
  InternalEngineError,
  STAGE_ROWS,
  TOP_ROWS_GROUP,
  TOP_ROWS_ORDER,
  TOP_ROWS_PLACE,
  TOP_ROWS_SIZE,
  TOP_ROWS_SLOT_SIZE,
  TOP_ROWS_SLOTS,
  TOP_ROWS_STATE,
} from "@millrace/core";
import type { SlotProgram } from "../../emit/program.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { TopRowsTask } from "./source-task.ts";

/** The rows that the states of groups hold, group by group. */
export class RowsOfGroups {
  private readonly memory: SlotMemory;
  private readonly block: number;
  private readonly groups: number;
  private readonly outRows: number;
  private readonly outSlots: number;
  private readonly rowsWord: number;
  private readonly slotsWord: number;
  private numGroups = 0;

  constructor(task: TopRowsTask, memory: SlotMemory, { sourceRows, sourceSlots }: SlotProgram) {
    if (sourceRows === null || sourceSlots === null)
      throw new InternalEngineError("A source of rows in states has none");
    const { allocator, arena } = memory;
    this.memory = memory;
    this.rowsWord = sourceRows;
    this.slotsWord = sourceSlots;
    this.groups = allocator.alloc(STAGE_ROWS * 12);
    this.outRows = this.groups + STAGE_ROWS * 4;
    this.outSlots = this.groups + STAGE_ROWS * 8;
    this.block = allocator.allocZeroed(TOP_ROWS_SIZE);
    arena.setWord(this.block + TOP_ROWS_STATE, task.stateOffset);
    arena.setWord(this.block + TOP_ROWS_ORDER, task.orderOffset);
    arena.setWord(this.block + TOP_ROWS_SLOTS, task.slotsOffset);
    arena.setWord(this.block + TOP_ROWS_SLOT_SIZE, task.slotSize);
  }

  /** The next rows, at most `limit`; `more` writes the next groups to an address. 0 at the end. */
  next(limit: number, more: (groups: number) => number): number {
    const { arena } = this.memory;
    this.memory.setWord(this.rowsWord, this.outRows);
    this.memory.setWord(this.slotsWord, this.outSlots);
    for (;;) {
      const { block, groups, numGroups, outRows, outSlots } = this;
      const count = arena.kernels.top_rows_expand(block, groups, numGroups, outRows, outSlots, limit);
      if (count > 0) return count;
      this.numGroups = more(groups);
      if (this.numGroups === 0) return 0;
      arena.setWord(block + TOP_ROWS_GROUP, 0);
      arena.setWord(block + TOP_ROWS_PLACE, 0);
    }
  }
}
