// Several page lists walked backwards, merged by seq. A list of a slot consists of runs (one a morsel), so the merge looks at the
// other lists once a run, not once a row.
import { JOIN_LIST_BEGIN, JOIN_LIST_PAGE, JOIN_LIST_ROWS_LEFT, JOIN_LIST_SIZE, JOIN_ROW_SEQ } from "../../../core/src/layout/join";
import { ROW_PAGE_HEADER, ROW_PAGE_NUM_ROWS, ROW_PAGE_PREVIOUS, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";

/** The list's current last row, 0 when it is finished. */
function currentRow(list: usize): usize {
  let page = <usize>load<u32>(list, JOIN_LIST_PAGE);
  while (page != 0) {
    let left = load<u32>(list, JOIN_LIST_ROWS_LEFT);
    if (left == JOIN_LIST_BEGIN) {
      left = load<u32>(page, ROW_PAGE_NUM_ROWS);
      store<u32>(list, left, JOIN_LIST_ROWS_LEFT);
    }
    if (left != 0) return page + ROW_PAGE_HEADER + <usize>(left - 1) * load<u32>(page, ROW_PAGE_ROW_STRIDE);
    page = <usize>load<u32>(page, ROW_PAGE_PREVIOUS);
    store<u32>(list, <u32>page, JOIN_LIST_PAGE);
    store<u32>(list, JOIN_LIST_BEGIN, JOIN_LIST_ROWS_LEFT);
  }
  return 0;
}

/** The list whose current row has the highest seq, 0 when all are finished. */
export function latestList(numLists: i32, lists: usize): usize {
  let best: usize = 0;
  let bestSeq: u64 = 0;
  for (let i = 0; i < numLists; i++) {
    const list = lists + <usize>i * JOIN_LIST_SIZE;
    const row = currentRow(list);
    if (row == 0) continue;
    const seq = load<u64>(row, JOIN_ROW_SEQ);
    if (best == 0 || seq > bestSeq) {
      best = list;
      bestSeq = seq;
    }
  }
  return best;
}

/** The highest current seq among the other lists; 0 if there is none. */
export function nextSeq(numLists: i32, lists: usize, list: usize): u64 {
  let seq: u64 = 0;
  for (let i = 0; i < numLists; i++) {
    const other = lists + <usize>i * JOIN_LIST_SIZE;
    if (other == list) continue;
    const row = currentRow(other);
    if (row != 0) seq = max<u64>(seq, load<u64>(row, JOIN_ROW_SEQ));
  }
  return seq;
}

/** The list's current row while its seq is not below `until`; else 0. */
// @ts-ignore: decorator
@inline
export function lastRow(list: usize, until: u64): usize {
  const row = currentRow(list);
  return row == 0 || load<u64>(row, JOIN_ROW_SEQ) < until ? 0 : row;
}

// @ts-ignore: decorator
@inline
export function stepBack(list: usize): void {
  store<u32>(list, load<u32>(list, JOIN_LIST_ROWS_LEFT) - 1, JOIN_LIST_ROWS_LEFT);
}
