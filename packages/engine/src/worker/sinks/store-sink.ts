import type { StoreSinkStep } from "../../emit/program.ts";
import { refusedPage } from "../../memory/refused-page.ts";
import type { SpillFile } from "../../spill/spill-file.ts";
import { spillPartitions } from "../../spill/spill-partitions.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { StageFunction } from "../sources/lookup-tables.ts";
import type { StoreTask } from "../state-task.ts";
import { SortRuns } from "./sort-runs.ts";

/** A slot's rows of a join's build side, of a sort, or by group: reserved in pages, then filled by one emitted loop. */
export class StoreSink {
  readonly spilled: SpilledPart[] = [];
  private numRows = 0;
  private readonly runs: SortRuns | null;
  private readonly task: StoreTask;
  private readonly step: StoreSinkStep;
  private readonly memory: SlotMemory;
  private readonly store: StageFunction;
  private readonly spillFile: (next: boolean) => SpillFile;

  constructor(
    task: StoreTask,
    step: StoreSinkStep,
    memory: SlotMemory,
    query: number,
    store: StageFunction,
    spillFile: (next: boolean) => SpillFile,
  ) {
    this.task = task;
    this.step = step;
    this.memory = memory;
    this.store = store;
    this.spillFile = spillFile;
    this.runs = task.sort === null ? null : new SortRuns(memory, query, task, task.sort);
    if (step.bounds !== null) {
      memory.arena.setLong(memory.context + step.bounds, 2n ** 63n - 1n);
      memory.arena.setLong(memory.context + step.bounds + 8, -(2n ** 63n));
    }
  }

  /** Takes the first `count` rows of the stage's vectors. */
  consume(count: number): void {
    const { memory, step, task } = this;
    const { kernels } = memory.arena;
    const hashes = step.hashes === null ? 0 : memory.word(step.hashes);
    if (step.keys !== null) kernels.keys_hash(count, memory.word(step.keys), task.descriptor, hashes);
    const heapBytes = step.heapBytes === null ? 0 : memory.word(step.heapBytes);
    const heaps = step.heaps === null ? 0 : memory.word(step.heaps);
    const rows = memory.word(step.rows);
    let stuck = false;
    for (let done = 0; done < count; ) {
      const reserved = kernels.rows_reserve(
        task.rows,
        count - done,
        hashes === 0 ? 0 : hashes + done * 8,
        heapBytes === 0 ? 0 : heapBytes + done * 4,
        rows + done * 4,
        heaps === 0 ? 0 : heaps + done * 4,
      );
      if (reserved > 0) this.store(memory.context, done, reserved);
      done += reserved;
      if (done === count) break;
      if (reserved === 0 && stuck) {
        throw refusedPage(memory.arena, task.grant, task.sort === null ? "rows of a join or a group-by" : "sort");
      }
      stuck = reserved === 0;
      this.spill();
    }
    this.numRows += count;
    this.runs?.keepFirst();
  }

  /** Whether no later row of the slot can be one of those that are wanted. */
  get isFull(): boolean {
    const { sort } = this.task;
    return sort?.inOrder === true && sort.limit !== null && this.numRows >= sort.limit;
  }

  /** The least and the greatest integer key, or null where none was stored. */
  get bounds(): readonly [bigint, bigint] | null {
    const { step, memory } = this;
    if (step.bounds === null) return null;
    const least = memory.arena.long(memory.context + step.bounds);
    const greatest = memory.arena.long(memory.context + step.bounds + 8);
    return least > greatest ? null : [least, greatest];
  }

  /** Ends a slot's part: where some of it was spilled the rest follows, so that its memory serves whoever reads it. */
  finish(): void {
    if (this.spilled.length > 0) this.spill();
  }

  private spill(): void {
    const { task, memory, spillFile } = this;
    if (this.runs !== null) this.spilled.push(...this.runs.spill(spillFile));
    else this.spilled.push(...spillPartitions(memory.arena, task.rows, task.radixBits, spillFile(false)));
  }
}
