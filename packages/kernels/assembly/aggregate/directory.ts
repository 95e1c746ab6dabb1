// The directory of an aggregation table: groups of 16 slots with a control byte each (after Abseil's Swiss tables), without
// wrap-around and without deletion. A group is filled from its first slot on; a key goes to the first group from its home that
// has room. Hence groups in order are nearly ordered by hash (order.ts).
import { AGG_COUNT, AGG_DIRECTORY, AGG_LOG2, AGG_MAX_LOG2, AGG_MIN_LOG2, AGG_ROWS } from "../../../core/src/layout/aggregate-table";
import { PAGE_SIZE } from "../../../core/src/layout/pages";
import { ROWS_RADIX_BITS, ROWS_RADIX_SHIFT } from "../../../core/src/layout/rows";

/** Slots of a group: the bytes of a vector register. */
export const GROUP_SLOTS = 16;
/** The control byte of a slot that is not used; used ones hold 7 bits of the hash. */
export const EMPTY: i32 = -128;
/** Groups behind the last home group, for what overflows; more of them in a larger directory. */
const TAIL_GROUPS = 8;
const TAIL_SHIFT = 3;
const LOG2_GROUP_SLOTS = 4;

/** Home groups. */
// @ts-ignore: decorator
@inline
export function homeGroups(log2: u32): u32 {
  return <u32>1 << (log2 - LOG2_GROUP_SLOTS);
}

/** All groups, the tail included. */
// @ts-ignore: decorator
@inline
export function allGroups(log2: u32): u32 {
  const home = homeGroups(log2);
  return home + TAIL_GROUPS + (home >> TAIL_SHIFT);
}

/** Where the slots begin. */
// @ts-ignore: decorator
@inline
export function slotsOf(directory: usize, log2: u32): usize {
  return directory + (<usize>allGroups(log2) << LOG2_GROUP_SLOTS);
}

/** Rows that a directory takes: 7 of 8 home slots. */
// @ts-ignore: decorator
@inline
export function maxRows(log2: u32): u32 {
  return <u32>7 << (log2 - 3);
}

/** The home group of a hash. `used` hash bits from the top are taken by the radix partitioning. */
// @ts-ignore: decorator
@inline
export function homeOf(hash: u64, used: u64, log2: u32): u32 {
  // Shifted twice: a directory of one group would shift by 64.
  return <u32>(((hash << used) >> 1) >> (67 - <u64>log2));
}

/** The control byte of a hash: bits that neither the radix nor the home group uses, as long as both are not huge. */
// @ts-ignore: decorator
@inline
export function tagOf(hash: u64): u32 {
  return <u32>hash & 127;
}

/** Hash bits from the top that the table's collection has used for partitioning. */
// @ts-ignore: decorator
@inline
export function usedBits(table: usize): u64 {
  const rows = <usize>load<u32>(table, AGG_ROWS);
  return <u64>load<u32>(rows, ROWS_RADIX_BITS) + <u64>load<u32>(rows, ROWS_RADIX_SHIFT);
}

export function agg_directory_size(log2: i32): i32 {
  return <i32>(allGroups(log2) * (GROUP_SLOTS + (GROUP_SLOTS << 2)));
}

export function agg_directory_log2(order: i32): i32 {
  let log2 = AGG_MIN_LOG2;
  while (log2 < AGG_MAX_LOG2 && <u64>agg_directory_size(log2 + 1) <= (<u64>PAGE_SIZE << order)) log2++;
  return log2;
}

export function agg_clear_directory(table: usize): void {
  store<u32>(table, 0, AGG_COUNT);
  const directory = <usize>load<u32>(table, AGG_DIRECTORY);
  if (directory != 0) memory.fill(directory, <u8>EMPTY, <usize>allGroups(load<u32>(table, AGG_LOG2)) << LOG2_GROUP_SLOTS);
}

/** Puts a row into the first free slot from its home on. false: the tail is full too. */
export function insertRow(directory: usize, slots: usize, log2: u32, hash: u64, used: u64, row: u32): bool {
  const groups = allGroups(log2);
  for (let g = homeOf(hash, used, log2); g < groups; g++) {
    const control = directory + (<usize>g << LOG2_GROUP_SLOTS);
    const free = i8x16.bitmask(v128.load(control));
    if (free == 0) continue;
    const slot = <usize>ctz(free);
    store<u8>(control + slot, <u8>tagOf(hash));
    store<u32>(slots + (((<usize>g << LOG2_GROUP_SLOTS) + slot) << 2), row);
    return true;
  }
  return false;
}
