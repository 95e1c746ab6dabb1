import { PAGE_SIZE, pointer, ROW_PAGE_EXTENT_ORDER, ROW_PAGE_NEXT, ROW_PAGE_NUM_ROWS } from "@millrace/core";
import type { Arena } from "../../memory/arena.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { PageLoader } from "./page-loader.ts";

/** Stored rows whose hashes begin with the same bits: a partition of a state, or a piece of one that was split again. */
export interface Portion {
  /** First pages of the lists that are in memory. */
  readonly lists: readonly number[];
  readonly parts: readonly SpilledPart[];
  /** How many bits, from the top, all hashes have in common. */
  readonly usedBits: number;
  /** Splitting does not make it smaller: most of its rows have one hash. */
  readonly isStubborn: boolean;
}

/** Rows of a portion, and the bytes of their pages in memory and on disk. */
export interface PortionSize {
  readonly numRows: number;
  readonly heldBytes: number;
  readonly spilledBytes: number;
}

/** A partition as a state leaves it. */
export function wholePartition(
  {
    pages,
    spilled,
  }: { readonly pages: readonly (readonly number[])[]; readonly spilled: readonly (readonly SpilledPart[])[] },
  partition: number,
  usedBits: number,
): Portion {
  return { lists: pages[partition] ?? [], parts: spilled[partition] ?? [], usedBits, isStubborn: false };
}

/** Counts a portion. */
export function sizeOfPortion(arena: Arena, { lists, parts }: Portion): PortionSize {
  let numRows = 0;
  let heldBytes = 0;
  let spilledBytes = 0;
  for (const page of listedPages(arena, lists)) {
    numRows += arena.word(page + ROW_PAGE_NUM_ROWS);
    heldBytes += PAGE_SIZE << arena.word(page + ROW_PAGE_EXTENT_ORDER);
  }
  for (const part of parts) {
    numRows += part.numRows;
    spilledBytes += part.pageBytes;
  }
  return { numRows, heldBytes, spilledBytes };
}

/** The pages of lists in memory; each may be freed as soon as it was given. */
export function* listedPages(arena: Arena, lists: readonly number[]): Generator<number> {
  for (const first of lists) {
    for (let page = first; page !== 0; ) {
      const next = pointer(arena.word(page + ROW_PAGE_NEXT));
      yield page;
      page = next;
    }
  }
}

/** What is done to a page before it is given: to one from memory, and to one from disk. */
export interface PageChanges {
  readonly listed?: (page: number) => void;
  readonly loaded?: (page: number) => void;
}

/** All pages of a portion, from memory and from disk; whoever takes one frees it. */
export function* pagesOf(
  arena: Arena,
  loader: PageLoader,
  { lists, parts }: Portion,
  { listed, loaded }: PageChanges = {},
): Generator<number> {
  for (const page of listedPages(arena, lists)) {
    listed?.(page);
    yield page;
  }
  for (const part of parts) {
    for (const page of loader.pages(part)) {
      loaded?.(page);
      yield page;
    }
  }
}
