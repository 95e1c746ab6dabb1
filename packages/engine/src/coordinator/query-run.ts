import type { FrameData } from "@millrace/core";
import { InternalEngineError, PAGE_SIZE } from "@millrace/core";
import type { KernelSignatures } from "@millrace/kernels";
import type { ScanNode } from "@millrace/plan";

import type { Catalog, JoinFacts, PipelineFacts } from "../emit/facts.ts";
import { PipelineEmitter } from "../emit/pipeline-emitter.ts";
import type { SlotProgram } from "../emit/program.ts";
import type { HolisticState, PhysicalPlan, Pipeline, PipelineState, SortState, StateId } from "../physical/pipeline.ts";
import type { QuantumReport, RunQuantum } from "../protocol.ts";
import type { SlotTask } from "../worker/slot-run.ts";
import type { ChunksTask, ProbeTask, SinkTask } from "../worker/state-task.ts";
import type { ChunkTarget } from "./chunk-target.ts";
import { ChunkCollector, SliceTarget } from "./chunk-target.ts";
import type { CompileCache } from "./compile-cache.ts";
import type { Executor } from "./executor.ts";
import { joinWarnings } from "./join-warnings.ts";
import { OrderBuffer } from "./order-buffer.ts";
import type { QueryMemory } from "./query-memory.ts";
import type { PipelineProfile, QueryProfile } from "./query-profile.ts";
import { addReport, pipelineProfile } from "./query-profile.ts";
import { clearStop, createQueryWords, requestStop, resetMorsels, spilledBytes } from "./query-words.ts";
import type { OpenedScan } from "./scan-planner.ts";
import { openScan } from "./scan-planner.ts";
import type { PlanExtension, Probe, SpilledJoin } from "./spilled-join.ts";
import { addSpilledJoin, findProbe, joinOf, joinStoredRows, orderUnmatched, storeProbeRows } from "./spilled-join.ts";
import { AggregateRuntime, SingleRowRuntime } from "./states/aggregate-runtime.ts";
import { HolisticRuntime } from "./states/holistic-runtime.ts";
import { JoinRuntime } from "./states/join-runtime.ts";
import { ProbeRowsRuntime } from "./states/probe-rows-runtime.ts";
import { SortRuntime } from "./states/sort-runtime.ts";
import type { JobBatch, StateRuntime } from "./states/state-runtime.ts";

/** What a query needs from its surroundings. */
export interface QueryServices {
  readonly catalog: Catalog;
  readonly signatures: KernelSignatures;
  readonly cache: CompileCache;
  readonly spillFolder: string;
  readonly maxTempBytes: number | null;
  readonly profile: QueryProfile;
  /** Called after every report. */
  readonly onProgress: (() => void) | null;
}

/** One pipeline, ready to run: what its slots are opened with. */
export interface PipelineRun {
  readonly kind: "pipeline";
  readonly ordinal: number;
  readonly numSlots: number;
  readonly module: WebAssembly.Module;
  readonly tasks: readonly SlotTask[];
  readonly order: OrderBuffer;
  readonly target: SliceTarget | null;
  readonly profile: PipelineProfile;
  report(slot: number, report: QuantumReport): void;
}

/** The query needs the next frame of an async iterator; whoever drives it puts it into `frame`, null at the end. */
export interface StreamStep {
  readonly kind: "stream";
  readonly id: number;
  frame: FrameData | null;
}

/** What the query wants done next, by whoever drives it. */
export type QueryStep = PipelineRun | JobBatch | StreamStep;

/** Bytes of chunks of one slot's quantum, and of chunks that wait for their turn. */
export const WINDOW_BYTES: number = 8 * 1024 * 1024;
/** How long a slot works before it gives way to other queries. */
const QUANTUM_MS = 20;

/** A query: its states, and its pipelines in order. It knows what to do next, not on which thread. */
export class QueryRun {
  readonly words: Int32Array;
  private readonly plan: PhysicalPlan;
  private readonly memory: QueryMemory;
  private readonly services: QueryServices;
  private readonly states = new Map<StateId, StateRuntime>();
  private readonly chunks = new Map<StateId, ChunkCollector>();
  private readonly targets = new Map<StateId, SliceTarget>();
  private readonly maxSlots: number;
  /** The plan's states, and those that were added when something spilled. */
  private readonly allStates: PipelineState[];
  private readonly spilledJoins = new Map<StateId, SpilledJoin>();
  private nextPipeline: number;
  /** Rows of the joins' build sides. */
  private readonly buildRows = new Map<StateId, number>();
  private readonly extension: PlanExtension = {
    addState: (state) => this.addState(state),
    nextPipeline: () => this.nextPipeline++,
  };

  constructor(plan: PhysicalPlan, memory: QueryMemory, services: QueryServices, maxSlots: number, result: ChunkTarget) {
    this.plan = plan;
    this.memory = memory;
    this.services = services;
    this.maxSlots = maxSlots;
    this.allStates = [...plan.states];
    this.nextPipeline = plan.pipelines.length;
    this.words = createQueryWords(services.maxTempBytes);
    for (const state of plan.states) this.createState(state, result);
  }

  /** The query's work, step by step; each step is complete before the next is asked for. */
  *steps(): Generator<QueryStep, void> {
    const { pipelines } = this.plan;
    for (const [index, pipeline] of pipelines.entries()) {
      const target = pipeline.sink.kind === "chunks" ? (this.targets.get(pipeline.sink.state) ?? null) : null;
      if (target?.isComplete !== true) yield* this.runExtended(pipeline, target);
      const isLastInto = !pipelines.slice(index + 1).some((later) => later.sink.state === pipeline.sink.state);
      if (isLastInto) yield* this.states.get(pipeline.sink.state)?.finish() ?? [];
      this.releaseStates(index);
    }
  }

  /** Asks every slot to stop. */
  stop(): void {
    requestStop(this.words);
  }

  private createState(state: PipelineState, result: ChunkTarget): void {
    const { memory, services } = this;
    switch (state.kind) {
      case "aggregate": {
        const Runtime = state.keys.length === 0 ? SingleRowRuntime : AggregateRuntime;
        this.states.set(state.id, new Runtime(state, services.catalog, memory));
        return;
      }
      case "join":
        this.states.set(state.id, new JoinRuntime(state, memory, this.needsOneMatch(state.id)));
        return;
      case "sort":
        this.states.set(state.id, new SortRuntime(state, memory));
        return;
      case "holistic":
        this.states.set(state.id, new HolisticRuntime(state, services.catalog, memory));
        return;
      case "chunks": {
        let target = result;
        if (state.id !== this.plan.result) {
          const collector = new ChunkCollector();
          this.chunks.set(state.id, collector);
          target = collector;
        }
        this.targets.set(state.id, new SliceTarget(state.schema, target, state.offset, state.length));
      }
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

  /**
   * Runs a pipeline, or the ones that take its place: where it probes a build side that was spilled, and where build rows
   * without a partner must come in their order.
   */
  private *runExtended(pipeline: Pipeline, target: SliceTarget | null): Generator<QueryStep, void> {
    const parts = this.extend(pipeline);
    if (parts === null) {
      yield* this.runSource(pipeline, target);
      return;
    }
    for (const part of parts) {
      const { sink, source } = part;
      yield* this.runExtended(part, sink.kind === "chunks" ? target : null);
      if (sink.state !== pipeline.sink.state) yield* this.states.get(sink.state)?.finish() ?? [];
      if (source.kind === "sorted") this.states.get(source.state)?.release();
    }
  }

  private extend(pipeline: Pipeline): readonly Pipeline[] | null {
    const { source } = pipeline;
    if (source.kind === "unmatched" && pipeline.operators.length > 0) return orderUnmatched(pipeline, this.extension);
    const index = findProbe(pipeline, (state) => this.isSpilledJoin(state) && !readsJoin(pipeline, state));
    const probe = pipeline.operators[index];
    return probe?.kind === "probe" ? this.cutAtProbe(pipeline, index, probe) : null;
  }

  /** Every pipeline that probes the join stores its rows; behind the last of them both sides meet. */
  private cutAtProbe(pipeline: Pipeline, index: number, probe: Probe): readonly Pipeline[] {
    const join = joinOf(this.allStates, probe.state);
    let spilled = this.spilledJoins.get(probe.state);
    if (spilled === undefined) {
      spilled = addSpilledJoin(probe, join, this.extension);
      this.spilledJoins.set(probe.state, spilled);
      this.addProbeRows(spilled.rows, probe.state);
    }
    const store = storeProbeRows(pipeline, index, probe, spilled, this.extension);
    const later = this.plan.pipelines.slice(pipeline.id + 1);
    if (later.some((other) => findProbe(other, (state) => state === probe.state) >= 0)) return [store];
    return [store, ...joinStoredRows(pipeline, index, probe, join, spilled, this.extension)];
  }

  private isSpilledJoin(state: StateId): boolean {
    const join = this.states.get(state);
    return join instanceof JoinRuntime && join.isSpilled;
  }

  private addProbeRows(rows: StateId, join: StateId): void {
    const state = this.allStates[rows];
    const build = this.states.get(join);
    if (state?.kind !== "holistic" || !(build instanceof JoinRuntime)) {
      throw new InternalEngineError(`State ${rows} holds no probe rows`);
    }
    this.states.set(rows, new ProbeRowsRuntime(state, build, this.memory, this.maxSlots));
  }

  private addState(state: Omit<HolisticState, "id"> | Omit<SortState, "id">): StateId {
    const id = this.allStates.length;
    const full: HolisticState | SortState = { ...state, id };
    this.allStates.push(full);
    if (full.kind === "sort") this.states.set(id, new SortRuntime(full, this.memory));
    return id;
  }

  /** A pipeline over an async iterator runs once for each of its frames; its sink goes on where it was. */
  private *runSource(pipeline: Pipeline, target: SliceTarget | null): Generator<QueryStep, void> {
    const { source } = pipeline;
    if (source.kind !== "scan" || source.scan.source.kind !== "stream") {
      yield* this.runPipeline(pipeline, target, this.openSource(pipeline), 0);
      return;
    }
    const { scan } = source;
    const { id, label } = source.scan.source;
    let firstMorsel = 0;
    let left = scan.limit ?? Number.POSITIVE_INFINITY;
    while (left > 0 && target?.isComplete !== true) {
      const step: StreamStep = { kind: "stream", id, frame: null };
      yield step;
      if (step.frame === null) return;
      const frame = step.frame;
      const limit = frame.numRows > left ? left : null;
      const one: ScanNode = { ...scan, limit, source: { kind: "frame", data: frame, label } };
      yield* this.runPipeline(pipeline, target, openScan(pipeline, one, this.memory.tuning), firstMorsel);
      firstMorsel += frame.chunks.length;
      left -= frame.numRows;
    }
  }

  private *runPipeline(
    pipeline: Pipeline,
    target: SliceTarget | null,
    source: OpenedScan,
    firstMorsel: number,
  ): Generator<QueryStep, void> {
    const started = performance.now();
    const { services, memory } = this;
    const joins = new Map<StateId, { readonly facts: JoinFacts; readonly task: ProbeTask }>();
    for (const operator of pipeline.operators) {
      if (operator.kind !== "probe") continue;
      const probe = this.states.get(operator.state)?.probe?.();
      if (probe === undefined) throw new InternalEngineError(`State ${operator.state} cannot be probed`);
      joins.set(operator.state, probe);
    }
    const facts: PipelineFacts = {
      source: source.facts,
      joins: new Map([...joins].map(([state, probe]) => [state, probe.facts])),
      states: this.allStates,
    };
    const compileStart = performance.now();
    const emitted = new PipelineEmitter(pipeline, facts, services.catalog, services.signatures).emit();
    const module = services.cache.compile(emitted);
    const compileSeconds = (performance.now() - compileStart) / 1000;
    const numSlots = pipeline.sequential ? 1 : Math.max(1, Math.min(this.maxSlots, source.numMorsels));
    const profile = this.profileOf(pipeline, emitted.program, numSlots);
    profile.compileSeconds += compileSeconds;
    const pages = this.slotPages(pipeline, numSlots);
    const tasks = Array.from(
      { length: numSlots },
      (_, slot): SlotTask => ({
        query: memory.query,
        slot,
        ordinal: pipeline.id,
        program: emitted.program,
        source: source.task,
        sink: this.openSink(pipeline, slot, pages),
        probes: [...joins.values()].map((probe) => probe.task),
        spillFolder: services.spillFolder,
        batchRows: memory.tuning.batchRows,
        firstMorsel,
      }),
    );
    if (pipeline.source.kind === "scan") profile.morsels = (profile.morsels ?? 0) + source.numMorsels;
    profile.plannedBytes += source.ledger?.plannedBytes ?? 0;
    clearStop(this.words);
    resetMorsels(this.words, pipeline.id);
    const spilledBefore = spilledBytes(this.words);
    yield {
      kind: "pipeline",
      ordinal: pipeline.id,
      numSlots,
      module,
      tasks,
      order: new OrderBuffer(),
      target,
      profile,
      report: (slot, report) => {
        source.ledger?.enter(report.morsels);
        this.takeReport(pipeline, profile, slot, report);
      },
    };
    const wallSeconds = (performance.now() - started) / 1000;
    profile.wallSeconds += wallSeconds;
    profile.waitSeconds = Math.max(0, profile.wallSeconds * numSlots - profile.workSeconds);
    profile.spilledBytes += spilledBytes(this.words) - spilledBefore;
    services.profile.spilledBytes = spilledBytes(this.words);
    profile.stateBytes = (this.states.get(pipeline.sink.state)?.pages ?? 0) * PAGE_SIZE;
    const sink = profile.operators.at(-1);
    if (sink !== undefined) sink.bytes = profile.stateBytes;
    if (source.ledger !== null) {
      services.profile.scans.push(source.ledger.close(pipeline.id, profile.rowsIn, target?.isComplete === true));
    }
    // An iterator's pipeline runs once a frame.
    if (firstMorsel === 0)
      services.profile.warnings.push(...joinWarnings(emitted.program.steps, profile, this.buildRows));
  }

  /** The profile of a pipeline: one, however many frames of an iterator run through it. */
  private profileOf(pipeline: Pipeline, program: SlotProgram, numSlots: number): PipelineProfile {
    const { pipelines } = this.services.profile;
    const last = pipelines.at(-1);
    if (last?.pipeline === pipeline.id) return last;
    const profile = pipelineProfile(pipeline, program.steps, numSlots);
    pipelines.push(profile);
    return profile;
  }

  private takeReport(pipeline: Pipeline, profile: PipelineProfile, slot: number, report: QuantumReport): void {
    this.states.get(pipeline.sink.state)?.report(slot, report);
    addReport(profile, report);
    if (pipeline.sink.kind === "join") {
      this.buildRows.set(pipeline.sink.state, (this.buildRows.get(pipeline.sink.state) ?? 0) + report.rowsOut);
    }
    const whole = this.services.profile;
    for (const { counters } of report.morsels) whole.rejectedRows += counters.rejectedRows;
    const heldBytes = this.memory.arena.kernels.arena_pages(this.memory.query) * PAGE_SIZE;
    profile.peakMemoryBytes = Math.max(profile.peakMemoryBytes, heldBytes);
    whole.peakMemoryBytes = Math.max(whole.peakMemoryBytes, heldBytes);
    this.services.onProgress?.();
  }

  private openSource(pipeline: Pipeline): OpenedScan {
    const { source } = pipeline;
    if (source.kind === "spilledProbe") {
      const { task, facts } = this.requireState(source.rows).source();
      return { task, facts, numMorsels: Number.MAX_SAFE_INTEGER, ledger: null };
    }
    if (source.kind === "scan") return openScan(pipeline, source.scan, this.memory.tuning);
    if (source.kind === "chunks") {
      const chunks = this.chunks.get(source.state)?.chunks ?? [];
      return openScan(pipeline, framePlan(pipeline, chunks), this.memory.tuning);
    }
    const { task, facts } = this.requireState(source.state).source();
    return { task, facts, numMorsels: Number.MAX_SAFE_INTEGER, ledger: null };
  }

  private requireState(id: StateId): StateRuntime {
    const state = this.states.get(id);
    if (state === undefined) throw new InternalEngineError(`State ${id} does not exist`);
    return state;
  }

  private openSink(pipeline: Pipeline, slot: number, pages: number): SinkTask {
    const { sink } = pipeline;
    const state = this.states.get(sink.state);
    if (state !== undefined) return state.openSlot(slot, pages);
    if (sink.kind === "holistic") throw new InternalEngineError(`State ${sink.state} does not exist`);
    const inArena = this.targets.get(sink.state)?.givesBack === true;
    const task: ChunksTask = { kind: "chunks", state: sink.state, limit: null, inArena };
    return task;
  }

  /** Pages that a slot's sink may hold: half of what is free while later sinks need some too, else three quarters of it. */
  private slotPages(pipeline: Pipeline, numSlots: number): number {
    let held = 0;
    for (const state of this.states.values()) held += state.pages;
    const isAdded = pipeline.id >= this.plan.pipelines.length;
    const later = isAdded || this.plan.pipelines.slice(pipeline.id + 1).some((other) => other.sink.kind !== "chunks");
    const free = Math.max(0, this.memory.statePages - held);
    return Math.max(8, Math.floor((free * (later ? 0.5 : 0.75)) / numSlots));
  }

  /** Frees the states that no later pipeline reads. */
  private releaseStates(index: number): void {
    const done = this.plan.pipelines[index];
    if (done === undefined) return;
    const later = this.plan.pipelines.slice(index + 1);
    const reads = (pipeline: Pipeline, state: StateId): boolean =>
      readsState(pipeline, state) ||
      pipeline.operators.some((operator) => operator.kind === "probe" && operator.state === state);
    for (const [id, state] of this.states) {
      if (reads(done, id) && !later.some((pipeline) => reads(pipeline, id))) state.release();
    }
  }
}

/** Whether a pipeline's source is the state. */
function readsState({ source }: Pipeline, state: StateId): boolean {
  return source.kind !== "scan" && source.kind !== "spilledProbe" && source.state === state;
}

/** Whether a pipeline's source already brings a join's probe rows together with its build side. */
function readsJoin({ source }: Pipeline, state: StateId): boolean {
  return source.kind === "spilledProbe" && source.join === state;
}

function framePlan(pipeline: Pipeline, chunks: ChunkCollector["chunks"]): Parameters<typeof openScan>[1] {
  const numRows = chunks.reduce((rows, chunk) => rows + chunk.numRows, 0);
  return {
    kind: "scan",
    source: { kind: "frame", data: { schema: pipeline.sourceSchema, numRows, chunks }, label: "rows in order" },
    sourceSchema: pipeline.sourceSchema,
    projection: null,
    predicate: null,
    limit: null,
  };
}

/** Names a slot's run of a pipeline among all queries of an isolate. */
export function slotKey(task: SlotTask): string {
  return `${task.query}/${task.ordinal}/${task.slot}`;
}

/** The first request to a slot. */
export function openRequest(run: PipelineRun, slot: number, words: Int32Array, executor: Executor): RunQuantum {
  const task = run.tasks[slot];
  if (task === undefined) throw new InternalEngineError(`There is no slot ${slot}`);
  return {
    type: "run",
    key: slotKey(task),
    open: { arena: executor.handle, module: run.module, task, words },
    milliseconds: QUANTUM_MS,
    windowBytes: WINDOW_BYTES,
  };
}
