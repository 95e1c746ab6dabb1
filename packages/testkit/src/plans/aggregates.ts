// Random aggregates in both languages.

import * as m from "millrace";
import { len } from "millrace";
import type { Random } from "../random.ts";
import type { Term } from "./term.ts";
import { opaque } from "./term.ts";
import { isFloat, isInteger } from "./term-context.ts";

/** Rows of a plan stay below this, so that sums of bounded values stay in their type. */
const MAX_ROWS = 2n ** 22n;

type Maker = (a: Term, order: string | null) => Term | null;

function filtered(name: string, a: Term): string {
  return isFloat(a.type)
    ? `coalesce(${name}(${a.sql}) filter (not isnan(${a.sql})), ${name}(${a.sql}))`
    : `${name}(${a.sql})`;
}

function sum(a: Term): Term | null {
  if (a.type.kind === "boolean") {
    return {
      ...opaque(m.UInt32),
      bound: MAX_ROWS,
      expr: a.expr.sum(),
      sql: `coalesce(sum(${a.sql}::integer), 0)::uinteger`,
    };
  }
  // Sums of decimals have 38 digits.
  if (a.type.kind === "decimal" && (a.type.precision <= 18 || (a.bound !== null && a.bound < 10n ** 30n))) {
    const sql = `coalesce(sum(${a.sql}), 0)`;
    return { ...a, type: m.Decimal(38, a.type.scale), bound: null, expr: a.expr.sum(), sql };
  }
  // DuckDB's plain sum of such floats is further from the exact one than the tolerance.
  if (isSpread(a))
    return { ...opaque(m.Float64), exact: false, fuzzy: true, expr: a.expr.sum(), sql: `coalesce(fsum(${a.sql}), 0)` };
  if (a.bound === null || !a.exact || a.fuzzy || a.type.kind === "float32" || a.bound * MAX_ROWS >= 2n ** 62n)
    return null;
  const bound = a.bound * MAX_ROWS;
  const sql = `coalesce(sum(${a.sql}), 0)`;
  if (isInteger(a.type)) {
    const unsigned = a.type.kind === "uint64";
    return {
      ...a,
      type: unsigned ? m.UInt64 : m.Int64,
      bound,
      expr: a.expr.sum(),
      sql: `${sql}::${unsigned ? "ubigint" : "bigint"}`,
    };
  }
  return a.type.kind === "float64" ? { ...a, bound: null, exact: false, expr: a.expr.sum(), sql } : null;
}

function isSpread(a: Term): boolean {
  return a.type.kind === "float64" && a.bound !== null && !a.exact && !a.fuzzy;
}

function mean(a: Term): Term | null {
  if (isSpread(a))
    return { ...opaque(m.Float64), exact: false, fuzzy: true, expr: a.expr.mean(), sql: `favg(${a.sql})` };
  if (a.bound === null || !a.exact || a.type.kind === "float32") return null;
  const fuzzy = a.type.kind === "decimal" || a.fuzzy;
  return { ...opaque(m.Float64), exact: false, fuzzy, expr: a.expr.mean(), sql: `avg(${a.sql})` };
}

function spread(a: Term): Term | null {
  if (a.bound === null || !a.exact || a.fuzzy || a.type.kind === "float32" || a.type.kind === "decimal") return null;
  return { ...opaque(m.Float64), exact: false, fuzzy: true, expr: a.expr.var(), sql: `var_samp(${a.sql})` };
}

function populationVariance(a: Term): Term | null {
  const variance = spread(a);
  return variance && { ...variance, expr: a.expr.var(0), sql: `var_pop(${a.sql})` };
}

function deviation(a: Term): Term | null {
  const variance = spread(a);
  return variance && { ...variance, expr: a.expr.std(), sql: `stddev_samp(${a.sql})` };
}

function median(a: Term): Term | null {
  if (a.bound === null || !a.exact || a.fuzzy || !(isInteger(a.type) || a.type.kind === "float64")) return null;
  return { ...opaque(m.Float64), exact: false, expr: a.expr.median(), sql: `median(${a.sql})` };
}

function nUnique(a: Term): Term | null {
  if (a.fuzzy) return null;
  const sql = `(count(distinct ${a.sql}) + coalesce(max(if(${a.sql} is null, 1, 0)), 0))::uinteger`;
  return { ...opaque(m.UInt32), bound: MAX_ROWS, expr: a.expr.nUnique(), sql };
}

const makers: Readonly<Record<string, Maker>> = {
  sum,
  mean,
  min: (a) => ({ ...a, expr: a.expr.min(), sql: filtered("min", a) }),
  max: (a) => ({ ...a, expr: a.expr.max(), sql: filtered("max", a) }),
  count: (a) => ({ ...opaque(m.UInt32), bound: MAX_ROWS, expr: a.expr.count(), sql: `count(${a.sql})::uinteger` }),
  len: () => ({ ...opaque(m.UInt32), bound: MAX_ROWS, expr: len(), sql: "count(*)::uinteger" }),
  var: spread,
  "var(0)": populationVariance,
  std: deviation,
  nullCount: (a) => ({
    ...opaque(m.UInt32),
    bound: MAX_ROWS,
    expr: a.expr.nullCount(),
    sql: `(count(*) - count(${a.sql}))::uinteger`,
  }),
  median,
  nUnique,
  first: (a, order) =>
    order === null ? null : { ...a, expr: a.expr.first(), sql: `first(${a.sql} order by ${order})` },
  last: (a, order) => (order === null ? null : { ...a, expr: a.expr.last(), sql: `last(${a.sql} order by ${order})` }),
  any: (a) =>
    a.type.kind === "boolean" ? { ...a, expr: a.expr.any(), sql: `coalesce(bool_or(${a.sql}), false)` } : null,
  all: (a) =>
    a.type.kind === "boolean" ? { ...a, expr: a.expr.all(), sql: `coalesce(bool_and(${a.sql}), true)` } : null,
};

/** A random aggregate of the argument; `order` is the SQL of the rows' order, null if it has none. */
export function drawAggregate(
  random: Random,
  argument: Term,
  order: string | null,
  note: (name: string) => void,
): Term {
  const names = random.sample(Object.keys(makers), Object.keys(makers).length);
  for (const name of names) {
    const term = makers[name]!(argument, order);
    if (term === null) continue;
    note(name);
    return term;
  }
  throw new RangeError("No aggregate takes the argument");
}
