/** Gaps of fewer rows are read over: a batch ends where a range ends. */
const MIN_GAP = 1024;

/** Row ranges as [from, to, from, to, …], ascending and apart. */
export type RowRanges = readonly number[];

/** The rows that lie in both. */
export function intersect(a: RowRanges, b: RowRanges): number[] {
  const result: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const from = Math.max(a[i]!, b[j]!);
    const to = Math.min(a[i + 1]!, b[j + 1]!);
    if (from < to) result.push(from, to);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return result;
}

/** Adds [from, to) behind the ranges, joined with the last one where the gap is small. */
export function appendRange(ranges: number[], from: number, to: number): void {
  if (from >= to) return;
  const last = ranges.length - 1;
  if (last > 0 && from - ranges[last]! < MIN_GAP) ranges[last] = to;
  else ranges.push(from, to);
}

/** The number of rows in the ranges. */
export function countRows(ranges: RowRanges): number {
  let rows = 0;
  for (let i = 0; i < ranges.length; i += 2) rows += ranges[i + 1]! - ranges[i]!;
  return rows;
}
