// Groups whose stored rows do not stay in memory: rows find their groups anew in each pass, and strings in states move to a heap.
import { QUANTILE_CURSOR } from "../../../core/src/layout/holistic";
import { JOIN_ROW_NEXT } from "../../../core/src/layout/join";
import { ROW_PAGE_HEADER, ROW_PAGE_NUM_ROWS, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";
import { VIEW_INLINE, VIEW_POINTER } from "../../../core/src/layout/string-view";
import { copyBytes } from "../bytes/copy";

/** A group that takes no values in this pass. */
const NO_PLACE: u32 = 0xffffffff;

export function holistic_link(n: i32, rows: usize, groups: usize, stateOffset: usize): i32 {
  let kept = 0;
  for (let i = 0; i < n; i++) {
    const group = load<u32>(groups + (<usize>i << 2));
    if (load<u32>(<usize>group + stateOffset, QUANTILE_CURSOR) == NO_PLACE) continue;
    const row = load<u32>(rows + (<usize>i << 2));
    store<u32>(row, group, JOIN_ROW_NEXT);
    store<u32>(rows + (<usize>kept << 2), row);
    kept++;
  }
  return kept;
}

export function holistic_string_bytes(page: usize, numViews: i32, viewOffsets: usize): f64 {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  const numRows = load<u32>(page, ROW_PAGE_NUM_ROWS);
  let bytes: u64 = 0;
  for (let i: u32 = 0; i < numRows; i++) {
    const row = page + ROW_PAGE_HEADER + <usize>i * stride;
    for (let v = 0; v < numViews; v++) {
      const length = load<u32>(row + load<u32>(viewOffsets + (<usize>v << 2)));
      if (length > <u32>VIEW_INLINE) bytes += length;
    }
  }
  return <f64>bytes;
}

export function holistic_move_strings(page: usize, numViews: i32, viewOffsets: usize, heap: usize): usize {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  const numRows = load<u32>(page, ROW_PAGE_NUM_ROWS);
  for (let i: u32 = 0; i < numRows; i++) {
    const row = page + ROW_PAGE_HEADER + <usize>i * stride;
    for (let v = 0; v < numViews; v++) {
      const view = row + load<u32>(viewOffsets + (<usize>v << 2));
      const length = load<u32>(view);
      if (length <= <u32>VIEW_INLINE) continue;
      copyBytes(heap, load<u32>(view, VIEW_POINTER), length);
      store<u32>(view, <u32>heap, VIEW_POINTER);
      heap += length;
    }
  }
  return heap;
}
