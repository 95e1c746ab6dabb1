import type { Chunk, ColumnData, DataType } from "@millrace/core";
import { BATCH_ROWS, InternalEngineError, layoutOf, layoutWidth } from "@millrace/core";
import type { ColumnProgram, SlotProgram } from "../../emit/program.ts";
import type { BatchSource } from "../row-source.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { LookupTables } from "./lookup-tables.ts";
import type { FrameTask } from "./source-task.ts";

/** The buffers in the arena into which a column's batches are copied. */
interface ColumnBuffers {
  readonly program: ColumnProgram;
  readonly type: DataType;
  readonly position: number;
  readonly data: number;
  readonly validity: number;
  readonly packed: number;
  readonly offsets: number;
  bytes: number;
  bytesCapacity: number;
  dictionary: number;
}

/** Rows of a frame: the columns of each batch are copied from shared buffers into warm memory of the slot. */
export class FrameSource implements BatchSource {
  private readonly task: FrameTask;
  private readonly memory: SlotMemory;
  private readonly lookups: LookupTables;
  private readonly columns: readonly ColumnBuffers[];
  private readonly firstRows: readonly number[];
  private chunk: Chunk | null = null;
  private morsel = 0;
  private at = 0;
  private batchRows = 0;
  private bytesRead = 0;

  constructor(task: FrameTask, memory: SlotMemory, program: SlotProgram, lookups: LookupTables) {
    this.task = task;
    this.memory = memory;
    this.lookups = lookups;
    this.columns = program.columns.map((column) => this.allocate(column));
    let row = 0;
    this.firstRows = task.data.chunks.map((chunk) => {
      row += chunk.numRows;
      return row - chunk.numRows;
    });
  }

  open(morsel: number): void {
    const chunk = this.task.data.chunks[morsel];
    if (chunk === undefined) throw new InternalEngineError(`There is no chunk ${morsel}`);
    this.chunk = chunk;
    this.morsel = morsel;
    this.at = 0;
    this.batchRows = 0;
    for (const column of this.columns) {
      const data = chunk.columns[column.position];
      if (data !== undefined && data.dictionary !== null) this.loadDictionary(column, data);
    }
  }

  next(maxRows: number): number {
    const { chunk, task } = this;
    if (chunk === null) return 0;
    this.at += this.batchRows;
    const first = this.firstRows[this.morsel] ?? 0;
    let rows = Math.min(BATCH_ROWS, maxRows, chunk.numRows - this.at);
    if (task.limit !== null) rows = Math.min(rows, task.limit - first - this.at);
    this.batchRows = Math.max(0, rows);
    if (rows > 0) this.loadColumns(chunk, false);
    return this.batchRows;
  }

  loadLate(_selection: number, _count: number): void {
    if (this.chunk !== null) this.loadColumns(this.chunk, true);
  }

  closeMorsel(): void {
    this.chunk = null;
    this.lookups.forget();
  }

  takeBytesRead(): number {
    const bytes = this.bytesRead;
    this.bytesRead = 0;
    return bytes;
  }

  close(): void {
    this.chunk = null;
  }

  private allocate(program: ColumnProgram): ColumnBuffers {
    const position = this.task.columns[program.column] ?? -1;
    const field = this.task.data.schema.fields[position];
    if (field === undefined) throw new InternalEngineError(`The frame has no column ${position}`);
    const { allocator } = this.memory;
    const width = field.type.kind === "categorical" ? 4 : layoutWidth(layoutOf(field.type));
    return {
      program,
      position,
      type: field.type,
      data: allocator.allocZeroed(BATCH_ROWS * width),
      validity: allocator.alloc(BATCH_ROWS),
      packed: allocator.alloc(BATCH_ROWS / 8 + 8),
      offsets: field.type.kind === "string" ? allocator.alloc(BATCH_ROWS * 4 + 4) : 0,
      bytes: 0,
      bytesCapacity: 0,
      dictionary: 0,
    };
  }

  private loadColumns(chunk: Chunk, late: boolean): void {
    for (const column of this.columns) {
      if (column.program.late !== late) continue;
      const data = chunk.columns[column.position];
      if (data !== undefined) this.loadColumn(column, data);
    }
  }

  private loadColumn(column: ColumnBuffers, data: ColumnData): void {
    const { memory, at, batchRows } = this;
    const validity = this.loadValidity(column, data);
    memory.setWord(column.program.words.data, column.data);
    memory.setWord(column.program.words.validity, validity);
    switch (column.type.kind) {
      case "null":
        return;
      case "string":
        this.loadStrings(column, data, validity);
        return;
      case "boolean":
        this.unpack(data.data, column);
        memory.arena.kernels.chunk_unpack_bits(batchRows, column.packed, at & 7, column.data);
        return;
      default: {
        const width = column.type.kind === "categorical" ? 4 : layoutWidth(layoutOf(column.type));
        memory.arena.bytes.set(data.data.subarray(at * width, (at + batchRows) * width), column.data);
        this.bytesRead += batchRows * width;
      }
    }
  }

  private loadValidity(column: ColumnBuffers, data: ColumnData): number {
    const { memory, at, batchRows } = this;
    if (column.type.kind === "null") {
      memory.arena.bytes.fill(0, column.validity, column.validity + batchRows);
      return column.validity;
    }
    if (data.validity === null) return 0;
    this.unpack(data.validity, column);
    memory.arena.kernels.chunk_unpack_bits(batchRows, column.packed, at & 7, column.validity);
    return column.validity;
  }

  private unpack(bits: Uint8Array, column: ColumnBuffers): void {
    const first = this.at >>> 3;
    const end = (this.at + this.batchRows + 7) >>> 3;
    this.memory.arena.bytes.set(bits.subarray(first, end), column.packed);
    this.bytesRead += end - first;
  }

  private loadStrings(column: ColumnBuffers, data: ColumnData, validity: number): void {
    const { memory, at, batchRows } = this;
    const { arena } = memory;
    const offsets = data.offsets;
    if (offsets === null) throw new InternalEngineError("A string column has no offsets");
    const start = offsets[at] ?? 0;
    const end = offsets[at + batchRows] ?? start;
    this.reserveBytes(column, end - start);
    arena.bytes.set(data.data.subarray(start, end), column.bytes);
    arena.words.set(offsets.subarray(at, at + batchRows + 1), column.offsets >>> 2);
    this.bytesRead += end - start + batchRows * 4;
    arena.kernels.chunk_make_views(batchRows, column.offsets, column.bytes - start, validity, column.data);
  }

  private reserveBytes(column: ColumnBuffers, byteLength: number): void {
    if (byteLength <= column.bytesCapacity) return;
    const { allocator } = this.memory;
    if (column.bytesCapacity > 0) allocator.free(column.bytes);
    column.bytesCapacity = Math.max(65536, 2 ** Math.ceil(Math.log2(byteLength)));
    column.bytes = allocator.alloc(column.bytesCapacity);
  }

  private loadDictionary(column: ColumnBuffers, data: ColumnData): void {
    const { memory } = this;
    const { arena, allocator } = memory;
    const dictionary = data.dictionary;
    if (dictionary === null || dictionary.column.offsets === null) return;
    const { numRows } = dictionary;
    const { data: text, offsets } = dictionary.column;
    const own = {
      views: allocator.alloc(numRows * 16),
      offsets: allocator.alloc(numRows * 4 + 4),
      bytes: allocator.alloc(text.length),
    };
    arena.bytes.set(text, own.bytes);
    arena.words.set(offsets, own.offsets >>> 2);
    arena.kernels.chunk_make_views(numRows, own.offsets, own.bytes, 0, own.views);
    memory.setWord(column.program.words.dictionary, own.views);
    this.lookups.update(column.program.column, this.morsel, numRows);
  }
}
