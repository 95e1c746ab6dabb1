import type { CodesSinkStep } from "../../emit/program.ts";
import { CODE_ENTRY_SHIFT } from "../../operators/aggregate/emit-codes.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { LookupTables } from "../sources/lookup-tables.ts";
import type { AggregateTask } from "../state-task.ts";
import type { AggregateSink } from "./aggregate-sink.ts";

/** Slots of the largest cache: 2 MiB of entries, so that 100,000 groups have a slot each. */
const MAX_LOG2 = 17;
const MIN_LOG2 = 6;

/** A slot's cache of groups by the codes of their keys; it starts anew with every dictionary. */
export class GroupCodes {
  private readonly step: CodesSinkStep;
  private readonly memory: SlotMemory;
  private readonly sink: AggregateSink;
  private readonly counts: number[];
  private log2 = 0;

  constructor(
    step: CodesSinkStep,
    task: AggregateTask,
    memory: SlotMemory,
    sink: AggregateSink,
    lookups: LookupTables,
  ) {
    this.step = step;
    this.memory = memory;
    this.sink = sink;
    this.counts = step.columns.map(() => 0);
    memory.setWord(step.table, task.table);
    memory.setWord(step.descriptor, task.descriptor);
    step.columns.forEach((column, i) => {
      lookups.watch(column, (count) => this.change(i, count));
    });
    this.reset();
  }

  /** Places the key at hand in the table when it was full or its grant used up; called by compiled code. */
  makeRoom(): void {
    const { memory, step } = this;
    const [keys, hashes, rows] = [memory.word(step.keys), memory.word(step.hashes), memory.word(step.rows)];
    const hasSpilled = this.sink.find(1, keys, hashes, rows, () => {});
    // Spilled rows are gone from memory: no address in the cache is good any more.
    if (hasSpilled) this.clear();
  }

  /** Spills where the strings of states have exceeded the grant. */
  relieve(): void {
    if (this.sink.spillText()) this.clear();
  }

  private change(key: number, count: number): void {
    this.counts[key] = count;
    this.reset();
  }

  private reset(): void {
    const { memory, step } = this;
    let stride = 1n;
    this.counts.forEach((count, i) => {
      memory.arena.setLong(memory.context + (step.strides[i] ?? 0), stride);
      memory.setWord(step.counts[i] ?? 0, count);
      // One number more than codes stands for null.
      stride *= BigInt(count + 1);
    });
    const wanted = Math.ceil(Math.log2(Number(stride)));
    const log2 = Math.min(MAX_LOG2, Math.max(MIN_LOG2, wanted));
    if (log2 > this.log2) {
      if (this.log2 > 0) memory.allocator.free(memory.word(step.cache));
      memory.setWord(step.cache, memory.allocator.alloc(2 ** (log2 + CODE_ENTRY_SHIFT)));
      memory.setWord(step.mask, 2 ** log2 - 1);
      this.log2 = log2;
    }
    this.clear();
  }

  private clear(): void {
    const cache = this.memory.word(this.step.cache);
    this.memory.arena.bytes.fill(0, cache, cache + 2 ** (this.log2 + CODE_ENTRY_SHIFT));
  }
}
