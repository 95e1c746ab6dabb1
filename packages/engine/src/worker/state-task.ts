import type { StateId } from "../physical/pipeline.ts";
import type { CopiedLayout } from "../spill/row-copier.ts";

// Addresses in the arena of the blocks that the main thread prepared for a slot: plain data.

/** A group-by of one slot: its table, its row collection and their descriptor. */
export interface AggregateTask {
  readonly kind: "aggregate";
  readonly state: StateId;
  readonly grant: number;
  readonly rows: number;
  readonly table: number;
  readonly descriptor: number;
  readonly radixBits: number;
  /** The largest directory, as log2 of its slots. */
  readonly maxDirectory: number;
  /** The area for the strings of the states, 0 where there are none. */
  readonly text: number;
  /** How its rows lie: bytes from one to the next, and where strings lie in keys and in states. */
  readonly layout: CopiedLayout;
  readonly stateViews: readonly number[];
}

/** The one row of a group-by without keys. */
export interface SingleRowTask {
  readonly kind: "single";
  readonly state: StateId;
  readonly row: number;
  readonly byteLength: number;
  /** The area for the strings of the states, 0 where there are none. */
  readonly text: number;
}

/** Rows stored in pages by one slot: the build side of a join, or rows by group. */
export interface StoreTask {
  readonly kind: "store";
  readonly state: StateId;
  readonly grant: number;
  readonly rows: number;
  /** Key descriptor, 0 where rows are not partitioned. */
  readonly descriptor: number;
  readonly radixBits: number;
  /** For sorts: how rows compare and are copied; null otherwise. */
  readonly sort: SortTask | null;
}

/** What turning pages into sorted runs needs. */
export interface SortTask {
  readonly descriptor: number;
  readonly stride: number;
  readonly viewOffsets: readonly number[];
  readonly limit: number | null;
  /** The rows come in their order: a slot that has stored as many as the limit needs no others. */
  readonly inOrder: boolean;
}

/** A result in chunks. */
export interface ChunksTask {
  readonly kind: "chunks";
  readonly state: StateId;
  /** Only this many rows of each slot's morsels can be wanted, or null. */
  readonly limit: number | null;
  /** The chunks lie in blocks of the arena, which their receiver gives back; else in memory of their own, which it may keep. */
  readonly inArena: boolean;
  /** A chunk is closed when its values exceed so many bytes. */
  readonly chunkBytes: number;
}

/** A set of integer keys: bit (value - base) of `length` bits, shared by the slots. */
export interface KeySetTask {
  readonly kind: "keySet";
  readonly state: StateId;
  readonly bitmap: number;
  readonly base: bigint;
  readonly length: number;
}

/** What a sink works on. */
export type SinkTask = AggregateTask | SingleRowTask | StoreTask | ChunksTask | KeySetTask;

/** A complete join as its probe sees it. */
export interface ProbeTask {
  readonly state: StateId;
  readonly directory: number;
  readonly descriptor: number;
  readonly mark: boolean;
  /** A zeroed row with every null byte set is not needed: code tells the row by its address. */
  readonly nullRow: number;
  /** For array directories: heads, how many, and the key of head 0. */
  readonly array: { readonly entries: number; readonly length: number; readonly base: bigint } | null;
}

/** A bitmap of the values that a key has: bit (value - base) of `length` bits. */
export interface KeyFilterTask {
  readonly key: number;
  readonly bitmap: number;
  readonly length: number;
  readonly base: bigint;
}
