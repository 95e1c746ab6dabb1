import {
  InternalEngineError,
  pointer,
  ROW_PAGE_NEXT,
  ROW_PAGE_NUM_ROWS,
  ROWS_HEADER,
  SORT_ENTRY_SIZE,
  SORT_HISTOGRAM_SIZE,
  SORT_STATE_DESC,
  SORT_STATE_ENTRIES,
  SORT_STATE_HISTOGRAM,
  SORT_STATE_NUM,
  SORT_STATE_RESULT,
  SORT_STATE_SIZE,
  SORT_STATE_TMP,
} from "@millrace/core";
import type { Arena } from "../../memory/arena.ts";

/** Sorted rows in memory: entries that point at rows in pages. */
export interface SortedRun {
  readonly entries: number;
  readonly length: number;
}

/**
 * Sorts the rows of a collection by a sort's descriptor: null if there are none. The rows stay where they are; the entries
 * belong to the query. `checkStop` is called every few milliseconds and may throw.
 */
export function sortRows(
  arena: Arena,
  query: number,
  rows: number,
  descriptor: number,
  checkStop: () => void,
): SortedRun | null {
  const { kernels } = arena;
  const length = kernels.rows_count(rows);
  if (length === 0) return null;
  const entries = arena.alloc(length * SORT_ENTRY_SIZE + 64, query);
  const other = arena.alloc(length * SORT_ENTRY_SIZE + 64, query);
  let filled = 0;
  for (
    let page = pointer(arena.word(rows + ROWS_HEADER));
    page !== 0;
    page = pointer(arena.word(page + ROW_PAGE_NEXT))
  ) {
    checkStop();
    const numRows = arena.word(page + ROW_PAGE_NUM_ROWS);
    filled += kernels.sort_fill_entries(page, 0, numRows, entries + filled * SORT_ENTRY_SIZE);
  }
  if (filled !== length) throw new InternalEngineError(`A sort lost rows: ${filled} of ${length}`);
  const sorted = sortEntries(arena, query, descriptor, { entries, other, length }, checkStop);
  arena.free(sorted === entries ? other : entries);
  return { entries: sorted, length };
}

function sortEntries(
  arena: Arena,
  query: number,
  descriptor: number,
  { entries, other, length }: SortedRun & { readonly other: number },
  checkStop: () => void,
): number {
  const state = arena.allocZeroed(SORT_STATE_SIZE + SORT_HISTOGRAM_SIZE + 64, query);
  arena.setWord(state + SORT_STATE_ENTRIES, entries);
  arena.setWord(state + SORT_STATE_TMP, other);
  arena.setWord(state + SORT_STATE_NUM, length);
  arena.setWord(state + SORT_STATE_HISTOGRAM, state + SORT_STATE_SIZE);
  arena.setWord(state + SORT_STATE_DESC, descriptor);
  while (arena.kernels.sort_step(state) !== 0) checkStop();
  const result = pointer(arena.word(state + SORT_STATE_RESULT));
  arena.free(state);
  return result;
}
