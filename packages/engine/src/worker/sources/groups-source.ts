import {
  AGG_COUNT,
  AGG_DIRECTORY_FULL,
  AGG_ROW_HASH,
  AGG_SIZE,
  pointer,
  ROW_PAGE_NUM_ROWS,
  ROWS_RADIX_BITS,
  STAGE_ROWS,
} from "@millrace/core";
import type { SlotProgram } from "../../emit/program.ts";
import { orderFor } from "../../memory/arena.ts";
import type { BatchSource } from "../row-source.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { FittingPortions } from "./fitting-portions.ts";
import type { StageFunction } from "./lookup-tables.ts";
import type { Portion } from "./portion.ts";
import { sizeOfPortion, wholePartition } from "./portion.ts";
import { RowsOfGroups } from "./rows-of-groups.ts";
import type { SourceContext } from "./source-context.ts";
import type { GroupsTask } from "./source-task.ts";

/** Bytes of the directory for each row, at most: it doubles when it is full. */
const DIRECTORY_BYTES = 14;
/** log2 of the slots of a directory that is taken before any group is known. */
const MAX_FIRST_DIRECTORY = 20;
const MIN_DIRECTORY = 10;
/** Pages that are merged between two chances for other queries. */
const PAGES_A_STEP = 16;

/**
 * Groups of a group-by, partition by partition: the partition's pages of all slots, from memory and from disk, are put into one
 * directory that takes their rows as they lie; states of equal keys are merged; then the rows come in the order of hash and key.
 * A partition that is too large for that is split by the next bits of the hashes, whose pieces follow in their order.
 */
export class GroupsSource implements BatchSource {
  private readonly task: GroupsTask;
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly merge: NonNullable<SlotProgram["merge"]>;
  private readonly mergeStates: StageFunction;
  private readonly portions: FittingPortions;
  private readonly rowsWord: number;
  private readonly outRows: number;
  private readonly top: RowsOfGroups | null;
  private readonly table: number;
  private readonly rows: number;
  private pages: number[] = [];
  private directory = 0;
  private directoryLog2 = 0;
  private cursor = 0;
  private finished = true;

  constructor(task: GroupsTask, context: SourceContext, mergeStates: StageFunction) {
    const { memory, program, query } = context;
    this.task = task;
    this.memory = memory;
    this.query = query;
    if (program.merge === null || program.sourceRows === null) throw new TypeError("A source of groups merges rows");
    this.merge = program.merge;
    this.mergeStates = mergeStates;
    this.rowsWord = program.sourceRows;
    this.portions = new FittingPortions(context, {
      ...task,
      hashOffset: AGG_ROW_HASH,
      rowBytes: DIRECTORY_BYTES,
      hasKeys: true,
    });
    this.outRows = memory.allocator.alloc(STAGE_ROWS * 4);
    this.top = task.top === null ? null : new RowsOfGroups(task.top, memory, program);
    this.table = memory.allocator.allocZeroed(AGG_SIZE);
    // The collection of the merging table takes no rows; it tells how many hash bits the partitions used up.
    this.rows = memory.allocator.allocZeroed(64);
  }

  open(partition: number): void {
    this.finished = true;
    this.portions.begin(wholePartition(this.task, partition, this.task.radixBits));
  }

  *advance(): Generator<void, boolean> {
    this.closePortion();
    const portion = yield* this.portions.next();
    if (portion !== null) yield* this.load(portion);
    return portion !== null;
  }

  next(maxRows: number): number {
    const { memory, top } = this;
    const limit = Math.min(STAGE_ROWS, maxRows);
    if (top !== null) return top.next(limit, (groups) => this.nextGroups(groups, STAGE_ROWS));
    memory.setWord(this.rowsWord, this.outRows);
    return this.nextGroups(this.outRows, limit);
  }

  loadLate(): void {}

  closeMorsel(): void {
    this.closePortion();
    this.portions.clear();
  }

  takeBytesRead(): number {
    return 0;
  }

  close(): void {
    this.closeMorsel();
    this.portions.close();
  }

  private nextGroups(outRows: number, limit: number): number {
    if (this.finished) return 0;
    const { kernels } = this.memory.arena;
    const count = kernels.agg_order(this.table, outRows, this.cursor, limit);
    this.cursor = pointer(kernels.agg_cursor(this.table));
    if (count === 0) this.finished = true;
    return count;
  }

  private *load(portion: Portion): Generator<void> {
    const { arena } = this.memory;
    arena.setWord(this.rows + ROWS_RADIX_BITS, portion.usedBits);
    arena.kernels.agg_init(this.table, this.rows, this.task.descriptor);
    this.cursor = 0;
    this.finished = false;
    const { numRows } = sizeOfPortion(arena, portion);
    // Room for every row, so that the directory need not grow: the rows of different slots may all be groups of their own.
    this.grow(Math.min(MAX_FIRST_DIRECTORY, Math.max(MIN_DIRECTORY, Math.ceil(Math.log2((numRows * 8) / 7)))));
    const hasText = this.task.stateViews.length > 0;
    let numPages = 0;
    for (const page of this.portions.pagesOf(portion)) {
      const before = arena.word(this.table + AGG_COUNT);
      this.adopt(page);
      // Without a new group in it a page is not needed any more, unless states of other pages point to its text.
      if (arena.word(this.table + AGG_COUNT) === before && !hasText) arena.free(page);
      else this.pages.push(page);
      numPages += 1;
      if (numPages % PAGES_A_STEP === 0) yield;
    }
  }

  private closePortion(): void {
    const { arena } = this.memory;
    for (const page of this.pages) arena.free(page);
    this.pages = [];
    if (this.directory !== 0) arena.free(this.directory);
    this.directory = 0;
  }

  private adopt(page: number): void {
    const { arena } = this.memory;
    const { kernels } = arena;
    const numRows = arena.word(page + ROW_PAGE_NUM_ROWS);
    const into = this.memory.word(this.merge.into);
    const from = this.memory.word(this.merge.from);
    for (let at = 0; at < numRows; ) {
      const wanted = Math.min(STAGE_ROWS, numRows - at);
      const done = kernels.agg_adopt(this.table, page, at, wanted, into);
      kernels.rows_of_page(page, at, done, from);
      this.mergeStates(this.memory.context, done, 0);
      at += done;
      if (done < wanted && kernels.agg_status(this.table) === AGG_DIRECTORY_FULL) this.grow(this.directoryLog2 + 2);
    }
  }

  private grow(log2: number): void {
    const { arena } = this.memory;
    const old = this.directory;
    const size = arena.kernels.agg_directory_size(log2);
    this.directory = arena.alloc(size, this.query);
    this.directoryLog2 = Math.max(log2, arena.kernels.agg_directory_log2(orderFor(size)));
    arena.kernels.agg_set_directory(this.table, this.directory, this.directoryLog2, old === 0 ? 0 : 1);
    if (old !== 0) arena.free(old);
  }
}

/** The one row of a group-by without keys: the states of all slots merged into the first. */
export class SingleRowGroups implements BatchSource {
  private readonly rows: readonly number[];
  private readonly memory: SlotMemory;
  private readonly program: SlotProgram;
  private readonly mergeStates: StageFunction;
  private readonly outRows: number;
  private given = false;

  constructor(rows: readonly number[], memory: SlotMemory, program: SlotProgram, mergeStates: StageFunction) {
    this.rows = rows;
    this.memory = memory;
    this.program = program;
    this.mergeStates = mergeStates;
    this.outRows = memory.allocator.alloc(64);
  }

  open(): void {
    const { merge } = this.program;
    const [first, ...others] = this.rows;
    if (merge === null || first === undefined) return;
    for (const row of others) {
      this.memory.arena.setWord(this.memory.word(merge.into), first);
      this.memory.arena.setWord(this.memory.word(merge.from), row);
      this.mergeStates(this.memory.context, 1, 0);
    }
    this.memory.arena.setWord(this.outRows, first);
  }

  next(): number {
    if (this.given) return 0;
    this.given = true;
    if (this.program.sourceRows !== null) this.memory.setWord(this.program.sourceRows, this.outRows);
    return 1;
  }

  loadLate(): void {}
  closeMorsel(): void {}
  takeBytesRead(): number {
    return 0;
  }
  close(): void {}
}
