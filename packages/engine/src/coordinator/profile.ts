// What a query tells of itself. Types alone, of plain data: they are published, and what they name is published with them.
import type { RejectedRow } from "@millrace/formats";

/** What one operator of a pipeline did, or several that are one loop; the first is the source, the last the sink. */
export interface OperatorProfile {
  /**
   * In the words of the physical plan, "scan", "probe", "aggregate", …. Operators that are one loop share an entry, "filter + project";
   * a loop without an operator computes what the next one takes, "aggregate input".
   */
  readonly name: string;
  /** Rows that it passed on; of a sink: rows that it took. */
  rows: number;
  /** Bytes that it read, of sources; bytes of state that it holds at the pipeline's end, of sinks. */
  bytes: number;
  /** Seconds that slots worked in it, in all. */
  seconds: number;
  /** Seconds that slots waited, in all: all of it at the source, where a slot asks for more, since nothing behind it ever waits. */
  waitSeconds: number;
  /** The most memory that it held: a sink its state, the source what else the query held meanwhile; operators between them hold none. */
  peakMemoryBytes: number;
}

/** What one pipeline of a query did. */
export interface PipelineProfile {
  readonly pipeline: number;
  readonly source: string;
  readonly operators: readonly OperatorProfile[];
  readonly sink: string;
  readonly slots: number;
  /** Morsels of the source, null where their number is not known; and how many are done. */
  morsels: number | null;
  morselsDone: number;
  /** Bytes that the scan of files means to read; 0 for other sources. */
  plannedBytes: number;
  rowsIn: number;
  rowsOut: number;
  bytesRead: number;
  /** Seconds that slots worked, in all. */
  workSeconds: number;
  /** Seconds that slots waited: for one another, for input, for whoever takes the rows. */
  waitSeconds: number;
  /** Seconds from the pipeline's start to its end. */
  wallSeconds: number;
  spilledBytes: number;
  /** Bytes of state at the pipeline's end. */
  stateBytes: number;
  /** The most that the query held in the arena while the pipeline ran. */
  peakMemoryBytes: number;
  compileSeconds: number;
}

/** What a query did: plain data. `String(profile)` is a table of it. */
export interface QueryProfile {
  planSeconds: number;
  totalSeconds: number;
  rows: number;
  spilledBytes: number;
  rejectedRows: number;
  peakMemoryBytes: number;
  readonly pipelines: PipelineProfile[];
  /** What became of the bytes and rows of every scan of files. */
  readonly scans: ScanProfile[];
  /** What went well and was probably not meant. */
  readonly warnings: string[];
}

/** A part of a scan that was not read. */
export interface UnreadPart {
  readonly reason: string;
  readonly rows: number;
  readonly bytes: number;
}

/** What became of every byte and row of a scan's files. */
export interface ScanProfile {
  readonly pipeline: number;
  readonly source: string;
  /** Files that were opened. */
  readonly files: number;
  /** Bytes of the files: those read, those pruned and those not reached add up to them. */
  readonly totalBytes: number;
  readonly bytesRead: number;
  readonly bytesPruned: number;
  readonly bytesNotReached: number;
  /** Bytes that were read beside these: page indexes, and again the dictionaries of row groups that were split by rows. */
  readonly bytesReadBeside: number;
  /** Rows of the files that were opened. Null where the format does not know it; else rows read, pruned and not reached add up to it. */
  readonly totalRows: number | null;
  readonly rowsRead: number;
  readonly rowsPruned: number;
  readonly rowsNotReached: number | null;
  /** Values that did not parse and became null, and the first of them. */
  readonly rejected: number;
  readonly firstRejected: readonly RejectedRow[];
  readonly pruned: readonly UnreadPart[];
}
