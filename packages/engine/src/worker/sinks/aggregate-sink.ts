import { AGG_DIRECTORY_FULL, InternalEngineError, KEYS_STRIDE, MemoryLimitError, PAGE_SIZE } from "@millrace/core";
import type { AggregateSinkStep } from "../../emit/program.ts";
import { orderFor } from "../../memory/arena.ts";
import type { SpillFile } from "../../spill/spill-file.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { StageFunction } from "../sources/lookup-tables.ts";
import type { AggregateTask } from "../state-task.ts";
import { spillPartitions } from "./spill-partitions.ts";

const FIRST_DIRECTORY = 12;

/**
 * A slot's part of a group-by. Its directory stays as small as the caches: when it is full it forgets the rows, which stay in
 * their partitions and are merged with later rows of the same keys at the end. Past the grant the partitions go to disk.
 */
export class AggregateSink {
  readonly spilled: SpilledPart[] = [];
  private readonly task: AggregateTask;
  private readonly step: AggregateSinkStep;
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly update: StageFunction;
  private readonly spillFile: () => SpillFile;
  private readonly keyStride: number;
  private directory = 0;
  private directoryLog2 = 0;

  constructor(
    task: AggregateTask,
    step: AggregateSinkStep,
    memory: SlotMemory,
    query: number,
    update: StageFunction,
    spillFile: () => SpillFile,
  ) {
    this.task = task;
    this.step = step;
    this.memory = memory;
    this.query = query;
    this.update = update;
    this.spillFile = spillFile;
    this.keyStride = memory.arena.word(task.descriptor + KEYS_STRIDE);
    this.setDirectory(Math.min(FIRST_DIRECTORY, task.maxDirectory));
  }

  /** Takes the first `count` rows of the stage's vectors. */
  consume(count: number): void {
    const { memory, step, task } = this;
    const { kernels } = memory.arena;
    const keys = memory.word(step.keys);
    const hashes = memory.word(step.hashes);
    const rows = memory.word(step.rows);
    kernels.keys_hash(count, keys, task.descriptor, hashes);
    let stuck = false;
    for (let done = 0; done < count; ) {
      const at = keys + done * this.keyStride;
      const found = kernels.agg_find(task.table, count - done, at, hashes + done * 8, rows + done * 4);
      if (found > 0) this.update(memory.context, done, found);
      done += found;
      if (done === count) return;
      if (found === 0 && stuck) throw this.refused();
      stuck = found === 0;
      if (kernels.agg_status(task.table) === AGG_DIRECTORY_FULL) this.enlarge();
      else this.spill();
    }
  }

  /** Gives the directory back; the rows stay for the merge. */
  close(): void {
    if (this.directory !== 0) this.memory.arena.free(this.directory);
    this.directory = 0;
  }

  private enlarge(): void {
    if (this.directoryLog2 >= this.task.maxDirectory) this.memory.arena.kernels.agg_clear_directory(this.task.table);
    else this.setDirectory(Math.min(this.directoryLog2 + 2, this.task.maxDirectory));
  }

  private setDirectory(log2: number): void {
    const { arena } = this.memory;
    const size = arena.kernels.agg_directory_size(log2);
    const block = arena.alloc(size, this.query);
    const largest = Math.min(this.task.maxDirectory, arena.kernels.agg_directory_log2(orderFor(size)));
    arena.kernels.agg_set_directory(this.task.table, block, largest, this.directory === 0 ? 0 : 1);
    if (this.directory !== 0) arena.free(this.directory);
    this.directory = block;
    this.directoryLog2 = largest;
  }

  private spill(): void {
    const { arena } = this.memory;
    arena.kernels.agg_clear_directory(this.task.table);
    this.spilled.push(...spillPartitions(arena, this.task.rows, this.task.radixBits, this.spillFile()));
  }

  private refused(): Error {
    if (this.keyStride <= 0) return new InternalEngineError("A group-by has no key");
    return new MemoryLimitError({ operator: "group-by", needed: 2 * 2 ** this.task.radixBits * PAGE_SIZE, limit: 0 });
  }
}
