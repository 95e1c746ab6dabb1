import type { Morsel } from "../../format.ts";
import type { ReadableColumn } from "../metadata/columns.ts";

/** A morsel of a Parquet file: row ranges of one row group. */
export interface ParquetMorsel extends Morsel {
  /** Row group in the scan's chunk table. */
  readonly rowGroup: number;
  /** Rows of the whole row group. */
  readonly groupRows: number;
  /** Row ranges [from, to) of the row group, ascending and apart: from, to, from, to … */
  readonly ranges: readonly number[];
  /** Whether the ranges are the whole row group. */
  readonly whole: boolean;
}

/** What every reader of a scan needs; plain data. */
export interface ParquetScan {
  /** The columns of the plan; the chunk table has the same order. */
  readonly names: readonly string[];
  /** Distinct sets of columns as files have them, aligned with `names`; null where the file lacks the column. */
  readonly columnSets: readonly (readonly (ReadableColumn | null)[])[];
  /** The set of each file. */
  readonly setOfFile: readonly number[];
  /** The numbers of the chunk table. */
  readonly chunks: Float64Array;
}
