// What a slot of a pipeline is opened with, and what it hands over: plain data that crosses between threads.

import type { SlotProgram } from "../emit/program.ts";
import type { StateId } from "../physical/pipeline.ts";
import type { PackedChunk } from "../sinks/packed-chunk.ts";
import type { TempBudget } from "../spill/spill-file.ts";
import type { SourceTask } from "./sources/source-task.ts";
import type { KeyFilterTask, ProbeTask, SinkTask } from "./state-task.ts";

/** Everything that a slot is opened with. */
export interface SlotTask {
  readonly query: number;
  readonly slot: number;
  /** The pipeline's ordinal within the query, part of the order of rows. */
  readonly ordinal: number;
  readonly program: SlotProgram;
  readonly source: SourceTask;
  readonly sink: SinkTask;
  readonly probes: readonly ProbeTask[];
  /** The bitmaps of keys of every state that the pipeline probes or tests. */
  readonly keyFilters: readonly (KeyFilterTask & { readonly state: StateId })[];
  readonly spillFolder: string;
  readonly tempKey: Uint8Array | null;
  /** Bytes that the source may hold of stored rows that it brings back. */
  readonly sourceBytes: number;
  /** Rows of a batch at most: BATCH_ROWS, less in tests. */
  readonly batchRows: number;
  /** What is added to the numbers of the source's morsels in the order of rows: an iterator's frames follow one another. */
  readonly firstMorsel: number;
  /** Where the pipeline's row indexes go on; empty: from the start. */
  readonly rowCounts: readonly bigint[];
}

/** A chunk with its place in the order. */
export interface PlacedChunk {
  readonly morsel: number;
  readonly part: number;
  readonly chunk: PackedChunk;
  readonly byteLength: number;
  /** The arena's block in which the chunk lies; 0 where it has memory of its own. */
  readonly block: number;
}

/** Shared words of a query: see coordinator/query-words.ts. */
export interface QueryWords {
  readonly words: Int32Array;
  /** The next morsel of the pipeline. */
  readonly morselIndex: number;
  /** Not 0: stop as soon as possible. */
  readonly stopIndex: number;
  readonly budget: TempBudget;
}
