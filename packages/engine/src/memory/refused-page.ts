import { GRANT_LIMIT, GRANT_USED, MemoryLimitError, PAGE_SIZE } from "@millrace/core";
import type { Arena } from "./arena.ts";

/** The error of an operator that was refused a page when it had nothing left to spill: one row is larger than its grant. */
export function refusedPage(
  arena: Arena,
  grant: number,
  operator: string,
  needed: number = PAGE_SIZE,
): MemoryLimitError {
  const held = arena.word(grant + GRANT_USED) * PAGE_SIZE;
  const limit = arena.word(grant + GRANT_LIMIT) * PAGE_SIZE;
  return new MemoryLimitError({ operator, held: Math.max(PAGE_SIZE, held), needed, limit });
}
