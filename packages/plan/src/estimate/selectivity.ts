import type { ColumnStatistics } from "../catalogue.ts";
import type { Expr, LiteralValue } from "../expr/expr.ts";
import { comparisonOf, conjuncts, disjuncts, isCallOf, logic } from "../expr/logic.ts";

/** The share of rows that an equality keeps where the number of distinct values is unknown. */
const EQUALITY = 0.1;
/** The share of rows that an inequality keeps where the bounds are unknown. */
const RANGE = 0.3;
/** The share of rows that any other predicate keeps. */
const OTHER = 0.25;
/** The share of nulls where their number is unknown. */
const NULLS = 0.05;

/** What is known of a column's values, by the name that the predicate uses; null where nothing is. */
export type ColumnLookup = (name: string) => (ColumnStatistics & { readonly rows: number }) | null;

function asNumber(value: LiteralValue | undefined): number | null {
  return typeof value === "bigint" || typeof value === "number" ? Number(value) : null;
}

/** The number of distinct values, or a bound of it for integers; null where nothing is known. */
export function distinctValues(statistics: ColumnStatistics | null): number | null {
  if (statistics === null) return null;
  if (statistics.distinctCount !== null) return statistics.distinctCount;
  if (typeof statistics.min !== "bigint" || typeof statistics.max !== "bigint") return null;
  return Number(statistics.max - statistics.min) + 1;
}

/** The share of the column's range on the side of the literal that the comparison keeps, values spread evenly. */
function rangeShare(
  statistics: ColumnStatistics | null,
  literal: LiteralValue,
  upper: boolean,
  unknownRange: number,
): number {
  const [min, max, value] = [asNumber(statistics?.min), asNumber(statistics?.max), asNumber(literal)];
  if (min === null || max === null || value === null || !(max > min)) return unknownRange;
  const below = Math.min(1, Math.max(0, (value - min) / (max - min)));
  return upper ? below : 1 - below;
}

function comparisonShare(term: Expr, lookup: ColumnLookup, unknownRange: number): number | null {
  const comparison = comparisonOf(term);
  if (comparison === null || term.kind !== "call") return null;
  const [left, right] = term.args;
  const column = left?.kind === "column" ? left : right?.kind === "column" ? right : null;
  const literal = left?.kind === "literal" ? left : right?.kind === "literal" ? right : null;
  const statistics = column === null ? null : lookup(column.name);
  const equality = 1 / Math.max(1, distinctValues(statistics) ?? 1 / EQUALITY);
  if (comparison === "eq") return equality;
  if (comparison === "ne") return 1 - equality;
  if (literal === null) return unknownRange;
  const keepsLower = comparison === "lt" || comparison === "le";
  return rangeShare(statistics, literal.value, keepsLower === (column === left), unknownRange);
}

function nullShare(term: Expr, lookup: ColumnLookup): number | null {
  if (!isCallOf(term, logic.isNull) && !isCallOf(term, logic.isNotNull)) return null;
  const [column] = term.args;
  const statistics = column?.kind === "column" ? lookup(column.name) : null;
  const nulls = statistics === null || statistics.nullCount === null ? NULLS : statistics.nullCount / statistics.rows;
  return isCallOf(term, logic.isNull) ? nulls : 1 - nulls;
}

/**
 * The share of rows, from 0 to 1, that a predicate is expected to keep; its terms are taken as independent. `unknownRange` is
 * the share of an inequality where the bounds are unknown.
 */
export function selectivity(predicate: Expr, lookup: ColumnLookup, unknownRange: number = RANGE): number {
  const shareOf = (part: Expr): number => selectivity(part, lookup, unknownRange);
  const terms = conjuncts(predicate);
  if (terms.length > 1) return terms.reduce((share, term) => share * shareOf(term), 1);
  const branches = disjuncts(predicate);
  if (branches.length > 1) return 1 - branches.reduce((share, branch) => share * (1 - shareOf(branch)), 1);
  if (predicate.kind === "literal") return predicate.value === true ? 1 : 0;
  if (isCallOf(predicate, logic.not) && predicate.args[0] !== undefined) {
    return 1 - shareOf(predicate.args[0]);
  }
  if (isCallOf(predicate, logic.isBetween)) return RANGE * RANGE;
  if (isCallOf(predicate, logic.isIn)) {
    const [value, ...members] = predicate.args;
    const distinct = distinctValues(value?.kind === "column" ? lookup(value.name) : null) ?? 1 / EQUALITY;
    return Math.min(1, members.length / Math.max(1, distinct));
  }
  return comparisonShare(predicate, lookup, unknownRange) ?? nullShare(predicate, lookup) ?? OTHER;
}
