import { InternalEngineError, JOIN_PROBE_DESC, JOIN_PROBE_NEXT, STAGE_ROWS } from "@millrace/core";
import type { LocalFiles } from "@millrace/storage";
import { faultPoint } from "@millrace/storage";
import { throwIfAborted } from "../coordinator/query-words.ts";
import { CONTEXT_SEQUENCE, CONTEXT_TEXT } from "../emit/context-layout.ts";
import type { NarrowProgram } from "../emit/narrow.ts";
import type { ProbeStep, ProgramStep, StageStep } from "../emit/program.ts";
import type { Arena } from "../memory/arena.ts";
import { TextArea } from "../memory/text-area.ts";
import type { StepWork } from "../protocol.ts";
import type { SpillFile } from "../spill/spill-file.ts";
import { NarrowCalls } from "./narrow-calls.ts";
import { rowError } from "./row-error.ts";
import type { BatchSource } from "./row-source.ts";
import { AggregateSink } from "./sinks/aggregate-sink.ts";
import { ChunksSink } from "./sinks/chunks-sink.ts";
import { GroupCodes } from "./sinks/group-codes.ts";
import { StoreSink } from "./sinks/store-sink.ts";
import { SlotMemory } from "./slot-memory.ts";
import { SlotProbes } from "./slot-probes.ts";
import { SlotSpill } from "./slot-spill.ts";
import type { PlacedChunk, QueryWords, SlotTask } from "./slot-task.ts";
import type { StageFunction } from "./sources/lookup-tables.ts";
import { LookupTables } from "./sources/lookup-tables.ts";
import { openSource } from "./sources/open-source.ts";
import type { SourceTask } from "./sources/source-task.ts";
import { numMorsels } from "./sources/source-task.ts";
import type { SinkTask } from "./state-task.ts";
import { StepClock } from "./step-clock.ts";

/** The chunks of a slot that makes none. */
const none: PlacedChunk[] = [];

/** Where a slot may be interrupted: between batches and between the pieces of a probe's output. */
export type Pause = "batch";

/** One slot's run of one pipeline: pulls morsels, pushes their batches through the module's stages into the sink. */
export class SlotRun {
  rowsIn = 0;
  rowsOut = 0;
  morsel = -1;
  readonly finishedMorsels: number[] = [];
  /** Rows that each of them brought to the sink. */
  readonly finishedRows: number[] = [];
  readonly source: BatchSource;
  readonly memory: SlotMemory;
  private readonly task: SlotTask;
  private readonly arena: Arena;
  private readonly shared: QueryWords;
  private readonly steps: readonly ProgramStep[];
  private readonly stages: Readonly<Record<string, StageFunction>>;
  private readonly probes: SlotProbes;
  private readonly sink: AggregateSink | StoreSink | null;
  private readonly lookups: LookupTables;
  private readonly narrow: NarrowCalls;
  private groupCodes: GroupCodes | null = null;
  private readonly output: ChunksSink | null;
  private readonly spill: SlotSpill;
  private spillFile: SpillFile | null = null;
  private rowsBefore = 0;
  private sequence = 0n;
  private readonly clock: StepClock;

  constructor(task: SlotTask, arena: Arena, module: WebAssembly.Module, shared: QueryWords, files: LocalFiles) {
    this.task = task;
    this.arena = arena;
    this.shared = shared;
    this.steps = task.program.steps;
    this.clock = new StepClock(this.steps.length + 1);
    const checkStop = (): void => throwIfAborted(shared.words);
    this.memory = new SlotMemory(arena, task.query, task.program, checkStop, task.tempKey);
    task.rowCounts.forEach((count, i) => {
      arena.setLong(this.memory.context + (task.program.rowCounters[i] ?? 0), count);
    });
    // A pipeline over an async iterator has a slot of the same number for each frame.
    const name = `state${task.sink.state}-${task.ordinal}-slot${task.slot}-${task.firstMorsel}`;
    this.spill = new SlotSpill(this.memory, task.spillFolder, name, shared.budget);
    const instance = new WebAssembly.Instance(module, {
      env: {
        memory: arena.memory,
        more_scratch: (bytes: number) => this.memory.moreScratch(bytes),
        make_room: () => this.groupCodes?.makeRoom(),
        more_text: (bytes: number) => new TextArea(arena, this.memory.word(CONTEXT_TEXT)).grow(bytes >>> 0),
      },
      kernels: arena.kernels as unknown as Record<string, WebAssembly.ImportValue>,
    });
    this.stages = instance.exports as unknown as Readonly<Record<string, StageFunction>>;
    this.lookups = new LookupTables(this.memory, task.program.lookups, this.stages);
    const { lookups } = this;
    this.narrow = new NarrowCalls(this.memory, task.program, lookups, isFresh(arena, task.sink));
    this.source = openSource(task.source, {
      memory: this.memory,
      query: task.query,
      slot: task.slot,
      program: task.program,
      lookups,
      files,
      functions: this.stages,
      budgetBytes: task.sourceBytes,
      spill: this.spill,
    });
    this.probes = new SlotProbes(task, this.memory, this.source);
    this.sink = this.openSink();
    const last = this.steps.at(-1);
    this.output =
      last?.kind === "chunks" && task.sink.kind === "chunks"
        ? new ChunksSink(task.sink, last, this.memory, task.query)
        : null;
  }

  /** Works until the morsels are used up; stops at every point where it may be interrupted. */
  *run(): Generator<Pause> {
    const { words, morselIndex } = this.shared;
    const count = numMorsels(this.task.source);
    while (!this.isFull) {
      const morsel = Atomics.add(words, morselIndex, 1);
      if (morsel >= count) break;
      yield* this.runMorsel(morsel);
    }
    this.sink?.finish();
  }

  /** Chunks of the result that are finished; taking them out is the caller's. */
  get chunks(): PlacedChunk[] {
    return this.output?.chunks ?? none;
  }

  /** What the sink has spilled since it was opened. */
  get sinkState(): AggregateSink | StoreSink | null {
    return this.sink;
  }

  /** Rows that the current morsel has brought to the sink. */
  get morselRows(): number {
    return this.rowsOut - this.rowsBefore;
  }

  /** Rows that have come by each row index. */
  get rowCounts(): bigint[] {
    const { arena, memory } = this;
    return this.task.program.rowCounters.map((offset) => arena.long(memory.context + offset));
  }

  /** What the source and then each step did since the last call. */
  takeWork(): StepWork[] {
    return this.clock.take();
  }

  /** Gives back everything but what the sink keeps for later pipelines. */
  close(): void {
    try {
      this.source.close();
      if (this.sink instanceof AggregateSink) this.sink.close();
    } finally {
      this.spill.close();
      this.memory.close();
    }
  }

  private get isFull(): boolean {
    return this.sink instanceof StoreSink && this.sink.isFull;
  }

  private *runMorsel(morsel: number): Generator<Pause> {
    this.morsel = morsel;
    this.rowsBefore = this.rowsOut;
    this.output?.beginMorsel(morsel);
    this.sequence = (BigInt(this.task.ordinal) << 56n) | (BigInt(this.task.firstMorsel + morsel) << 32n);
    let started = performance.now();
    const phase = isScan(this.task.source) ? "decode" : "merge";
    this.source.open(morsel);
    for (;;) {
      faultPoint(phase);
      const rows = this.source.next(this.task.batchRows);
      this.clock.add(0, rows, started);
      if (rows === 0) {
        if (!(yield* this.advanceSource())) break;
        started = performance.now();
        continue;
      }
      this.rowsIn += rows;
      yield* this.runBatch(rows);
      if (this.isFull) break;
      yield "batch";
      started = performance.now();
    }
    this.output?.flush();
    this.source.closeMorsel();
    this.finishedMorsels.push(morsel);
    this.finishedRows.push(this.morselRows);
    this.morsel = -1;
  }

  private *advanceSource(): Generator<Pause, boolean> {
    const work = this.source.advance?.();
    if (work === undefined) return false;
    for (;;) {
      const started = performance.now();
      const { done, value } = work.next();
      this.clock.add(0, 0, started);
      if (done === true) return value;
      yield "batch";
    }
  }

  private *runBatch(rows: number): Generator<Pause> {
    const [first] = this.steps;
    faultPoint("pipeline");
    this.memory.resetScratch();
    let from = 0;
    let count = rows;
    if (first?.kind === "stage" && first.wholeBatch) {
      count = this.callStage(first, 0, 0, rows);
      if (count === 0) return;
      const started = performance.now();
      const selection = this.selectionOf();
      this.source.loadLate(selection, count);
      this.narrow.beginBatch(rows, selection, count);
      this.clock.add(0, 0, started);
      from = 1;
    } else this.narrow.beginBatch(rows, 0, 0);
    for (let at = 0; at < count; at += STAGE_ROWS) {
      this.memory.resetScratch();
      yield* this.runStep(from, at, Math.min(STAGE_ROWS, count - at));
    }
  }

  /** The first stage's vector of row numbers: its first buffer. */
  private selectionOf(): number {
    const buffer = this.task.program.selection;
    if (buffer === null) throw new InternalEngineError("A split pipeline has no selection");
    return this.memory.word(buffer);
  }

  private *runStep(index: number, from: number, count: number): Generator<Pause> {
    const step = this.steps[index];
    if (step === undefined) return;
    switch (step.kind) {
      case "stage": {
        const rows = this.callStage(step, index, from, count);
        if (rows > 0) yield* this.runStep(index + 1, 0, rows);
        return;
      }
      case "probe":
        yield* this.runProbe(step, index, count);
        return;
      case "inline":
        this.clock.add(index + 1, count, performance.now());
        this.rowsOut += count;
        this.advance(count);
        return;
      case "chunks": {
        const started = performance.now();
        if (this.output === null) throw new InternalEngineError(`State ${step.state} has no chunks`);
        this.output.consume(count);
        this.rowsOut += count;
        this.advance(count);
        this.clock.add(index + 1, count, started);
        return;
      }
      case "codes":
        this.groupCodes?.relieve();
        this.clock.add(index + 1, count, performance.now());
        this.rowsOut += count;
        this.advance(count);
        return;
      case "keySet": {
        const { sink } = this.task;
        const started = performance.now();
        if (sink.kind === "keySet") this.arena.kernels.bitmap_set(sink.bitmap, count, this.memory.word(step.bits));
        this.clock.add(index + 1, count, started);
        this.rowsOut += count;
        return;
      }
      case "aggregate":
      case "store": {
        const started = performance.now();
        this.writeSequence();
        this.consume(step, count);
        this.clock.add(index + 1, count, started);
        this.advance(count);
        this.rowsOut += count;
        return;
      }
    }
  }

  private consume(step: Extract<ProgramStep, { kind: "aggregate" | "store" }>, count: number): void {
    const { sink } = this;
    if (step.kind === "aggregate" && sink instanceof AggregateSink)
      sink.consume(step, this.sinkLoop(this.nameOf(step.narrow, step.update, count)), count);
    else if (sink instanceof StoreSink) sink.consume(count);
  }

  /** The function to call for so many rows: the variant for small numbers where they are. */
  private nameOf(narrow: NarrowProgram | null, name: string, count: number): string {
    return narrow !== null && this.narrow.take(narrow, count) ? narrow.function : name;
  }

  private stageNamed(name: string): StageFunction {
    const found = this.stages[name];
    if (found === undefined) throw new InternalEngineError(`The module has no function "${name}"`);
    return found;
  }

  /** A loop of the sink, whose expressions may refuse a row as those of a stage do. */
  private sinkLoop(name: string): StageFunction {
    const loop = this.stageNamed(name);
    return (context, from, count) => {
      const result = loop(context, from, count);
      if (result < 0) throw rowError(this.memory, this.task.program.errorSites);
      return result;
    };
  }

  private callStage(step: StageStep, index: number, from: number, count: number): number {
    const started = performance.now();
    const stage = this.stageNamed(this.nameOf(step.narrow, step.function, count));
    this.writeSequence();
    const rows = stage(this.memory.context, from, count);
    if (rows < 0) throw rowError(this.memory, this.task.program.errorSites);
    this.clock.add(index + 1, rows, started);
    return rows;
  }

  private *runProbe(step: ProbeStep, index: number, count: number): Generator<Pause> {
    const { memory, arena } = this;
    const { kernels } = arena;
    const block = this.probes.blockOf(step);
    const [keys, hashes] = [memory.word(step.keys), memory.word(step.hashes)];
    const valid = step.valid === null ? 0 : memory.word(step.valid);
    let started = performance.now();
    kernels.keys_hash(count, keys, arena.word(block + JOIN_PROBE_DESC), hashes);
    const own = this.probes.ownJoin(step.state);
    const pairIndex = memory.word(step.pairIndex);
    const pairRow = memory.word(step.pairRow);
    for (let resume = 0; ; resume = 1) {
      const pairs = kernels.join_probe(block, count, keys, hashes, valid, pairIndex, pairRow, STAGE_ROWS, resume);
      this.clock.add(index + 1, pairs, started);
      if (pairs > 0 && (own === null || own.passesOn(pairs, pairIndex))) yield* this.runStep(index + 1, 0, pairs);
      if (arena.word(block + JOIN_PROBE_NEXT) >= count) return;
      yield "batch";
      started = performance.now();
    }
  }

  private writeSequence(): void {
    this.arena.setLong(this.memory.context + CONTEXT_SEQUENCE, this.sequence);
  }

  private advance(count: number): void {
    this.sequence += BigInt(count);
  }

  private openSink(): AggregateSink | StoreSink | null {
    const { task, memory } = this;
    const step = this.steps.at(-1);
    const { sink } = task;
    const file = (next = false): SpillFile => this.openSpillFile(next);
    if (sink.kind === "aggregate" || sink.kind === "single") memory.setWord(CONTEXT_TEXT, sink.text);
    if ((step?.kind === "aggregate" || step?.kind === "codes") && sink.kind === "aggregate") {
      const groups = new AggregateSink(sink, memory, task.query, file);
      if (step.kind === "codes") this.groupCodes = new GroupCodes(step, sink, memory, groups, this.lookups);
      return groups;
    }
    if (step?.kind === "store" && sink.kind === "store") {
      return new StoreSink(sink, step, memory, task.query, this.sinkLoop(step.store), file);
    }
    if (step?.kind === "keySet" && sink.kind === "keySet") {
      memory.setWord(step.length, sink.length);
      memory.arena.setLong(memory.context + step.base, sink.base);
    }
    if (step?.kind === "inline" && sink.kind === "single") memory.setWord(step.stateRow, sink.row);
    return null;
  }

  /** The file that the sink writes to, or another one from now on. */
  private openSpillFile(next: boolean): SpillFile {
    if (next || this.spillFile === null) {
      this.spillFile?.close();
      this.spillFile = this.spill.open();
    }
    return this.spillFile;
  }
}

/** Whether the states of a sink have taken no row yet. The row of a group-by without keys is one through several pipelines. */
function isFresh(arena: Arena, sink: SinkTask): boolean {
  return (
    sink.kind !== "single" || arena.bytes.subarray(sink.row, sink.row + sink.byteLength).every((byte) => byte === 0)
  );
}

/** Whether the rows are decoded, not read from states. */
function isScan({ kind }: SourceTask): boolean {
  return kind === "files" || kind === "frame";
}
