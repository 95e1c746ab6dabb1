import {
  InternalEngineError,
  JOIN_ANTI,
  JOIN_INNER,
  JOIN_LEFT,
  JOIN_PROBE_DESC,
  JOIN_PROBE_DIRECTORY,
  JOIN_PROBE_MARK,
  JOIN_PROBE_MODE,
  JOIN_PROBE_NULL_ROW,
  JOIN_PROBE_SIZE,
  JOIN_SEMI,
} from "@millrace/core";
import type { ProbeStep } from "../emit/program.ts";
import type { StateId } from "../physical/pipeline.ts";
import type { BatchSource, OwnJoin } from "./row-source.ts";
import type { SlotMemory } from "./slot-memory.ts";
import type { SlotTask } from "./slot-task.ts";
import type { ProbeTask } from "./state-task.ts";

const probeModes = { inner: JOIN_INNER, left: JOIN_LEFT, semi: JOIN_SEMI, anti: JOIN_ANTI } as const;

/** The build sides that a slot's rows meet: arrays and filters for the module's code, a block for each probe between stages. */
export class SlotProbes {
  private readonly source: BatchSource;
  private readonly blocks = new Map<ProbeStep, number>();

  constructor(task: SlotTask, memory: SlotMemory, source: BatchSource) {
    this.source = source;
    const byState = new Map(task.probes.map((probe) => [probe.state, probe]));
    linkArrays(task, byState, memory);
    linkFilters(task, memory);
    for (const step of task.program.steps) {
      if (step.kind !== "probe") continue;
      const probe = byState.get(step.state);
      if (probe === undefined) throw new InternalEngineError(`Join ${step.state} is not complete`);
      this.blocks.set(step, this.openBlock(step, probe, memory));
    }
  }

  /** The kernels' block of a probe. */
  blockOf(step: ProbeStep): number {
    const block = this.blocks.get(step);
    if (block === undefined) throw new InternalEngineError(`Join ${step.state} is not open in this slot`);
    return block;
  }

  /** The join of a state where the source has it to itself. */
  ownJoin(state: StateId): OwnJoin | null {
    const { ownJoin } = this.source;
    return ownJoin?.state === state ? ownJoin : null;
  }

  private openBlock(step: ProbeStep, probe: ProbeTask, memory: SlotMemory): number {
    const { arena } = memory;
    const block = memory.allocator.allocZeroed(JOIN_PROBE_SIZE);
    const own = this.ownJoin(step.state);
    arena.setWord(block + JOIN_PROBE_DIRECTORY, own === null ? probe.directory : own.directory);
    arena.setWord(block + JOIN_PROBE_DESC, probe.descriptor);
    arena.setWord(block + JOIN_PROBE_MODE, probeModes[step.mode]);
    arena.setWord(block + JOIN_PROBE_NULL_ROW, probe.nullRow);
    arena.setWord(block + JOIN_PROBE_MARK, probe.mark ? 1 : 0);
    memory.setWord(step.nullRow, probe.nullRow);
    own?.attach(block);
    return block;
  }
}

/** Tells the module's code where the arrays of dense integer keys lie. */
function linkArrays({ program }: SlotTask, byState: ReadonlyMap<StateId, ProbeTask>, memory: SlotMemory): void {
  for (const array of program.arrays) {
    const probe = byState.get(array.state);
    if (probe === undefined || probe.array === null) throw new InternalEngineError(`Join ${array.state} has no array`);
    memory.setWord(array.entries, probe.array.entries);
    memory.setWord(array.length, probe.array.length);
    memory.arena.setLong(memory.context + array.base, probe.array.base);
    memory.setWord(array.nullRow, probe.nullRow);
  }
}

/** Tells the module's code where the bitmaps of keys lie. */
function linkFilters({ program, keyFilters }: SlotTask, memory: SlotMemory): void {
  for (const { state, key, bitmap, length, base } of program.keyFilters) {
    const filter = keyFilters.find((candidate) => candidate.state === state && candidate.key === key);
    if (filter === undefined) throw new InternalEngineError(`Join ${state} has no filter of key ${key}`);
    memory.setWord(bitmap, filter.bitmap);
    memory.setWord(length, filter.length);
    memory.arena.setLong(memory.context + base, filter.base);
  }
}
