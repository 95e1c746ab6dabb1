import { InternalEngineError, STAGE_ROWS } from "@millrace/core";
import { removeSpilled } from "../../spill/spill-file.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import { SpillingRows } from "../../spill/spilling-rows.ts";
import type { BatchSource } from "../row-source.ts";
import type { SortedRun } from "../sinks/sort-rows.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { PageLoader } from "./page-loader.ts";
import { RunMerge } from "./run-merge.ts";
import type { SourceContext } from "./source-context.ts";
import type { SortedTask } from "./source-task.ts";

/** Runs that are merged at once, at most. */
const MAX_FAN_IN = 512;
/** The part of the budget for one page of each run; the rest is for pages that have just been used. */
const CURSOR_PART = 0.75;
/** Pages of merged rows that wait to be written. */
const OUTPUT_PAGES = 32;

/**
 * Merges sorted runs, from memory and from disk, into one order, range by range. Where they are more than there is memory for a
 * page of each, some are merged into longer ones first.
 */
export class SortedSource implements BatchSource {
  private readonly task: SortedTask;
  private readonly context: SourceContext;
  private readonly memory: SlotMemory;
  private readonly loader: PageLoader;
  private readonly rowsWord: number;
  private spilled: SpilledPart[];
  private merge: RunMerge | null = null;
  private morsel = 0;
  /** Rows of the morsel that are wanted still. */
  private left = 0;
  /** Bytes of each file, and those of its runs that have not been merged. */
  private readonly files = new Map<string, { total: number; left: number }>();

  constructor(task: SortedTask, context: SourceContext) {
    const { memory, program, query } = context;
    if (program.sourceRows === null) throw new InternalEngineError("A source of rows has no word for them");
    this.task = task;
    this.context = context;
    this.memory = memory;
    this.rowsWord = program.sourceRows;
    this.loader = new PageLoader(memory, query, task.stride, task.viewOffsets);
    this.spilled = [...task.spilled];
    for (const part of task.spilled) this.countFile(part);
  }

  open(morsel: number): void {
    const { limit, ranges } = this.task;
    this.morsel = morsel;
    this.left = limit === null ? Number.POSITIVE_INFINITY : Math.max(0, limit - rowsOf(ranges.slice(0, morsel).flat()));
  }

  *advance(): Generator<void, boolean> {
    const { ranges, descriptor, stride } = this.task;
    if (this.merge !== null) return false;
    const runs = ranges[this.morsel] ?? [];
    const fanIn = Math.max(2, this.fanIn() - runs.length);
    while (this.spilled.length > fanIn) {
      // The first merge takes so many that every later one is full.
      const excess = this.spilled.length - fanIn;
      const count = Math.min(fanIn, ((excess - 1) % (fanIn - 1)) + 2);
      const bySize = this.spilled.toSorted((a, b) => a.pageBytes - b.pageBytes);
      const merged = yield* this.mergeRuns(bySize.slice(0, count));
      this.spilled = [...bySize.slice(count), ...merged];
    }
    this.merge = new RunMerge(this.memory, this.loader, { descriptor, stride }, runs, this.spilled);
    return true;
  }

  next(maxRows: number): number {
    const { merge } = this;
    if (merge === null) return 0;
    const count = merge.next(Math.min(maxRows, this.left));
    this.left -= count;
    this.memory.setWord(this.rowsWord, merge.outRows);
    return count;
  }

  loadLate(): void {}

  closeMorsel(): void {
    this.merge?.close();
    this.merge = null;
  }

  takeBytesRead(): number {
    return 0;
  }

  close(): void {
    this.closeMorsel();
    this.loader.close();
  }

  private fanIn(): number {
    const pageBytes = this.spilled.reduce((most, part) => Math.max(most, part.maxPageBytes), 1);
    return Math.min(MAX_FAN_IN, Math.floor((this.context.budgetBytes * CURSOR_PART) / pageBytes));
  }

  /** Merges runs into one, in a file of its own; the files of which nothing is left are removed. */
  private *mergeRuns(runs: readonly SpilledPart[]): Generator<void, SpilledPart[]> {
    const { memory, context, task } = this;
    const file = context.spill.open();
    const output = new SpillingRows(memory.arena, memory.allocator, context.query, {
      layout: task,
      pages: OUTPUT_PAGES,
      radixBits: 0,
      usedBits: 0,
      file: () => file,
    });
    const merge = new RunMerge(memory, this.loader, task, [], runs);
    const limit = task.limit ?? Number.POSITIVE_INFINITY;
    while (output.numRows < limit) {
      const count = merge.next(Math.min(STAGE_ROWS, limit - output.numRows));
      if (count === 0) break;
      output.add(count, merge.outRows, 0);
      yield;
    }
    merge.close();
    const merged = output.finish();
    file.close();
    if (!task.isShared) for (const run of runs) this.releaseRun(run);
    for (const part of merged) this.countFile(part);
    return merged;
  }

  private countFile({ file, byteLength }: SpilledPart): void {
    const known = this.files.get(file) ?? { total: 0, left: 0 };
    this.files.set(file, { total: known.total + byteLength, left: known.left + byteLength });
  }

  private releaseRun({ file, byteLength }: SpilledPart): void {
    const known = this.files.get(file);
    if (known === undefined) return;
    known.left -= byteLength;
    if (known.left > 0) return;
    this.loader.forget(file);
    removeSpilled(file, known.total, this.context.spill.budget);
  }
}

function rowsOf(runs: readonly SortedRun[]): number {
  return runs.reduce((sum, run) => sum + run.length, 0);
}
