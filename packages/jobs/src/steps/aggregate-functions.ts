import type { DataType } from "@millrace/core";
import { isFlat, isNumeric } from "@millrace/core";
import type { Expr } from "@millrace/frame";

/** An aggregate that a config may name. */
interface AggregateFunction {
  build(column: Expr): Expr;
  /** Whether it is defined on a column of the type. */
  accepts(type: DataType): boolean;
}

const any = (): boolean => true;
const number = (type: DataType): boolean => isNumeric(type) || type.kind === "boolean";
const ordered = (type: DataType): boolean => isFlat(type) && type.kind !== "null";

/**
 * The aggregates by the name that `function` gives. Nulls are skipped, but `len` counts rows and `first` and `last` take
 * what stands there. A new one is one entry.
 */
export const aggregateFunctions: Readonly<Record<string, AggregateFunction>> = {
  mean: { build: (column) => column.mean(), accepts: number },
  count: { build: (column) => column.count(), accepts: any },
  sum: { build: (column) => column.sum(), accepts: number },
  min: { build: (column) => column.min(), accepts: ordered },
  max: { build: (column) => column.max(), accepts: ordered },
  median: { build: (column) => column.median(), accepts: number },
  nUnique: { build: (column) => column.nUnique(), accepts: any },
  first: { build: (column) => column.first(), accepts: any },
  last: { build: (column) => column.last(), accepts: any },
  std: { build: (column) => column.std(), accepts: number },
  var: { build: (column) => column.var(), accepts: number },
};

/** The one that needs no column. */
export const ROW_COUNT = "len";
/** Every name. */
export const aggregateNames: readonly string[] = [...Object.keys(aggregateFunctions), ROW_COUNT];
