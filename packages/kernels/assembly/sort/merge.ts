// K-way merge with a binary heap of the runs' next rows. A heap entry keeps the row's first word, so most comparisons touch no row.
//
//   heap entry:  | word0 u64 | row u32 | cursor u32 |
import {
  MERGE_CURSOR_ADDRESS, MERGE_CURSOR_END, MERGE_CURSOR_KIND, MERGE_CURSOR_LAST, MERGE_CURSOR_POSITION,
  MERGE_CURSOR_ROW_BYTES, MERGE_CURSOR_SIZE, MERGE_ENTRIES, MERGE_HEADER, MERGE_HEAP_ENTRY, MERGE_HEAP_SIZE, MERGE_NEEDS, MERGE_PAGE, MERGE_STARTED,
} from "../../../core/src/layout/merge";
import { ROW_PAGE_HEADER, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";
import { SORT_ENTRY_ROW } from "../../../core/src/layout/sort";
import { pageRowsCompare } from "./compare";
import { entryAt, rowAt } from "./entry";

const HEAP_ROW: usize = 8;
const HEAP_CURSOR: usize = 12;

/** Rows of a run that are brought into the cache at a time. */
const TOUCH_ROWS: u32 = 256;

// Values of MERGE_STARTED.
const NOT_STARTED: u32 = 0;
const RUNNING: u32 = 1;
/** The root's cursor is at the end of its piece: it must take its next row first. */
const ROOT_EMPTY: u32 = 2;

export function merge_size(k: i32): i32 {
  return MERGE_HEADER + k * (MERGE_CURSOR_SIZE + MERGE_HEAP_ENTRY);
}

// @ts-ignore: decorator
@inline
function cursorAt(block: usize, i: u32): usize {
  return block + MERGE_HEADER + <usize>i * MERGE_CURSOR_SIZE;
}

/**
 * Reads a word of each cache line of the next rows of a run, which lie anywhere: the misses of different rows overlap here, as they
 * do not where much is done with each row.
 */
function touchRows(cursor: usize, position: u32, entries: usize): void {
  const rowBytes = <usize>load<u32>(cursor, MERGE_CURSOR_ROW_BYTES);
  if (rowBytes == 0) return;
  const end = entryAt(entries, min<u32>(TOUCH_ROWS, load<u32>(cursor, MERGE_CURSOR_END) - position));
  for (let entry = entries; entry < end; entry += 16) {
    const row = rowAt(entry, 0);
    for (let offset: usize = 0; offset < rowBytes; offset += 64) load<u32>(row + offset);
    load<u32>(row + rowBytes - 4);
  }
}

/** Puts the row at a cursor, which moves on, into a heap entry; false at the end of its piece. */
// @ts-ignore: decorator
@inline
function takeNext(cursor: usize, i: u32, entry: usize): bool {
  const position = load<u32>(cursor, MERGE_CURSOR_POSITION);
  if (position >= load<u32>(cursor, MERGE_CURSOR_END)) return false;
  store<u32>(cursor, position + 1, MERGE_CURSOR_POSITION);
  const address = <usize>load<u32>(cursor, MERGE_CURSOR_ADDRESS);
  const kind = load<i32>(cursor, MERGE_CURSOR_KIND);
  store<u32>(entry, i, HEAP_CURSOR);
  if (kind == MERGE_ENTRIES) {
    // The word is in the sorted entry: the row itself is read only where words are equal.
    const sorted = address + (<usize>position << 4);
    if (position % TOUCH_ROWS == 0) touchRows(cursor, position, sorted);
    store<u64>(entry, load<u64>(sorted));
    store<u32>(entry, load<u32>(sorted, SORT_ENTRY_ROW), HEAP_ROW);
    return true;
  }
  const row = kind == MERGE_PAGE
    ? address + ROW_PAGE_HEADER + <usize>position * load<u32>(address, ROW_PAGE_ROW_STRIDE)
    : <usize>load<u32>(address + (<usize>position << 2));
  store<u64>(entry, load<u64>(row));
  store<u32>(entry, <u32>row, HEAP_ROW);
  return true;
}

// @ts-ignore: decorator
@inline
function heapAt(heap: usize, i: u32): usize {
  return heap + (<usize>i << 4);
}

function comesBefore(a: usize, b: usize, desc: usize): bool {
  const x = load<u64>(a);
  const y = load<u64>(b);
  if (x != y) return x < y;
  const order = pageRowsCompare(load<u32>(a, HEAP_ROW), load<u32>(b, HEAP_ROW), desc, 1);
  // Equal in everything, seq too: the earlier run first.
  return order != 0 ? order < 0 : load<u32>(a, HEAP_CURSOR) < load<u32>(b, HEAP_CURSOR);
}

function siftDown(heap: usize, root: u32, n: u32, desc: usize): void {
  for (;;) {
    let child: u32 = 2 * root + 1;
    if (child >= n) return;
    if (child + 1 < n && comesBefore(heapAt(heap, child + 1), heapAt(heap, child), desc)) child++;
    const a = heapAt(heap, root);
    const b = heapAt(heap, child);
    if (comesBefore(a, b, desc)) return;
    const swap = v128.load(a);
    v128.store(a, v128.load(b));
    v128.store(b, swap);
    root = child;
  }
}

/** Fills the heap with the first row of each run. false: a run has an empty piece that is not its last. */
function start(block: usize, k: u32, heap: usize, desc: usize): bool {
  let n: u32 = 0;
  // Looked at before any cursor moves, so that the start can be tried again.
  for (let i: u32 = 0; i < k; i++) {
    const cursor = cursorAt(block, i);
    const empty = load<u32>(cursor, MERGE_CURSOR_POSITION) >= load<u32>(cursor, MERGE_CURSOR_END);
    if (!empty || load<u32>(cursor, MERGE_CURSOR_LAST) != 0) continue;
    store<i32>(block, i, MERGE_NEEDS);
    return false;
  }
  for (let i: u32 = 0; i < k; i++) {
    if (takeNext(cursorAt(block, i), i, heapAt(heap, n))) n++;
  }
  for (let i = n >> 1; i > 0; i--) siftDown(heap, i - 1, n, desc);
  store<u32>(block, n, MERGE_HEAP_SIZE);
  store<u32>(block, RUNNING, MERGE_STARTED);
  return true;
}

/** Replaces the root, whose row is used, by its run's next row. false: the run's next piece is needed. */
function advance(block: usize, heap: usize, desc: usize): bool {
  let n = load<u32>(block, MERGE_HEAP_SIZE);
  const run = load<u32>(heap, HEAP_CURSOR);
  const cursor = cursorAt(block, run);
  const hasNext = takeNext(cursor, run, heap);
  if (!hasNext && load<u32>(cursor, MERGE_CURSOR_LAST) == 0) {
    store<i32>(block, run, MERGE_NEEDS);
    store<u32>(block, ROOT_EMPTY, MERGE_STARTED);
    return false;
  }
  if (!hasNext) {
    n--;
    if (n != 0) v128.store(heap, v128.load(heapAt(heap, n)));
    store<u32>(block, n, MERGE_HEAP_SIZE);
  }
  store<u32>(block, RUNNING, MERGE_STARTED);
  siftDown(heap, 0, n, desc);
  return true;
}

export function merge_runs(block: usize, k: i32, outRows: usize, limit: i32, desc: usize): i32 {
  const heap = cursorAt(block, k);
  store<i32>(block, -1, MERGE_NEEDS);
  const started = load<u32>(block, MERGE_STARTED);
  if (started == NOT_STARTED && !start(block, k, heap, desc)) return 0;
  if (started == ROOT_EMPTY && !advance(block, heap, desc)) return 0;
  let written = 0;
  while (written < limit && load<u32>(block, MERGE_HEAP_SIZE) != 0) {
    store<u32>(outRows + (<usize>written << 2), load<u32>(heap, HEAP_ROW));
    written++;
    if (!advance(block, heap, desc)) break;
  }
  return written;
}
