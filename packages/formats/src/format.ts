import type { DataType, Schema } from "@millrace/core";
import type { KernelExports } from "@millrace/kernels";
import type { ColumnStatistics, LiteralValue, ScanFile } from "@millrace/plan";
import type { LocalFiles } from "@millrace/storage";
import type { RejectedRow } from "./rejected-row.ts";

/** Allocates arena memory for a reader; what is not freed lives as long as the morsel. */
export interface ArenaAllocator {
  /** A pointer aligned to 64 bytes, with 64 readable and writable bytes of slack behind `byteLength`. */
  alloc(byteLength: number): number;
  free(pointer: number): void;
}

/** What a reader works with in a worker. */
export interface ReadContext {
  readonly memory: WebAssembly.Memory;
  /** The whole memory. */
  readonly bytes: Uint8Array;
  readonly kernels: KernelExports;
  readonly allocator: ArenaAllocator;
  readonly files: LocalFiles;
}

/** A vector as a reader leaves it; pointers into the arena. */
export interface Vector {
  /** Values at their natural width, or u32 codes when `dictionary` is set. */
  data: number;
  /** One byte a row, 1 = valid; 0 = all valid. */
  validity: number;
  dictionary: Dictionary | null;
}

/** The values that codes stand for: a flat vector. */
export interface Dictionary {
  readonly data: number;
  readonly count: number;
  /** Changes with the dictionary: equal generations of one reader mean equal contents for the codes seen so far. */
  readonly generation: number;
}

/** One column to read. */
export interface ReadColumn {
  readonly name: string;
  /** The type of the result vector. */
  readonly type: DataType;
  /** Deliver codes and a dictionary; allowed for the `codedColumns` of the scan plan. */
  readonly coded: boolean;
}

/** The comparisons that a reader can prune by. */
export type PruneOperator = "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "in" | "isNull" | "isNotNull";

/** An interval test that prunes: column, operator, literals of the column's type. Tests are ANDed; a reader may ignore any. */
export interface PruneTest {
  readonly column: string;
  readonly op: PruneOperator;
  /** One value, any number for `in`, none for `isNull` and `isNotNull`. */
  readonly values: readonly LiteralValue[];
}

/** A unit of scheduling: plain data. A format adds its own fields (row group, row range, byte range). */
export interface Morsel {
  /** Index into the scan's files. */
  readonly file: number;
  readonly estimatedRows: number;
  readonly byteLength: number;
}

/** What was pruned before reading, by reason ("statistics", "page index", "limit", "projection"). */
export interface PrunedAmount {
  readonly reason: string;
  readonly rows: number;
  readonly bytes: number;
}

/** The ledger of a plan: totals of all files and what the plan leaves out. */
export interface LedgerPlan {
  readonly totalBytes: number;
  /** Null where the format cannot know it before reading. */
  readonly totalRows: number | null;
  readonly pruned: readonly PrunedAmount[];
}

/** A planned scan; plain data throughout. */
export interface ScanPlan {
  readonly morsels: readonly Morsel[];
  readonly ledger: LedgerPlan;
  /** The columns that every morsel can deliver as codes. */
  readonly codedColumns: readonly string[];
  readonly estimatedRows: number;
  /** What every reader needs; may hold SharedArrayBuffers. */
  readonly shared: unknown;
}

/** What a reader has done so far; plain data. */
export interface ReadCounters {
  bytesRead: number;
  /** Compressed bytes that were left unread or undecoded, by reason. */
  readonly bytesSkipped: Record<string, number>;
  /** Rows that beginBatch handed out. */
  rows: number;
  /** Rows that the reader left out by itself, by reason. */
  readonly rowsSkipped: Record<string, number>;
  rejectedRows: number;
  readonly firstRejected: RejectedRow[];
}

/** Reads one morsel, batch by batch. Single-threaded: it lives in one worker. */
export interface MorselReader {
  /** Starts the next batch: its number of rows, 0 at the end of the morsel. Buffers of the previous batch may be reused. */
  beginBatch(maxRows: number): number;
  /**
   * Decodes a column (index into the columns to read) of the current batch; columns never loaded are skipped cheaply.
   * `selection` points at ascending u32 row offsets within the batch, `selectedRows` of them; 0 means all rows. With a
   * selection the vector is filled at the selected rows' own positions, others are undefined.
   */
  load(column: number, out: Vector, selection: number, selectedRows: number): void;
  readonly counters: ReadCounters;
  /** Gives back files and memory; the reader is of no use afterwards. */
  close(): void;
}

/** Options of a format: plain data. */
export type FormatOptions = Readonly<Record<string, unknown>>;

/** What the planning side of a format works with, on the main thread. */
export interface FormatEnvironment {
  readonly files: LocalFiles;
}

/** What is asked of a scan. */
export interface ScanRequest {
  readonly files: readonly ScanFile[];
  readonly options: FormatOptions;
  readonly schema: Schema;
  /** The columns that the query reads; partition columns are not among them. */
  readonly columns: readonly string[];
  readonly tests: readonly PruneTest[];
  /** At most so many rows before any filter, or null. */
  readonly limit: number | null;
  /** How many morsels are wanted at least, where the data allows it. */
  readonly targetMorsels: number;
}

/** What a worker needs to open the morsels of a plan; plain data. */
export interface OpenScan {
  readonly shared: unknown;
  readonly files: readonly ScanFile[];
  readonly options: FormatOptions;
  readonly schema: Schema;
  readonly columns: readonly ReadColumn[];
  readonly tests: readonly PruneTest[];
}

/** What a format knows of files without reading their rows. */
export interface FileStatistics {
  /** Null where it cannot be known. */
  readonly rows: number | null;
  column(name: string): ColumnStatistics | null;
}

/** A file format as the engine sees it. */
export interface ScanFormat {
  readonly name: string;
  /** The columns of the files; reads footers and samples only. */
  inferSchema(
    files: readonly ScanFile[],
    options: FormatOptions,
    environment: FormatEnvironment,
  ): Promise<Schema> | Schema;
  /** Cuts the scan into morsels. On the main thread; local reads of footers are synchronous and cached. */
  planScan(request: ScanRequest, environment: FormatEnvironment): ScanPlan;
  /** Opens a morsel of a plan, in a worker. */
  openMorsel(context: ReadContext, scan: OpenScan, morsel: Morsel): MorselReader;
  /** What the planner can know beforehand; absent where the format stores no statistics. */
  statistics?(files: readonly ScanFile[], options: FormatOptions, environment: FormatEnvironment): FileStatistics;
}
