import {
  InternalEngineError,
  MERGE_CURSOR_ADDRESS,
  MERGE_CURSOR_END,
  MERGE_CURSOR_KIND,
  MERGE_CURSOR_LAST,
  MERGE_CURSOR_POSITION,
  MERGE_CURSOR_ROW_BYTES,
  MERGE_CURSOR_SIZE,
  MERGE_ENTRIES,
  MERGE_HEADER,
  MERGE_NEEDS,
  MERGE_PAGE,
  PAGE_SIZE,
  ROW_PAGE_EXTENT_ORDER,
  ROW_PAGE_NUM_ROWS,
  STAGE_ROWS,
} from "@millrace/core";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { SortedRun } from "../sinks/sort-rows.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { PageLoader } from "./page-loader.ts";

/** A batch ends when pages of so many bytes have been used up: wide rows come fewer at a time. */
const MAX_RETIRED_BYTES = 1024 * 1024;
/** Bytes of a row that are brought into the cache ahead of its turn: hundreds of wide rows would drive one another out. */
const MAX_AHEAD_BYTES = 256;

/** A run on disk: one page of it is in memory. */
interface SpilledRun {
  readonly part: SpilledPart;
  offset: number;
  left: number;
  page: number;
}

/** Merges sorted runs, from memory and from disk, into one order, a batch at a time. */
export class RunMerge {
  readonly outRows: number;
  private readonly memory: SlotMemory;
  private readonly loader: PageLoader;
  private readonly descriptor: number;
  private readonly numRuns: number;
  private readonly numHeld: number;
  private readonly runs: readonly SpilledRun[];
  private readonly block: number;
  private retired: number[] = [];
  private retiredBytes = 0;

  constructor(
    memory: SlotMemory,
    loader: PageLoader,
    { descriptor, stride }: { readonly descriptor: number; readonly stride: number },
    held: readonly SortedRun[],
    spilled: readonly SpilledPart[],
  ) {
    const { allocator, arena } = memory;
    this.memory = memory;
    this.loader = loader;
    this.descriptor = descriptor;
    this.numHeld = held.length;
    this.numRuns = held.length + spilled.length;
    this.runs = spilled.map((part) => ({ part, offset: part.offset, left: part.numPages, page: 0 }));
    this.outRows = allocator.alloc(STAGE_ROWS * 4);
    this.block = allocator.allocZeroed(arena.kernels.merge_size(Math.max(1, this.numRuns)));
    held.forEach(({ entries, length }, i) => {
      this.setCursor(i, { address: entries, end: length, kind: MERGE_ENTRIES, last: true });
      arena.setWord(
        this.block + MERGE_HEADER + i * MERGE_CURSOR_SIZE + MERGE_CURSOR_ROW_BYTES,
        Math.min(stride, MAX_AHEAD_BYTES),
      );
    });
    this.runs.forEach((_, i) => {
      this.refill(this.numHeld + i);
    });
  }

  /** Puts the addresses of the next rows, at most `max` and STAGE_ROWS, into `outRows`; they last until the next call. 0 at the end. */
  next(max: number): number {
    const { arena } = this.memory;
    this.freeRetired();
    const wanted = Math.min(STAGE_ROWS, max);
    let count = 0;
    while (count < wanted && this.numRuns > 0) {
      const room = wanted - count;
      const done = arena.kernels.merge_runs(this.block, this.numRuns, this.outRows + count * 4, room, this.descriptor);
      count += done;
      const needs = arena.word(this.block + MERGE_NEEDS) | 0;
      if (needs >= 0) this.refill(needs);
      else if (done < room) break;
      if (count > 0 && this.retiredBytes > MAX_RETIRED_BYTES) break;
    }
    return count;
  }

  close(): void {
    const { allocator, arena } = this.memory;
    this.freeRetired();
    for (const run of this.runs) {
      if (run.page !== 0) arena.free(run.page);
      run.page = 0;
    }
    allocator.free(this.outRows);
    allocator.free(this.block);
  }

  private freeRetired(): void {
    for (const page of this.retired) this.memory.arena.free(page);
    this.retired = [];
    this.retiredBytes = 0;
  }

  /** Gives a cursor the next page of its run; the page before stays until the rows taken from it have been used. */
  private refill(cursor: number): void {
    const { arena } = this.memory;
    const run = this.runs[cursor - this.numHeld];
    if (run === undefined) throw new InternalEngineError(`Run ${cursor} cannot be refilled`);
    if (run.page !== 0) {
      this.retired.push(run.page);
      this.retiredBytes += PAGE_SIZE << arena.word(run.page + ROW_PAGE_EXTENT_ORDER);
    }
    run.page = 0;
    if (run.left === 0) {
      this.setCursor(cursor, { address: 0, end: 0, kind: MERGE_PAGE, last: true });
      return;
    }
    const { page, next } = this.loader.page(run.part, run.offset);
    run.page = page;
    run.offset = next;
    run.left -= 1;
    const end = arena.word(page + ROW_PAGE_NUM_ROWS);
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
