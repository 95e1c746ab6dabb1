import type { Chunk, Schema } from "@millrace/core";
import { sliceColumn } from "@millrace/core";

/** What takes a query's result, chunk by chunk, in row order. */
export interface ChunkTarget {
  /** The chunks may lie in the arena, whose memory is used again as soon as each is given back: for those who soon do. */
  readonly givesBack?: boolean;
  /** It keeps every chunk until the query's end: one that waits for its turn costs no memory beside. */
  readonly keepsAll?: boolean;
  /**
   * Takes a chunk; the promise, where there is one, is fulfilled when the next may come. A target that gives chunks back calls
   * `giveBack` once when it is done with the chunk; the others may keep it.
   */
  push(chunk: Chunk, giveBack: () => void): Promise<void> | void;
  /** Called once after the last chunk, while the query's memory is still there. */
  finish?(): Promise<void>;
  /** Called when the query is ended early: the target takes nothing more, and lets go of whoever waits in `push`. */
  stop?(): void;
  /** Called at the end, after an error as well: fulfilled when nothing that the target has begun still uses the query's memory. */
  settle?(): Promise<void>;
}

/** Keeps the chunks: the result of `collect`. */
export class ChunkCollector implements ChunkTarget {
  readonly keepsAll = true;
  readonly chunks: Chunk[] = [];

  push(chunk: Chunk): void {
    this.chunks.push(chunk);
  }
}

/** Passes on the rows offset … offset + length of an ordered stream. */
export class SliceTarget implements ChunkTarget {
  private readonly schema: Schema;
  private readonly target: ChunkTarget;
  private skip: number;
  private left: number;

  constructor(schema: Schema, target: ChunkTarget, offset: number, length: number | null) {
    this.schema = schema;
    this.target = target;
    this.skip = offset;
    this.left = length ?? Number.POSITIVE_INFINITY;
  }

  /** Whether no further row is wanted. */
  get isComplete(): boolean {
    return this.left <= 0;
  }

  get givesBack(): boolean {
    return this.target.givesBack === true;
  }

  /** Where only some rows are wanted, those of slots that run ahead may not be among them. */
  get keepsAll(): boolean {
    return this.target.keepsAll === true && this.left === Number.POSITIVE_INFINITY;
  }

  push(chunk: Chunk, giveBack: () => void): Promise<void> | void {
    const from = Math.min(this.skip, chunk.numRows);
    const count = Math.min(chunk.numRows - from, this.left);
    this.skip -= from;
    if (count <= 0) {
      giveBack();
      return;
    }
    this.left -= count;
    return this.target.push(count === chunk.numRows ? chunk : this.slice(chunk, from, count), giveBack);
  }

  private slice(chunk: Chunk, from: number, count: number): Chunk {
    const columns = chunk.columns.map((column, i) => {
      const field = this.schema.fields[i];
      return field === undefined ? column : sliceColumn(field.type, column, from, count);
    });
    return { numRows: count, columns };
  }
}
