import { HASH_NORMAL, KEYS_HASH_MODE, KEYS_NUM_VIEWS, KEYS_STRIDE, KEYS_VIEW_OFFSETS } from "../../../core/src/layout/key-descriptor";
import { VIEW_INLINE, VIEW_POINTER } from "../../../core/src/layout/string-view";
import { copyBytes } from "../bytes/copy";
import { pageOf } from "../rows/pages";
import { hashKey, hashWord, hashWords, keyCompare, keyEqual, keyVarBytes, storeKey } from "./key";

/** Hashes keys of at most one string. */
function hashSimpleKeys(n: i32, keys: usize, stride: usize, desc: usize, outHashes: usize): void {
  const hasView = load<u32>(desc, KEYS_NUM_VIEWS) == 1;
  const view = hasView ? <usize>load<u32>(desc, KEYS_VIEW_OFFSETS) : 0;
  for (const end = outHashes + (<usize>n << 3); outHashes < end; outHashes += 8) {
    const isLong = hasView && load<u32>(keys + view) > <u32>VIEW_INLINE;
    store<u64>(outHashes, isLong ? hashKey(keys, 0, desc) : hashWords(keys, stride));
    keys += stride;
  }
}

export function keys_hash(n: i32, keys: usize, desc: usize, outHashes: usize): void {
  if (load<u32>(desc, KEYS_HASH_MODE) != HASH_NORMAL) {
    memory.fill(outHashes, 0, <usize>n << 3);
    return;
  }
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  if (stride == 8) {
    const end = keys + (<usize>n << 3);
    for (; keys < end; keys += 8, outHashes += 8) store<u64>(outHashes, hashWord(load<u64>(keys)));
    return;
  }
  if (load<u32>(desc, KEYS_NUM_VIEWS) <= 1) {
    hashSimpleKeys(n, keys, stride, desc, outHashes);
    return;
  }
  for (let i = 0; i < n; i++) {
    store<u64>(outHashes + (<usize>i << 3), hashKey(keys, 0, desc));
    keys += stride;
  }
}

export function keys_var_bytes(n: i32, keys: usize, desc: usize, outHeapBytes: usize): void {
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  for (let i = 0; i < n; i++) {
    store<u32>(outHeapBytes + (<usize>i << 2), keyVarBytes(keys, desc));
    keys += stride;
  }
}

export function keys_equal(key: usize, rowKey: usize, desc: usize): i32 {
  return keyEqual(key, 0, rowKey, pageOf(rowKey), load<u32>(desc, KEYS_STRIDE), load<u32>(desc, KEYS_NUM_VIEWS), desc) ? 1 : 0;
}

export function keys_compare(rowKeyA: usize, rowKeyB: usize, desc: usize): i32 {
  return keyCompare(rowKeyA, pageOf(rowKeyA), rowKeyB, pageOf(rowKeyB), desc);
}

export function keys_store(n: i32, keys: usize, desc: usize, rows: usize, keyOffset: usize, heaps: usize): void {
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  for (let i = 0; i < n; i++) {
    const row = <usize>load<u32>(rows + (<usize>i << 2));
    const heap = heaps != 0 ? <usize>load<u32>(heaps + (<usize>i << 2)) : 0;
    const end = storeKey(keys, row + keyOffset, pageOf(row), heap, stride, numViews, desc);
    if (heaps != 0) store<u32>(heaps + (<usize>i << 2), <u32>end);
    keys += stride;
  }
}

export function keys_load(n: i32, rows: usize, keyOffset: usize, desc: usize, outKeys: usize): void {
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  for (let i = 0; i < n; i++) {
    const row = <usize>load<u32>(rows + (<usize>i << 2));
    copyBytes(outKeys, row + keyOffset, stride);
    for (let v: u32 = 0; v < numViews; v++) {
      const view = outKeys + <usize>load<u32>(desc + (<usize>v << 2), KEYS_VIEW_OFFSETS);
      if (load<u32>(view) > <u32>VIEW_INLINE) store<u32>(view, load<u32>(view, VIEW_POINTER) + <u32>pageOf(row), VIEW_POINTER);
    }
    outKeys += stride;
  }
}
