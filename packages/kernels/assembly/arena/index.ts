export { arena_init, arena_alloc, arena_free, arena_free_query, arena_pages, arena_high_water, arena_order } from "./arena";
export { grant_alloc, grant_free } from "./grant";
export { bytes_zero } from "./zero";
