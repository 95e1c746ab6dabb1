import {
  AGG_DIRECTORY_FULL,
  AGG_MAX_LOG2,
  AGG_SIZE,
  GRANT_LIMIT,
  GRANT_QUERY,
  GRANT_SIZE,
  KEYS_STRIDE,
  MemoryLimitError,
  PAGE_SIZE,
  pointer,
  ROW_PAGE_NEXT,
  ROWS_RADIX_SHIFT,
} from "@millrace/core";
import { orderFor } from "../../memory/arena.ts";
import { firstPage } from "../../spill/spill-partitions.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { KeyedTask } from "./source-task.ts";

const FIRST_DIRECTORY = 10;
const NO_LIMIT = 0x7fffffff;

/** A table of rows by key, in pages of its own, with a directory that grows as it must. Lives for one partition at a time. */
export class KeyedRows {
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

  constructor(memory: SlotMemory, query: number, task: KeyedTask) {
    const { allocator, arena } = memory;
    this.memory = memory;
    this.query = query;
    this.task = task;
    this.keyStride = arena.word(task.descriptor + KEYS_STRIDE);
    this.table = allocator.allocZeroed(AGG_SIZE);
    this.rows = allocator.allocZeroed(arena.kernels.rows_size(0));
    this.grant = allocator.allocZeroed(GRANT_SIZE);
    arena.setWord(this.grant + GRANT_LIMIT, NO_LIMIT);
    arena.setWord(this.grant + GRANT_QUERY, query);
  }

  /** Begins a partition: no rows. `usedBits` of the hash are the same for all of its keys. */
  open(usedBits: number): void {
    const { arena } = this.memory;
    arena.kernels.rows_init(this.rows, this.grant, this.task.stride, 0);
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
    for (let done = 0; done < count; ) {
      const at = keys + done * this.keyStride;
      const found = kernels.agg_find(this.table, count - done, at, hashes + done * 8, outRows + done * 4);
      if (found > 0) each(done, found);
      done += found;
      if (done === count) return;
      if (kernels.agg_status(this.table) !== AGG_DIRECTORY_FULL) throw refused(PAGE_SIZE);
      this.setDirectory(this.directoryLog2 + 2);
    }
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
    arena.kernels.rows_release_partition(this.rows, 0);
    arena.free(this.directory);
    this.directory = 0;
  }

  private setDirectory(log2: number): void {
    const { arena } = this.memory;
    const size = arena.kernels.agg_directory_size(Math.min(log2, AGG_MAX_LOG2));
    if (this.directoryLog2 === AGG_MAX_LOG2) throw refused(2 * size);
    const old = this.directory;
    this.directory = arena.alloc(size, this.query);
    this.directoryLog2 = arena.kernels.agg_directory_log2(orderFor(size));
    arena.kernels.agg_set_directory(this.table, this.directory, this.directoryLog2, old === 0 ? 0 : 1);
    if (old !== 0) arena.free(old);
  }
}

function refused(needed: number): MemoryLimitError {
  return new MemoryLimitError({ operator: "group-by", needed, limit: 0 });
}
