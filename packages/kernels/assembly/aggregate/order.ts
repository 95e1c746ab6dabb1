// The rows of a directory in the order of their hashes.
//
// A cluster is a run of full groups and the group behind it. No key's probe leaves its cluster, so clusters in order are ordered;
// within one, slots are one array, for groups fill from their first slot. Sorting it by hash leaves the directory valid: the
// keys with homes from group h on were all in groups from h on, so there are enough smaller ones to fill those before.
import { AGG_CURSOR, AGG_DESC, AGG_DIRECTORY, AGG_LOG2, AGG_ROW_HASH, AGG_ROW_KEY } from "../../../core/src/layout/aggregate-table";
import { keyCompare } from "../keys/key";
import { pageOf } from "../rows/pages";
import { allGroups, slotsOf, tagOf } from "./directory";

/** Clusters up to this size are sorted by insertion. */
const INSERTION_ROWS: u32 = 48;

function inOrder(a: u32, b: u32, desc: usize): bool {
  const x = load<u64>(a, AGG_ROW_HASH);
  const y = load<u64>(b, AGG_ROW_HASH);
  if (x != y) return x < y;
  return keyCompare(<usize>a + AGG_ROW_KEY, pageOf(a), <usize>b + AGG_ROW_KEY, pageOf(b), desc) <= 0;
}

// @ts-ignore: decorator
@inline
function at(rows: usize, i: u32): usize {
  return rows + (<usize>i << 2);
}

function isSorted(rows: usize, n: u32, desc: usize): bool {
  for (let i: u32 = 1; i < n; i++) {
    if (!inOrder(load<u32>(at(rows, i - 1)), load<u32>(at(rows, i)), desc)) return false;
  }
  return true;
}

function insertionSort(rows: usize, n: u32, desc: usize): void {
  for (let i: u32 = 1; i < n; i++) {
    const row = load<u32>(at(rows, i));
    let j = i;
    while (j > 0 && !inOrder(load<u32>(at(rows, j - 1)), row, desc)) {
      store<u32>(at(rows, j), load<u32>(at(rows, j - 1)));
      j--;
    }
    store<u32>(at(rows, j), row);
  }
}

function siftDown(rows: usize, root: u32, n: u32, desc: usize): void {
  const row = load<u32>(at(rows, root));
  for (;;) {
    let child: u32 = 2 * root + 1;
    if (child >= n) break;
    if (child + 1 < n && inOrder(load<u32>(at(rows, child)), load<u32>(at(rows, child + 1)), desc)) child++;
    const other = load<u32>(at(rows, child));
    if (inOrder(other, row, desc)) break;
    store<u32>(at(rows, root), other);
    root = child;
  }
  store<u32>(at(rows, root), row);
}

function heapSort(rows: usize, n: u32, desc: usize): void {
  for (let i = n >> 1; i > 0; i--) siftDown(rows, i - 1, n, desc);
  for (let last = n - 1; last > 0; last--) {
    const largest = load<u32>(rows);
    store<u32>(rows, load<u32>(at(rows, last)));
    store<u32>(at(rows, last), largest);
    siftDown(rows, 0, last, desc);
  }
}

/** Sorts a cluster's slots, then writes their control bytes anew: the slots of its groups are contiguous in both arrays. */
function sortCluster(control: usize, rows: usize, n: u32, desc: usize): void {
  if (isSorted(rows, n, desc)) return;
  if (n <= INSERTION_ROWS) insertionSort(rows, n, desc);
  else heapSort(rows, n, desc);
  for (let i: u32 = 0; i < n; i++) store<u8>(control + <usize>i, <u8>tagOf(load<u64>(load<u32>(at(rows, i)), AGG_ROW_HASH)));
}

/** Used slots of a group. */
// @ts-ignore: decorator
@inline
function groupRows(directory: usize, group: u32): u32 {
  return <u32>popcnt(~i8x16.bitmask(v128.load(directory + (<usize>group << 4))) & 0xffff);
}

export function agg_order(table: usize, outRows: usize, cursor: u32, limit: i32): i32 {
  const directory = <usize>load<u32>(table, AGG_DIRECTORY);
  const log2 = load<u32>(table, AGG_LOG2);
  const desc = <usize>load<u32>(table, AGG_DESC);
  const slots = slotsOf(directory, log2);
  const groups = allGroups(log2);
  let written: i32 = 0;
  let slot = cursor;
  while (written < limit) {
    let group = slot >> 4;
    if (group >= groups) break;
    // In the middle of a large cluster the rest is in order already, which sortCluster sees in one pass.
    const first = slot;
    while (group < groups && groupRows(directory, group) == 16) group++;
    const end = group < groups ? (group << 4) + groupRows(directory, group) : group << 4;
    if (first < end) sortCluster(directory + <usize>first, slots + (<usize>first << 2), end - first, desc);
    const n = min<i32>(limit - written, <i32>(end - first));
    memory.copy(outRows + (<usize>written << 2), slots + (<usize>first << 2), <usize>n << 2);
    written += n;
    slot = first + <u32>n == end ? (group + 1) << 4 : first + <u32>n;
  }
  store<u32>(table, slot, AGG_CURSOR);
  return written;
}

export function agg_cursor(table: usize): u32 {
  return load<u32>(table, AGG_CURSOR);
}
