// Filling a directory. Rows are inserted from the last to the first (by seq) and each goes to the front of its chain: chains
// ascend in seq and end with 0, and no pass is needed afterwards.
import { KEYS_NUM_VIEWS, KEYS_STRIDE } from "../../../core/src/layout/key-descriptor";
import {
  JOIN_ARRAY_BASE, JOIN_ARRAY_ENTRIES, JOIN_ARRAY_FLAGS, JOIN_ARRAY_KEY_FIELD, JOIN_ARRAY_KEY_OFFSET, JOIN_ARRAY_LENGTH,
  JOIN_DIRECTORY_ENTRIES, JOIN_DIRECTORY_FLAGS, JOIN_DIRECTORY_LOG2, JOIN_DIRECTORY_SHIFT, JOIN_FLAG_DUPLICATE, JOIN_ROW_HASH,
  JOIN_ROW_KEY, JOIN_ROW_NEXT, JOIN_ROW_NO_MATCH,
} from "../../../core/src/layout/join";
import { keyEqual } from "../keys/key";
import { pageOf } from "../rows/pages";
import { entryOf, tagBit } from "./directory";
import { integerKey } from "./integer-key";
import { lastRow, latestList, nextSeq, stepBack } from "./page-lists";

/** Whether a chain has a row with this key. */
function chainHasKey(head: usize, row: usize, desc: usize): bool {
  const hash = load<u64>(row, JOIN_ROW_HASH);
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  for (let other = head; other != 0; other = <usize>load<u32>(other, JOIN_ROW_NEXT)) {
    if (load<u64>(other, JOIN_ROW_HASH) != hash) continue;
    if (keyEqual(row + JOIN_ROW_KEY, pageOf(row), other + JOIN_ROW_KEY, pageOf(other), stride, numViews, desc)) return true;
  }
  return false;
}

export function join_insert(directory: usize, numLists: i32, lists: usize, desc: usize, limit: i32): i32 {
  const entries = <usize>load<u32>(directory, JOIN_DIRECTORY_ENTRIES);
  const log2 = load<u32>(directory, JOIN_DIRECTORY_LOG2);
  const shift = load<u32>(directory, JOIN_DIRECTORY_SHIFT);
  // Once a duplicate is known nobody looks for another one, so a heavy key does not make this quadratic.
  let unique = (atomic.load<u32>(directory + JOIN_DIRECTORY_FLAGS) & JOIN_FLAG_DUPLICATE) == 0;
  let done = 0;
  while (done < limit) {
    const list = latestList(numLists, lists);
    if (list == 0) break;
    const until = nextSeq(numLists, lists, list);
    while (done < limit) {
      const row = lastRow(list, until);
      if (row == 0) break;
      done++;
      stepBack(list);
      if (load<u8>(row, JOIN_ROW_NO_MATCH) != 0) continue;
      const hash = load<u64>(row, JOIN_ROW_HASH);
      const entry = entryOf(entries, hash, shift, log2);
      const head = load<u32>(entry);
      if (unique && head != 0 && chainHasKey(head, row, desc)) {
        unique = false;
        atomic.or<u32>(directory + JOIN_DIRECTORY_FLAGS, JOIN_FLAG_DUPLICATE);
      }
      store<u32>(row, head, JOIN_ROW_NEXT);
      store<u32>(entry, <u32>row);
      store<u32>(entry, load<u32>(entry, 4) | tagBit(hash), 4);
    }
  }
  return done;
}

export function join_array_insert(array: usize, numLists: i32, lists: usize, limit: i32): i32 {
  const entries = <usize>load<u32>(array, JOIN_ARRAY_ENTRIES);
  const length = <u64>load<u32>(array, JOIN_ARRAY_LENGTH);
  const base = load<u64>(array, JOIN_ARRAY_BASE);
  const offset = <usize>load<u32>(array, JOIN_ARRAY_KEY_OFFSET);
  const field = load<i32>(array, JOIN_ARRAY_KEY_FIELD);
  let done = 0;
  let flags: u32 = 0;
  while (done < limit) {
    const list = latestList(numLists, lists);
    if (list == 0) break;
    const until = nextSeq(numLists, lists, list);
    while (done < limit) {
      const row = lastRow(list, until);
      if (row == 0) break;
      done++;
      stepBack(list);
      const index = integerKey(row + offset, field) - base;
      // Below the base the difference wraps to a huge number.
      if (load<u8>(row, JOIN_ROW_NO_MATCH) != 0 || index >= length) continue;
      const entry = entries + (<usize>index << 2);
      const head = load<u32>(entry);
      if (head != 0) flags = JOIN_FLAG_DUPLICATE;
      store<u32>(row, head, JOIN_ROW_NEXT);
      store<u32>(entry, <u32>row);
    }
  }
  if (flags != 0) atomic.or<u32>(array + JOIN_ARRAY_FLAGS, flags);
  return done;
}
