import { InternalEngineError } from "@millrace/core";
import type { Catalog } from "../emit/facts.ts";
import type { PhysicalPlan, Pipeline, PipelineOperator, PipelineState, StateId } from "../physical/pipeline.ts";
import type { SlotTask } from "../worker/slot-task.ts";
import { numMorsels } from "../worker/sources/source-task.ts";
import type { SinkTask } from "../worker/state-task.ts";
import type { ChunkTarget } from "./chunk-target.ts";
import { SliceTarget } from "./chunk-target.ts";
import type { QueryMemory } from "./query-memory.ts";
import type { QueryServices } from "./query-steps.ts";
import type { OpenedScan } from "./scan-planner.ts";
import { AggregateRuntime, SingleRowRuntime } from "./states/aggregate-runtime.ts";
import { HolisticRuntime } from "./states/holistic-runtime.ts";
import { JoinRuntime } from "./states/join-runtime.ts";
import { KeySetRuntime } from "./states/key-set-runtime.ts";
import { ProbeRowsRuntime } from "./states/probe-rows-runtime.ts";
import { SortRuntime } from "./states/sort-runtime.ts";
import type { StateRuntime } from "./states/state-runtime.ts";

/** Pages that a slot's sink, or its source of stored rows, may hold at least. */
const MIN_SLOT_PAGES = 8;

/** The states of one query: those of its plan, and those that are added when something spills. */
export class QueryStates {
  /** Every state by its number. */
  readonly all: PipelineState[];
  private readonly plan: PhysicalPlan;
  private readonly memory: QueryMemory;
  private readonly catalog: Catalog;
  private readonly windowBytes: number;
  private readonly runtimes = new Map<StateId, StateRuntime>();
  private readonly targets = new Map<StateId, SliceTarget>();

  constructor(plan: PhysicalPlan, memory: QueryMemory, services: QueryServices, result: ChunkTarget) {
    this.plan = plan;
    this.memory = memory;
    this.catalog = services.catalog;
    this.windowBytes = services.windowBytes;
    this.all = [...plan.states];
    for (const state of plan.states) this.create(state, result);
  }

  /** The state, or undefined where the number stands for chunks. */
  get(id: StateId): StateRuntime | undefined {
    return this.runtimes.get(id);
  }

  /** The target of chunks, null where the number stands for another kind of state. */
  target(id: StateId): SliceTarget | null {
    return this.targets.get(id) ?? null;
  }

  /** Adds a state to those of the plan; a sort is ready for use, other kinds wait for their runtime. */
  add(state: Omit<PipelineState, "id">): StateId {
    const id = this.all.length;
    const full = { ...state, id } as PipelineState;
    this.all.push(full);
    if (full.kind === "sort") this.runtimes.set(id, new SortRuntime(full, this.memory));
    return id;
  }

  /** Gives the stored probe rows of a spilled join their runtime. */
  addProbeRows(rows: StateId, join: StateId): void {
    const state = this.all[rows];
    if (state?.kind !== "holistic") throw new InternalEngineError(`State ${rows} holds no probe rows`);
    this.runtimes.set(rows, new ProbeRowsRuntime(state, this.join(join), this.memory));
  }

  /** The build side of a join. */
  join(id: StateId): JoinRuntime {
    const join = this.runtimes.get(id);
    if (join instanceof JoinRuntime) return join;
    throw new InternalEngineError(`State ${id} is no join`);
  }

  /** Whether the state is none of the plan's. */
  isAdded(id: StateId): boolean {
    return id >= this.plan.states.length;
  }

  /** Whether the state is a join whose build side is on disk. */
  isSpilledJoin(id: StateId): boolean {
    const join = this.runtimes.get(id);
    return join instanceof JoinRuntime && join.isSpilled;
  }

  /** The rows of a state. */
  open(id: StateId): OpenedScan {
    const state = this.runtimes.get(id);
    if (state === undefined) throw new InternalEngineError(`State ${id} does not exist`);
    const { task, facts } = state.source();
    return { task, facts, numMorsels: numMorsels(task), ledger: null };
  }

  /** What a slot's sink works on. */
  openSink({ sink }: Pipeline, slot: number, pages: number): SinkTask {
    const state = this.runtimes.get(sink.state);
    if (state !== undefined) return state.openSlot(slot, pages);
    if (sink.kind === "holistic") throw new InternalEngineError(`State ${sink.state} does not exist`);
    const inArena = this.targets.get(sink.state)?.givesBack === true;
    return { kind: "chunks", state: sink.state, limit: null, inArena, chunkBytes: this.windowBytes };
  }

  /** The bitmaps of keys of the states that a pipeline's operators read. */
  keyFilters({ operators }: Pipeline): SlotTask["keyFilters"] {
    return operators.flatMap((operator) => {
      const state = stateOf(operator);
      const filters = state === null ? undefined : this.runtimes.get(state)?.keyFilters;
      return state === null || filters === undefined ? [] : filters.map((filter) => ({ state, ...filter }));
    });
  }

  /**
   * Pages that a slot's sink and its source may hold. A sink gets half of what is free while later sinks need some too, else three
   * quarters of it; rows that were spilled and come back share it with the sink.
   */
  slotPages(pipeline: Pipeline, numSlots: number): { readonly sink: number; readonly source: number } {
    let held = this.memory.claimedPages;
    for (const state of this.runtimes.values()) held += state.pages;
    const isAdded = pipeline.id >= this.plan.pipelines.length;
    const later = isAdded || this.plan.pipelines.slice(pipeline.id + 1).some((other) => other.sink.kind !== "chunks");
    const bringsBack = pipeline.source.kind !== "scan";
    const holds = pipeline.sink.kind !== "chunks";
    const free = Math.max(0, this.memory.statePages - held) / numSlots;
    const pages = (share: number): number => Math.max(MIN_SLOT_PAGES, Math.floor(free * share));
    return { sink: pages(later || (bringsBack && holds) ? 0.5 : 0.75), source: pages(holds ? 0.4 : 0.75) };
  }

  /** Frees the states that no pipeline behind the plan's pipeline `index` reads. */
  releaseBehind(index: number): void {
    const done = this.plan.pipelines[index];
    if (done === undefined) return;
    const later = this.plan.pipelines.slice(index + 1);
    for (const [id, state] of this.runtimes) {
      if (reads(done, id) && !later.some((pipeline) => reads(pipeline, id))) state.release();
    }
  }

  private create(state: PipelineState, result: ChunkTarget): void {
    const { memory, catalog, runtimes } = this;
    switch (state.kind) {
      case "aggregate": {
        const Runtime = state.keys.length === 0 ? SingleRowRuntime : AggregateRuntime;
        runtimes.set(state.id, new Runtime(state, catalog, memory));
        return;
      }
      case "join":
        runtimes.set(state.id, new JoinRuntime(state, memory, this.needsOneMatch(state.id)));
        return;
      case "keySet":
        runtimes.set(state.id, new KeySetRuntime(state, memory));
        return;
      case "sort":
        runtimes.set(state.id, new SortRuntime(state, memory));
        return;
      case "holistic":
        runtimes.set(state.id, new HolisticRuntime(state, catalog, memory));
        return;
      case "chunks":
        this.targets.set(state.id, new SliceTarget(state.schema, result, state.offset, state.length));
    }
  }

  private needsOneMatch(state: StateId): boolean {
    const probes = this.plan.pipelines
      .flatMap((pipeline) => pipeline.operators)
      .filter((operator) => operator.kind === "probe");
    return probes
      .filter((probe) => probe.state === state)
      .every((probe) => probe.mode === "semi" || probe.mode === "anti");
  }
}

/** Whether a pipeline takes rows from the state, or probes it. */
function reads({ source, operators }: Pipeline, state: StateId): boolean {
  if (source.kind !== "scan" && source.kind !== "spilledProbe" && source.state === state) return true;
  return operators.some((operator) => stateOf(operator) === state);
}

/** The state that an operator reads, or null. */
function stateOf(operator: PipelineOperator): StateId | null {
  return operator.kind === "probe" || operator.kind === "keySet" ? operator.state : null;
}
