import { closeSync, mkdirSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import {
  PAGE_SIZE,
  ROW_PAGE_EXTENT_ORDER,
  ROW_PAGE_HEADER,
  ROW_PAGE_HEAP_START,
  ROW_PAGE_NEXT,
  ROW_PAGE_NUM_ROWS,
  ROW_PAGE_ROW_STRIDE,
  TempFileDamagedError,
  TempSpaceError,
} from "@millrace/core";
import { faultPoint, freeSpace, ioError, isDiskFull } from "@millrace/storage";
import type { Arena } from "../memory/arena.ts";
import type { BlockAllocator } from "../memory/block-allocator.ts";
import { throwIfStopped } from "../worker/query-stopped.ts";
import type { BlockCipher } from "./block-cipher.ts";
import { SEAL_BYTES } from "./block-cipher.ts";
import type { SpilledPart } from "./spilled-part.ts";

// A spill file is a run of records: {compressed bytes u32, page bytes u32, checksum u64} and the page as an LZ4 block (or as it
// is, where both sizes are equal). The block may be encrypted, with its seal behind it; the checksum is that of what lies on the disk.

const RECORD_HEADER = 16;
/** LZ4 takes blocks of up to 1 MiB; larger extents are written in pieces. */
const MAX_BLOCK = 1 << 20;
/** A file asks for the free space each time it has grown by so much, or by a part of what is left for all files. */
const SPACE_STEP = 8 * 1024 * 1024;
const SPACE_PART = 1 / 8;

/** Shared words by which all slots of a query count what they have written: bytes in KiB. */
export interface TempBudget {
  readonly words: Int32Array;
  /** KiB written so far by all slots. */
  readonly usedIndex: number;
  /** KiB that are on disk now, and the most that may be; -1 = no limit. */
  readonly heldIndex: number;
  readonly limitIndex: number;
  /** Files that all slots have begun. */
  readonly filesIndex: number;
  /** Not 0: nothing of the query is wanted any more. */
  readonly abortIndex: number;
}

/** A file of spilled pages. Created on first use, readable by its owner alone; the query's folder is removed at its end. */
export class SpillFile {
  readonly path: string;
  private readonly arena: Arena;
  private readonly budget: TempBudget;
  private readonly buffers: SpillBuffers;
  private readonly cipher: BlockCipher | null;
  private readonly number: number;
  private fd = -1;
  private end = 0;
  /** Up to where there was space enough. */
  private hasSpaceTo = 0;

  /** The buffers may be shared by files that are written by turns. */
  constructor(arena: Arena, path: string, buffers: SpillBuffers, budget: TempBudget, cipher: BlockCipher | null) {
    this.cipher = cipher;
    this.number = Atomics.add(budget.words, budget.filesIndex, 1);
    this.arena = arena;
    this.path = path;
    this.buffers = buffers;
    this.budget = budget;
  }

  /** Bytes written so far. */
  get byteLength(): number {
    return this.end;
  }

  /** Writes a list of pages from its first page on; they stay in memory. */
  write(partition: number, firstPage: number): SpilledPart {
    const offset = this.end;
    let [numPages, numRows, pageBytes, maxPageBytes] = [0, 0, 0, 0];
    for (let page = firstPage; page !== 0; page = this.arena.word(page + ROW_PAGE_NEXT)) {
      const byteLength = PAGE_SIZE << this.arena.word(page + ROW_PAGE_EXTENT_ORDER);
      this.clearGap(page);
      for (let at = 0; at < byteLength; at += MAX_BLOCK)
        this.writeBlock(page + at, Math.min(MAX_BLOCK, byteLength - at));
      numPages += 1;
      numRows += this.arena.word(page + ROW_PAGE_NUM_ROWS);
      pageBytes += byteLength;
      maxPageBytes = Math.max(maxPageBytes, byteLength);
    }
    const byteLength = this.end - offset;
    return { file: this.path, offset, byteLength, partition, numPages, numRows, pageBytes, maxPageBytes };
  }

  close(): void {
    if (this.fd >= 0) closeSync(this.fd);
    this.fd = -1;
  }

  /** Removes the file: all that was written has been read. */
  remove(): void {
    this.close();
    if (this.end > 0) removeSpilled(this.path, this.end, this.budget);
    this.end = 0;
  }

  /** What lies between rows and strings is of an earlier use of the page: as zeros it takes next to no room. */
  private clearGap(page: number): void {
    const { arena } = this;
    const rows = arena.word(page + ROW_PAGE_NUM_ROWS) * arena.word(page + ROW_PAGE_ROW_STRIDE);
    const heap = arena.word(page + ROW_PAGE_HEAP_START);
    if (ROW_PAGE_HEADER + rows < heap) arena.bytes.fill(0, page + ROW_PAGE_HEADER + rows, page + heap);
  }

  private writeBlock(source: number, byteLength: number): void {
    const { kernels, bytes } = this.arena;
    const sealBytes = this.cipher === null ? 0 : SEAL_BYTES;
    const buffer = this.buffers.reserve(byteLength + RECORD_HEADER + sealBytes);
    const body = buffer + RECORD_HEADER;
    let compressed = kernels.lz4_compress(source, byteLength, body, byteLength - 1, this.buffers.table);
    if (compressed <= 0) {
      compressed = byteLength;
      bytes.copyWithin(body, source, source + byteLength);
    }
    const block = bytes.subarray(body, body + compressed + sealBytes);
    this.cipher?.seal(block, this.number, { path: this.path, offset: this.end });
    this.arena.setWord(buffer, compressed);
    this.arena.setWord(buffer + 4, byteLength);
    this.arena.setLong(buffer + 8, kernels.checksum(body, block.length));
    this.append(buffer, RECORD_HEADER + block.length);
  }

  private append(start: number, byteLength: number): void {
    const { words, usedIndex, heldIndex, limitIndex, abortIndex } = this.budget;
    throwIfStopped(words, abortIndex);
    const kib = kibOf(this.end + byteLength) - kibOf(this.end);
    Atomics.add(words, usedIndex, kib);
    const held = Atomics.add(words, heldIndex, kib) + kib;
    const limit = words[limitIndex] ?? -1;
    if (limit >= 0 && held > limit) {
      throw new TempSpaceError({ tempDir: dirname(this.path), needed: held * 1024, limit: limit * 1024 });
    }
    if (this.end + byteLength > this.hasSpaceTo) this.checkSpace(byteLength);
    try {
      faultPoint(this.fd < 0 ? "open" : "write", this.path);
      if (this.fd < 0) this.fd = createPrivately(this.path);
      let done = 0;
      while (done < byteLength) done += writeSync(this.fd, this.arena.bytes, start + done, byteLength - done);
    } catch (cause) {
      if (!isDiskFull(cause)) throw ioError(cause, "write", this.path);
      const failure = new TempSpaceError({ tempDir: dirname(this.path), needed: byteLength });
      failure.cause = cause;
      throw failure;
    }
    this.end += byteLength;
  }

  /** A disk that runs full breaks other programs: the query ends before that. */
  private checkSpace(needed: number): void {
    const tempDir = dirname(this.path);
    // The query's own folder may not be there yet.
    const { free, reserve } = freeSpace(dirname(tempDir)) ?? { free: Number.POSITIVE_INFINITY, reserve: 0 };
    const left = free - reserve - needed;
    if (left < 0) throw new TempSpaceError({ tempDir, needed, free, reserve: Math.ceil(reserve) });
    this.hasSpaceTo = this.end + Math.min(SPACE_STEP, left * SPACE_PART);
  }
}

/** Opens a new file for its owner alone; the first file of a query makes its folder. */
function createPrivately(path: string): number {
  try {
    return openSync(path, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  try {
    mkdirSync(dirname(path), { mode: 0o700 });
  } catch (error) {
    // Another slot was faster.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return openSync(path, "wx", 0o600);
}

/** Removes a file of `byteLength` bytes that has been read to its end, wherever it was written. */
export function removeSpilled(path: string, byteLength: number, { words, heldIndex }: TempBudget): void {
  unlinkSync(path);
  Atomics.sub(words, heldIndex, kibOf(byteLength));
}

function kibOf(byteLength: number): number {
  return Math.ceil(byteLength / 1024);
}

/** Memory that the spill files of a slot work in: as much as the largest block that was written asked for. */
export class SpillBuffers {
  readonly table: number;
  private readonly allocator: BlockAllocator;
  private buffer = 0;
  private capacity = 0;

  constructor(arena: Arena, allocator: BlockAllocator) {
    this.allocator = allocator;
    this.table = allocator.alloc(arena.kernels.lz4_table_size());
  }

  /** The buffer, with room for so many bytes; what was in it may be lost. */
  reserve(byteLength: number): number {
    if (byteLength > this.capacity) {
      if (this.capacity > 0) this.allocator.free(this.buffer);
      this.buffer = this.allocator.alloc(byteLength);
      this.capacity = byteLength;
    }
    return this.buffer;
  }
}

/** Reads the pages of spilled parts back, in order. */
export class SpillReader {
  private readonly arena: Arena;
  private readonly allocator: BlockAllocator;
  private readonly cipher: BlockCipher | null;
  /** Room for a block of `capacity` bytes, and behind it for its record. */
  private buffer = 0;
  private capacity = 0;
  private fd = -1;
  private path = "";

  constructor(arena: Arena, allocator: BlockAllocator, cipher: BlockCipher | null) {
    this.arena = arena;
    this.allocator = allocator;
    this.cipher = cipher;
  }

  /** Reads the page at `offset` of a part; `place` gives memory for a page of so many bytes. Returns where the next one begins. */
  readPage(part: SpilledPart, offset: number, place: (byteLength: number) => number): { page: number; next: number } {
    this.open(part.file);
    this.reserve(Math.min(part.maxPageBytes, MAX_BLOCK));
    let at = this.readHeader(part, offset);
    const first = this.decompress(part, offset, this.buffer, this.capacity, true);
    const byteLength = PAGE_SIZE << this.arena.word(first + ROW_PAGE_EXTENT_ORDER);
    const page = place(byteLength);
    this.arena.bytes.copyWithin(page, first, first + Math.min(byteLength, MAX_BLOCK));
    for (let done = MAX_BLOCK; done < byteLength; done += MAX_BLOCK) {
      const next = this.readHeader(part, at);
      this.decompress(part, at, page + done, byteLength - done, false);
      at = next;
    }
    return { page, next: at };
  }

  close(): void {
    if (this.fd >= 0) closeSync(this.fd);
    this.fd = -1;
    this.path = "";
  }

  /** Lets go of a file that is about to be removed. */
  forget(path: string): void {
    if (this.path === path) this.close();
  }

  private reserve(blockBytes: number): void {
    if (blockBytes <= this.capacity) return;
    if (this.capacity > 0) this.allocator.free(this.buffer);
    this.buffer = this.allocator.alloc(2 * blockBytes + RECORD_HEADER + 128);
    this.capacity = blockBytes;
  }

  private open(path: string): void {
    if (this.path === path && this.fd >= 0) return;
    this.close();
    try {
      faultPoint("open", path);
      this.fd = openSync(path, "r");
    } catch (error) {
      throw ioError(error, "read", path);
    }
    this.path = path;
  }

  /** Reads a record into the upper half of the buffer and returns the offset of the next one. */
  private readHeader(part: SpilledPart, offset: number): number {
    const record = this.record;
    this.read(part, record, RECORD_HEADER, offset);
    const compressed = this.arena.word(record);
    if (compressed > this.capacity) throw damaged(part, offset);
    const body = record + RECORD_HEADER;
    const byteLength = compressed + (this.cipher === null ? 0 : SEAL_BYTES);
    this.read(part, body, byteLength, offset + RECORD_HEADER);
    const { kernels, bytes } = this.arena;
    const isSame =
      BigInt.asUintN(64, kernels.checksum(body, byteLength)) === BigInt.asUintN(64, this.arena.long(record + 8));
    const place = { path: part.file, offset };
    if (!isSame || this.cipher?.open(bytes.subarray(body, body + byteLength), place) === false) {
      throw damaged(part, offset);
    }
    return offset + RECORD_HEADER + byteLength;
  }

  private get record(): number {
    return this.buffer + this.capacity + 64;
  }

  private decompress(part: SpilledPart, offset: number, target: number, capacity: number, small: boolean): number {
    const record = this.record;
    const compressed = this.arena.word(record);
    const byteLength = this.arena.word(record + 4);
    if (compressed === byteLength) {
      if (small) return record + RECORD_HEADER;
      this.arena.bytes.copyWithin(target, record + RECORD_HEADER, record + RECORD_HEADER + byteLength);
      return target;
    }
    const written = this.arena.kernels.lz4_decompress(record + RECORD_HEADER, compressed, target, capacity);
    if (written !== byteLength) throw damaged(part, offset);
    return target;
  }

  private read(part: SpilledPart, target: number, byteLength: number, position: number): void {
    let done = 0;
    while (done < byteLength) {
      const n = this.readSome(part, target + done, byteLength - done, position + done);
      if (n === 0) throw damaged(part, position);
      done += n;
    }
  }

  private readSome(part: SpilledPart, target: number, byteLength: number, position: number): number {
    try {
      faultPoint("read", part.file);
      return readSync(this.fd, this.arena.bytes, target, byteLength, position);
    } catch (error) {
      throw ioError(error, "read", part.file);
    }
  }
}

/** The error about a page that is not as it was written. */
export function damaged(part: SpilledPart, offset: number): TempFileDamagedError {
  return new TempFileDamagedError(part.file, offset);
}
