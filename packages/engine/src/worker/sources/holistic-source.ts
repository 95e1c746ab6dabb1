import {
  AGG_ROW_HASH,
  InternalEngineError,
  JOIN_ROW_HASH,
  JOIN_ROW_KEY,
  KEYS_STRIDE,
  PAGE_SIZE,
  pointer,
  QUANTILE_COUNT,
  QUANTILE_CURSOR,
  QUANTILE_HISTOGRAM_SIZE,
  QUANTILE_MAX_VALUES,
  ROW_PAGE_NUM_ROWS,
  STAGE_ROWS,
} from "@millrace/core";
import type { HolisticProgram, QuantileProgram, SlotProgram } from "../../emit/program.ts";
import type { SpillFile } from "../../spill/spill-file.ts";
import { rowError } from "../row-error.ts";
import type { BatchSource } from "../row-source.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { FittingPortions } from "./fitting-portions.ts";
import { KeyedRows } from "./keyed-rows.ts";
import { LargeSelection } from "./large-selection.ts";
import type { StageFunction } from "./lookup-tables.ts";
import type { Portion } from "./portion.ts";
import { listedPages, wholePartition } from "./portion.ts";
import type { SourceContext } from "./source-context.ts";
import type { HolisticTask } from "./source-task.ts";
import { StateStrings } from "./state-strings.ts";
import { StreamedQuantiles } from "./streamed-quantiles.ts";

/** Bytes of a directory for each row, at most. */
const DIRECTORY_BYTES = 14;
/** Bytes of one value of a quantile. */
const VALUE_BYTES = 8;
/** Pages that are worked through between two chances for other queries. */
const PAGES_A_STEP = 16;

/** Parts of what a source may hold for the tables of different values, and for values of quantiles, of rows that pass by. */
const TABLES_PART = 0.5;
const VALUES_PART = 0.5;

type Functions = Readonly<Record<string, StageFunction>>;

/**
 * Aggregates from stored rows, partition by partition: the partition's pages of all slots, from memory and from disk, come
 * together; a table assigns each row to the row of its group; emitted loops update the groups' states, fill tables of different
 * values, and put the values of quantiles into one array, group by group. Then the groups come in the order of hash and key.
 * The stored pages stay until the morsel ends: strings in the states point into them.
 */
export class HolisticSource implements BatchSource {
  private readonly task: HolisticTask;
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly program: SlotProgram;
  private readonly holistic: HolisticProgram;
  private readonly functions: Functions;
  private readonly context: SourceContext;
  private readonly portions: FittingPortions;
  private readonly strings: StateStrings;
  private readonly groups: KeyedRows;
  private readonly distinct: readonly KeyedRows[];
  private readonly selection: LargeSelection;
  private readonly keys: number;
  private readonly hashes: number;
  private readonly outRows: number;
  private readonly histogram: number;
  private pages: number[] = [];
  private values: number[] = [];
  private isOpen = false;
  /** Whether the rows of the portion do not stay, and its quantiles are computed already. */
  private isStreamed = false;
  /** Pages of a streamed portion that were in memory, and those that pass by. */
  private held: number[] = [];
  private passing: number[] = [];

  constructor(task: HolisticTask, context: SourceContext) {
    const { memory, query, program, functions } = context;
    const { allocator, arena } = memory;
    if (program.holistic === null) throw new InternalEngineError("A source of stored rows has no loops over them");
    this.task = task;
    this.memory = memory;
    this.query = query;
    this.program = program;
    this.holistic = program.holistic;
    this.functions = functions;
    const tables = task.hasKeys ? [task.groups, ...task.distinct] : task.distinct;
    // Groups, different values, values of quantiles.
    const rowBytes = tables.reduce(
      (bytes, { stride }) => bytes + stride + DIRECTORY_BYTES,
      VALUE_BYTES * program.holistic.quantiles.length,
    );
    const { stored, hasKeys } = task;
    this.portions = new FittingPortions(context, { ...stored, hashOffset: JOIN_ROW_HASH, rowBytes, hasKeys });
    this.context = context;
    this.strings = new StateStrings(memory, query, task.stateViews);
    this.groups = new KeyedRows(memory, query, task.groups);
    this.distinct = task.distinct.map((table) => new KeyedRows(memory, query, table));
    this.selection = new LargeSelection(memory);
    this.keys = allocator.alloc(STAGE_ROWS * arena.word(task.groups.descriptor + KEYS_STRIDE));
    this.hashes = allocator.alloc(STAGE_ROWS * 8);
    this.outRows = allocator.alloc(STAGE_ROWS * 4);
    this.histogram = allocator.alloc(QUANTILE_HISTOGRAM_SIZE);
  }

  open(partition: number): void {
    this.isOpen = false;
    this.portions.begin(wholePartition(this.task.stored, partition, this.task.radixBits));
  }

  *advance(): Generator<void, boolean> {
    this.closePortion();
    const portion = yield* this.portions.next();
    if (portion !== null) yield* this.load(portion);
    return portion !== null;
  }

  next(maxRows: number): number {
    if (!this.isOpen) return 0;
    const count = this.groups.order(this.outRows, Math.min(STAGE_ROWS, maxRows));
    if (!this.isStreamed) {
      this.holistic.quantiles.forEach((quantile, i) => {
        this.finishQuantiles(quantile, this.values[i] ?? 0, this.outRows, count);
      });
    }
    if (this.program.sourceRows !== null) this.memory.setWord(this.program.sourceRows, this.outRows);
    return count;
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

  private *load(portion: Portion): Generator<void> {
    this.isOpen = true;
    this.groups.open(portion.usedBits);
    this.isStreamed = !this.portions.fits(portion);
    if (this.isStreamed) {
      yield* this.stream(portion);
      return;
    }
    for (const table of this.distinct) table.open(0);
    if (!this.task.hasKeys) this.addOnlyGroup();
    for (const page of this.portions.pagesOf(portion)) {
      this.pages.push(page);
      this.eachStage(page, (count) => this.update(count));
      if (this.pages.length % PAGES_A_STEP === 0) yield;
    }
    if (this.holistic.collect !== null) yield* this.collect(this.holistic.collect);
  }

  /**
   * As `load` for a portion that cannot be split and does not fit, mostly one group: its rows pass by as often as it takes and do
   * not stay. What grows with them (different values, strings of states) has places of its own.
   */
  private *stream(portion: Portion): Generator<void> {
    const { context, strings, holistic } = this;
    const pages = Math.max(8, Math.floor((context.budgetBytes * TABLES_PART) / PAGE_SIZE / this.distinct.length));
    let file: SpillFile | null = null;
    const openFile = (): SpillFile => {
      file ??= context.spill.open();
      return file;
    };
    for (const table of this.distinct) table.open(0, { pages, file: openFile });
    if (!this.task.hasKeys) this.addOnlyGroup();
    this.held = [...listedPages(this.memory.arena, portion.lists)];
    yield* this.passBy(
      portion,
      (count) => this.update(count),
      () => strings.keep(() => this.groups.pages()),
    );
    for (const [i, table] of this.distinct.entries()) yield* this.countSpilled(table, i);
    if (holistic.collect === null) return;
    const loop = holistic.collect;
    const quantiles = new StreamedQuantiles(this.memory, this.query, holistic.quantiles, {
      groupPages: () => this.groups.pages(),
      collectAgain: (after) =>
        this.passBy(
          portion,
          (count) => this.collectAgain(loop, count, after),
          () => {},
        ),
      finishQuantiles: (quantile, values, rows, count) => this.finishQuantiles(quantile, values, rows, count),
    });
    yield* quantiles.run(context.budgetBytes * VALUES_PART);
  }

  /** Brings the rows of a portion by, some pages at a time; `before` is called before the pages of each step go. */
  private *passBy(portion: Portion, work: (count: number) => void, before: () => void): Generator<void> {
    const { arena } = this.memory;
    for (const page of this.held) this.eachStage(page, work);
    const goOn = (): void => {
      before();
      for (const page of this.passing) arena.free(page);
      this.passing = [];
    };
    for (const page of this.portions.pagesOf({ ...portion, lists: [] })) {
      this.passing.push(page);
      this.eachStage(page, work);
      if (this.passing.length < PAGES_A_STEP) continue;
      goOn();
      yield;
    }
    goOn();
  }

  /** Collects the values of rows whose groups have a place in this pass. */
  private collectAgain(loop: string, count: number, after: () => void): void {
    const { memory, holistic } = this;
    const [groups, rows] = [memory.word(holistic.groups), memory.word(holistic.rows)];
    this.findGroups(count, () => {});
    const offset = holistic.quantiles[0]?.offset ?? 0;
    const wanted = memory.arena.kernels.holistic_link(count, rows, groups, offset);
    if (wanted === 0) return;
    this.call(loop, 0, wanted);
    after();
  }

  /** Counts the different values that a table has spilled, partition by partition. */
  private *countSpilled(table: KeyedRows, index: number): Generator<void> {
    const program = this.holistic.distinct[index];
    const task = this.task.distinct[index];
    const spilled = table.takeSpilled();
    if (program === undefined || task === undefined || spilled.length === 0) return;
    const portions = new FittingPortions(this.context, {
      ...task,
      hashOffset: AGG_ROW_HASH,
      rowBytes: DIRECTORY_BYTES,
      hasKeys: true,
    });
    for (const part of spilled) {
      portions.begin(part);
      for (;;) {
        const piece = yield* portions.next();
        if (piece === null) break;
        const rows = this.memory.word(program.rows);
        yield* table.adopt(portions.pagesOf(piece), piece.usedBits, rows, (count) =>
          this.call(program.count, 0, count),
        );
      }
    }
    portions.close();
  }

  private closePortion(): void {
    const { arena } = this.memory;
    this.isOpen = false;
    this.groups.close();
    for (const table of this.distinct) table.close();
    this.strings.close();
    for (const block of [...this.pages, ...this.values, ...this.held, ...this.passing]) arena.free(block);
    this.pages = [];
    this.values = [];
    this.held = [];
    this.passing = [];
  }

  /** Without keys there is a group even where there are no rows. */
  private addOnlyGroup(): void {
    this.memory.arena.kernels.keys_hash(1, this.keys, this.task.groups.descriptor, this.hashes);
    this.groups.find(1, this.keys, this.hashes, this.outRows, () => {});
  }

  /** Puts the addresses of a page's rows into the vector of rows, as many at a time as a stage takes. */
  private eachStage(page: number, work: (count: number) => void): void {
    const { arena } = this.memory;
    const numRows = arena.word(page + ROW_PAGE_NUM_ROWS);
    for (let at = 0; at < numRows; at += STAGE_ROWS) {
      work(arena.kernels.rows_of_page(page, at, STAGE_ROWS, this.memory.word(this.holistic.rows)));
    }
  }

  private update(count: number): void {
    const { memory, holistic, task } = this;
    const { kernels } = memory.arena;
    this.findGroups(count, (from, found) => this.call(holistic.update, from, found));
    holistic.distinct.forEach((program, i) => {
      const descriptor = task.distinct[i]?.descriptor ?? 0;
      const [values, hashed] = [memory.word(program.keys), memory.word(program.hashes)];
      kernels.keys_hash(count, values, descriptor, hashed);
      const table = this.distinct[i];
      table?.find(count, values, hashed, memory.word(program.rows), (from, found) => {
        // Once some are on disk, a row may be there a second time: they are counted when they come together.
        if (table.spilled.length === 0) this.call(program.count, from, found);
      });
    });
  }

  private findGroups(count: number, found: (from: number, count: number) => void): void {
    const { memory, holistic, keys, hashes, task } = this;
    const { kernels } = memory.arena;
    const rows = memory.word(holistic.rows);
    kernels.rows_hashes(count, rows, JOIN_ROW_HASH, hashes);
    kernels.keys_load(count, rows, JOIN_ROW_KEY, task.groups.descriptor, keys);
    this.groups.find(count, keys, hashes, memory.word(holistic.groups), found);
  }

  /** Brings the values of each quantile together, now that the sizes of the groups are known. */
  private *collect(loop: string): Generator<void> {
    const { memory, holistic, query } = this;
    const { arena } = memory;
    for (const { offset, values } of holistic.quantiles) {
      let length = 0;
      for (const page of this.groups.pages()) length = pointer(arena.kernels.holistic_assign(page, offset, length));
      const block = arena.alloc(length * 8 + 64, query);
      this.values.push(block);
      memory.setWord(values, block);
    }
    for (const [i, page] of this.pages.entries()) {
      this.eachStage(page, (count) => this.call(loop, 0, count));
      if (i % PAGES_A_STEP === 0) yield;
    }
  }

  /** Computes a quantile for the groups of a batch. */
  private finishQuantiles(
    { offset, fraction, single }: QuantileProgram,
    values: number,
    groups: number,
    count: number,
  ): void {
    const { kernels } = this.memory.arena;
    const flag = single ? 1 : 0;
    for (let done = 0; done < count; ) {
      const rows = groups + done * 4;
      const finished = kernels.holistic_quantiles(count - done, rows, offset, values, fraction, flag, this.histogram);
      done += finished;
      if (finished > 0 || done === count) continue;
      this.finishLarge(this.memory.arena.word(rows), offset, values, fraction, flag);
      done += 1;
    }
  }

  private finishLarge(group: number, offset: number, values: number, fraction: number, single: number): void {
    const { arena } = this.memory;
    const length = arena.word(group + offset + QUANTILE_COUNT);
    if (length <= QUANTILE_MAX_VALUES) throw new InternalEngineError(`A group of ${length} values was left over`);
    const own = values + (arena.word(group + offset + QUANTILE_CURSOR) - length) * 8;
    const place = fraction * (length - 1);
    const rank = Math.floor(place);
    const low = this.selection.select(own, length, rank);
    const high = place === rank ? low : this.selection.select(own, length, rank + 1);
    arena.kernels.holistic_store(group, offset, low, high, place - rank, single);
  }

  private call(name: string, from: number, count: number): void {
    const loop = this.functions[name];
    if (loop === undefined) throw new InternalEngineError(`The module has no function "${name}"`);
    if (loop(this.memory.context, from, count) < 0) throw rowError(this.memory, this.program.errorSites);
  }
}
