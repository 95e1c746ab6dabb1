import type { AnswerRows, AnswerValue } from "../case.ts";

/** Floats that differ by more than this part of the larger one are different. */
export const RELATIVE_TOLERANCE = 1e-9;

/** What subtraction leaves of numbers that cancel: a part of the column's largest value. */
export const NOISE = 1e-14;

type Row = readonly AnswerValue[];

/** How answers are compared. */
export interface CompareOptions {
  /** Whether the order of rows counts. */
  readonly ordered?: boolean;
  /** Whether NaN and null are the same: engines without nulls have nothing else for them. */
  readonly nanIsNull?: boolean;
}

function withoutNaN(answer: AnswerRows): AnswerRows {
  return { ...answer, rows: answer.rows.map((row) => row.map((value) => (value === "NaN" ? null : value))) };
}

/**
 * Where two answers differ, as one sentence, or null. The order of rows does not count unless they are `ordered`, nor do
 * the names of columns;
 * every number of one agrees with that of the other to 1e-9 of its size, or to the noise of the column. A decimal that stands for a float (as an
 * engine's mean of decimals may) agrees if it is that float, cut to the decimal's scale.
 */
export function compareRows(actual: AnswerRows, expected: AnswerRows, options: CompareOptions = {}): string | null {
  if (options.nanIsNull === true) {
    return compareRows(withoutNaN(actual), withoutNaN(expected), { ...options, nanIsNull: false });
  }
  if (actual.columns.length !== expected.columns.length) {
    return `${actual.columns.length} columns instead of ${expected.columns.length}`;
  }
  if (actual.rows.length !== expected.rows.length) {
    return `${actual.rows.length} rows instead of ${expected.rows.length}`;
  }
  const order = options.ordered === true ? () => 0 : sortingOrder(actual, expected);
  const slack = actual.scales.map(
    (scale, c) => roundingOf(scale, expected.scales[c] ?? null) + NOISE * largest(expected.rows, c),
  );
  const sortedActual = actual.rows.toSorted(order);
  const sortedExpected = expected.rows.toSorted(order);
  for (const [i, expectedRow] of sortedExpected.entries()) {
    const actualRow = sortedActual[i]!;
    const column = expectedRow.findIndex((value, c) => !sameValue(actualRow[c]!, value, slack[c]!));
    if (column < 0) continue;
    const name = expected.columns[column]!;
    return `row ${i + 1}, column ${name}: ${show(actualRow[column]!)} instead of ${show(expectedRow[column]!)}`;
  }
  return null;
}

/** Whether two values agree: numbers to 1e-9 of the larger one and the slack, all others exactly. */
function sameValue(a: AnswerValue, b: AnswerValue, slack: number): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  return a === b || Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b)) + slack;
}

function largest(rows: readonly Row[], c: number): number {
  return rows.reduce((max, row) => (typeof row[c] === "number" ? Math.max(max, Math.abs(row[c])) : max), 0);
}

/** Decimals are truncated by some engines, so a whole unit of the last digit is allowed. */
function roundingOf(actualScale: number | null, expectedScale: number | null): number {
  return actualScale !== null && expectedScale === null ? 10 ** -actualScale : 0;
}

/** Exact columns come first, so that rows meet their partners although their fractions differ in the last digits. */
function sortingOrder(actual: AnswerRows, expected: AnswerRows): (a: Row, b: Row) => number {
  const columns = expected.columns.map((_, c) => c);
  const isInexact = (c: number): boolean =>
    [actual.rows, expected.rows].some((rows) => rows.some((row) => !isExact(row[c]!)));
  const inexact = columns.filter(isInexact);
  const order = [...columns.filter((c) => !inexact.includes(c)), ...inexact];
  return (a, b) => {
    for (const c of order) {
      const comparison = compareValues(a[c]!, b[c]!);
      if (comparison !== 0) return comparison;
    }
    return 0;
  };
}

function isExact(value: AnswerValue): boolean {
  return typeof value !== "number" || Number.isSafeInteger(value);
}

function compareValues(a: AnswerValue, b: AnswerValue): number {
  if (a === b) return 0;
  if (typeof a === "number" && typeof b === "number") return a - b;
  const left = `${typeof a} ${a}`;
  const right = `${typeof b} ${b}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

function show(value: AnswerValue): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
