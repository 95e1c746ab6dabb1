import { GRANT_LIMIT, GRANT_PEAK, GRANT_QUERY, GRANT_USED } from "../../../core/src/layout/grant";
import { arena_alloc, arena_free, arena_order } from "./arena";

export function grant_alloc(grant: usize, order: i32): usize {
  const pages: i32 = 1 << order;
  // Counted first, taken back if refused: two threads never pass the limit together.
  const used = atomic.add<i32>(grant + GRANT_USED, pages) + pages;
  if (used > atomic.load<i32>(grant + GRANT_LIMIT)) {
    atomic.sub<i32>(grant + GRANT_USED, pages);
    return 0;
  }
  const ptr = arena_alloc(order, load<u32>(grant, GRANT_QUERY));
  if (ptr == 0) {
    atomic.sub<i32>(grant + GRANT_USED, pages);
    return 0;
  }
  let peak = atomic.load<i32>(grant + GRANT_PEAK);
  while (used > peak) {
    const seen = atomic.cmpxchg<i32>(grant + GRANT_PEAK, peak, used);
    if (seen == peak) break;
    peak = seen;
  }
  return ptr;
}

export function grant_free(grant: usize, ptr: usize): void {
  if (ptr == 0) return;
  const pages: i32 = 1 << arena_order(ptr);
  arena_free(ptr);
  atomic.sub<i32>(grant + GRANT_USED, pages);
}
