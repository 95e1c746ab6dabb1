import type { ErrorSite } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import type { StateId } from "../physical/pipeline.ts";
import type { ContextBuffer, ContextLiteral } from "./context-layout.ts";
import type { ColumnWords } from "./module-context.ts";
import type { NarrowProgram } from "./narrow.ts";

// The plain data beside a compiled module: which of its functions a slot calls in which order, and where things lie in the
// slot's context block.

/** A source column that the module reads. */
export interface ColumnProgram {
  readonly column: number;
  readonly words: ColumnWords;
  /** Loaded only for the rows that the first stage left over. */
  readonly late: boolean;
}

/** A table by dictionary codes, filled by one call for each new dictionary. */
export interface LookupProgram {
  readonly column: number;
  readonly function: string;
  readonly data: number;
  readonly validity: number;
  readonly width: number;
}

/** A loop of the module: `(context, from, count)` → rows written to its output vectors, -1 on an error. */
export interface StageStep {
  readonly kind: "stage";
  readonly function: string;
  /** The operators that are part of the loop. */
  readonly operators: readonly string[];
  /** Takes the whole batch at once instead of STAGE_ROWS rows. */
  readonly wholeBatch: boolean;
  readonly narrow: NarrowProgram | null;
}

/** A hash probe between two stages. Words hold addresses of buffers. */
export interface ProbeStep {
  readonly kind: "probe";
  readonly state: StateId;
  readonly mode: "inner" | "left" | "semi" | "anti";
  readonly keys: number;
  readonly hashes: number;
  /** One byte a probe row: 0 where a null key matches nothing; null where no key can be null. */
  readonly valid: number | null;
  readonly pairIndex: number;
  readonly pairRow: number;
  readonly nullRow: number;
}

/** Result rows in vectors, to be put into chunks. */
export interface ChunksSinkStep {
  readonly kind: "chunks";
  readonly state: StateId;
  readonly columns: readonly { readonly type: DataType; readonly data: number; readonly validity: number | null }[];
}

/** States are updated inside the stage before; nothing is left to do. */
export interface InlineSinkStep {
  readonly kind: "inline";
  readonly state: StateId;
  readonly stateRow: number;
}

/** Rows by key into a table of groups, then one update loop. */
export interface AggregateSinkStep {
  readonly kind: "aggregate";
  readonly state: StateId;
  readonly keys: number;
  readonly hashes: number;
  readonly rows: number;
  readonly update: string;
  readonly narrow: NarrowProgram | null;
}

/** Groups found by the codes of their keys inside of the stage before. */
export interface CodesSinkStep {
  readonly kind: "codes";
  readonly state: StateId;
  /** Words: the cache of groups, the mask of its slots, the table of groups, its descriptor. */
  readonly cache: number;
  readonly mask: number;
  readonly table: number;
  readonly descriptor: number;
  /** Source columns of the keys, where each one's i64 stride lies, and the word of its number of codes. */
  readonly columns: readonly number[];
  readonly strides: readonly number[];
  readonly counts: readonly number[];
  /** Words of buffers for the one row that the cache does not know. */
  readonly keys: number;
  readonly hashes: number;
  readonly rows: number;
}

/** Rows into pages: reserve, then one store loop. */
export interface StoreSinkStep {
  readonly kind: "store";
  readonly state: StateId;
  /** Key rows to hash, or null where rows are not partitioned. */
  readonly keys: number | null;
  readonly hashes: number | null;
  readonly heapBytes: number | null;
  readonly rows: number;
  readonly heaps: number | null;
  readonly store: string;
  /** Where the least and the greatest integer key are kept (i64 each), or null. */
  readonly bounds: number | null;
}

/** Keys into the bitmap of a set: the stage before writes the numbers of their bits. */
export interface KeySetSinkStep {
  readonly kind: "keySet";
  readonly state: StateId;
  /** Word of the buffer of bit numbers. */
  readonly bits: number;
  /** Offset of the i64 of bit 0's value, and the word of the number of bits. */
  readonly base: number;
  readonly length: number;
}

/** One step of a slot's work on a batch. */
export type ProgramStep =
  | StageStep
  | ProbeStep
  | ChunksSinkStep
  | InlineSinkStep
  | AggregateSinkStep
  | CodesSinkStep
  | KeySetSinkStep
  | StoreSinkStep;

/** The loops of a source of stored rows: they fill the rows of groups. Words hold addresses of buffers. */
export interface HolisticProgram {
  /** Stored rows, and the rows of their groups. */
  readonly rows: number;
  readonly groups: number;
  readonly update: string;
  /** Tables of different values: keys that `update` writes, and the loop over the rows that were found for them. */
  readonly distinct: readonly {
    readonly keys: number;
    readonly hashes: number;
    readonly rows: number;
    readonly count: string;
  }[];
  /** Puts the values of the quantiles into their places; null where there are none. */
  readonly collect: string | null;
  readonly quantiles: readonly QuantileProgram[];
}

/** A quantile of each group. */
export interface QuantileProgram {
  /** Where it lies in the row of a group. */
  readonly offset: number;
  /** The word of the address of the partition's values. */
  readonly values: number;
  readonly fraction: number;
  /** The result is a Float32. */
  readonly single: boolean;
}

/** A place where a row can fail, and the type of the value that it leaves in the context block; null: none. */
export interface RowErrorSite {
  readonly site: ErrorSite;
  readonly type: DataType | null;
}

/** A bitmap of a build side's keys that a stage tests. */
export interface KeyFilterProgram {
  readonly state: StateId;
  readonly key: number;
  /** Words of the bitmap's address and of its number of bits. */
  readonly bitmap: number;
  readonly length: number;
  /** Offset of an i64 in the context block. */
  readonly base: number;
}

/** Everything that a slot must know to run a pipeline's module. */
export interface SlotProgram {
  readonly contextBytes: number;
  readonly literals: readonly ContextLiteral[];
  readonly buffers: readonly ContextBuffer[];
  readonly columns: readonly ColumnProgram[];
  readonly lookups: readonly LookupProgram[];
  /** The word of the row addresses of a batch, for sources of rows in pages. */
  readonly sourceRows: number | null;
  /** The word of the addresses of their slots, for sources of rows in states. */
  readonly sourceSlots: number | null;
  /** Merges states of two rows: `(context, count)` over the words below; for sources of groups. */
  readonly merge: { readonly function: string; readonly into: number; readonly from: number } | null;
  /** For sources of rows by group. */
  readonly holistic: HolisticProgram | null;
  /** The words of the addresses of array directories probed inside a stage: {word, length word, base offset, null row word}. */
  readonly arrays: readonly ArrayProgram[];
  readonly keyFilters: readonly KeyFilterProgram[];
  /** The word of the row numbers that the first stage leaves, where it takes whole batches. */
  readonly selection: number | null;
  readonly steps: readonly ProgramStep[];
  /** Offsets of the i64 that count the rows which came by a row index. */
  readonly rowCounters: readonly number[];
  readonly errorSites: readonly RowErrorSite[];
}

/** An array directory that a stage reads by key. */
export interface ArrayProgram {
  readonly state: StateId;
  readonly entries: number;
  readonly length: number;
  /** Offset of an i64 in the context block. */
  readonly base: number;
  readonly nullRow: number;
}
