import {
  AGG_COUNT,
  AGG_DIRECTORY_FULL,
  AGG_MAX_LOG2,
  AGG_SIZE,
  GRANT_LIMIT,
  GRANT_QUERY,
  GRANT_SIZE,
  KEYS_STRIDE,
  pointer,
  ROW_PAGE_NEXT,
  ROW_PAGE_NUM_ROWS,
  ROWS_RADIX_BITS,
  ROWS_RADIX_SHIFT,
  STAGE_ROWS,
} from "@millrace/core";
import { orderFor } from "../../memory/arena.ts";
import { refusedPage } from "../../memory/refused-page.ts";
import type { SpillFile } from "../../spill/spill-file.ts";
import { firstPage, spillPartitions } from "../../spill/spill-partitions.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { Portion } from "./portion.ts";
import type { KeyedTask } from "./source-task.ts";

const FIRST_DIRECTORY = 10;
const NO_LIMIT = 0x7fffffff;
/** Pages that are put together between two chances for other queries. */
const PAGES_A_STEP = 16;

/** Partitions of a table that may go to disk, as log2. */
const SPILL_BITS = 4;
/** The largest directory of such a table, as log2 of its slots. */
const SPILL_DIRECTORY = 16;

/** Where a table puts its rows when its pages are used up. */
export interface KeyedSpill {
  readonly pages: number;
  readonly file: () => SpillFile;
}

/**
 * A table of rows by key, in pages of its own, with a directory that grows as it must. Lives for one partition at a time. With a
 * place to spill to it forgets its rows when they are too many: then a key may be in several of the parts.
 */
export class KeyedRows {
  /** Rows that were written to disk, the first of them first. */
  readonly spilled: SpilledPart[] = [];
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly task: KeyedTask;
  private readonly keyStride: number;
  private readonly table: number;
  private readonly rows: number;
  private readonly grant: number;
  private directory = 0;
  private directoryLog2 = 0;
  private cursor = 0;
  private spill: KeyedSpill | null = null;
  private adopted: number[] = [];

  constructor(memory: SlotMemory, query: number, task: KeyedTask) {
    const { allocator, arena } = memory;
    this.memory = memory;
    this.query = query;
    this.task = task;
    this.keyStride = arena.word(task.descriptor + KEYS_STRIDE);
    this.table = allocator.allocZeroed(AGG_SIZE);
    this.rows = allocator.allocZeroed(arena.kernels.rows_size(SPILL_BITS));
    this.grant = allocator.allocZeroed(GRANT_SIZE);
    arena.setWord(this.grant + GRANT_QUERY, query);
  }

  /** Begins a partition: no rows. `usedBits` of the hash are the same for all of its keys. */
  open(usedBits: number, spill: KeyedSpill | null = null): void {
    const { arena } = this.memory;
    this.spill = spill;
    this.spilled.length = 0;
    arena.setWord(this.grant + GRANT_LIMIT, spill?.pages ?? NO_LIMIT);
    arena.kernels.rows_init(this.rows, this.grant, this.task.stride, spill === null ? 0 : SPILL_BITS);
    arena.setWord(this.rows + ROWS_RADIX_SHIFT, usedBits);
    arena.kernels.agg_init(this.table, this.rows, this.task.descriptor);
    this.cursor = 0;
    this.directoryLog2 = 0;
    this.setDirectory(FIRST_DIRECTORY);
  }

  /** Finds or makes the rows of keys; calls `each` for every stretch of them that has been found. */
  find(
    count: number,
    keys: number,
    hashes: number,
    outRows: number,
    each: (from: number, count: number) => void,
  ): void {
    const { kernels } = this.memory.arena;
    let stuck = false;
    for (let done = 0; done < count; ) {
      const at = keys + done * this.keyStride;
      const found = kernels.agg_find(this.table, count - done, at, hashes + done * 8, outRows + done * 4);
      if (found > 0) each(done, found);
      done += found;
      if (done === count) return;
      const isFull = kernels.agg_status(this.table) === AGG_DIRECTORY_FULL;
      if (isFull && (this.spill === null || this.directoryLog2 < SPILL_DIRECTORY)) {
        this.setDirectory(this.directoryLog2 + 2);
        continue;
      }
      if (this.spill === null || (found === 0 && stuck)) throw refusedPage(this.memory.arena, this.grant, "group-by");
      stuck = found === 0;
      this.spillRows(this.spill);
    }
  }

  /** What was spilled, by partition, the rest of the rows included; empty if nothing was. */
  takeSpilled(): Portion[] {
    if (this.spill === null || this.spilled.length === 0) return [];
    this.spillRows(this.spill);
    return Array.from({ length: 2 ** SPILL_BITS }, (_, partition): Portion => {
      const parts = this.spilled.filter((part) => part.partition === partition);
      return { lists: [], parts, usedBits: SPILL_BITS, isStubborn: false };
    });
  }

  /**
   * Puts rows that were spilled together again: `each` gets the row that stands for each of them, for as many as a stage takes at a
   * time. The table has no other rows while it does; pauses now and then.
   */
  *adopt(
    pages: Iterable<number>,
    usedBits: number,
    outRows: number,
    each: (count: number) => void,
  ): Generator<void, void> {
    const { arena } = this.memory;
    const { kernels } = arena;
    kernels.rows_init(this.rows, this.grant, this.task.stride, 0);
    arena.setWord(this.rows + ROWS_RADIX_SHIFT, usedBits);
    kernels.agg_clear_directory(this.table);
    for (const page of pages) {
      const before = arena.word(this.table + AGG_COUNT);
      const numRows = arena.word(page + ROW_PAGE_NUM_ROWS);
      for (let at = 0; at < numRows; ) {
        const done = kernels.agg_adopt(this.table, page, at, Math.min(STAGE_ROWS, numRows - at), outRows);
        if (done > 0) each(done);
        at += done;
        if (at < numRows && kernels.agg_status(this.table) === AGG_DIRECTORY_FULL) {
          this.setDirectory(this.directoryLog2 + 2);
        }
      }
      if (arena.word(this.table + AGG_COUNT) === before) arena.free(page);
      else this.adopted.push(page);
      if (this.adopted.length % PAGES_A_STEP === 0) yield;
    }
    this.freeAdopted();
  }

  /** The next rows in the order of hash and key, at most `max`; 0 at the end. No more may be added from then on. */
  order(outRows: number, max: number): number {
    const { kernels } = this.memory.arena;
    const count = kernels.agg_order(this.table, outRows, this.cursor, max);
    this.cursor = pointer(kernels.agg_cursor(this.table));
    return count;
  }

  /** The pages that hold the rows. */
  *pages(): Generator<number> {
    const { arena } = this.memory;
    for (let page = firstPage(arena, this.rows, 0); page !== 0; page = pointer(arena.word(page + ROW_PAGE_NEXT))) {
      yield page;
    }
  }

  /** Ends the partition. */
  close(): void {
    if (this.directory === 0) return;
    const { arena } = this.memory;
    this.freeAdopted();
    for (let partition = 0; partition < 2 ** arena.word(this.rows + ROWS_RADIX_BITS); partition++) {
      arena.kernels.rows_release_partition(this.rows, partition);
    }
    arena.free(this.directory);
    this.directory = 0;
  }

  private spillRows(spill: KeyedSpill): void {
    const { arena } = this.memory;
    this.spilled.push(...spillPartitions(arena, this.rows, SPILL_BITS, spill.file()));
    arena.kernels.agg_clear_directory(this.table);
  }

  private freeAdopted(): void {
    for (const page of this.adopted) this.memory.arena.free(page);
    this.adopted = [];
  }

  private setDirectory(log2: number): void {
    const { arena } = this.memory;
    const size = arena.kernels.agg_directory_size(Math.min(log2, AGG_MAX_LOG2));
    if (this.directoryLog2 === AGG_MAX_LOG2) throw refusedPage(this.memory.arena, this.grant, "group-by", 2 * size);
    const old = this.directory;
    this.directory = arena.alloc(size, this.query);
    this.directoryLog2 = arena.kernels.agg_directory_log2(orderFor(size));
    arena.kernels.agg_set_directory(this.table, this.directory, this.directoryLog2, old === 0 ? 0 : 1);
    if (old !== 0) arena.free(old);
  }
}
