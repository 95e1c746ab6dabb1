// The best k rows so far in a heap whose root is the worst of them.
import { TOPK_COUNT, TOPK_DESC, TOPK_HEADER, TOPK_K, TOPK_ROWS } from "../../../core/src/layout/merge";
import { pageOf } from "../rows/pages";
import { pageRowsCompare, rowsCompare } from "./compare";

// @ts-ignore: decorator
@inline
function rowAt(heap: usize, i: u32): usize {
  return load<u32>(heap + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
function setRow(heap: usize, i: u32, row: usize): void {
  store<u32>(heap + (<usize>i << 2), <u32>row);
}

function siftDown(heap: usize, root: u32, n: u32, desc: usize): void {
  const row = rowAt(heap, root);
  for (;;) {
    let child: u32 = 2 * root + 1;
    if (child >= n) break;
    if (child + 1 < n && pageRowsCompare(rowAt(heap, child), rowAt(heap, child + 1), desc, 0) < 0) child++;
    if (pageRowsCompare(rowAt(heap, child), row, desc, 0) <= 0) break;
    setRow(heap, root, rowAt(heap, child));
    root = child;
  }
  setRow(heap, root, row);
}

function siftUp(heap: usize, leaf: u32, desc: usize): void {
  const row = rowAt(heap, leaf);
  while (leaf > 0) {
    const parent = (leaf - 1) >> 1;
    if (pageRowsCompare(rowAt(heap, parent), row, desc, 0) >= 0) break;
    setRow(heap, leaf, rowAt(heap, parent));
    leaf = parent;
  }
  setRow(heap, leaf, row);
}

export function topk_size(k: i32): i32 {
  return TOPK_HEADER + (k << 2);
}

export function topk_push(block: usize, n: i32, rows: usize): i32 {
  const k = load<u32>(block, TOPK_K);
  const desc = <usize>load<u32>(block, TOPK_DESC);
  const heap = block + TOPK_ROWS;
  let count = load<u32>(block, TOPK_COUNT);
  let taken = 0;
  for (let i = 0; i < n; i++) {
    const row = <usize>load<u32>(rows + (<usize>i << 2));
    if (count < k) {
      setRow(heap, count, row);
      siftUp(heap, count, desc);
      count++;
    } else if (pageRowsCompare(row, rowAt(heap, 0), desc, 0) < 0) {
      setRow(heap, 0, row);
      siftDown(heap, 0, k, desc);
    } else continue;
    taken++;
  }
  store<u32>(block, count, TOPK_COUNT);
  return taken;
}

export function topk_threshold(block: usize): usize {
  return load<u32>(block, TOPK_COUNT) < load<u32>(block, TOPK_K) ? 0 : rowAt(block + TOPK_ROWS, 0);
}

export function topk_select(n: i32, candidates: usize, stride: usize, threshold: usize, desc: usize, outIndex: usize): i32 {
  let written = 0;
  for (let i = 0; i < n; i++) {
    const before = threshold == 0 || rowsCompare(candidates, 0, threshold, pageOf(threshold), desc, 0) < 0;
    store<u32>(outIndex + (<usize>written << 2), i);
    written += <i32>before;
    candidates += stride;
  }
  return written;
}

export function topk_sort(block: usize): void {
  const desc = <usize>load<u32>(block, TOPK_DESC);
  const heap = block + TOPK_ROWS;
  for (let n = load<u32>(block, TOPK_COUNT); n > 1; n--) {
    const worst = rowAt(heap, 0);
    setRow(heap, 0, rowAt(heap, n - 1));
    setRow(heap, n - 1, worst);
    siftDown(heap, 0, n - 1, desc);
  }
}
