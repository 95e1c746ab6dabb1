import { GRANT_LIMIT, GRANT_QUERY, GRANT_SIZE, ROWS_RADIX_SHIFT, STAGE_ROWS } from "@millrace/core";
import type { Arena } from "../memory/arena.ts";
import type { BlockAllocator } from "../memory/block-allocator.ts";
import { refusedPage } from "../memory/refused-page.ts";
import type { CopiedLayout } from "./row-copier.ts";
import { RowCopier } from "./row-copier.ts";
import type { SpillFile } from "./spill-file.ts";
import { spillPartitions } from "./spill-partitions.ts";
import type { SpilledPart } from "./spilled-part.ts";
import { joinParts } from "./spilled-part.ts";

/** A grant for one row whatever its size: a row that is larger than the whole grant goes to the file by itself. */
const NO_LIMIT = 0x7fffffff;

/** What a collection that spills by itself is made of. */
export interface SpillingOptions {
  readonly layout: CopiedLayout;
  /** Pages that it may hold. */
  readonly pages: number;
  /** Partitions as log2, and the bits of the hashes above theirs. */
  readonly radixBits: number;
  readonly usedBits: number;
  readonly file: () => SpillFile;
}

/** Copies of rows by partition: what a small grant does not hold goes to a file. */
export class SpillingRows {
  /** Rows so far. */
  numRows = 0;
  private readonly arena: Arena;
  private readonly allocator: BlockAllocator;
  private readonly options: SpillingOptions;
  private readonly copier: RowCopier;
  private readonly block: number;
  private readonly rows: number;
  private readonly scratch: number;
  private readonly parts: SpilledPart[] = [];

  constructor(arena: Arena, allocator: BlockAllocator, query: number, options: SpillingOptions) {
    const { kernels } = arena;
    this.arena = arena;
    this.allocator = allocator;
    this.options = options;
    this.copier = new RowCopier(arena, allocator, options.layout);
    this.block = allocator.allocZeroed(GRANT_SIZE + kernels.rows_size(options.radixBits));
    this.rows = this.block + GRANT_SIZE;
    this.scratch = allocator.alloc(STAGE_ROWS * 12);
    arena.setWord(this.block + GRANT_LIMIT, Math.max(1, options.pages));
    arena.setWord(this.block + GRANT_QUERY, query);
    kernels.rows_init(this.rows, this.block, options.layout.stride, options.radixBits);
    arena.setWord(this.rows + ROWS_RADIX_SHIFT, options.usedBits);
  }

  /** Copies up to STAGE_ROWS rows, whose addresses lie at `rows`; without hashes (0) they all go to partition 0. */
  add(count: number, rows: number, hashes: number): void {
    const { arena, copier } = this;
    for (let done = 0; done < count; ) {
      const copied = copier.copy(count - done, rows + done * 4, hashes === 0 ? 0 : hashes + done * 8, this.rows);
      done += copied;
      if (done === count) break;
      if (arena.kernels.rows_count(this.rows) > 0) this.spill();
      else done += this.addAlone(rows + done * 4, hashes === 0 ? 0 : hashes + done * 8);
    }
    this.numRows += count;
  }

  /** Copies the rows of a page, whose hashes lie at `hashOffset`. */
  addPage(page: number, hashOffset: number): void {
    const { kernels } = this.arena;
    const [rows, hashes] = [this.scratch, this.scratch + STAGE_ROWS * 4];
    for (let at = 0; ; at += STAGE_ROWS) {
      const count = kernels.rows_of_page(page, at, STAGE_ROWS, rows);
      if (count === 0) return;
      kernels.rows_hashes(count, rows, hashOffset, hashes);
      this.add(count, rows, hashes);
    }
  }

  /** Writes what is still in memory and returns the parts since the last call, those of one partition and file joined. */
  flush(): SpilledPart[] {
    this.spill();
    return joinParts(this.parts.splice(0));
  }

  /** As `flush`; the memory goes back. */
  finish(): SpilledPart[] {
    const parts = this.flush();
    this.copier.close();
    this.allocator.free(this.block);
    this.allocator.free(this.scratch);
    return parts;
  }

  private addAlone(row: number, hash: number): number {
    const { arena, block } = this;
    arena.setWord(block + GRANT_LIMIT, NO_LIMIT);
    const copied = this.copier.copy(1, row, hash, this.rows);
    arena.setWord(block + GRANT_LIMIT, Math.max(1, this.options.pages));
    if (copied === 0) throw refusedPage(arena, block, "rows on their way to disk");
    return copied;
  }

  private spill(): void {
    if (this.arena.kernels.rows_count(this.rows) === 0) return;
    this.parts.push(...spillPartitions(this.arena, this.rows, this.options.radixBits, this.options.file()));
  }
}
