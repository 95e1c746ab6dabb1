// Free blocks of each order in doubly linked lists. Links lie in the page table, never in the pages: a page that was never
// given out is never touched. Callers hold the lock.
import { ARENA_BASE } from "../../../core/src/layout/pages";
import {
  ARENA_ENTRY_NEXT, ARENA_ENTRY_ORDER, ARENA_ENTRY_PREVIOUS, ARENA_ENTRY_SIZE, ARENA_ENTRY_STATE, ARENA_FREE_LISTS,
  ARENA_MAX_ORDER, ARENA_STATE_FREE, ARENA_STATE_INNER, ARENA_TABLE,
} from "../../../core/src/layout/allocator";

/** From this order on lists are short and kept ascending, so that low, touched memory goes first. */
const SORTED_ORDER = 8;

/** The table entry of a page number. */
// @ts-ignore: decorator
@inline
export function entryOf(page: u32): usize {
  return <usize>page * ARENA_ENTRY_SIZE + ARENA_BASE + ARENA_TABLE;
}

// @ts-ignore: decorator
@inline
function headOf(order: i32): usize {
  return (<usize>order << 2) + ARENA_BASE + ARENA_FREE_LISTS;
}

export function pushFree(page: u32, order: i32): void {
  const entry = entryOf(page);
  store<u8>(entry, <u8>order, ARENA_ENTRY_ORDER);
  store<u8>(entry, ARENA_STATE_FREE, ARENA_ENTRY_STATE);
  let previous: u32 = 0;
  let next = load<u32>(headOf(order));
  if (order >= SORTED_ORDER) {
    while (next != 0 && next < page) {
      previous = next;
      next = load<u32>(entryOf(next), ARENA_ENTRY_NEXT);
    }
  }
  store<u32>(entry, next, ARENA_ENTRY_NEXT);
  store<u32>(entry, previous, ARENA_ENTRY_PREVIOUS);
  if (next != 0) store<u32>(entryOf(next), page, ARENA_ENTRY_PREVIOUS);
  if (previous != 0) store<u32>(entryOf(previous), page, ARENA_ENTRY_NEXT);
  else store<u32>(headOf(order), page);
}

function removeFree(page: u32, order: i32): void {
  const entry = entryOf(page);
  const next = load<u32>(entry, ARENA_ENTRY_NEXT);
  const previous = load<u32>(entry, ARENA_ENTRY_PREVIOUS);
  if (next != 0) store<u32>(entryOf(next), previous, ARENA_ENTRY_PREVIOUS);
  if (previous != 0) store<u32>(entryOf(previous), next, ARENA_ENTRY_NEXT);
  else store<u32>(headOf(order), next);
  store<u8>(entry, ARENA_STATE_INNER, ARENA_ENTRY_STATE);
}

/** Takes a block of an order off the lists, splitting a larger one if need be; 0 = none. */
export function takeFree(order: i32): u32 {
  let from = order;
  while (from <= ARENA_MAX_ORDER && load<u32>(headOf(from)) == 0) from++;
  if (from > ARENA_MAX_ORDER) return 0;
  const page = load<u32>(headOf(from));
  removeFree(page, from);
  while (from > order) {
    from--;
    pushFree(page + (<u32>1 << from), from);
  }
  return page;
}

/** Puts a block back, joined with its free buddies. firstPage and endPage bound the pages that may be given out. */
export function giveFree(page: u32, order: i32, firstPage: u32, endPage: u32): void {
  store<u8>(entryOf(page), ARENA_STATE_INNER, ARENA_ENTRY_STATE);
  while (order < ARENA_MAX_ORDER) {
    const buddy = page ^ (<u32>1 << order);
    if (buddy < firstPage || buddy >= endPage) break;
    const entry = entryOf(buddy);
    if (load<u8>(entry, ARENA_ENTRY_STATE) != ARENA_STATE_FREE) break;
    if (<i32>load<u8>(entry, ARENA_ENTRY_ORDER) != order) break;
    removeFree(buddy, order);
    page &= buddy;
    order++;
  }
  pushFree(page, order);
}
