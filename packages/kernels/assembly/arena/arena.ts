import { ARENA_BASE, PAGE_SHIFT, PAGE_SIZE } from "../../../core/src/layout/pages";
import {
  ARENA_END_PAGE, ARENA_ENTRY_ORDER, ARENA_ENTRY_QUERY, ARENA_ENTRY_SIZE, ARENA_ENTRY_STATE, ARENA_FIRST_PAGE, ARENA_LOCK,
  ARENA_MAX_ORDER, ARENA_STATE_INNER, ARENA_STATE_USED, ARENA_TABLE, ARENA_TOUCHED,
} from "../../../core/src/layout/allocator";
import { entryOf, giveFree, pushFree, takeFree } from "./free-lists";
import { lock, unlock } from "./lock";

/** The last page of the 4 GiB stays unused: its end would not be an address. */
const LAST_PAGE: u32 = 131071;

export function arena_init(base: usize, numPages: i32): i32 {
  if (base != ARENA_BASE) unreachable();
  const begin = <u32>(base >> PAGE_SHIFT);
  let end = min<u32>(begin + <u32>numPages, LAST_PAGE);
  // A large arena ends with a whole block: a tail of small blocks high up would be the first to be given out, and everything
  // that walks the page table would walk all of it.
  const largest: u32 = 1 << ARENA_MAX_ORDER;
  if (end > 2 * largest) end &= ~(largest - 1);
  // The table is not cleared as a whole: memory of the arena is zero until something writes it, and arenas are not reused.
  const tableBytes = <usize>end * ARENA_ENTRY_SIZE + ARENA_TABLE;
  const first = begin + <u32>((tableBytes + PAGE_SIZE - 1) >> PAGE_SHIFT);
  if (first >= end) return 0;
  store<u32>(base, end, ARENA_END_PAGE);
  store<u32>(base, first, ARENA_FIRST_PAGE);
  store<u32>(base, first, ARENA_TOUCHED);
  let page = first;
  while (page < end) {
    let order = min<i32>(ctz(<i32>page), ARENA_MAX_ORDER);
    while (page + (<u32>1 << order) > end) order--;
    pushFree(page, order);
    page += <u32>1 << order;
  }
  atomic.store<i32>(base + ARENA_LOCK, 0);
  return <i32>(end - first);
}

export function arena_alloc(order: i32, query: u32): usize {
  if (<u32>order > <u32>ARENA_MAX_ORDER) return 0;
  lock(ARENA_BASE + ARENA_LOCK);
  const page = takeFree(order);
  if (page != 0) {
    const entry = entryOf(page);
    store<u32>(entry, query, ARENA_ENTRY_QUERY);
    store<u8>(entry, <u8>order, ARENA_ENTRY_ORDER);
    store<u8>(entry, ARENA_STATE_USED, ARENA_ENTRY_STATE);
    const end = page + (<u32>1 << order);
    if (end > load<u32>(ARENA_BASE, ARENA_TOUCHED)) store<u32>(ARENA_BASE, end, ARENA_TOUCHED);
  }
  unlock(ARENA_BASE + ARENA_LOCK);
  return <usize>page << PAGE_SHIFT;
}

/** The page number of a held block; traps on anything else, for what follows would corrupt another query. */
function heldPage(ptr: usize): u32 {
  const page = <u32>(ptr >> PAGE_SHIFT);
  if ((ptr & (PAGE_SIZE - 1)) != 0) unreachable();
  if (page < load<u32>(ARENA_BASE, ARENA_FIRST_PAGE) || page >= load<u32>(ARENA_BASE, ARENA_END_PAGE)) unreachable();
  if (load<u8>(entryOf(page), ARENA_ENTRY_STATE) != ARENA_STATE_USED) unreachable();
  return page;
}

export function arena_order(ptr: usize): i32 {
  return load<u8>(entryOf(heldPage(ptr)), ARENA_ENTRY_ORDER);
}

export function arena_free(ptr: usize): void {
  if (ptr == 0) return;
  const page = heldPage(ptr);
  const order = <i32>load<u8>(entryOf(page), ARENA_ENTRY_ORDER);
  lock(ARENA_BASE + ARENA_LOCK);
  giveFree(page, order, load<u32>(ARENA_BASE, ARENA_FIRST_PAGE), load<u32>(ARENA_BASE, ARENA_END_PAGE));
  unlock(ARENA_BASE + ARENA_LOCK);
}

export function arena_free_query(query: u32): i32 {
  lock(ARENA_BASE + ARENA_LOCK);
  const first = load<u32>(ARENA_BASE, ARENA_FIRST_PAGE);
  const end = load<u32>(ARENA_BASE, ARENA_END_PAGE);
  const touched = load<u32>(ARENA_BASE, ARENA_TOUCHED);
  let freed = 0;
  for (let page = first; page < touched; ) {
    const entry = entryOf(page);
    const state = load<u8>(entry, ARENA_ENTRY_STATE);
    const order = <i32>load<u8>(entry, ARENA_ENTRY_ORDER);
    if (state == ARENA_STATE_USED && load<u32>(entry, ARENA_ENTRY_QUERY) == query) {
      giveFree(page, order, first, end);
      freed += 1 << order;
      page += <u32>1 << order;
    } else {
      // A block that has just been joined with an earlier one is an inner page now: its order says nothing.
      page += state == ARENA_STATE_INNER ? 1 : <u32>1 << order;
    }
  }
  unlock(ARENA_BASE + ARENA_LOCK);
  return freed;
}

export function arena_pages(query: u32): i32 {
  lock(ARENA_BASE + ARENA_LOCK);
  const touched = load<u32>(ARENA_BASE, ARENA_TOUCHED);
  let held = 0;
  for (let page = load<u32>(ARENA_BASE, ARENA_FIRST_PAGE); page < touched; ) {
    const entry = entryOf(page);
    const size = 1 << <i32>load<u8>(entry, ARENA_ENTRY_ORDER);
    if (load<u8>(entry, ARENA_ENTRY_STATE) == ARENA_STATE_USED && load<u32>(entry, ARENA_ENTRY_QUERY) == query) held += size;
    page += <u32>size;
  }
  unlock(ARENA_BASE + ARENA_LOCK);
  return held;
}

export function arena_high_water(): i32 {
  return <i32>(atomic.load<u32>(ARENA_BASE + ARENA_TOUCHED) - <u32>(ARENA_BASE >> PAGE_SHIFT));
}
