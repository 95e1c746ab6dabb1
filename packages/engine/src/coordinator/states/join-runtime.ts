import {
  GRANT_USED,
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
import type { StoredLayout } from "../../emit/state-layouts.ts";
import { joinLayout } from "../../emit/state-layouts.ts";
import { hasIntegerKey } from "../../operators/join/emit.ts";
import type { JoinState } from "../../physical/pipeline.ts";
import type { QuantumReport } from "../../protocol.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { JoinInsertJob, WorkerJob } from "../../worker/jobs.ts";
import { firstPage } from "../../worker/sinks/spill-partitions.ts";
import type { SourceTask } from "../../worker/sources/source-task.ts";
import type { ProbeTask, SinkTask, StoreTask } from "../../worker/state-task.ts";
import type { QueryMemory } from "../query-memory.ts";
import type { JobBatch, StateRuntime } from "./state-runtime.ts";

const RADIX_BITS = 6;
/** An integer key indexes an array if its range is at most so many times the number of rows. */
const MAX_ARRAY_FACTOR = 8n;
/** Small ranges are worth an array whatever the number of rows. */
const SMALL_RANGE = 65536n;

/** The build side of a join: rows by slot and partition, then a directory over them. */
export class JoinRuntime implements StateRuntime {
  readonly layout: StoredLayout;
  readonly spilled: SpilledPart[] = [];
  private readonly state: JoinState;
  private readonly memory: QueryMemory;
  private readonly descriptor: number;
  private readonly slots = new Map<number, StoreTask>();
  /** Every probe only asks whether there is a partner, or takes the first. */
  private readonly oneMatchIsEnough: boolean;
  private bounds: [bigint, bigint] | null = null;
  private directory = 0;
  private entries = 0;
  private isArray = false;
  private isUnique = false;
  private nullRow = 0;

  constructor(state: JoinState, memory: QueryMemory, oneMatchIsEnough: boolean) {
    this.state = state;
    this.memory = memory;
    this.layout = joinLayout(state);
    this.descriptor = memory.keyDescriptor(this.layout.key);
    this.oneMatchIsEnough = oneMatchIsEnough;
  }

  get pages(): number {
    let pages = 0;
    for (const { grant } of this.slots.values()) pages += this.memory.arena.word(grant + GRANT_USED);
    return pages;
  }

  openSlot(slot: number, pages: number): SinkTask {
    const known = this.slots.get(slot);
    if (known !== undefined) return known;
    const { memory } = this;
    const grant = memory.grant(pages);
    const rows = memory.block(memory.arena.kernels.rows_size(RADIX_BITS));
    memory.arena.kernels.rows_init(rows, grant, this.layout.stride, RADIX_BITS);
    const { descriptor } = this;
    const task: StoreTask = {
      kind: "store",
      state: this.state.id,
      grant,
      rows,
      descriptor,
      radixBits: RADIX_BITS,
      sort: null,
    };
    this.slots.set(slot, task);
    return task;
  }

  report(_slot: number, report: QuantumReport): void {
    this.spilled.push(...report.spilled);
    if (report.bounds === null) return;
    const [least, greatest] = report.bounds;
    const known = this.bounds ?? [least, greatest];
    this.bounds = [least < known[0] ? least : known[0], greatest > known[1] ? greatest : known[1]];
  }

  *finish(): Generator<JobBatch, void> {
    this.nullRow = this.memory.block(this.layout.stride);
    const numRows = this.numRows();
    const range = this.bounds === null ? 0n : this.bounds[1] - this.bounds[0] + 1n;
    const dense = range <= BigInt(numRows) * MAX_ARRAY_FACTOR || range <= SMALL_RANGE;
    const tuning = this.memory.tuning;
    if (hasIntegerKey(this.state) && dense && !this.state.marksMatches && !tuning.noArrayJoins) {
      yield* this.buildArray(Math.max(1, Number(range)));
      if (this.isUnique || this.oneMatchIsEnough) {
        this.validate();
        return;
      }
      // Rows of equal keys are chained already; the hash directory links them anew.
      this.memory.arena.free(this.entries);
    }
    yield* this.buildDirectory(numRows);
    this.validate();
  }

  source(): { readonly task: SourceTask; readonly facts: PipelineFacts["source"] } {
    const { arena } = this.memory;
    const pages: number[] = [];
    for (const { rows } of this.slots.values()) {
      for (let partition = 0; partition < 2 ** RADIX_BITS; partition++) {
        const page = firstPage(arena, rows, partition);
        if (page !== 0) pages.push(page);
      }
    }
    const { keyInRow, payload } = this.layout;
    return {
      task: { kind: "unmatched", pages },
      facts: { kind: "rows", fields: [...keyInRow.fields, ...payload.fields], calls: null },
    };
  }

  probe(): { readonly facts: JoinFacts; readonly task: ProbeTask } {
    const { state, layout } = this;
    const array = this.isArray
      ? {
          entries: this.entries,
          length: this.memory.arena.word(this.directory + JOIN_ARRAY_LENGTH),
          base: this.bounds?.[0] ?? 0n,
        }
      : null;
    return {
      facts: { state, layout, directory: this.isArray ? "array" : "hash", unique: this.isUnique },
      task: {
        state: state.id,
        directory: this.directory,
        descriptor: this.descriptor,
        mark: state.marksMatches,
        nullRow: this.nullRow,
        array,
      },
    };
  }

  release(): void {
    const { arena } = this.memory;
    for (const { rows } of this.slots.values()) {
      for (let partition = 0; partition < 2 ** RADIX_BITS; partition++)
        arena.kernels.rows_release_partition(rows, partition);
    }
    if (this.entries !== 0) arena.free(this.entries);
    this.entries = 0;
  }

  private numRows(): number {
    let rows = 0;
    for (const slot of this.slots.values()) rows += this.memory.arena.kernels.rows_count(slot.rows);
    return rows;
  }

  private *buildArray(length: number): Generator<JobBatch, void> {
    const { memory, layout } = this;
    const { arena } = memory;
    const [key] = layout.keyInRow.fields;
    this.isArray = true;
    this.entries = arena.alloc(length * 4, memory.query);
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
    const log2 = Math.min(28, Math.max(RADIX_BITS, Math.ceil(Math.log2(Math.max(1, numRows) * 1.5))));
    const byteLength = 2 ** log2 * JOIN_ENTRY_SIZE;
    this.isArray = false;
    this.entries = arena.alloc(byteLength, memory.query);
    this.directory = memory.block(JOIN_DIRECTORY_SIZE);
    arena.setWord(this.directory + JOIN_DIRECTORY_ENTRIES, this.entries);
    arena.setWord(this.directory + JOIN_DIRECTORY_LOG2, log2);
    yield* this.insert(byteLength, false);
    this.isUnique = (arena.word(this.directory + JOIN_DIRECTORY_FLAGS) & JOIN_FLAG_DUPLICATE) === 0;
  }

  private *insert(byteLength: number, isArray: boolean): Generator<JobBatch, void> {
    const zero: WorkerJob = { kind: "zero", address: this.entries, byteLength };
    yield { kind: "jobs", jobs: [zero] };
    const rows = [...this.slots.values()].map((slot) => slot.rows);
    const numJobs = Math.max(1, rows.length);
    const jobs = Array.from({ length: numJobs }, (_, i): JoinInsertJob => {
      const partitions = Array.from({ length: 2 ** RADIX_BITS }, (_, p) => p).filter((p) => p % numJobs === i);
      const lists = this.memory.block(JOIN_LIST_SIZE * Math.max(1, rows.length) + 128);
      const { directory, descriptor } = this;
      return { kind: "joinInsert", directory, isArray, descriptor, rows, partitions, lists };
    });
    yield { kind: "jobs", jobs };
  }

  /** `validate` promises about the build side; what it promises about the probe side is checked by its own rows. */
  private validate(): void {
    const { validate, buildIsLeft } = this.state;
    const promised = buildIsLeft ? validate.startsWith("1:") : validate.endsWith(":1");
    if (promised && !this.isUnique) throw new JoinValidationError(validate, buildIsLeft ? "left" : "right");
  }
}
