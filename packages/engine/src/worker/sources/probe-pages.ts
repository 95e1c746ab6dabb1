import { STAGE_ROWS } from "@millrace/core";
import type { SlotMemory } from "../slot-memory.ts";
import type { PageLoader } from "./page-loader.ts";
import type { Portion } from "./portion.ts";
import { listedPages } from "./portion.ts";

/** Bytes for the marks of a page's rows: a page of 32 KiB holds at most 1024 rows of 32 bytes and more. */
const MARK_BYTES = 128;

/**
 * The stored probe rows of a portion, page by page, as often as the build side has chunks. Whether a row has met a partner is
 * kept from one pass to the next.
 */
export class ProbePages {
  readonly outRows: number;
  private readonly memory: SlotMemory;
  private readonly loader: PageLoader;
  private portion: Portion = { lists: [], parts: [], usedBits: 0, isStubborn: false };
  private pages: Iterator<number> | null = null;
  private page = 0;
  private ordinal = -1;
  private marks = 0;
  /** Pages that are in memory until the last pass is done. */
  private readonly held = new Set<number>();

  constructor(memory: SlotMemory, loader: PageLoader) {
    this.memory = memory;
    this.loader = loader;
    this.outRows = memory.allocator.alloc(STAGE_ROWS * 4);
  }

  /** Begins a portion. With `passes` its rows are read more than once and are marked. */
  open(portion: Portion, passes: boolean): void {
    const { arena, allocator } = this.memory;
    this.portion = portion;
    if (!passes) return;
    let numPages = portion.parts.reduce((sum, part) => sum + part.numPages, 0);
    for (const page of listedPages(arena, portion.lists)) this.held.add(page);
    numPages += this.held.size;
    this.marks = allocator.allocZeroed(numPages * MARK_BYTES);
  }

  /** Begins a pass. */
  rewind(): void {
    this.freePage();
    this.pages = this.walk();
    this.ordinal = -1;
  }

  /** Puts the addresses of the next page's rows into `outRows`, of those without a mark alone if asked; 0 at the end of the pass. */
  next(unmarkedOnly: boolean): number {
    const { kernels } = this.memory.arena;
    for (;;) {
      this.freePage();
      const next = this.pages?.next();
      if (next === undefined || next.done === true) return 0;
      this.page = next.value;
      this.ordinal += 1;
      if (this.marks !== 0) kernels.join_load_matched(this.page, this.marks + this.ordinal * MARK_BYTES);
      const count = unmarkedOnly
        ? kernels.join_unmatched(this.page, 0, this.outRows, STAGE_ROWS)
        : kernels.rows_of_page(this.page, 0, STAGE_ROWS, this.outRows);
      if (count > 0) return count;
    }
  }

  /** Marks rows of the page by their indices in `outRows`. */
  mark(count: number, indices: number): void {
    this.memory.arena.kernels.join_mark_rows(count, indices, this.outRows);
  }

  /** Ends the portion. */
  close(): void {
    const { arena, allocator } = this.memory;
    this.freePage();
    for (const page of this.held) arena.free(page);
    this.held.clear();
    if (this.marks !== 0) allocator.free(this.marks);
    this.marks = 0;
    this.pages = null;
  }

  private *walk(): Generator<number> {
    const { lists, parts } = this.portion;
    if (this.held.size > 0) yield* this.held;
    else yield* listedPages(this.memory.arena, lists);
    for (const part of parts) yield* this.loader.pages(part);
  }

  private freePage(): void {
    const { page, marks } = this;
    if (page === 0) return;
    const { arena } = this.memory;
    if (marks !== 0) arena.kernels.join_save_matched(page, marks + this.ordinal * MARK_BYTES);
    if (!this.held.has(page)) arena.free(page);
    this.page = 0;
  }
}
