import { InternalEngineError } from "@millrace/core";
import { CONTEXT_SCRATCH, CONTEXT_SCRATCH_END } from "../emit/context-layout.ts";
import type { SlotProgram } from "../emit/program.ts";
import type { Arena } from "../memory/arena.ts";
import { BlockAllocator } from "../memory/block-allocator.ts";
import { BlockCipher } from "../spill/block-cipher.ts";
import { writeLiteral } from "./literals.ts";

/** The first space for computed strings of a batch; more comes in blocks of at least this. */
const SCRATCH_BYTES = 65536;

/** A slot's context block with its buffers and literals, and the space for computed strings. */
export class SlotMemory {
  readonly arena: Arena;
  readonly allocator: BlockAllocator;
  readonly context: number;
  /** Throws a QueryStopped if the query is to stop: called in work that runs long in one piece. */
  readonly checkStop: () => void;
  /** Encrypts what the slot spills; null: nothing does. */
  readonly cipher: BlockCipher | null;
  private scratch: { start: number; end: number }[] = [];

  constructor(
    arena: Arena,
    query: number,
    program: SlotProgram,
    checkStop: () => void = () => {},
    tempKey: Uint8Array | null = null,
  ) {
    this.arena = arena;
    this.cipher = tempKey === null ? null : new BlockCipher(tempKey);
    this.checkStop = checkStop;
    this.allocator = new BlockAllocator(arena, query);
    this.context = this.allocator.allocZeroed(program.contextBytes);
    for (const { word, byteLength } of program.buffers) {
      arena.setWord(this.context + word, this.allocator.alloc(byteLength));
    }
    for (const literal of program.literals) writeLiteral(arena, this.allocator, this.context, literal);
    this.addScratch(SCRATCH_BYTES);
    this.resetScratch();
  }

  /** The u32 in a word of the context block. */
  word(offset: number): number {
    return this.arena.word(this.context + offset);
  }

  setWord(offset: number, value: number): void {
    this.arena.setWord(this.context + offset, value);
  }

  /** Forgets the computed strings of the rows before. */
  resetScratch(): void {
    while (this.scratch.length > 1) {
      const extra = this.scratch.pop();
      if (extra !== undefined) this.allocator.free(extra.start);
    }
    const [first] = this.scratch;
    if (first === undefined) throw new InternalEngineError("A slot has no space for strings");
    this.setWord(CONTEXT_SCRATCH, first.start);
    this.setWord(CONTEXT_SCRATCH_END, first.end);
  }

  /** Called by compiled code when the space is used up: the address of `byteLength` more bytes. */
  moreScratch(byteLength: number): number {
    const { start, end } = this.addScratch(Math.max(SCRATCH_BYTES, byteLength >>> 0));
    this.setWord(CONTEXT_SCRATCH_END, end);
    return start;
  }

  /**
   * Runs compiled code whose computed strings outlive the batch. Returns the addresses of the blocks that hold them; the caller
   * frees them.
   */
  keepingStrings(run: () => void): number[] {
    const { scratch } = this;
    const words = [this.word(CONTEXT_SCRATCH), this.word(CONTEXT_SCRATCH_END)] as const;
    this.scratch = [];
    this.setWord(CONTEXT_SCRATCH, 0);
    this.setWord(CONTEXT_SCRATCH_END, 0);
    try {
      run();
      return this.scratch.map(({ start }) => start);
    } finally {
      this.scratch = scratch;
      this.setWord(CONTEXT_SCRATCH, words[0]);
      this.setWord(CONTEXT_SCRATCH_END, words[1]);
    }
  }

  close(): void {
    this.allocator.close();
  }

  private addScratch(byteLength: number): { start: number; end: number } {
    const start = this.allocator.alloc(byteLength);
    const block = { start, end: start + byteLength };
    this.scratch.push(block);
    return block;
  }
}
