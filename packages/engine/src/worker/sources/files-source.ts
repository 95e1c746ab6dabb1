import { BATCH_ROWS, InternalEngineError } from "@millrace/core";
import type { Dictionary, Morsel, MorselReader, ReadContext, ScanFormat, Vector } from "@millrace/formats";
import { scanFormat } from "@millrace/formats";
import type { LiteralValue, ScanFile } from "@millrace/plan";
import type { LocalFiles } from "@millrace/storage";
import type { ReadMorsel } from "../../coordinator/scan-ledger.ts";
import type { ColumnProgram, SlotProgram } from "../../emit/program.ts";
import { writeView } from "../literals.ts";
import type { BatchSource } from "../row-source.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { LookupTables } from "./lookup-tables.ts";
import type { FilesTask } from "./source-task.ts";
import { TrackedFiles } from "./tracked-files.ts";
import { requireUnchanged } from "./unchanged-file.ts";

/** Rows of files, through a format's reader. */
export class FilesSource implements BatchSource {
  readonly finished: ReadMorsel[] = [];
  private readonly task: FilesTask;
  private readonly memory: SlotMemory;
  private readonly lookups: LookupTables;
  private readonly format: ScanFormat;
  private readonly context: ReadContext;
  private readonly early: readonly ColumnProgram[];
  private readonly late: readonly ColumnProgram[];
  private readonly constants: readonly PartitionColumn[];
  private readonly vector: Vector = { data: 0, validity: 0, dictionary: null };
  private readonly files: TrackedFiles;
  private reader: MorselReader | null = null;
  private file: ScanFile | null = null;
  private morsel = -1;
  private atEnd = false;
  private bytesReported = 0;
  private bytesFinished = 0;
  private nextRow = 0;

  constructor(task: FilesTask, memory: SlotMemory, program: SlotProgram, lookups: LookupTables, files: LocalFiles) {
    this.task = task;
    this.memory = memory;
    this.lookups = lookups;
    this.files = new TrackedFiles(files);
    this.format = scanFormat(task.format);
    const { arena, allocator } = memory;
    this.context = { memory: arena.memory, bytes: arena.bytes, kernels: arena.kernels, allocator, files: this.files };
    const read = program.columns.filter(({ column }) => (task.readerColumns[column] ?? -1) >= 0);
    this.early = read.filter((column) => !column.late);
    this.late = read.filter((column) => column.late);
    this.constants = task.partitions.map(({ column, values }) => {
      const own = program.columns[column];
      if (own === undefined) throw new InternalEngineError(`Column ${column} is not part of the program`);
      return new PartitionColumn(memory, own, values);
    });
  }

  open(morsel: number): void {
    const plan: Morsel | undefined = this.task.morsels[morsel];
    if (plan === undefined) throw new InternalEngineError(`There is no morsel ${morsel}`);
    this.morsel = morsel;
    this.atEnd = false;
    // What lies behind the limit is not even opened.
    if (this.task.limit !== null && this.nextRow >= this.task.limit) return;
    this.file = this.task.scan.files[plan.file] ?? null;
    this.reader = this.watched(() => this.format.openMorsel(this.context, this.task.scan, plan));
    this.requireUnchanged();
    for (const constant of this.constants) constant.open(plan.file, this.lookups);
  }

  next(maxRows: number): number {
    const { reader, task } = this;
    if (reader === null) return 0;
    let wanted = Math.min(BATCH_ROWS, maxRows);
    if (task.limit !== null) wanted = Math.min(wanted, task.limit - this.nextRow);
    if (wanted <= 0) return 0;
    return this.watched(() => {
      const rows = reader.beginBatch(wanted);
      this.atEnd = rows === 0;
      this.nextRow += rows;
      if (rows > 0) for (const column of this.early) this.load(reader, column, 0, 0);
      return rows;
    });
  }

  loadLate(selection: number, count: number): void {
    const { reader } = this;
    if (reader === null) return;
    this.watched(() => {
      for (const column of this.late) this.load(reader, column, selection, count);
    });
  }

  closeMorsel(): void {
    if (this.reader === null) return;
    this.closeReader(this.reader);
    this.requireUnchanged();
  }

  private closeReader(reader: MorselReader): void {
    // Closed first: the reader settles its counters then.
    this.reader = null;
    reader.close();
    this.finished.push({ morsel: this.morsel, counters: reader.counters, complete: this.atEnd });
    this.bytesFinished += reader.counters.bytesRead;
    this.lookups.forget();
  }

  takeBytesRead(): number {
    const total = this.bytesFinished + (this.reader?.counters.bytesRead ?? 0);
    const since = total - this.bytesReported;
    this.bytesReported = total;
    return since;
  }

  close(): void {
    if (this.reader !== null) this.closeReader(this.reader);
    this.files.closeAll();
  }

  /** What fails over a file that was changed meanwhile fails for that reason. */
  private watched<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      this.requireUnchanged();
      throw error;
    }
  }

  private requireUnchanged(): void {
    if (this.file !== null) requireUnchanged(this.files, this.file);
  }

  private load(reader: MorselReader, { column, words }: ColumnProgram, selection: number, count: number): void {
    const { memory, vector } = this;
    vector.dictionary = null;
    reader.load(this.task.readerColumns[column] ?? 0, vector, selection, count);
    memory.setWord(words.data, vector.data);
    memory.setWord(words.validity, vector.validity);
    if (vector.dictionary !== null) this.useDictionary(column, words.dictionary, vector.dictionary);
  }

  private useDictionary(column: number, word: number, dictionary: Dictionary): void {
    this.memory.setWord(word, dictionary.data);
    this.lookups.update(column, dictionary.generation, dictionary.count);
  }
}

/** A column that has one value throughout a file: all codes are 0. */
class PartitionColumn {
  private readonly memory: SlotMemory;
  private readonly column: ColumnProgram;
  private readonly values: readonly LiteralValue[];
  /** The dictionary: one value. */
  private readonly value: number;
  private readonly codes: number;
  private readonly nulls: number;

  constructor(memory: SlotMemory, column: ColumnProgram, values: readonly LiteralValue[]) {
    this.memory = memory;
    this.column = column;
    this.values = values;
    this.value = memory.allocator.allocZeroed(16);
    this.codes = memory.allocator.allocZeroed(BATCH_ROWS * 4);
    this.nulls = memory.allocator.allocZeroed(BATCH_ROWS);
  }

  open(file: number, lookups: LookupTables): void {
    const value = this.values[file] ?? null;
    const { memory, column } = this;
    memory.arena.bytes.fill(0, this.value, this.value + 16);
    if (typeof value === "string") {
      writeView(memory.arena, memory.allocator, this.value, new TextEncoder().encode(value));
    } else if (typeof value === "bigint") memory.arena.setLong(this.value, value);
    else if (typeof value === "number") memory.arena.setWord(this.value, value);
    memory.setWord(column.words.data, this.codes);
    memory.setWord(column.words.validity, value === null ? this.nulls : 0);
    memory.setWord(column.words.dictionary, this.value);
    lookups.update(column.column, -1 - file, 1);
  }
}
