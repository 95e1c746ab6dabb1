import { pointer, SORT_ENTRY_ROW, SORT_ENTRY_SIZE } from "@millrace/core";
import type { Arena } from "../../memory/arena.ts";
import type { SortedRun } from "../../worker/sinks/sort-rows.ts";

// Sorted runs are cut into ranges of the order, which slots merge independently of one another. The order is total (the place of a
// row decides last), so a row of a run is an exact border: whatever the borders, the rows and their order are the same. Regular
// samples of each run bound how far ranges differ in size: Shi and Schaeffer, "Parallel Sorting by Regular Sampling", 1992.

/** Batches that a range is worth. */
const RANGE_BATCHES = 4;
const MAX_RANGES = 128;
/** Rows looked at for each range. */
const SAMPLES_A_RANGE = 8;

/** The pieces of runs that make up each range, in the order of the ranges; at least one range. */
export function cutRuns(
  arena: Arena,
  descriptor: number,
  runs: readonly SortedRun[],
  batchRows: number,
): readonly (readonly SortedRun[])[] {
  const numRows = runs.reduce((sum, run) => sum + run.length, 0);
  const numRanges = Math.min(MAX_RANGES, Math.floor(numRows / (RANGE_BATCHES * batchRows)));
  if (numRanges < 2) return [runs];
  const compare = (a: number, b: number): number => arena.kernels.sort_compare(a, b, descriptor);
  const samples = sampleRows(arena, runs, Math.ceil(numRows / (numRanges * SAMPLES_A_RANGE))).sort(compare);
  const ranges: SortedRun[][] = [];
  let begins = runs.map(() => 0);
  for (let range = 1; range <= numRanges; range++) {
    const splitter = samples[Math.floor((range * samples.length) / numRanges)];
    const ends = runs.map((run, i) =>
      splitter === undefined
        ? run.length
        : lowerBound(begins[i] ?? 0, run.length, (at) => compare(rowAt(arena, run, at), splitter) < 0),
    );
    const pieces = runs.map(({ entries }, i): SortedRun => {
      const begin = begins[i] ?? 0;
      return { entries: entries + begin * SORT_ENTRY_SIZE, length: (ends[i] ?? 0) - begin };
    });
    ranges.push(pieces.filter((piece) => piece.length > 0));
    begins = ends;
  }
  return ranges;
}

/** Every `step`-th row of each run. */
function sampleRows(arena: Arena, runs: readonly SortedRun[], step: number): number[] {
  return runs.flatMap((run) => {
    const count = Math.floor(run.length / step);
    return Array.from({ length: count }, (_, i) => rowAt(arena, run, (i + 1) * step - 1));
  });
}

function rowAt(arena: Arena, { entries }: SortedRun, index: number): number {
  return pointer(arena.word(entries + index * SORT_ENTRY_SIZE + SORT_ENTRY_ROW));
}

/** The first of from … to that does not come before, where those that do are the first. */
function lowerBound(from: number, to: number, comesBefore: (at: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comesBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
