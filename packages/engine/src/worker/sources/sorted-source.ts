import {
  InternalEngineError,
  MERGE_CURSOR_ADDRESS,
  MERGE_CURSOR_END,
  MERGE_CURSOR_KIND,
  MERGE_CURSOR_LAST,
  MERGE_CURSOR_POSITION,
  MERGE_CURSOR_SIZE,
  MERGE_ENTRIES,
  MERGE_HEADER,
  MERGE_NEEDS,
  MERGE_PAGE,
  ROW_PAGE_NUM_ROWS,
  STAGE_ROWS,
} from "@millrace/core";
import type { SlotProgram } from "../../emit/program.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { BatchSource } from "../row-source.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { PageLoader } from "./page-loader.ts";
import type { SortedTask } from "./source-task.ts";

/** A run on disk: one page of it is in memory. */
interface SpilledRun {
  readonly part: SpilledPart;
  offset: number;
  left: number;
  page: number;
}

/** Merges sorted runs, from memory and from disk, into one order. */
export class SortedSource implements BatchSource {
  private readonly task: SortedTask;
  private readonly memory: SlotMemory;
  private readonly loader: PageLoader;
  private readonly rowsWord: number;
  private readonly outRows: number;
  private readonly numRuns: number;
  private readonly runs: SpilledRun[];
  private block = 0;
  private retired: number[] = [];
  private left: number;

  constructor(task: SortedTask, memory: SlotMemory, query: number, program: SlotProgram) {
    if (program.sourceRows === null) throw new InternalEngineError("A source of rows has no word for them");
    this.task = task;
    this.memory = memory;
    this.rowsWord = program.sourceRows;
    this.loader = new PageLoader(memory, query, task.stride, task.viewOffsets);
    this.outRows = memory.allocator.alloc(STAGE_ROWS * 4);
    this.numRuns = task.runs.length + task.spilled.length;
    this.runs = task.spilled.map((part) => ({ part, offset: part.offset, left: part.numPages, page: 0 }));
    this.left = task.limit ?? Number.POSITIVE_INFINITY;
  }

  open(): void {
    const { arena, allocator } = this.memory;
    this.block = allocator.allocZeroed(arena.kernels.merge_size(Math.max(1, this.numRuns)));
    this.task.runs.forEach(({ entries, length }, i) => {
      this.setCursor(i, { address: entries, end: length, kind: MERGE_ENTRIES, last: true });
    });
    this.runs.forEach((_, i) => {
      this.refill(this.task.runs.length + i);
    });
  }

  next(maxRows: number): number {
    const { arena } = this.memory;
    for (const page of this.retired) arena.free(page);
    this.retired = [];
    const wanted = Math.min(STAGE_ROWS, maxRows, this.left);
    let count = 0;
    while (count < wanted && this.numRuns > 0) {
      const room = wanted - count;
      const done = arena.kernels.merge_runs(
        this.block,
        this.numRuns,
        this.outRows + count * 4,
        room,
        this.task.descriptor,
      );
      count += done;
      const needs = arena.word(this.block + MERGE_NEEDS) | 0;
      if (needs >= 0) this.refill(needs);
      else if (done < room) break;
    }
    this.left -= count;
    this.memory.setWord(this.rowsWord, this.outRows);
    return count;
  }

  loadLate(): void {}

  closeMorsel(): void {
    for (const run of this.runs) if (run.page !== 0) this.retired.push(run.page);
    for (const page of this.retired) this.memory.arena.free(page);
    this.retired = [];
    for (const run of this.runs) run.page = 0;
  }

  takeBytesRead(): number {
    return 0;
  }

  close(): void {
    this.closeMorsel();
    this.loader.close();
  }

  /** Gives a cursor the next page of its run; the page before stays until the rows taken from it have been used. */
  private refill(cursor: number): void {
    const run = this.runs[cursor - this.task.runs.length];
    if (run === undefined) throw new InternalEngineError(`Run ${cursor} cannot be refilled`);
    if (run.page !== 0) this.retired.push(run.page);
    run.page = 0;
    if (run.left === 0) {
      this.setCursor(cursor, { address: 0, end: 0, kind: MERGE_PAGE, last: true });
      return;
    }
    const { page, next } = this.loader.page(run.part, run.offset);
    run.page = page;
    run.offset = next;
    run.left -= 1;
    const end = this.memory.arena.word(page + ROW_PAGE_NUM_ROWS);
    this.setCursor(cursor, { address: page, end, kind: MERGE_PAGE, last: run.left === 0 });
  }

  private setCursor(
    cursor: number,
    piece: { readonly address: number; readonly end: number; readonly kind: number; readonly last: boolean },
  ): void {
    const at = this.block + MERGE_HEADER + cursor * MERGE_CURSOR_SIZE;
    const { arena } = this.memory;
    arena.setWord(at + MERGE_CURSOR_ADDRESS, piece.address);
    arena.setWord(at + MERGE_CURSOR_POSITION, 0);
    arena.setWord(at + MERGE_CURSOR_END, piece.end);
    arena.setWord(at + MERGE_CURSOR_KIND, piece.kind);
    arena.setWord(at + MERGE_CURSOR_LAST, piece.last ? 1 : 0);
  }
}
