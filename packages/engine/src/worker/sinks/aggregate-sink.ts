import { AGG_COUNT, AGG_DIRECTORY_FULL, InternalEngineError, KEYS_STRIDE } from "@millrace/core";
import type { AggregateSinkStep } from "../../emit/program.ts";
import { orderFor } from "../../memory/arena.ts";
import { refusedPage } from "../../memory/refused-page.ts";
import type { SpillFile } from "../../spill/spill-file.ts";
import { spillPartitions } from "../../spill/spill-partitions.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { StageFunction } from "../sources/lookup-tables.ts";
import type { AggregateTask } from "../state-task.ts";
import { SpilledText } from "./spilled-text.ts";

/** Called for each run of rows whose groups are known. */
type Found = (from: number, count: number) => void;
/** Brings keys to the rows of their groups: agg_find or agg_append. */
type Place = (table: number, n: number, keys: number, hashes: number, outRows: number) => number;

const FIRST_DIRECTORY = 12;
/** A directory that was full after so few rows for each of its groups does not help. */
const USELESS_ROWS_PER_GROUP = 1.1;
/** For each group of a useless directory, rows that are appended unseen before another is tried. */
const APPENDED_PER_GROUP = 8;

/**
 * A slot's part of a group-by. Its directory stays as small as the caches: when it is full it forgets the rows, which stay in
 * their partitions and are merged with later rows of the same keys at the end. Where nearly every row was a group of its own, the
 * next rows are appended without a search. Past the grant the partitions go to disk.
 */
export class AggregateSink {
  readonly spilled: SpilledPart[] = [];
  private readonly task: AggregateTask;
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly spillFile: () => SpillFile;
  private readonly keyStride: number;
  private readonly text: SpilledText | null;
  private directory = 0;
  private directoryLog2 = 0;
  /** Rows that the directory was asked for since it was empty. */
  private numAsked = 0;
  /** Rows that are still to be appended without a search. */
  private numToAppend = 0;

  constructor(task: AggregateTask, memory: SlotMemory, query: number, spillFile: () => SpillFile) {
    this.task = task;
    this.memory = memory;
    this.query = query;
    this.spillFile = spillFile;
    this.keyStride = memory.arena.word(task.descriptor + KEYS_STRIDE);
    this.text = task.text === 0 ? null : new SpilledText(task, memory, query, spillFile);
    this.setDirectory(Math.min(FIRST_DIRECTORY, task.maxDirectory));
  }

  /** Finds the groups of the first `count` rows of the stage's vectors and updates them. */
  consume(step: AggregateSinkStep, update: StageFunction, count: number): void {
    const { memory } = this;
    const keys = memory.word(step.keys);
    const hashes = memory.word(step.hashes);
    const rows = memory.word(step.rows);
    const { kernels } = memory.arena;
    kernels.keys_hash(count, keys, this.task.descriptor, hashes);
    const isSearched = this.numToAppend <= 0;
    if (isSearched) this.numAsked += count;
    else this.numToAppend -= count;
    const place = isSearched ? kernels.agg_find : kernels.agg_append;
    this.place(place, count, keys, hashes, rows, (from, found) => {
      update(memory.context, from, found);
      this.spillText();
    });
  }

  /** Spills when the strings of states have exceeded the grant; returns whether they had. To be called between batches of updates. */
  spillText(): boolean {
    const isOver = this.text?.isOver === true;
    if (isOver) this.spill();
    return isOver;
  }

  /**
   * Finds the groups of n keys; `found` is called for each run of them before anything that follows may spill their rows.
   * Returns whether rows were spilled on the way.
   */
  find(n: number, keys: number, hashes: number, rows: number, found: Found): boolean {
    return this.place(this.memory.arena.kernels.agg_find, n, keys, hashes, rows, found);
  }

  private place(place: Place, n: number, keys: number, hashes: number, rows: number, found: Found): boolean {
    const { kernels } = this.memory.arena;
    const { table } = this.task;
    let stuck = false;
    let hasSpilled = false;
    for (let done = 0; done < n; ) {
      const at = keys + done * this.keyStride;
      const count = place(table, n - done, at, hashes + done * 8, rows + done * 4);
      if (count > 0) found(done, count);
      done += count;
      if (done === n) break;
      if (count === 0 && stuck) throw this.refused();
      stuck = count === 0;
      if (kernels.agg_status(table) === AGG_DIRECTORY_FULL) this.enlarge();
      else {
        this.spill();
        hasSpilled = true;
      }
    }
    return hasSpilled;
  }

  /** Ends a slot's part: where some of it was spilled the rest follows, so that its memory serves the merge. */
  finish(): void {
    if (this.spilled.length > 0) this.spill();
  }

  /** Gives the directory back; the rows stay for the merge. */
  close(): void {
    if (this.directory !== 0) this.memory.arena.free(this.directory);
    this.directory = 0;
  }

  private enlarge(): void {
    if (this.directoryLog2 >= this.task.maxDirectory) this.forget();
    else this.setDirectory(Math.min(this.directoryLog2 + 2, this.task.maxDirectory));
  }

  /** Empties a directory that cannot grow. */
  private forget(): void {
    const { arena } = this.memory;
    const groups = arena.word(this.task.table + AGG_COUNT);
    if (this.numAsked <= groups * USELESS_ROWS_PER_GROUP) this.numToAppend = groups * APPENDED_PER_GROUP;
    this.numAsked = 0;
    arena.kernels.agg_clear_directory(this.task.table);
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
    const { rows, radixBits, table } = this.task;
    this.numAsked = 0;
    arena.kernels.agg_clear_directory(table);
    this.spilled.push(...(this.text?.spill() ?? spillPartitions(arena, rows, radixBits, this.spillFile())));
  }

  private refused(): Error {
    if (this.keyStride <= 0) return new InternalEngineError("A group-by has no key");
    return refusedPage(this.memory.arena, this.task.grant, "group-by");
  }
}
