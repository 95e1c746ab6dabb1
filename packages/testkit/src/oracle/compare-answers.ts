import type { Answer, AnswerValue } from "./answer.ts";

/** Floats that differ by more than this part of the larger one are different. */
const RELATIVE_TOLERANCE = 1e-9;

type Row = readonly AnswerValue[];

/** How answers are compared. */
export interface CompareOptions {
  /** Whether the order of rows counts; otherwise they are multisets. */
  readonly ordered: boolean;
  /** Whether floats must agree in every bit, the sign of a zero included (NaN equals NaN); default to 1e-9 of their size. */
  readonly exact?: boolean;
}

/** Where two answers differ, as one sentence, or null. */
export function compareAnswers(actual: Answer, expected: Answer, options: CompareOptions): string | null {
  if (actual.columns.join() !== expected.columns.join()) {
    return `columns [${actual.columns.join(", ")}] instead of [${expected.columns.join(", ")}]`;
  }
  if (actual.rows.length !== expected.rows.length) {
    return `${actual.rows.length} rows instead of ${expected.rows.length}`;
  }
  const exact = options.exact ?? false;
  const [actualRows, expectedRows] = options.ordered
    ? [actual.rows, expected.rows]
    : [sorted(actual.rows, exact), sorted(expected.rows, exact)];
  for (const [i, row] of expectedRows.entries()) {
    const other = actualRows[i]!;
    const column = row.findIndex((value, c) => !sameValue(other[c]!, value, exact));
    if (column < 0) continue;
    const place = `row ${i}${options.ordered ? "" : " of the sorted rows"}, column ${expected.columns[column]}`;
    return `${place}: ${show(other[column]!)} instead of ${show(row[column]!)}\n  row ${other.map(show).join(" | ")}\n  not ${row.map(show).join(" | ")}`;
  }
  return null;
}

function sameValue(a: AnswerValue, b: AnswerValue, exact: boolean): boolean {
  if (typeof a === "number" && typeof b === "number") {
    if (exact) return Object.is(a, b);
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
    return Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b)) && Number.isFinite(a - b);
  }
  return a === b;
}

/** Columns without floats decide first, so that rows meet their partners although their floats differ in the last digits. */
function sorted(rows: readonly Row[], exact: boolean): Row[] {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, c) => c);
  const floats = columns.filter((c) => rows.some((row) => typeof row[c] === "number"));
  const order = [...columns.filter((c) => !floats.includes(c)), ...floats];
  const keyed = rows.map((row) => ({ row, key: order.map((c) => sortText(row[c]!, exact)).join("\u0000") }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}

function sortText(value: AnswerValue, exact: boolean): string {
  if (typeof value !== "number") return `${typeof value} ${value}`;
  if (exact) return Object.is(value, -0) ? "-0" : `${value}`;
  return value === 0 ? "0" : value.toPrecision(8);
}

function show(value: AnswerValue): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0.0" : `${value}`;
  return JSON.stringify(value);
}
