import type { ChunksSinkStep } from "../../emit/program.ts";
import { packChunk } from "../../sinks/packed-chunk.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { PlacedChunk } from "../slot-task.ts";
import type { SinkTask } from "../state-task.ts";
import { ChunkBuilder } from "./chunk-builder.ts";

/** Gathers a slot's rows into chunks, each of one morsel's rows and with its place among them. */
export class ChunksSink {
  /** Finished chunks, until they are taken out. */
  readonly chunks: PlacedChunk[] = [];
  private readonly memory: SlotMemory;
  private readonly builder: ChunkBuilder;
  private readonly inArena: boolean;
  private morsel = -1;
  private part = 0;

  constructor(task: Extract<SinkTask, { kind: "chunks" }>, step: ChunksSinkStep, memory: SlotMemory, query: number) {
    this.memory = memory;
    this.inArena = task.inArena;
    this.builder = new ChunkBuilder(memory, query, step.columns, task.chunkBytes);
  }

  /** The next rows are of this morsel. */
  beginMorsel(morsel: number): void {
    this.morsel = morsel;
    this.part = 0;
  }

  /** Takes the rows that the last stage has left. */
  consume(count: number): void {
    for (let from = 0; from < count; ) {
      const rows = this.builder.fit(from, count - from);
      if (!this.builder.hasRoom(rows)) this.flush();
      this.builder.append(from, rows);
      from += rows;
    }
  }

  /** Finishes the chunk under way. */
  flush(): void {
    if (this.builder.numRows === 0) return;
    const { chunk, byteLength, block } = this.builder.take(this.inArena);
    const packed = packChunk(this.memory.arena, chunk);
    this.chunks.push({ morsel: this.morsel, part: this.part++, chunk: packed, byteLength, block });
  }
}
