import { InternalEngineError, InvalidPlanError, PAGE_SIZE } from "@millrace/core";
import type { ScanNode } from "@millrace/plan";
import type { JoinFacts, PipelineFacts } from "../emit/facts.ts";
import { PipelineEmitter } from "../emit/pipeline-emitter.ts";
import type { PhysicalPlan, Pipeline, StateId } from "../physical/pipeline.ts";
import type { SlotTask } from "../worker/slot-task.ts";
import type { ProbeTask } from "../worker/state-task.ts";
import type { ChunkTarget, SliceTarget } from "./chunk-target.ts";
import { OrderBuffer } from "./order-buffer.ts";
import { PipelineRecorder } from "./pipeline-recorder.ts";
import type { QueryMemory } from "./query-memory.ts";
import { QueryStates } from "./query-states.ts";
import type { QueryServices, QueryStep, StreamStep } from "./query-steps.ts";
import { clearStop, createQueryWords, requestAbort, requestStop, resetMorsels, spilledBytes } from "./query-words.ts";
import type { OpenedScan } from "./scan-planner.ts";
import { openScan } from "./scan-planner.ts";
import type { PlanExtension, Probe, SpilledJoin } from "./spilled-join.ts";
import {
  addSpilledJoin,
  checkSpilledKeys,
  findProbe,
  joinOf,
  joinStoredRows,
  orderUnmatched,
  storeProbeRows,
} from "./spilled-join.ts";
import { pipelineBytes } from "./work-size.ts";

/** What a run of a pipeline knows of the runs before it: those over the earlier frames of an async iterator. */
interface EarlierFrames {
  readonly morsels: number;
  /** Rows that have come by each of the pipeline's row indexes. */
  readonly rowCounts: readonly bigint[];
}

const noFrames: EarlierFrames = { morsels: 0, rowCounts: [] };

/** A query: its states, and its pipelines in order. It knows what to do next, not on which thread. */
export class QueryRun {
  readonly words: Int32Array;
  private readonly plan: PhysicalPlan;
  private readonly memory: QueryMemory;
  private readonly services: QueryServices;
  private readonly states: QueryStates;
  private readonly recorder: PipelineRecorder;
  private readonly maxSlots: number;
  private readonly spilledJoins = new Map<StateId, SpilledJoin>();
  private readonly streamsRead = new Set<number>();
  private nextPipeline: number;
  private readonly extension: PlanExtension = {
    addState: (state) => this.states.add(state),
    nextPipeline: () => this.nextPipeline++,
  };

  constructor(plan: PhysicalPlan, memory: QueryMemory, services: QueryServices, maxSlots: number, result: ChunkTarget) {
    this.plan = plan;
    this.memory = memory;
    this.services = services;
    this.maxSlots = maxSlots;
    this.nextPipeline = plan.pipelines.length;
    this.words = createQueryWords(services.maxTempBytes);
    this.states = new QueryStates(plan, memory, services, result);
    this.recorder = new PipelineRecorder(memory, services, this.words);
  }

  /** The query's work, step by step; each step is complete before the next is asked for. */
  *steps(): Generator<QueryStep, void> {
    const { pipelines } = this.plan;
    for (const [index, pipeline] of pipelines.entries()) {
      const target = pipeline.sink.kind === "chunks" ? this.states.target(pipeline.sink.state) : null;
      if (!this.isComplete(pipeline.sink.state, target)) yield* this.runExtended(pipeline, target);
      const isLastInto = !pipelines.slice(index + 1).some((later) => later.sink.state === pipeline.sink.state);
      if (isLastInto) yield* this.finish(pipeline.sink.state);
      this.states.releaseBehind(index);
    }
  }

  /** Whether what takes a pipeline's rows wants no more of them. */
  private isComplete(sink: StateId, target: SliceTarget | null): boolean {
    return target?.isComplete === true || this.states.get(sink)?.isComplete === true;
  }

  /** Asks everything that works for the query to stop. */
  abort(): void {
    requestAbort(this.words);
  }

  /** Asks every slot of the running pipeline to stop: its result has enough rows. */
  stop(): void {
    requestStop(this.words);
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
      if (source.kind === "sorted" && this.states.isAdded(source.state)) this.states.get(source.state)?.release();
    }
  }

  /** Completes a state. What was promised of spilled keys that no pipeline probes is checked here: nothing else will see them. */
  private *finish(state: StateId): Generator<QueryStep, void> {
    yield* this.states.get(state)?.finish() ?? [];
    const isProbed = this.plan.pipelines.some((pipeline) => findProbe(pipeline, (id) => id === state) >= 0);
    if (isProbed || !this.states.isSpilledJoin(state)) return;
    const { pipeline, spilled } = checkSpilledKeys(joinOf(this.states.all, state), this.extension);
    this.states.addProbeRows(spilled.rows, state);
    yield* this.runSource(pipeline, null);
    this.states.get(spilled.sorted)?.release();
  }

  private extend(pipeline: Pipeline): readonly Pipeline[] | null {
    const { source } = pipeline;
    if (source.kind === "unmatched" && pipeline.operators.length > 0) return orderUnmatched(pipeline, this.extension);
    const index = findProbe(pipeline, (state) => this.states.isSpilledJoin(state) && !readsJoin(pipeline, state));
    const probe = pipeline.operators[index];
    return probe?.kind === "probe" ? this.cutAtProbe(pipeline, index, probe) : null;
  }

  /** Every pipeline that probes the join stores its rows; behind the last of them both sides meet. */
  private cutAtProbe(pipeline: Pipeline, index: number, probe: Probe): readonly Pipeline[] {
    const join = joinOf(this.states.all, probe.state);
    let spilled = this.spilledJoins.get(probe.state);
    if (spilled === undefined) {
      spilled = addSpilledJoin(probe, join, this.extension);
      this.spilledJoins.set(probe.state, spilled);
      this.states.addProbeRows(spilled.rows, probe.state);
    }
    const store = storeProbeRows(pipeline, index, probe, spilled, this.extension);
    const later = this.plan.pipelines.slice(pipeline.id + 1);
    if (later.some((other) => findProbe(other, (state) => state === probe.state) >= 0)) return [store];
    return [store, ...joinStoredRows(pipeline, index, probe, join, spilled, this.extension)];
  }

  /** A pipeline over an async iterator runs once for each of its frames; its sink and its row indexes go on where they were. */
  private *runSource(pipeline: Pipeline, target: SliceTarget | null): Generator<QueryStep, void> {
    const { source } = pipeline;
    if (source.kind !== "scan" || source.scan.source.kind !== "stream") {
      yield* this.runPipeline(pipeline, target, this.openSource(pipeline), noFrames);
      return;
    }
    const { scan } = source;
    const { id, label } = source.scan.source;
    // The optimizer lets the readers of one iterator share its rows; here the second would find none.
    if (this.streamsRead.has(id)) {
      throw new InvalidPlanError("The iterator of this scan can be read once in a query; collect it first");
    }
    this.streamsRead.add(id);
    let earlier = noFrames;
    let left = scan.limit ?? Number.POSITIVE_INFINITY;
    while (left > 0 && !this.isComplete(pipeline.sink.state, target)) {
      const step: StreamStep = { kind: "stream", id, frame: null };
      yield step;
      if (step.frame === null) return;
      const frame = step.frame;
      const limit = frame.numRows > left ? left : null;
      const one: ScanNode = { ...scan, limit, source: { kind: "frame", data: frame, label } };
      const opened = openScan(pipeline, one, this.memory.tuning);
      const rowCounts = yield* this.runPipeline(pipeline, target, opened, earlier);
      earlier = { morsels: earlier.morsels + frame.chunks.length, rowCounts };
      left -= frame.numRows;
    }
  }

  /** Returns the rows that have come by each of the pipeline's row indexes. */
  private *runPipeline(
    pipeline: Pipeline,
    target: SliceTarget | null,
    source: OpenedScan,
    earlier: EarlierFrames,
  ): Generator<QueryStep, readonly bigint[]> {
    const started = performance.now();
    const { services, states, recorder } = this;
    const probes = this.openProbes(pipeline);
    const facts: PipelineFacts = {
      source: source.facts,
      joins: new Map([...probes].map(([state, probe]) => [state, probe.facts])),
      states: states.all,
    };
    const compileStart = performance.now();
    const { module, program } = services.cache.pipeline(pipeline, facts, () =>
      new PipelineEmitter(pipeline, facts, services.catalog, services.signatures).emit(),
    );
    const compileSeconds = (performance.now() - compileStart) / 1000;
    const isSmall = this.workOf(pipeline, source, facts) < services.smallWork();
    const numSlots = pipeline.sequential || isSmall ? 1 : Math.max(1, Math.min(this.maxSlots, source.numMorsels));
    const profile = recorder.profileOf(pipeline, program, numSlots);
    profile.compileSeconds += compileSeconds;
    const pages = states.slotPages(pipeline, numSlots);
    const shared = {
      query: this.memory.query,
      ordinal: pipeline.id,
      program,
      source: source.task,
      probes: [...probes.values()].map((probe) => probe.task),
      keyFilters: states.keyFilters(pipeline),
      spillFolder: services.spillFolder,
      tempKey: services.tempKey,
      sourceBytes: pages.source * PAGE_SIZE,
      batchRows: this.memory.tuning.batchRows,
      firstMorsel: earlier.morsels,
      rowCounts: earlier.rowCounts,
    };
    const tasks = Array.from(
      { length: numSlots },
      (_, slot): SlotTask => ({ ...shared, slot, sink: states.openSink(pipeline, slot, pages.sink) }),
    );
    if (pipeline.source.kind === "scan") profile.morsels = (profile.morsels ?? 0) + source.numMorsels;
    profile.plannedBytes += source.ledger?.plannedBytes ?? 0;
    clearStop(this.words);
    resetMorsels(this.words, pipeline.id);
    const spilledBefore = spilledBytes(this.words);
    let rowCounts = earlier.rowCounts;
    yield {
      kind: "pipeline",
      ordinal: pipeline.id,
      numSlots,
      isSmall,
      module,
      tasks,
      order: new OrderBuffer(),
      target,
      isComplete: () => this.isComplete(pipeline.sink.state, target),
      profile,
      windowBytes: services.windowBytes,
      pendingBytes: target?.keepsAll === true ? Number.POSITIVE_INFINITY : services.pendingBytes,
      report: (slot, report) => {
        source.ledger?.enter(report.morsels);
        states.get(pipeline.sink.state)?.report(slot, report);
        if (report.leftovers.length > 0 && pipeline.source.kind === "spilledProbe") {
          states.join(pipeline.source.join).addLeftovers(report.leftovers);
        }
        // A pipeline that counts rows has one slot.
        rowCounts = report.rowCounts;
        recorder.take(pipeline, profile, report, states.get(pipeline.sink.state)?.pages ?? 0);
      },
    };
    recorder.finish(pipeline, profile, {
      source,
      program,
      numSlots,
      started,
      spilledBefore,
      statePages: states.get(pipeline.sink.state)?.pages ?? 0,
      stopped: this.isComplete(pipeline.sink.state, target),
      isFirstRun: earlier.morsels === 0,
    });
    return rowCounts;
  }

  private openProbes(
    pipeline: Pipeline,
  ): ReadonlyMap<StateId, { readonly facts: JoinFacts; readonly task: ProbeTask }> {
    const probes = new Map<StateId, { readonly facts: JoinFacts; readonly task: ProbeTask }>();
    for (const operator of pipeline.operators) {
      if (operator.kind !== "probe") continue;
      const probe = this.states.get(operator.state)?.probe?.();
      if (probe === undefined) throw new InternalEngineError(`State ${operator.state} cannot be probed`);
      probes.set(operator.state, probe);
    }
    return probes;
  }

  /** Bytes that a pipeline reads; a probe that can multiply rows counts its build side. */
  private workOf({ source, operators }: Pipeline, opened: OpenedScan, { joins }: PipelineFacts): number {
    const state = source.kind === "scan" ? null : source.kind === "spilledProbe" ? source.rows : source.state;
    const multiplying = operators
      .filter((operator) => operator.kind === "probe")
      .filter(({ mode, state: id }) => (mode === "inner" || mode === "left") && joins.get(id)?.unique !== true)
      .map((probe) => probe.state);
    const rowsOf = (id: StateId): number => this.states.get(id)?.numRows ?? 0;
    const isFrame = opened.task.kind === "frame";
    return pipelineBytes(opened, isFrame ? null : state, multiplying, rowsOf);
  }

  private openSource(pipeline: Pipeline): OpenedScan {
    const { source } = pipeline;
    if (source.kind === "scan") return openScan(pipeline, source.scan, this.memory.tuning);
    return this.states.open(source.kind === "spilledProbe" ? source.rows : source.state);
  }
}

/** Whether a pipeline's source already brings a join's probe rows together with its build side. */
function readsJoin({ source }: Pipeline, state: StateId): boolean {
  return source.kind === "spilledProbe" && source.join === state;
}
