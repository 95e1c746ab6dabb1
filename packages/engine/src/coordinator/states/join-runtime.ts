import type { BrokenJoinPromise } from "@millrace/core";
import {
  JOIN_ARRAY_BASE,
  JOIN_ARRAY_ENTRIES,
  JOIN_ARRAY_FLAGS,
  JOIN_ARRAY_KEY_FIELD,
  JOIN_ARRAY_KEY_OFFSET,
  JOIN_ARRAY_LENGTH,
  JOIN_ARRAY_SIZE,
  JOIN_DIRECTORY_ENTRIES,
  JOIN_DIRECTORY_FLAGS,
  JOIN_DIRECTORY_LOG2,
  JOIN_DIRECTORY_SIZE,
  JOIN_ENTRY_SIZE,
  JOIN_FLAG_DUPLICATE,
  JOIN_LIST_SIZE,
  JoinValidationError,
} from "@millrace/core";
import type { JoinFacts, PipelineFacts } from "../../emit/facts.ts";
import { fieldLayouts } from "../../emit/field-layouts.ts";
import { joinLayout, sequenceField } from "../../emit/state-layouts.ts";
import { MAX_BLOCK_BYTES } from "../../memory/arena.ts";
import { hasIntegerKey } from "../../operators/join/emit.ts";
import type { JoinState } from "../../physical/pipeline.ts";
import type { QuantumReport } from "../../protocol.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { JoinInsertJob, WorkerJob } from "../../worker/jobs.ts";
import type { SourceTask, SpilledProbeTask } from "../../worker/sources/source-task.ts";
import type { KeyFilterTask, ProbeTask, SinkTask } from "../../worker/state-task.ts";
import type { QueryMemory } from "../query-memory.ts";
import { KeyFilters } from "./key-filters.ts";
import type { JobBatch, StateRuntime } from "./state-runtime.ts";
import { StoredRows } from "./stored-rows.ts";

/** An integer key indexes an array if its range is at most so many times the number of rows. */
const MAX_ARRAY_FACTOR = 8n;
/** Small ranges are worth an array whatever the number of rows. */
const SMALL_RANGE = 65536n;
/** The largest directory is one block. */
const MAX_LOG2: number = Math.log2(MAX_BLOCK_BYTES / JOIN_ENTRY_SIZE);
/** What a directory needs for each row: a power of two of entries, of which at most two thirds are taken. */
const DIRECTORY_ROW_BYTES = 3 * JOIN_ENTRY_SIZE;

/** The build side of a join: rows by slot and partition, then a directory over them. */
export class JoinRuntime implements StateRuntime {
  readonly state: JoinState;
  readonly rows: StoredRows;
  private readonly memory: QueryMemory;
  /** Every probe only asks whether there is a partner, or takes the first. */
  private readonly oneMatchIsEnough: boolean;
  private readonly filters: KeyFilters;
  private bounds: [bigint, bigint] | null = null;
  private directory = 0;
  private entries = 0;
  private isArray = false;
  private isUnique = false;
  private nullRow = 0;
  /** Build rows without a partner, of a build side that was spilled; null until then. */
  private leftovers: SpilledPart[] | null = null;

  constructor(state: JoinState, memory: QueryMemory, oneMatchIsEnough: boolean) {
    this.state = state;
    this.memory = memory;
    this.rows = new StoredRows(state.id, joinLayout(state), memory, memory.radixBits);
    this.oneMatchIsEnough = oneMatchIsEnough;
    this.filters = new KeyFilters(state, this.rows, memory);
  }

  get pages(): number {
    return this.rows.pages;
  }

  /** Whether a part of the build side is on disk: its probe then goes partition by partition. */
  get isSpilled(): boolean {
    return this.rows.spilled.length > 0;
  }

  get keyFilters(): readonly KeyFilterTask[] {
    return this.filters.tasks;
  }

  get numRows(): number {
    return this.rows.isSpilled ? Number.POSITIVE_INFINITY : this.rows.numRows;
  }

  openSlot(slot: number, pages: number): SinkTask {
    const { stride } = this.rows.layout;
    return this.rows.openSlot(slot, (pages * stride) / (stride + DIRECTORY_ROW_BYTES));
  }

  report(_slot: number, report: QuantumReport): void {
    this.rows.spilled.push(...report.spilled);
    if (report.bounds === null) return;
    const [least, greatest] = report.bounds;
    const known = this.bounds ?? [least, greatest];
    this.bounds = [least < known[0] ? least : known[0], greatest > known[1] ? greatest : known[1]];
  }

  *finish(): Generator<JobBatch, void> {
    this.nullRow = this.memory.block(this.rows.layout.stride);
    if (this.isSpilled) return;
    const { numRows } = this.rows;
    const range = this.bounds === null ? 0n : this.bounds[1] - this.bounds[0] + 1n;
    const dense = range <= BigInt(numRows) * MAX_ARRAY_FACTOR || range <= SMALL_RANGE;
    const { keys, marksMatches, nullsEqual } = this.state;
    // A null that matches has no place in an array.
    const findsNulls = nullsEqual && keys.some((key) => key.nullable);
    const arrayBytes = Number(range) * 4;
    const isSmall = arrayBytes <= numRows * DIRECTORY_ROW_BYTES || this.memory.hasRoom(arrayBytes);
    const fits = isSmall && arrayBytes < MAX_BLOCK_BYTES;
    const isArray = hasIntegerKey(this.state) && dense && fits && !marksMatches && !findsNulls;
    if (isArray && !this.memory.tuning.noArrayJoins) {
      yield* this.buildArray(Math.max(1, Number(range)));
      if (this.isUnique || this.oneMatchIsEnough) {
        this.validate();
        return;
      }
      // Rows of equal keys are chained already; the hash directory links them anew.
      this.memory.giveBack(this.entries);
    }
    yield* this.buildDirectory(numRows);
    this.validate();
    yield* this.filters.build(this.bounds);
  }

  /** Build rows without a partner: of all rows, or of those that were left over partition by partition. */
  source(): { readonly task: SourceTask; readonly facts: PipelineFacts["source"] } {
    const { keyInRow, payload } = this.rows.layout;
    const { pages, stride, viewOffsets } = this.rows.partitions();
    const lists = this.leftovers === null ? pages.flat() : [];
    return {
      task: { kind: "unmatched", lists, spilled: this.leftovers ?? [], stride, viewOffsets },
      facts: { kind: "rows", fields: [...keyInRow.fields, ...payload.fields, sequenceField], calls: null },
    };
  }

  /** What the probe of a spilled build side needs beside the stored probe rows. */
  spilledProbe(probe: StoredRows): SpilledProbeTask {
    const { state, rows } = this;
    if (state.marksMatches) this.leftovers = [];
    return {
      kind: "spilledProbe",
      state: state.id,
      descriptor: rows.descriptor,
      radixBits: rows.radixBits,
      build: rows.partitions(),
      probe: probe.partitions(),
      promise: this.promise,
      keepsUnmatched: state.marksMatches,
    };
  }

  /** Takes build rows without a partner that a slot has found. */
  addLeftovers(parts: readonly SpilledPart[]): void {
    this.leftovers?.push(...parts);
  }

  probe(): { readonly facts: JoinFacts; readonly task: ProbeTask } {
    const { state } = this;
    const { layout, descriptor } = this.rows;
    const array = this.isArray
      ? {
          entries: this.entries,
          length: this.memory.arena.word(this.directory + JOIN_ARRAY_LENGTH),
          base: this.bounds?.[0] ?? 0n,
        }
      : null;
    return {
      facts: {
        state,
        layout,
        directory: this.isArray ? "array" : "hash",
        unique: this.isUnique,
        filters: this.filters.facts,
      },
      task: {
        state: state.id,
        directory: this.directory,
        descriptor,
        mark: state.marksMatches,
        nullRow: this.nullRow,
        array,
      },
    };
  }

  release(): void {
    if (!this.isSpilled) this.rows.release();
    this.memory.giveBack(this.entries);
    this.filters.release();
  }

  private *buildArray(length: number): Generator<JobBatch, void> {
    const { memory } = this;
    const { arena } = memory;
    const [key] = this.rows.layout.keyInRow.fields;
    this.isArray = true;
    this.entries = memory.claim(length * 4);
    this.directory = memory.block(JOIN_ARRAY_SIZE);
    arena.setWord(this.directory + JOIN_ARRAY_ENTRIES, this.entries);
    arena.setWord(this.directory + JOIN_ARRAY_LENGTH, length);
    arena.setLong(this.directory + JOIN_ARRAY_BASE, this.bounds?.[0] ?? 0n);
    arena.setWord(this.directory + JOIN_ARRAY_KEY_OFFSET, key?.offset ?? 0);
    arena.setWord(this.directory + JOIN_ARRAY_KEY_FIELD, key === undefined ? 0 : fieldLayouts[key.layout]);
    yield* this.insert(length * 4, true);
    this.isUnique = (arena.word(this.directory + JOIN_ARRAY_FLAGS) & JOIN_FLAG_DUPLICATE) === 0;
  }

  private *buildDirectory(numRows: number): Generator<JobBatch, void> {
    const { memory } = this;
    const { arena } = memory;
    const log2 = Math.min(MAX_LOG2, Math.max(this.rows.radixBits, Math.ceil(Math.log2(Math.max(1, numRows) * 1.5))));
    const byteLength = 2 ** log2 * JOIN_ENTRY_SIZE;
    this.isArray = false;
    this.entries = memory.claim(byteLength);
    this.directory = memory.block(JOIN_DIRECTORY_SIZE);
    arena.setWord(this.directory + JOIN_DIRECTORY_ENTRIES, this.entries);
    arena.setWord(this.directory + JOIN_DIRECTORY_LOG2, log2);
    yield* this.insert(byteLength, false);
    this.isUnique = (arena.word(this.directory + JOIN_DIRECTORY_FLAGS) & JOIN_FLAG_DUPLICATE) === 0;
  }

  private *insert(byteLength: number, isArray: boolean): Generator<JobBatch, void> {
    const zero: WorkerJob = { kind: "zero", address: this.entries, byteLength };
    yield { kind: "jobs", jobs: [zero] };
    const rows = this.rows.collections;
    const numJobs = Math.max(1, rows.length);
    const jobs = Array.from({ length: numJobs }, (_, i): JoinInsertJob => {
      const partitions = Array.from({ length: 2 ** this.rows.radixBits }, (_, p) => p).filter((p) => p % numJobs === i);
      const lists = this.memory.block(JOIN_LIST_SIZE * Math.max(1, rows.length) + 128);
      const { directory } = this;
      const { descriptor } = this.rows;
      return { kind: "joinInsert", directory, isArray, descriptor, rows, partitions, lists };
    });
    yield { kind: "jobs", jobs };
  }

  /** What `validate` promises of this side; the probe side's keys have a table of their own where it promises something of them. */
  private get promise(): BrokenJoinPromise | null {
    const { validate, buildIsLeft, keyNames } = this.state;
    const promisesUnique = buildIsLeft ? validate.startsWith("1:") : validate.endsWith(":1");
    return promisesUnique ? { validate, side: buildIsLeft ? "left" : "right", keys: keyNames } : null;
  }

  private validate(): void {
    const { promise } = this;
    if (promise !== null && !this.isUnique) throw new JoinValidationError(promise);
  }
}
