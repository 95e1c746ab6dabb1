import {
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
import { sortRows } from "./sort-rows.ts";

/** Pages that a sorted run is copied into before they are written. */
const COPY_PAGES = 32;

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
    const parts = this.writeRun(run.entries, length, file);
    arena.free(run.entries);
    arena.kernels.rows_release_partition(this.task.rows, 0);
    return parts;
  }

  /** Copies the rows in their order into pages of a small collection of its own, which go to the file as they fill. */
  private writeRun(entries: number, length: number, file: SpillFile): SpilledPart[] {
    const { arena } = this.memory;
    const { kernels } = arena;
    const { sort } = this;
    const block = arena.allocZeroed(8192 + STAGE_ROWS * 16, this.query);
    const grant = block;
    const rows = block + 256;
    const [from, heapBytes, to, heaps] = [0, 1, 2, 3].map((i) => block + 8192 + i * STAGE_ROWS * 4) as [
      number,
      number,
      number,
      number,
    ];
    arena.setWord(grant + 4, 0x7fffffff);
    arena.setWord(grant + 8, this.query);
    kernels.rows_init(rows, grant, sort.stride, 0);
    const parts: SpilledPart[] = [];
    const flush = (): void => {
      const first = pointer(arena.word(rows + ROWS_HEADER));
      if (first === 0) return;
      parts.push(file.write(0, first));
      kernels.rows_release_partition(rows, 0);
    };
    const withViews = sort.numViews > 0;
    for (let at = 0; at < length; at += STAGE_ROWS) {
      const count = Math.min(STAGE_ROWS, length - at);
      kernels.sort_entry_rows(entries + at * SORT_ENTRY_SIZE, count, from);
      if (withViews) kernels.rows_heap_bytes(count, from, sort.numViews, sort.viewOffsets, heapBytes);
      const done = kernels.rows_reserve(rows, count, 0, withViews ? heapBytes : 0, to, withViews ? heaps : 0);
      if (done !== count) throw new InternalEngineError("A sorted run found no pages");
      kernels.rows_copy(count, from, sort.stride, sort.numViews, sort.viewOffsets, to, withViews ? heaps : 0);
      if (arena.word(rows + ROWS_HEADER + ROWS_PARTITION_SIZE - 4) >= COPY_PAGES) flush();
    }
    flush();
    arena.free(block);
    return mergeParts(parts);
  }
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
