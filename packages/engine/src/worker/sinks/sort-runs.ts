import {
  GRANT_LIMIT,
  GRANT_QUERY,
  InternalEngineError,
  pointer,
  ROWS_HEADER,
  ROWS_PARTITION_SIZE,
  SORT_ENTRY_SIZE,
  STAGE_ROWS,
} from "@millrace/core";
import type { SpillFile } from "../../spill/spill-file.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { SortTask, StoreTask } from "../state-task.ts";
import type { SortedRun } from "./sort-rows.ts";
import { sortRows } from "./sort-rows.ts";

/** Pages that a sorted run is copied into before they are written. */
const COPY_PAGES = 32;
/** Rows beyond the limit of a sort that are held before they are forgotten. */
const KEEP_ROWS = 65536;

/** Writes the rows that a slot has stored as sorted runs when its memory is used up. */
export class SortRuns {
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly task: StoreTask;
  private readonly sort: SortTask;

  constructor(memory: SlotMemory, query: number, task: StoreTask, sort: SortTask) {
    this.memory = memory;
    this.query = query;
    this.task = task;
    this.sort = sort;
  }

  /** Sorts what is in memory, writes it as one run and frees the pages. */
  spill(file: SpillFile): SpilledPart[] {
    const { arena } = this.memory;
    const run = sortRows(arena, this.query, this.task.rows, this.sort.descriptor);
    if (run === null) return [];
    const length = this.sort.limit === null ? run.length : Math.min(run.length, this.sort.limit);
    const parts = this.writeRun(run, length, file);
    arena.free(run.entries);
    arena.kernels.rows_release_partition(this.task.rows, 0);
    return parts;
  }

  /**
   * Where only the first rows of the order are wanted, forgets the others once there are many of them: what a slot holds is then
   * bounded by the limit, not by the input. Without room for the copy the rows stay, and are spilled when the grant ends.
   */
  keepFirst(): void {
    const { arena } = this.memory;
    const { limit } = this.sort;
    if (limit === null || arena.kernels.rows_count(this.task.rows) < Math.max(2 * limit, limit + KEEP_ROWS)) return;
    const run = sortRows(arena, this.query, this.task.rows, this.sort.descriptor);
    if (run === null) return;
    const copy = this.openCopy(this.task.grant);
    const isComplete = this.copyRows(run, limit, copy, () => {});
    arena.free(run.entries);
    if (isComplete) {
      arena.kernels.rows_release_partition(this.task.rows, 0);
      arena.kernels.rows_append(this.task.rows, copy.rows);
    } else arena.kernels.rows_release_partition(copy.rows, 0);
    arena.free(copy.block);
  }

  /** Writes the rows in their order, by way of a small collection whose pages go to the file as they fill. */
  private writeRun(run: SortedRun, length: number, file: SpillFile): SpilledPart[] {
    const { arena } = this.memory;
    const copy = this.openCopy(null);
    const parts: SpilledPart[] = [];
    const flush = (): void => {
      const first = pointer(arena.word(copy.rows + ROWS_HEADER));
      if (first === 0) return;
      parts.push(file.write(0, first));
      arena.kernels.rows_release_partition(copy.rows, 0);
    };
    const isComplete = this.copyRows(run, length, copy, () => {
      if (arena.word(copy.rows + ROWS_HEADER + ROWS_PARTITION_SIZE - 4) >= COPY_PAGES) flush();
    });
    if (!isComplete) throw new InternalEngineError("A sorted run found no pages");
    flush();
    arena.free(copy.block);
    return mergeParts(parts);
  }

  /** An empty collection for copies of rows; its pages count in the grant, null = in one without a limit. */
  private openCopy(grant: number | null): RowCopy {
    const { arena } = this.memory;
    const block = arena.allocZeroed(8192 + STAGE_ROWS * 16, this.query);
    const rows = block + 256;
    arena.setWord(block + GRANT_LIMIT, 0x7fffffff);
    arena.setWord(block + GRANT_QUERY, this.query);
    arena.kernels.rows_init(rows, grant ?? block, this.sort.stride, 0);
    return { block, rows };
  }

  /** Copies the first rows of a run; false if a page was refused. */
  private copyRows(run: SortedRun, length: number, copy: RowCopy, afterStage: () => void): boolean {
    const { kernels } = this.memory.arena;
    const { stride, numViews, viewOffsets } = this.sort;
    const buffer = (i: number): number => copy.block + 8192 + i * STAGE_ROWS * 4;
    const [from, to] = [buffer(0), buffer(1)];
    const heapBytes = numViews > 0 ? buffer(2) : 0;
    const heaps = numViews > 0 ? buffer(3) : 0;
    for (let at = 0; at < length; at += STAGE_ROWS) {
      const count = Math.min(STAGE_ROWS, length - at);
      kernels.sort_entry_rows(run.entries + at * SORT_ENTRY_SIZE, count, from);
      if (numViews > 0) kernels.rows_heap_bytes(count, from, numViews, viewOffsets, heapBytes);
      if (kernels.rows_reserve(copy.rows, count, 0, heapBytes, to, heaps) !== count) return false;
      kernels.rows_copy(count, from, stride, numViews, viewOffsets, to, heaps);
      afterStage();
    }
    return true;
  }
}

/** A block with a grant of its own, a row collection, and buffers for one stage of copies. */
interface RowCopy {
  readonly block: number;
  readonly rows: number;
}

/** Parts that follow one another in one file are one run. */
function mergeParts(parts: readonly SpilledPart[]): SpilledPart[] {
  const [first] = parts;
  if (first === undefined) return [];
  const run = { ...first, byteLength: 0, numPages: 0, numRows: 0 };
  for (const part of parts) {
    run.byteLength += part.byteLength;
    run.numPages += part.numPages;
    run.numRows += part.numRows;
  }
  return [run];
}
