// Entries: {word u64, row u32, 0 u32}.
import { SORT_ENTRY_ROW } from "../../../core/src/layout/sort";

// @ts-ignore: decorator
@inline
export function entryAt(entries: usize, i: u32): usize {
  return entries + (<usize>i << 4);
}

// @ts-ignore: decorator
@inline
export function rowAt(entries: usize, i: u32): usize {
  return <usize>load<u32>(entryAt(entries, i), SORT_ENTRY_ROW);
}
