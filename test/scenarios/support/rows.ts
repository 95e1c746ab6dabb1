import type { DataFrame, Row } from "millrace";

/** A row as text, for comparing rows as a multiset. */
function key(row: Row): string {
  return JSON.stringify(row, (_, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    return Number.isNaN(value) ? "NaN" : value;
  });
}

/** The rows of a frame in an order of their own: equal for equal multisets of rows. */
export function sortedRows(frame: DataFrame | readonly Row[]): string[] {
  return ("toRecords" in frame ? frame.toRecords() : [...frame]).map(key).sort();
}

/** The rows by a text key. */
export function groupRows(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = keyOf(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

/** The mean of the values that are not null; null where there are none. */
export function mean(values: readonly unknown[]): number | null {
  const numbers = values.filter((value) => value !== null).map(Number);
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
