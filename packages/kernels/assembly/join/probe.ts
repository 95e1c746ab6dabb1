// Probing: pairs in probe order, then chain order, into buffers of a given capacity, resumable within a chain.
import { KEYS_NUM_VIEWS, KEYS_STRIDE } from "../../../core/src/layout/key-descriptor";
import {
  JOIN_ANTI, JOIN_ARRAY_BASE, JOIN_ARRAY_ENTRIES, JOIN_ARRAY_KEY_FIELD, JOIN_ARRAY_LENGTH, JOIN_DIRECTORY_ENTRIES,
  JOIN_DIRECTORY_LOG2, JOIN_DIRECTORY_SHIFT, JOIN_FIND, JOIN_LEFT, JOIN_PROBE_DESC, JOIN_PROBE_DIRECTORY,
  JOIN_PROBE_FOUND, JOIN_PROBE_MARK, JOIN_PROBE_MODE, JOIN_PROBE_NEXT, JOIN_PROBE_NULL_ROW, JOIN_PROBE_ROW, JOIN_ROW_HASH,
  JOIN_ROW_KEY, JOIN_ROW_MATCHED, JOIN_ROW_NEXT, JOIN_SEMI,
} from "../../../core/src/layout/join";
import { keyEqual } from "../keys/key";
import { fieldWidth } from "../gather/field";
import { pageOf } from "../rows/pages";
import { entryOf, tagBit } from "./directory";
import { integerKey } from "./integer-key";

/** The chain of a hash, 0 if its tag is not there. */
// @ts-ignore: decorator
@inline
function chainOf(entries: usize, hash: u64, shift: u32, log2: u32): usize {
  const entry = load<u64>(entryOf(entries, hash, shift, log2));
  return (<u32>(entry >> 32) & tagBit(hash)) == 0 ? 0 : <usize>(<u32>entry);
}

/** The first row from `row` on with this key, 0 at the end. */
// @ts-ignore: decorator
@inline
function matchFrom(row: usize, key: usize, hash: u64, stride: usize, numViews: u32, desc: usize): usize {
  for (; row != 0; row = <usize>load<u32>(row, JOIN_ROW_NEXT)) {
    if (load<u64>(row, JOIN_ROW_HASH) != hash) continue;
    if (keyEqual(key, 0, row + JOIN_ROW_KEY, pageOf(row), stride, numViews, desc)) return row;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function isProbed(valid: usize, i: i32): bool {
  return valid == 0 || load<u8>(valid + <usize>i) != 0;
}

// @ts-ignore: decorator
@inline
function emit(outIndex: usize, outRows: usize, written: i32, index: i32, row: usize): void {
  store<u32>(outIndex + (<usize>written << 2), index);
  store<u32>(outRows + (<usize>written << 2), <u32>row);
}

/** What is written for a probe row that meets nothing: anti and left joins keep it. */
// @ts-ignore: decorator
@inline
function keepsUnmatched(mode: i32): bool {
  return mode == JOIN_LEFT || mode == JOIN_ANTI;
}

function saveProbe(js: usize, next: i32, row: usize, found: bool): void {
  store<u32>(js, next, JOIN_PROBE_NEXT);
  store<u32>(js, <u32>row, JOIN_PROBE_ROW);
  store<u32>(js, found ? 1 : 0, JOIN_PROBE_FOUND);
}

export function join_probe(
  js: usize, n: i32, keys: usize, hashes: usize, valid: usize, outIndex: usize, outRows: usize, capacity: i32, resume: i32,
): i32 {
  const directory = <usize>load<u32>(js, JOIN_PROBE_DIRECTORY);
  const entries = <usize>load<u32>(directory, JOIN_DIRECTORY_ENTRIES);
  const log2 = load<u32>(directory, JOIN_DIRECTORY_LOG2);
  const shift = load<u32>(directory, JOIN_DIRECTORY_SHIFT);
  const desc = <usize>load<u32>(js, JOIN_PROBE_DESC);
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  const mode = load<i32>(js, JOIN_PROBE_MODE);
  const mark = load<u32>(js, JOIN_PROBE_MARK) != 0;
  const nullRow = <usize>load<u32>(js, JOIN_PROBE_NULL_ROW);
  let i = resume != 0 ? load<i32>(js, JOIN_PROBE_NEXT) : 0;
  let pending: usize = resume != 0 ? <usize>load<u32>(js, JOIN_PROBE_ROW) : 0;
  let found = resume != 0 && load<u32>(js, JOIN_PROBE_FOUND) != 0;
  let written = 0;
  for (; i < n; i++) {
    const key = keys + <usize>i * stride;
    const hash = load<u64>(hashes + (<usize>i << 3));
    let row: usize = 0;
    if (pending != 0) row = pending;
    else {
      found = false;
      if (isProbed(valid, i)) row = matchFrom(chainOf(entries, hash, shift, log2), key, hash, stride, numViews, desc);
    }
    pending = 0;
    if (mode == JOIN_FIND) {
      store<u32>(outRows + (<usize>i << 2), <u32>row);
      while (mark && row != 0) {
        store<u8>(row, 1, JOIN_ROW_MATCHED);
        row = matchFrom(<usize>load<u32>(row, JOIN_ROW_NEXT), key, hash, stride, numViews, desc);
      }
      written++;
      continue;
    }
    while (row != 0) {
      if (mode != JOIN_ANTI) {
        if (written == capacity) {
          saveProbe(js, i, row, found);
          return written;
        }
        emit(outIndex, outRows, written++, i, row);
      }
      if (mark) store<u8>(row, 1, JOIN_ROW_MATCHED);
      found = true;
      if (mode >= JOIN_SEMI && !mark) break;
      row = matchFrom(<usize>load<u32>(row, JOIN_ROW_NEXT), key, hash, stride, numViews, desc);
      if (mode >= JOIN_SEMI) {
        // Marking: the rest of the chain is met, but writes nothing.
        for (; row != 0; row = matchFrom(<usize>load<u32>(row, JOIN_ROW_NEXT), key, hash, stride, numViews, desc)) {
          store<u8>(row, 1, JOIN_ROW_MATCHED);
        }
      }
    }
    if (!found && keepsUnmatched(mode)) {
      if (written == capacity) {
        saveProbe(js, i, 0, false);
        return written;
      }
      emit(outIndex, outRows, written++, i, nullRow);
    }
  }
  saveProbe(js, n, 0, false);
  return written;
}

export function join_array_probe(
  js: usize, n: i32, data: usize, valid: usize, outIndex: usize, outRows: usize, capacity: i32, resume: i32,
): i32 {
  const array = <usize>load<u32>(js, JOIN_PROBE_DIRECTORY);
  const entries = <usize>load<u32>(array, JOIN_ARRAY_ENTRIES);
  const length = <u64>load<u32>(array, JOIN_ARRAY_LENGTH);
  const base = load<u64>(array, JOIN_ARRAY_BASE);
  const field = load<i32>(array, JOIN_ARRAY_KEY_FIELD);
  const width = <usize>fieldWidth(field);
  const mode = load<i32>(js, JOIN_PROBE_MODE);
  const mark = load<u32>(js, JOIN_PROBE_MARK) != 0;
  const nullRow = <usize>load<u32>(js, JOIN_PROBE_NULL_ROW);
  let i = resume != 0 ? load<i32>(js, JOIN_PROBE_NEXT) : 0;
  let pending: usize = resume != 0 ? <usize>load<u32>(js, JOIN_PROBE_ROW) : 0;
  let written = 0;
  for (; i < n; i++) {
    const index = integerKey(data + <usize>i * width, field) - base;
    const head = index < length && isProbed(valid, i) ? <usize>load<u32>(entries + (<usize>index << 2)) : 0;
    if (mark && pending == 0) {
      for (let row = head; row != 0; row = <usize>load<u32>(row, JOIN_ROW_NEXT)) store<u8>(row, 1, JOIN_ROW_MATCHED);
    }
    if (mode == JOIN_FIND) {
      store<u32>(outRows + (<usize>i << 2), <u32>head);
      written++;
      continue;
    }
    if (mode == JOIN_ANTI && head != 0) continue;
    let row = pending != 0 ? pending : head;
    pending = 0;
    if (row == 0) {
      if (!keepsUnmatched(mode)) continue;
      if (written == capacity) {
        saveProbe(js, i, 0, false);
        return written;
      }
      emit(outIndex, outRows, written++, i, nullRow);
      continue;
    }
    for (; row != 0; row = <usize>load<u32>(row, JOIN_ROW_NEXT)) {
      if (written == capacity) {
        saveProbe(js, i, row, true);
        return written;
      }
      emit(outIndex, outRows, written++, i, row);
      if (mode == JOIN_SEMI) break;
    }
  }
  saveProbe(js, n, 0, false);
  return written;
}
