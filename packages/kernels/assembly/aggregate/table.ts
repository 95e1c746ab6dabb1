import {
  AGG_COUNT, AGG_DESC, AGG_DIRECTORY, AGG_DIRECTORY_FULL, AGG_LOG2, AGG_MAX_LOG2, AGG_MIN_LOG2, AGG_OK, AGG_PAGE_REFUSED,
  AGG_ROWS, AGG_ROW_HASH, AGG_ROW_KEY, AGG_SIZE, AGG_STATUS,
} from "../../../core/src/layout/aggregate-table";
import { KEYS_NUM_VIEWS, KEYS_STRIDE } from "../../../core/src/layout/key-descriptor";
import { ROW_PAGE_HEADER, ROW_PAGE_HEAP_START, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";
import { keyEqual, keyVarBytes, storeKey } from "../keys/key";
import { appendRow, pageOf } from "../rows/pages";
import { partitionOfHash } from "../rows/rows";
import { agg_clear_directory, allGroups, homeOf, insertRow, maxRows, slotsOf, tagOf, usedBits } from "./directory";

export function agg_init(table: usize, rows: usize, desc: usize): void {
  memory.fill(table, 0, AGG_SIZE);
  store<u32>(table, <u32>rows, AGG_ROWS);
  store<u32>(table, <u32>desc, AGG_DESC);
}

export function agg_status(table: usize): i32 {
  return load<u32>(table, AGG_STATUS);
}

export function agg_set_directory(table: usize, ptr: usize, log2: u32, rehash: i32): void {
  if (log2 < <u32>AGG_MIN_LOG2 || log2 > <u32>AGG_MAX_LOG2) unreachable();
  const old = <usize>load<u32>(table, AGG_DIRECTORY);
  const oldLog2 = load<u32>(table, AGG_LOG2);
  const count = load<u32>(table, AGG_COUNT);
  store<u32>(table, <u32>ptr, AGG_DIRECTORY);
  store<u32>(table, log2, AGG_LOG2);
  agg_clear_directory(table);
  if (rehash == 0 || old == 0 || count == 0) return;
  if (count > maxRows(log2)) unreachable();
  const slots = slotsOf(ptr, log2);
  const oldSlots = slotsOf(old, oldLog2);
  const used = usedBits(table);
  const groups = allGroups(oldLog2);
  for (let g: u32 = 0; g < groups; g++) {
    let taken = ~i8x16.bitmask(v128.load(old + (<usize>g << 4))) & 0xffff;
    for (; taken != 0; taken &= taken - 1) {
      const row = load<u32>(oldSlots + (((<usize>g << 4) + <usize>ctz(taken)) << 2));
      // More homes and a longer tail: what fitted still fits.
      if (!insertRow(ptr, slots, log2, load<u64>(row, AGG_ROW_HASH), used, row)) unreachable();
    }
  }
  store<u32>(table, count, AGG_COUNT);
}

/** A row for a new key; 0 if its page is refused. */
function newRow(rows: usize, key: usize, hash: u64, stride: usize, numViews: u32, desc: usize): usize {
  const bytes = numViews != 0 ? keyVarBytes(key, desc) : 0;
  const row = appendRow(rows, partitionOfHash(rows, hash), bytes);
  if (row == 0) return 0;
  const page = pageOf(row);
  store<u64>(row, hash, AGG_ROW_HASH);
  storeKey(key, row + AGG_ROW_KEY, page, page + load<u32>(page, ROW_PAGE_HEAP_START), stride, numViews, desc);
  return row;
}

/**
 * The row of a key, or 0. `base` is the page start of a key in a page row, 0 for an absolute one. The first group with an empty
 * slot ends the search: an absent key would have gone there.
 */
// @ts-ignore: decorator
@inline
function findRow(
  directory: usize, slots: usize, groups: u32, home: u32, key: usize, base: usize, hash: u64, stride: usize, numViews: u32, desc: usize,
): usize {
  const tag = i8x16.splat(<i8>tagOf(hash));
  for (let g = home; g < groups; g++) {
    const control = v128.load(directory + (<usize>g << 4));
    let match = i8x16.bitmask(i8x16.eq(control, tag));
    for (; match != 0; match &= match - 1) {
      const row = <usize>load<u32>(slots + (((<usize>g << 4) + <usize>ctz(match)) << 2));
      if (load<u64>(row, AGG_ROW_HASH) != hash) continue;
      if (keyEqual(key, base, row + AGG_ROW_KEY, pageOf(row), stride, numViews, desc)) return row;
    }
    if (i8x16.bitmask(control) != 0) return 0;
  }
  return 0;
}

/** As findRow for keys of one word: the word is compared alone. */
// @ts-ignore: decorator
@inline
function findWord(directory: usize, slots: usize, groups: u32, home: u32, key: u64, hash: u64): usize {
  const tag = i8x16.splat(<i8>tagOf(hash));
  for (let g = home; g < groups; g++) {
    const control = v128.load(directory + (<usize>g << 4));
    let match = i8x16.bitmask(i8x16.eq(control, tag));
    for (; match != 0; match &= match - 1) {
      const row = <usize>load<u32>(slots + (((<usize>g << 4) + <usize>ctz(match)) << 2));
      if (load<u64>(row, AGG_ROW_KEY) == key) return row;
    }
    if (i8x16.bitmask(control) != 0) return 0;
  }
  return 0;
}

/**
 * Writes the first row of each hash's home group that has its tag, or 0. A loop of its own: its loads do not wait for one
 * another, and neither do those of the rows in the loop behind it.
 */
function findCandidates(directory: usize, slots: usize, log2: u32, used: u64, n: i32, hashes: usize, outRows: usize): void {
  for (const end = hashes + (<usize>n << 3); hashes < end; hashes += 8, outRows += 4) {
    const hash = load<u64>(hashes);
    const home = <usize>homeOf(hash, used, log2) << 4;
    const match = i8x16.bitmask(i8x16.eq(v128.load(directory + home), i8x16.splat(<i8>tagOf(hash))));
    // Without a match the slot behind the group's last is read, and its row dropped.
    const row = load<u32>(slots + ((home + <usize>ctz(match | 0x8000)) << 2));
    store<u32>(outRows, match != 0 ? row : 0);
  }
}

/**
 * Drops the candidates with another hash, without a branch: one that waits for a row from afar and was foreseen wrongly would
 * hold up all rows behind it. 0 is read like a row: the memory below the arena.
 */
function dropOtherHashes(n: i32, hashes: usize, outRows: usize): void {
  for (const end = hashes + (<usize>n << 3); hashes < end; hashes += 8, outRows += 4) {
    const row = load<u32>(outRows);
    store<u32>(outRows, load<u64>(<usize>row, AGG_ROW_HASH) == load<u64>(hashes) ? row : 0);
  }
}

/** As dropOtherHashes for keys of one word, by the word itself. */
function dropOtherWords(n: i32, keys: usize, outRows: usize): void {
  for (const end = keys + (<usize>n << 3); keys < end; keys += 8, outRows += 4) {
    const row = load<u32>(outRows);
    store<u32>(outRows, load<u64>(<usize>row, AGG_ROW_KEY) == load<u64>(keys) ? row : 0);
  }
}

/** agg_find for keys of one word. */
function findWords(table: usize, n: i32, keys: usize, hashes: usize, outRows: usize): i32 {
  const directory = <usize>load<u32>(table, AGG_DIRECTORY);
  const log2 = load<u32>(table, AGG_LOG2);
  const desc = <usize>load<u32>(table, AGG_DESC);
  const rows = <usize>load<u32>(table, AGG_ROWS);
  const slots = slotsOf(directory, log2);
  const groups = allGroups(log2);
  const limit = maxRows(log2);
  const used = usedBits(table);
  let count = load<u32>(table, AGG_COUNT);
  let status = AGG_OK;
  let i = 0;
  findCandidates(directory, slots, log2, used, n, hashes, outRows);
  dropOtherWords(n, keys, outRows);
  for (; i < n; i++) {
    if (load<u32>(outRows + (<usize>i << 2)) != 0) continue;
    const at = keys + (<usize>i << 3);
    const key = load<u64>(at);
    const hash = load<u64>(hashes + (<usize>i << 3));
    const home = homeOf(hash, used, log2);
    let row = findWord(directory, slots, groups, home, key, hash);
    if (row == 0) {
      if (count >= limit || tailFull(directory, groups, home)) {
        status = AGG_DIRECTORY_FULL;
        break;
      }
      row = newRow(rows, at, hash, 8, 0, desc);
      if (row == 0) {
        status = AGG_PAGE_REFUSED;
        break;
      }
      insertRow(directory, slots, log2, hash, used, <u32>row);
      count++;
    }
    store<u32>(outRows + (<usize>i << 2), <u32>row);
  }
  store<u32>(table, count, AGG_COUNT);
  store<u32>(table, status, AGG_STATUS);
  return i;
}

export function agg_find(table: usize, n: i32, keys: usize, hashes: usize, outRows: usize): i32 {
  const directory = <usize>load<u32>(table, AGG_DIRECTORY);
  const log2 = load<u32>(table, AGG_LOG2);
  const desc = <usize>load<u32>(table, AGG_DESC);
  const rows = <usize>load<u32>(table, AGG_ROWS);
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  if (stride == 8) return findWords(table, n, keys, hashes, outRows);
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  const slots = slotsOf(directory, log2);
  const groups = allGroups(log2);
  const limit = maxRows(log2);
  const used = usedBits(table);
  let count = load<u32>(table, AGG_COUNT);
  let status = AGG_OK;
  let i = 0;
  findCandidates(directory, slots, log2, used, n, hashes, outRows);
  dropOtherHashes(n, hashes, outRows);
  for (; i < n; i++, keys += stride) {
    const candidate = <usize>load<u32>(outRows + (<usize>i << 2));
    if (candidate != 0 && keyEqual(keys, 0, candidate + AGG_ROW_KEY, pageOf(<u32>candidate), stride, numViews, desc)) continue;
    const hash = load<u64>(hashes + (<usize>i << 3));
    const home = homeOf(hash, used, log2);
    let row = findRow(directory, slots, groups, home, keys, 0, hash, stride, numViews, desc);
    if (row == 0) {
      if (count >= limit || tailFull(directory, groups, home)) {
        status = AGG_DIRECTORY_FULL;
        break;
      }
      row = newRow(rows, keys, hash, stride, numViews, desc);
      if (row == 0) {
        status = AGG_PAGE_REFUSED;
        break;
      }
      insertRow(directory, slots, log2, hash, used, <u32>row);
      count++;
    }
    store<u32>(outRows + (<usize>i << 2), <u32>row);
  }
  store<u32>(table, count, AGG_COUNT);
  store<u32>(table, status, AGG_STATUS);
  return i;
}

export function agg_append(table: usize, n: i32, keys: usize, hashes: usize, outRows: usize): i32 {
  const desc = <usize>load<u32>(table, AGG_DESC);
  const rows = <usize>load<u32>(table, AGG_ROWS);
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  let status = AGG_OK;
  let i = 0;
  for (; i < n; i++, keys += stride) {
    const row = newRow(rows, keys, load<u64>(hashes + (<usize>i << 3)), stride, numViews, desc);
    if (row == 0) {
      status = AGG_PAGE_REFUSED;
      break;
    }
    store<u32>(outRows + (<usize>i << 2), <u32>row);
  }
  store<u32>(table, status, AGG_STATUS);
  return i;
}

/** Whether no group from `home` on has room: only keys that collide on purpose come here. */
function tailFull(directory: usize, groups: u32, home: u32): bool {
  for (let g = home; g < groups; g++) {
    if (i8x16.bitmask(v128.load(directory + (<usize>g << 4))) != 0) return false;
  }
  return true;
}

export function agg_adopt(table: usize, page: usize, fromRow: i32, n: i32, outRows: usize): i32 {
  const directory = <usize>load<u32>(table, AGG_DIRECTORY);
  const log2 = load<u32>(table, AGG_LOG2);
  const desc = <usize>load<u32>(table, AGG_DESC);
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  const slots = slotsOf(directory, log2);
  const groups = allGroups(log2);
  const limit = maxRows(log2);
  const used = usedBits(table);
  const rowStride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  let own = page + ROW_PAGE_HEADER + <usize>fromRow * rowStride;
  let count = load<u32>(table, AGG_COUNT);
  let status = AGG_OK;
  let i = 0;
  for (; i < n; i++) {
    const hash = load<u64>(own, AGG_ROW_HASH);
    const home = homeOf(hash, used, log2);
    let row = stride == 8
      ? findWord(directory, slots, groups, home, load<u64>(own, AGG_ROW_KEY), hash)
      : findRow(directory, slots, groups, home, own + AGG_ROW_KEY, page, hash, stride, numViews, desc);
    if (row == 0) {
      if (count >= limit || !insertRow(directory, slots, log2, hash, used, <u32>own)) {
        status = AGG_DIRECTORY_FULL;
        break;
      }
      row = own;
      count++;
    }
    store<u32>(outRows + (<usize>i << 2), <u32>row);
    own += rowStride;
  }
  store<u32>(table, count, AGG_COUNT);
  store<u32>(table, status, AGG_STATUS);
  return i;
}
