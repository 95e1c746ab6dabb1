import type { Schema } from "@millrace/core";
import type { Expr } from "../expr/expr.ts";
import type { ScanSource } from "./scan-source.ts";

/** Rows from outside. `projection` and `predicate` are filled by the optimizer. */
export interface ScanNode {
  readonly kind: "scan";
  readonly source: ScanSource;
  /** Every column that the source has. */
  readonly sourceSchema: Schema;
  /** The columns to produce, in order; null means all. */
  readonly projection: readonly string[] | null;
  /** Rows to keep; may name columns that are not in the projection. */
  readonly predicate: Expr | null;
  /** At most so many rows, before the predicate; null means all. */
  readonly limit: number | null;
}

/** What a scan is made from; it produces everything unless said otherwise. */
export type ScanInit = Pick<ScanNode, "source" | "sourceSchema"> &
  Partial<Pick<ScanNode, "projection" | "predicate" | "limit">>;

/** Rows from outside. */
export function ScanNode(init: ScanInit): ScanNode {
  const { source, sourceSchema, projection = null, predicate = null, limit = null } = init;
  const columns = projection === null ? null : Object.freeze([...projection]);
  return Object.freeze({ kind: "scan", source, sourceSchema, projection: columns, predicate, limit });
}
