import type { EmitCatalog } from "@millrace/compiler";
import type { FunctionCatalog } from "@millrace/plan";
import { all } from "./aggregate/all.ts";
import { any } from "./aggregate/any.ts";
import { count } from "./aggregate/count.ts";
import { first } from "./aggregate/first.ts";
import { last } from "./aggregate/last.ts";
import { len } from "./aggregate/len.ts";
import { max } from "./aggregate/max.ts";
import { mean } from "./aggregate/mean.ts";
import { median } from "./aggregate/median.ts";
import { min } from "./aggregate/min.ts";
import { nUnique } from "./aggregate/n-unique.ts";
import { std } from "./aggregate/std.ts";
import { sum } from "./aggregate/sum.ts";
import { topRows } from "./aggregate/top-rows.ts";
import { variance } from "./aggregate/var.ts";
import type { AggregateFunction, ScalarFunction } from "./definition.ts";
import { scalarFunctions } from "./scalar-functions.ts";

/** Every aggregate function. */
export const aggregateFunctions: readonly AggregateFunction[] = [
  len,
  count,
  sum,
  mean,
  min,
  max,
  first,
  last,
  std,
  variance,
  any,
  all,
  nUnique,
  median,
];

const scalars = new Map(scalarFunctions.map((definition) => [definition.name, definition]));
const aggregates = new Map(aggregateFunctions.map((definition) => [definition.name, definition]));
/** What the engine calls, and nobody else: it has no name for users. */
const internal = new Map([[topRows.name, topRows]]);

/** The functions by name: what the planner asks and what the compiler emits. */
export interface Catalog extends FunctionCatalog, EmitCatalog {
  scalar(name: string): ScalarFunction | undefined;
  aggregate(name: string): AggregateFunction | undefined;
}

/** The functions that there are. */
export const catalog: Catalog = Object.freeze({
  scalar: (name: string) => scalars.get(name),
  aggregate: (name: string) => aggregates.get(name) ?? internal.get(name),
  names: () => [...scalars.keys(), ...aggregates.keys()],
});
