import { InternalEngineError, pointer, ROW_PAGE_NEXT, STAGE_ROWS } from "@millrace/core";
import type { SlotProgram } from "../../emit/program.ts";
import type { BatchSource } from "../row-source.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { UnmatchedTask } from "./source-task.ts";

/** Rows of a page at most: a page of 32 KiB holds rows of 32 bytes and more. */
const MAX_PAGE_ROWS = 1024;

/** Build rows that no probe row met; a morsel is one list of pages. */
export class UnmatchedSource implements BatchSource {
  private readonly task: UnmatchedTask;
  private readonly memory: SlotMemory;
  private readonly rowsWord: number;
  private readonly outRows: number;
  private page = 0;

  constructor(task: UnmatchedTask, memory: SlotMemory, program: SlotProgram) {
    if (program.sourceRows === null) throw new InternalEngineError("A source of rows has no word for them");
    this.task = task;
    this.memory = memory;
    this.rowsWord = program.sourceRows;
    this.outRows = memory.allocator.alloc(STAGE_ROWS * 4);
  }

  open(morsel: number): void {
    this.page = this.task.pages[morsel] ?? 0;
  }

  next(): number {
    const { arena } = this.memory;
    let count = 0;
    while (this.page !== 0 && count + MAX_PAGE_ROWS <= STAGE_ROWS) {
      count += arena.kernels.join_unmatched(this.page, 0, this.outRows + count * 4, MAX_PAGE_ROWS);
      this.page = pointer(arena.word(this.page + ROW_PAGE_NEXT));
    }
    this.memory.setWord(this.rowsWord, this.outRows);
    return count;
  }

  loadLate(): void {}
  closeMorsel(): void {}
  takeBytesRead(): number {
    return 0;
  }
  close(): void {}
}
