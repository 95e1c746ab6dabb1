import {
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
  PAGE_SIZE,
  ROW_PAGE_EXTENT_ORDER,
  ROW_PAGE_NEXT,
  ROW_PAGE_NUM_ROWS,
  ROW_PAGE_PREVIOUS,
} from "@millrace/core";
import type { SlotMemory } from "../slot-memory.ts";
import type { PageLoader } from "./page-loader.ts";
import type { Portion } from "./portion.ts";
import { pagesOf } from "./portion.ts";
import type { SpilledProbeTask } from "./source-task.ts";

const ROWS_PER_CALL = 65536;
/** Pages that are brought back between two chances for other queries. */
const PAGES_A_STEP = 16;
/** Bytes of the directory for each build row, at most: entries for 1.5 to 3 times the rows. */
export const DIRECTORY_ROW_BYTES: number = 3 * JOIN_ENTRY_SIZE;

/**
 * The build rows of a portion in a directory of the slot's own, chunk by chunk: all of them in one, unless they are more than the
 * slot may hold and cannot be split.
 */
export class BuildSide {
  readonly directory: number;
  readonly pages: number[] = [];
  private readonly task: SpilledProbeTask;
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly loader: PageLoader;
  private waiting: Iterator<number> | null = null;
  private ahead = 0;
  private usedBits = 0;
  private entries = 0;

  constructor(task: SpilledProbeTask, memory: SlotMemory, query: number, loader: PageLoader) {
    this.task = task;
    this.memory = memory;
    this.query = query;
    this.loader = loader;
    this.directory = memory.allocator.allocZeroed(JOIN_DIRECTORY_SIZE);
  }

  /** Whether rows of the portion are left for another chunk. */
  get hasMore(): boolean {
    return this.ahead !== 0;
  }

  /** Begins a portion; nothing is in the directory. */
  open(portion: Portion): void {
    this.usedBits = portion.usedBits;
    this.waiting = pagesOf(this.memory.arena, this.loader, portion);
    this.ahead = this.takePage();
  }

  /**
   * Replaces what is in the directory by the next chunk: pages of at most `budgetBytes` with their directory, or one page. Keys
   * that must be unique are compared with those of every chunk, so that all come at once, unless the first one repeats a key.
   */
  *nextChunk(budgetBytes: number): Generator<void> {
    this.clear();
    this.insert(yield* this.takePages(budgetBytes));
    if (this.task.promise === null || !this.hasMore) return;
    this.forgetEntries();
    yield* this.takePages(Number.POSITIVE_INFINITY);
    this.insert(this.pages.reduce((sum, page) => sum + this.memory.arena.word(page + ROW_PAGE_NUM_ROWS), 0));
  }

  /** Gives the chunk back. */
  clear(): void {
    for (const page of this.pages.splice(0)) this.memory.arena.free(page);
    this.forgetEntries();
  }

  /** Gives everything back. */
  close(): void {
    this.clear();
    if (this.ahead !== 0) this.memory.arena.free(this.ahead);
    this.ahead = 0;
    this.waiting = null;
  }

  /** Takes further pages, at least one, and returns the number of their rows. */
  private *takePages(budgetBytes: number): Generator<void, number> {
    const { arena } = this.memory;
    let bytes = 0;
    let numRows = 0;
    while (this.ahead !== 0) {
      const page = this.ahead;
      const pageRows = arena.word(page + ROW_PAGE_NUM_ROWS);
      bytes += (PAGE_SIZE << arena.word(page + ROW_PAGE_EXTENT_ORDER)) + pageRows * DIRECTORY_ROW_BYTES;
      if (bytes > budgetBytes && this.pages.length > 0) break;
      numRows += pageRows;
      const before = this.pages.at(-1) ?? 0;
      arena.setWord(page + ROW_PAGE_PREVIOUS, before);
      this.pages.push(page);
      this.ahead = this.takePage();
      if (this.pages.length % PAGES_A_STEP === 0) yield;
    }
    return numRows;
  }

  private forgetEntries(): void {
    if (this.entries !== 0) this.memory.arena.free(this.entries);
    this.entries = 0;
  }

  private takePage(): number {
    const next = this.waiting?.next();
    const page = next === undefined || next.done === true ? 0 : next.value;
    if (page !== 0) this.memory.arena.setWord(page + ROW_PAGE_NEXT, 0);
    return page;
  }

  private insert(numRows: number): void {
    const { arena } = this.memory;
    const { directory } = this;
    const log2 = Math.max(4, Math.ceil(Math.log2(Math.max(1, numRows) * 1.5)));
    this.entries = arena.allocZeroed(2 ** log2 * JOIN_ENTRY_SIZE, this.query);
    arena.setWord(directory + JOIN_DIRECTORY_ENTRIES, this.entries);
    arena.setWord(directory + JOIN_DIRECTORY_LOG2, log2);
    arena.setWord(directory + JOIN_DIRECTORY_SHIFT, this.usedBits);
    arena.setWord(directory + JOIN_DIRECTORY_FLAGS, 0);
    const list = arena.alloc(JOIN_LIST_SIZE, this.query);
    // One list, whatever the order of the rows in it: the result is sorted by the places of both rows.
    arena.setWord(list + JOIN_LIST_PAGE, this.pages.at(-1) ?? 0);
    arena.setWord(list + JOIN_LIST_ROWS_LEFT, JOIN_LIST_BEGIN);
    const { descriptor, promise } = this.task;
    while (arena.kernels.join_insert(directory, 1, list, descriptor, ROWS_PER_CALL) === ROWS_PER_CALL);
    arena.free(list);
    const repeats = (arena.word(directory + JOIN_DIRECTORY_FLAGS) & JOIN_FLAG_DUPLICATE) !== 0;
    if (repeats && promise !== null) throw new JoinValidationError(promise);
  }
}
