import type { DataFrame } from "millrace";

/** The rows of a frame, each with its values in the order of the columns. */
export function rowsOfFrame(frame: DataFrame): unknown[][] {
  const columns = frame.columns.map((name) => [...frame.column(name).toArray()] as unknown[]);
  return Array.from({ length: frame.height }, (_, row) => columns.map((values) => values[row] ?? null));
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  return Object.is(a, b);
}

/** The first place where rows differ, as text; null if they do not. */
export function firstDifference(
  wanted: readonly (readonly unknown[])[],
  got: readonly (readonly unknown[])[],
): string | null {
  if (wanted.length !== got.length) return `${got.length} rows, not ${wanted.length}`;
  for (const [r, row] of wanted.entries()) {
    const other = got[r]!;
    if (row.length !== other.length) return `${other.length} columns, not ${row.length}`;
    const c = row.findIndex((value, i) => !same(value, other[i]));
    if (c >= 0) return `row ${r}, column ${c}: ${shown(other[c])}, not ${shown(row[c])}`;
  }
  return null;
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 200)) : String(value);
}
