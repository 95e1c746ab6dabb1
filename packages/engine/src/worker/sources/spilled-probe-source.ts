import {
  InternalEngineError,
  JOIN_DIRECTORY_ENTRIES,
  JOIN_DIRECTORY_FLAGS,
  JOIN_DIRECTORY_LOG2,
  JOIN_DIRECTORY_SHIFT,
  JOIN_DIRECTORY_SIZE,
  JOIN_ENTRY_SIZE,
  JOIN_FLAG_DUPLICATE,
  JOIN_LIST_BEGIN,
  JOIN_LIST_PAGE,
  JOIN_LIST_ROWS_LEFT,
  JOIN_LIST_SIZE,
  JoinValidationError,
  pointer,
  ROW_PAGE_NEXT,
  ROW_PAGE_NUM_ROWS,
  ROW_PAGE_PREVIOUS,
  STAGE_ROWS,
} from "@millrace/core";
import type { SlotProgram } from "../../emit/program.ts";
import type { BatchSource } from "../row-source.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { copyRows } from "./copy-rows.ts";
import { PageLoader } from "./page-loader.ts";
import type { SpilledProbeTask } from "./source-task.ts";

const ROWS_PER_CALL = 65536;

/**
 * The probe rows of a join whose build side did not fit, partition by partition: the build rows of the partition are brought
 * back and put into a directory of the slot's own, then the probe rows of the same partition follow (a Grace hash join:
 * Kitsuregawa et al., New Generation Computing 1, 1983).
 */
export class SpilledProbeSource implements BatchSource {
  readonly joinDirectory: { readonly state: number; readonly directory: number };
  private readonly task: SpilledProbeTask;
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly slot: number;
  private readonly build: PageLoader;
  private readonly probe: PageLoader;
  private readonly rowsWord: number;
  private readonly outRows: number;
  private entries = 0;
  private buildPages: number[] = [];
  private probePages: Generator<number> | null = null;
  private page = 0;

  constructor(task: SpilledProbeTask, memory: SlotMemory, query: number, program: SlotProgram, slot: number) {
    if (program.sourceRows === null) throw new InternalEngineError("A source of rows has no word for them");
    this.task = task;
    this.memory = memory;
    this.query = query;
    this.slot = slot;
    this.rowsWord = program.sourceRows;
    this.build = new PageLoader(memory, query, task.build.stride, task.build.viewOffsets);
    this.probe = new PageLoader(memory, query, task.probe.stride, task.probe.viewOffsets);
    this.outRows = memory.allocator.alloc(STAGE_ROWS * 4);
    const directory = memory.allocator.allocZeroed(JOIN_DIRECTORY_SIZE);
    this.joinDirectory = { state: task.state, directory };
  }

  open(partition: number): void {
    this.probePages = this.pagesOf(partition);
    this.insertBuildSide(this.loadBuildSide(partition));
  }

  next(): number {
    const { arena } = this.memory;
    this.freeProbePage();
    const next = this.probePages?.next();
    if (next === undefined || next.done === true) return 0;
    this.page = next.value;
    this.memory.setWord(this.rowsWord, this.outRows);
    return arena.kernels.rows_of_page(this.page, 0, STAGE_ROWS, this.outRows);
  }

  loadLate(): void {}

  closeMorsel(): void {
    const { arena } = this.memory;
    this.freeProbePage();
    const leftovers = this.task.leftovers?.[this.slot];
    if (leftovers !== undefined) this.keepUnmatched(leftovers);
    for (const page of this.buildPages) arena.free(page);
    this.buildPages = [];
    if (this.entries !== 0) arena.free(this.entries);
    this.entries = 0;
    this.probePages = null;
  }

  takeBytesRead(): number {
    return 0;
  }

  close(): void {
    for (const page of this.buildPages) this.memory.arena.free(page);
    this.buildPages = [];
    this.build.close();
    this.probe.close();
  }

  private freeProbePage(): void {
    if (this.page !== 0) this.memory.arena.free(this.page);
    this.page = 0;
  }

  private *pagesOf(partition: number): Generator<number> {
    const { arena } = this.memory;
    for (const first of this.task.probe.pages[partition] ?? []) {
      for (let page = first; page !== 0; ) {
        const next = pointer(arena.word(page + ROW_PAGE_NEXT));
        yield page;
        page = next;
      }
    }
    for (const part of this.task.probe.spilled[partition] ?? []) yield* this.probe.pages(part);
  }

  /** The last page of each list of the partition's build rows; the pages of a list are linked both ways. */
  private loadBuildSide(partition: number): readonly number[] {
    const { arena } = this.memory;
    const last: number[] = [];
    for (const first of this.task.build.pages[partition] ?? []) {
      let end = 0;
      for (let page = first; page !== 0; page = pointer(arena.word(page + ROW_PAGE_NEXT))) {
        this.buildPages.push(page);
        end = page;
      }
      last.push(end);
    }
    for (const part of this.task.build.spilled[partition] ?? []) {
      let end = 0;
      for (const page of this.build.pages(part)) {
        this.buildPages.push(page);
        arena.setWord(page + ROW_PAGE_PREVIOUS, end);
        if (end !== 0) arena.setWord(end + ROW_PAGE_NEXT, page);
        end = page;
      }
      last.push(end);
    }
    return last;
  }

  private insertBuildSide(last: readonly number[]): void {
    const { arena } = this.memory;
    const { directory } = this.joinDirectory;
    let numRows = 0;
    for (const page of this.buildPages) numRows += arena.word(page + ROW_PAGE_NUM_ROWS);
    const log2 = Math.max(4, Math.ceil(Math.log2(Math.max(1, numRows) * 1.5)));
    this.entries = arena.allocZeroed(2 ** log2 * JOIN_ENTRY_SIZE, this.query);
    arena.setWord(directory + JOIN_DIRECTORY_ENTRIES, this.entries);
    arena.setWord(directory + JOIN_DIRECTORY_LOG2, log2);
    arena.setWord(directory + JOIN_DIRECTORY_SHIFT, this.task.radixBits);
    arena.setWord(directory + JOIN_DIRECTORY_FLAGS, 0);
    const lists = arena.alloc(JOIN_LIST_SIZE * Math.max(1, last.length), this.query);
    last.forEach((page, i) => {
      arena.setWord(lists + i * JOIN_LIST_SIZE + JOIN_LIST_PAGE, page);
      arena.setWord(lists + i * JOIN_LIST_SIZE + JOIN_LIST_ROWS_LEFT, JOIN_LIST_BEGIN);
    });
    const { descriptor, validate } = this.task;
    while (arena.kernels.join_insert(directory, last.length, lists, descriptor, ROWS_PER_CALL) === ROWS_PER_CALL);
    arena.free(lists);
    const repeats = (arena.word(directory + JOIN_DIRECTORY_FLAGS) & JOIN_FLAG_DUPLICATE) !== 0;
    if (repeats && validate !== null) throw new JoinValidationError(validate.promise, validate.side);
  }

  private keepUnmatched(target: number): void {
    const { arena } = this.memory;
    for (const page of this.buildPages) {
      const count = arena.kernels.join_unmatched(page, 0, this.outRows, STAGE_ROWS);
      if (count > 0) copyRows(this.memory, this.task.build, count, this.outRows, target);
    }
  }
}
