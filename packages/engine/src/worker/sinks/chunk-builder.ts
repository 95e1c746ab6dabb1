import type { Chunk, ColumnData, DataType } from "@millrace/core";
import { layoutOf, layoutWidth } from "@millrace/core";
import type { ChunksSinkStep } from "../../emit/program.ts";
import type { SlotMemory } from "../slot-memory.ts";

/** Rows of a chunk, at most. */
const CHUNK_ROWS = 32768;

/** Bytes of a string's view in a vector. */
const VIEW_BYTES = 16;
/** Bytes behind the last string that appending may write. */
const APPEND_SLACK = 16;

type Column = ChunksSinkStep["columns"][number];

/** Collects rows from vectors into Arrow-layout buffers in the arena and copies them out as chunks. */
export class ChunkBuilder {
  numRows = 0;
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly columns: readonly ColumnBuilder[];
  private readonly chunkBytes: number;

  /** A chunk is closed when its values exceed `chunkBytes`. */
  constructor(memory: SlotMemory, query: number, columns: readonly Column[], chunkBytes: number) {
    this.memory = memory;
    this.query = query;
    this.chunkBytes = chunkBytes;
    this.columns = columns.map((column) => new ColumnBuilder(memory, column));
  }

  /** Whether `count` more rows fit into the chunk. */
  hasRoom(count: number): boolean {
    if (this.numRows + count > CHUNK_ROWS) return false;
    const bytes = this.columns.reduce((sum, column) => sum + column.byteLength(this.numRows), 0);
    return bytes < this.chunkBytes;
  }

  /** How many of the rows from `from` on make at most a chunk's bytes of text; one in any case. */
  fit(from: number, count: number): number {
    let rows = count;
    for (const column of this.columns) {
      while (rows > 1 && column.textBytes(from, rows) > this.chunkBytes) rows = Math.ceil(rows / 2);
    }
    return rows;
  }

  /** Appends `count` rows of the vectors from `from` on. */
  append(from: number, count: number): void {
    for (const column of this.columns) column.append(this.numRows, from, count);
    this.numRows += count;
  }

  /**
   * The rows so far as a chunk, and how many bytes that is; the builder is empty afterwards. The chunk lies in a block of the
   * arena, or in a shared buffer of its own.
   */
  take(inArena: boolean): { chunk: Chunk; byteLength: number; block: number } {
    const { numRows } = this;
    const sizes = this.columns.map((column) => column.byteLength(numRows));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const { arena } = this.memory;
    const block = inArena ? arena.alloc(total, this.query) : 0;
    const buffer = inArena ? arena.memory.buffer : new SharedArrayBuffer(Math.max(8, total));
    let at = block;
    const columns = this.columns.map((column, i) => {
      const data = column.take(numRows, buffer, at);
      at += sizes[i] ?? 0;
      return data;
    });
    this.numRows = 0;
    return { chunk: { numRows, columns }, byteLength: total, block };
  }

  /** Gives the buffers back. */
  close(): void {
    for (const column of this.columns) column.close(this.memory);
  }
}

function padded(bytes: number): number {
  return (bytes + 15) & -16;
}

class ColumnBuilder {
  stringBytes = 0;
  private readonly memory: SlotMemory;
  private readonly source: Column;
  private readonly type: DataType;
  private readonly width: number;
  private readonly data: number;
  private readonly validity: number;
  private readonly bits: number;
  private bytes = 0;
  private bytesCapacity = 0;
  private hasNulls = false;

  constructor(memory: SlotMemory, source: Column) {
    this.memory = memory;
    this.source = source;
    this.type = source.type;
    this.width = this.isText ? 4 : layoutWidth(layoutOf(source.type));
    this.data = memory.allocator.alloc(CHUNK_ROWS * this.width + 16);
    this.validity = source.validity === null ? 0 : memory.allocator.alloc(CHUNK_ROWS);
    this.bits = memory.allocator.alloc(CHUNK_ROWS / 8);
    if (this.isText) memory.arena.setWord(this.data, 0);
  }

  private get isText(): boolean {
    return this.type.kind === "string" || this.type.kind === "categorical" || this.type.kind === "list";
  }

  /** Bytes of the strings in rows of the vector. */
  textBytes(first: number, count: number): number {
    if (!this.isText) return 0;
    const { memory, source } = this;
    return memory.arena.kernels.chunk_views_size(count, memory.word(source.data) + first * VIEW_BYTES);
  }

  append(row: number, first: number, count: number): void {
    const { memory, source } = this;
    const { kernels } = memory.arena;
    const from = memory.word(source.data) + first * (this.isText ? VIEW_BYTES : this.width);
    if (source.validity !== null) {
      const valid = memory.word(source.validity) + first;
      kernels.bytes_copy(this.validity + row, valid, count);
      this.hasNulls ||= memory.arena.bytes.subarray(valid, valid + count).indexOf(0) >= 0;
    }
    if (!this.isText) {
      const target = this.data + row * this.width;
      kernels.bytes_copy(target, from, count * this.width);
      return;
    }
    this.reserve(this.stringBytes + kernels.chunk_views_size(count, from) + APPEND_SLACK);
    this.stringBytes =
      kernels.chunk_append_views(count, from, this.data + row * 4 + 4, this.bytes, this.stringBytes) >>> 0;
  }

  byteLength(numRows: number): number {
    const validity = this.hasNulls ? padded((numRows + 7) >>> 3) : 0;
    if (this.type.kind === "null") return validity;
    if (this.isText) return validity + padded((numRows + 1) * 4) + padded(this.stringBytes);
    return validity + padded(this.type.kind === "boolean" ? (numRows + 7) >>> 3 : numRows * this.width);
  }

  take(numRows: number, buffer: SharedArrayBuffer, start: number): ColumnData {
    let at = start;
    const copy = (source: number, byteLength: number): Uint8Array => {
      const target = new Uint8Array(buffer, at, byteLength);
      target.set(this.memory.arena.bytes.subarray(source, source + byteLength));
      at += padded(byteLength);
      return target;
    };
    const bitBytes = (numRows + 7) >>> 3;
    let validity: Uint8Array | null = null;
    if (this.hasNulls) {
      this.memory.arena.kernels.chunk_pack_bits(numRows, this.validity, this.bits);
      validity = copy(this.bits, bitBytes);
    }
    let offsets: Int32Array | null = null;
    let data: Uint8Array;
    if (this.type.kind === "null") data = new Uint8Array(buffer, 0, 0);
    else if (this.type.kind === "boolean") {
      this.memory.arena.kernels.chunk_pack_bits(numRows, this.data, this.bits);
      data = copy(this.bits, bitBytes);
    } else if (this.isText) {
      const copied = copy(this.data, (numRows + 1) * 4);
      offsets = new Int32Array(copied.buffer, copied.byteOffset, numRows + 1);
      data = copy(this.bytes, this.stringBytes);
    } else data = copy(this.data, numRows * this.width);
    this.stringBytes = 0;
    this.hasNulls = false;
    return { validity, data, offsets, dictionary: null };
  }

  close(memory: SlotMemory): void {
    for (const buffer of [this.data, this.validity, this.bits, this.bytes])
      if (buffer !== 0) memory.allocator.free(buffer);
  }

  private reserve(byteLength: number): void {
    if (byteLength <= this.bytesCapacity) return;
    const { arena, allocator } = this.memory;
    const capacity = Math.max(65536, 2 ** Math.ceil(Math.log2(byteLength)));
    const bytes = allocator.alloc(capacity);
    if (this.bytesCapacity > 0) {
      arena.bytes.copyWithin(bytes, this.bytes, this.bytes + this.stringBytes);
      allocator.free(this.bytes);
    }
    this.bytes = bytes;
    this.bytesCapacity = capacity;
  }
}
