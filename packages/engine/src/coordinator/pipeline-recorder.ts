import { PAGE_SIZE } from "@millrace/core";
import type { SlotProgram } from "../emit/program.ts";
import type { Pipeline, StateId } from "../physical/pipeline.ts";
import type { QuantumReport } from "../protocol.ts";
import { joinWarnings } from "./join-warnings.ts";
import type { OperatorProfile, PipelineProfile } from "./profile.ts";
import type { QueryMemory } from "./query-memory.ts";
import { addReport, pipelineProfile } from "./query-profile.ts";
import type { QueryServices } from "./query-steps.ts";
import { spilledBytes } from "./query-words.ts";
import type { OpenedScan } from "./scan-planner.ts";

/** What is known of a pipeline when its last slot is done. */
export interface FinishedPipeline {
  readonly source: OpenedScan;
  readonly program: SlotProgram;
  readonly numSlots: number;
  /** Of performance.now(). */
  readonly started: number;
  /** Bytes that the query had spilled before. */
  readonly spilledBefore: number;
  /** Pages of the sink's state. */
  readonly statePages: number;
  /** The target had enough rows before the source's end. */
  readonly stopped: boolean;
  readonly isFirstRun: boolean;
}

/** Writes down what the pipelines of a query do. */
export class PipelineRecorder {
  private readonly memory: QueryMemory;
  private readonly services: QueryServices;
  private readonly words: Int32Array;
  /** Rows of the joins' build sides. */
  private readonly buildRows = new Map<StateId, number>();

  constructor(memory: QueryMemory, services: QueryServices, words: Int32Array) {
    this.memory = memory;
    this.services = services;
    this.words = words;
  }

  /** The profile of a pipeline: one, however many frames of an iterator run through it. */
  profileOf(pipeline: Pipeline, program: SlotProgram, numSlots: number): PipelineProfile {
    const { pipelines } = this.services.profile;
    const last = pipelines.at(-1);
    if (last?.pipeline === pipeline.id) return last;
    const profile = pipelineProfile(pipeline, program.steps, numSlots);
    pipelines.push(profile);
    return profile;
  }

  /** Adds what a slot did in one quantum; the sink's state has so many pages now. */
  take(pipeline: Pipeline, profile: PipelineProfile, report: QuantumReport, statePages: number): void {
    addReport(profile, report);
    const { sink } = pipeline;
    if (sink.kind === "join") {
      this.buildRows.set(sink.state, (this.buildRows.get(sink.state) ?? 0) + report.rowsOut);
    }
    const whole = this.services.profile;
    for (const { counters } of report.morsels) whole.rejectedRows += counters.rejectedRows;
    const heldBytes = this.memory.arena.kernels.arena_pages(this.memory.query) * PAGE_SIZE;
    profile.peakMemoryBytes = Math.max(profile.peakMemoryBytes, heldBytes);
    whole.peakMemoryBytes = Math.max(whole.peakMemoryBytes, heldBytes);
    const stateBytes = Math.min(heldBytes, statePages * PAGE_SIZE);
    holdAtMost(profile.operators.at(-1), stateBytes);
    holdAtMost(profile.operators[0], heldBytes - stateBytes);
    this.services.onProgress?.();
  }

  /** Closes the books of a pipeline. */
  finish(pipeline: Pipeline, profile: PipelineProfile, done: FinishedPipeline): void {
    const { services, words } = this;
    profile.wallSeconds += (performance.now() - done.started) / 1000;
    profile.waitSeconds = Math.max(0, profile.wallSeconds * done.numSlots - profile.workSeconds);
    const [first] = profile.operators;
    if (first !== undefined) first.waitSeconds = profile.waitSeconds;
    profile.spilledBytes += spilledBytes(words) - done.spilledBefore;
    services.profile.spilledBytes = spilledBytes(words);
    profile.stateBytes = done.statePages * PAGE_SIZE;
    const sink = profile.operators.at(-1);
    if (sink !== undefined) sink.bytes = profile.stateBytes;
    const { ledger } = done.source;
    if (ledger !== null) services.profile.scans.push(ledger.close(pipeline.id, profile.rowsIn, done.stopped));
    // An iterator's pipeline runs once a frame.
    if (done.isFirstRun) services.profile.warnings.push(...joinWarnings(done.program.steps, profile, this.buildRows));
  }
}

function holdAtMost(operator: OperatorProfile | undefined, bytes: number): void {
  if (operator !== undefined) operator.peakMemoryBytes = Math.max(operator.peakMemoryBytes, bytes);
}
