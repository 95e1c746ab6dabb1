import {
  GRANT_USED,
  PAGE_SIZE,
  pointer,
  SORT_DESC_HEADER,
  SORT_DESC_NUM_TIES,
  SORT_DESC_NUM_WORDS,
  SORT_ENTRY_SIZE,
  SORT_TIE_DESCENDING,
  SORT_TIE_FIELD,
  SORT_TIE_NULL_OFFSET,
  SORT_TIE_NULLS_LAST,
  SORT_TIE_OFFSET,
  SORT_TIE_SIZE,
} from "@millrace/core";
import type { PipelineFacts } from "../../emit/facts.ts";
import { fieldLayouts } from "../../emit/field-layouts.ts";
import type { SortLayout } from "../../emit/state-layouts.ts";
import { sortLayout } from "../../emit/state-layouts.ts";
import { MAX_BLOCK_BYTES } from "../../memory/arena.ts";
import type { SortState } from "../../physical/pipeline.ts";
import type { QuantumReport } from "../../protocol.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { SortRowsJob } from "../../worker/jobs.ts";
import type { SortedRun } from "../../worker/sinks/sort-rows.ts";
import type { SourceTask } from "../../worker/sources/source-task.ts";
import type { SinkTask, StoreTask } from "../../worker/state-task.ts";
import type { QueryMemory } from "../query-memory.ts";
import { FirstRows } from "./first-rows.ts";
import { cutRuns } from "./sort-ranges.ts";
import type { JobBatch, StateRuntime } from "./state-runtime.ts";

/** Bytes of entries that sorting needs beside each row: two arrays of 16. */
const ENTRY_BYTES = 2 * SORT_ENTRY_SIZE;
/** The entries of a run are one block. */
const MAX_RUN_ROWS: number = MAX_BLOCK_BYTES / SORT_ENTRY_SIZE - 64;

/** Rows to be sorted: each slot makes runs of its own, which the next pipeline's source merges. */
export class SortRuntime implements StateRuntime {
  private readonly state: SortState;
  private readonly layout: SortLayout;
  private readonly memory: QueryMemory;
  private readonly descriptor: number;
  private readonly viewOffsets: readonly number[];
  private readonly slots = new Map<number, StoreTask>();
  private readonly runs: SortedRun[] = [];
  private readonly spilled: SpilledPart[] = [];
  private readonly first: FirstRows | null;

  constructor(state: SortState, memory: QueryMemory) {
    this.state = state;
    this.first = state.inOrder && state.limit !== null ? new FirstRows(state.limit) : null;
    this.layout = sortLayout(state);
    this.memory = memory;
    this.descriptor = this.writeDescriptor();
    this.viewOffsets = [...this.layout.payload.fields, ...this.layout.ties.fields]
      .filter((field) => field.layout === "view")
      .map((field) => field.offset);
  }

  get pages(): number {
    let pages = 0;
    for (const { grant } of this.slots.values()) pages += this.memory.arena.word(grant + GRANT_USED);
    return pages;
  }

  get numRows(): number {
    if (this.spilled.length > 0) return Number.POSITIVE_INFINITY;
    return this.runs.reduce((sum, run) => sum + run.length, 0);
  }

  get isComplete(): boolean {
    return this.first?.isComplete === true;
  }

  openSlot(slot: number, pages: number): SinkTask {
    if (slot === 0) this.first?.beginPipeline();
    const known = this.slots.get(slot);
    if (known !== undefined) return known;
    const { memory, layout, descriptor } = this;
    const share = layout.stride / (layout.stride + ENTRY_BYTES);
    const grant = memory.grant(Math.min(pages * share, (MAX_RUN_ROWS * layout.stride) / PAGE_SIZE));
    const rows = memory.block(memory.arena.kernels.rows_size(0));
    memory.arena.kernels.rows_init(rows, grant, layout.stride, 0);
    const task: StoreTask = {
      kind: "store",
      state: this.state.id,
      grant,
      rows,
      descriptor: 0,
      radixBits: 0,
      sort: {
        descriptor,
        stride: layout.stride,
        viewOffsets: this.viewOffsets,
        limit: this.state.limit,
        inOrder: this.state.inOrder,
      },
    };
    this.slots.set(slot, task);
    return task;
  }

  report(_slot: number, report: QuantumReport): void {
    this.first?.add(report);
    this.spilled.push(...report.spilled);
  }

  /** Sorts what each slot still has in memory, once: several pipelines may have stored rows there. */
  *finish(): Generator<JobBatch, void> {
    const { memory, descriptor } = this;
    const jobs = [...this.slots.values()].map(
      ({ rows }): SortRowsJob => ({ kind: "sortRows", query: memory.query, rows, descriptor, run: memory.block(8) }),
    );
    yield { kind: "jobs", jobs };
    for (const { run } of jobs) {
      const length = memory.arena.word(run + 4);
      if (length > 0) this.runs.push({ entries: pointer(memory.arena.word(run)), length });
    }
  }

  source(): { readonly task: SourceTask; readonly facts: PipelineFacts["source"] } {
    return {
      task: {
        kind: "sorted",
        isShared: this.state.isShared,
        descriptor: this.descriptor,
        stride: this.layout.stride,
        viewOffsets: this.viewOffsets,
        ranges: this.ranges(),
        spilled: this.spilled,
        limit: this.state.limit,
      },
      facts: { kind: "rows", fields: this.layout.payload.fields, calls: null },
    };
  }

  release(): void {
    const { arena } = this.memory;
    for (const run of this.runs) arena.free(run.entries);
    for (const { rows } of this.slots.values()) arena.kernels.rows_release_partition(rows, 0);
    this.runs.length = 0;
  }

  /** Rows in memory alone are merged by several slots: pages that come back from disk would have to lie beside one another for each. */
  private ranges(): readonly (readonly SortedRun[])[] {
    const { memory } = this;
    const { limit } = this.state;
    const runs = this.runs.map(({ entries, length }) => ({ entries, length: Math.min(length, limit ?? length) }));
    return this.spilled.length > 0 ? [runs] : cutRuns(memory.arena, this.descriptor, runs, memory.tuning.batchRows);
  }

  private writeDescriptor(): number {
    const { layout, memory, state } = this;
    const ties = layout.ties.fields;
    const descriptor = memory.block(SORT_DESC_HEADER + ties.length * SORT_TIE_SIZE);
    memory.arena.setWord(descriptor + SORT_DESC_NUM_WORDS, layout.words.numWords);
    memory.arena.setWord(descriptor + SORT_DESC_NUM_TIES, ties.length);
    ties.forEach((field, i) => {
      const at = descriptor + SORT_DESC_HEADER + i * SORT_TIE_SIZE;
      const order = state.orders[layout.words.firstTie + i];
      memory.arena.setWord(at + SORT_TIE_OFFSET, field.offset);
      memory.arena.setWord(at + SORT_TIE_FIELD, fieldLayouts[field.layout]);
      memory.arena.setWord(at + SORT_TIE_DESCENDING, order?.descending === true ? 1 : 0);
      memory.arena.setWord(at + SORT_TIE_NULLS_LAST, order?.nullsLast === true ? 1 : 0);
      memory.arena.setWord(at + SORT_TIE_NULL_OFFSET, field.nullOffset);
    });
    return descriptor;
  }
}
