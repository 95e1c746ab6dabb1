// One key: hashed, compared, copied. A key is its words, but for the pointers of long strings, which stand for bytes.
import { KEYS_NUM_VIEWS, KEYS_STRIDE, KEYS_VIEW_OFFSETS } from "../../../core/src/layout/key-descriptor";
import { VIEW_INLINE, VIEW_POINTER } from "../../../core/src/layout/string-view";
import { viewsCompare, viewsEqual } from "../bytes/compare";
import { copyBytes } from "../bytes/copy";
import { finishHash, mixBytes, mixWord } from "../bytes/hash";

const SEED: u64 = 0x2545f4914f6cdd1d;

/** The hash of a key that is nothing but its words: without strings, or with short ones. */
// @ts-ignore: decorator
@inline
export function hashWords(key: usize, stride: usize): u64 {
  let h = SEED;
  for (const end = key + stride; key < end; key += 8) h = mixWord(rotl<u64>(h, 23), load<u64>(key));
  return finishHash(h);
}

/** The hash of a key of one word. */
// @ts-ignore: decorator
@inline
export function hashWord(word: u64): u64 {
  return finishHash(mixWord(rotl<u64>(SEED, 23), word));
}

export function hashKey(key: usize, base: usize, desc: usize): u64 {
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  let h = SEED;
  let at: usize = 0;
  for (let v: u32 = 0; v < numViews; v++) {
    const offset = <usize>load<u32>(desc + (<usize>v << 2), KEYS_VIEW_OFFSETS);
    for (; at < offset; at += 8) h = mixWord(rotl<u64>(h, 23), load<u64>(key + at));
    const view = key + offset;
    const length = load<u32>(view);
    if (length <= <u32>VIEW_INLINE) {
      h = mixWord(rotl<u64>(h, 23), load<u64>(view));
      h = mixWord(rotl<u64>(h, 23), load<u64>(view, VIEW_POINTER));
    } else {
      h = mixBytes(rotl<u64>(h, 23), base + <usize>load<u32>(view, VIEW_POINTER), length);
    }
    at = offset + 16;
  }
  for (; at < stride; at += 8) h = mixWord(rotl<u64>(h, 23), load<u64>(key + at));
  return finishHash(h);
}

/** Whether two keys are equal; a base is the page start of a key in a page row, 0 for an absolute key. */
// @ts-ignore: decorator
@inline
export function keyEqual(a: usize, aBase: usize, b: usize, bBase: usize, stride: usize, numViews: u32, desc: usize): bool {
  // A short string is its words, like a number.
  if (numViews > 1 || (numViews == 1 && load<u32>(a + <usize>load<u32>(desc, KEYS_VIEW_OFFSETS)) > <u32>VIEW_INLINE)) {
    return keyWithViewsEqual(a, aBase, b, bBase, desc);
  }
  for (let at: usize = 0; at < stride; at += 8) {
    if (load<u64>(a + at) != load<u64>(b + at)) return false;
  }
  return true;
}

export function keyWithViewsEqual(a: usize, aBase: usize, b: usize, bBase: usize, desc: usize): bool {
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  let at: usize = 0;
  for (let v: u32 = 0; v < numViews; v++) {
    const offset = <usize>load<u32>(desc + (<usize>v << 2), KEYS_VIEW_OFFSETS);
    for (; at < offset; at += 8) {
      if (load<u64>(a + at) != load<u64>(b + at)) return false;
    }
    if (!viewsEqual(a + offset, aBase, b + offset, bBase)) return false;
    at = offset + 16;
  }
  for (; at < stride; at += 8) {
    if (load<u64>(a + at) != load<u64>(b + at)) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function wordsCompare(a: usize, b: usize): i32 {
  const x = load<u64>(a);
  const y = load<u64>(b);
  return x == y ? 0 : x < y ? -1 : 1;
}

/** A total order of keys, the same in every run: words as unsigned numbers, strings by bytes. */
export function keyCompare(a: usize, aBase: usize, b: usize, bBase: usize, desc: usize): i32 {
  const stride = <usize>load<u32>(desc, KEYS_STRIDE);
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  let at: usize = 0;
  for (let v: u32 = 0; v < numViews; v++) {
    const offset = <usize>load<u32>(desc + (<usize>v << 2), KEYS_VIEW_OFFSETS);
    for (; at < offset; at += 8) {
      const order = wordsCompare(a + at, b + at);
      if (order != 0) return order;
    }
    const order = viewsCompare(a + offset, aBase, b + offset, bBase);
    if (order != 0) return order;
    at = offset + 16;
  }
  for (; at < stride; at += 8) {
    const order = wordsCompare(a + at, b + at);
    if (order != 0) return order;
  }
  return 0;
}

/** Bytes of the long strings of an absolute key. */
export function keyVarBytes(key: usize, desc: usize): u32 {
  const numViews = load<u32>(desc, KEYS_NUM_VIEWS);
  let bytes: u32 = 0;
  for (let v: u32 = 0; v < numViews; v++) {
    const length = load<u32>(key + <usize>load<u32>(desc + (<usize>v << 2), KEYS_VIEW_OFFSETS));
    if (length > <u32>VIEW_INLINE) bytes += length;
  }
  return bytes;
}

/** Copies an absolute key into a page row; long strings go to `heap`. Returns the end of what was written there. */
// @ts-ignore: decorator
@inline
export function storeKey(key: usize, target: usize, page: usize, heap: usize, stride: usize, numViews: u32, desc: usize): usize {
  for (let at: usize = 0; at < stride; at += 8) store<u64>(target + at, load<u64>(key + at));
  return numViews == 0 ? heap : storeKeyViews(key, target, page, heap, numViews, desc);
}

function storeKeyViews(key: usize, target: usize, page: usize, heap: usize, numViews: u32, desc: usize): usize {
  for (let v: u32 = 0; v < numViews; v++) {
    const offset = <usize>load<u32>(desc + (<usize>v << 2), KEYS_VIEW_OFFSETS);
    const length = load<u32>(key + offset);
    if (length <= <u32>VIEW_INLINE) continue;
    copyBytes(heap, load<u32>(key + offset, VIEW_POINTER), length);
    store<u32>(target + offset, <u32>(heap - page), VIEW_POINTER);
    heap += length;
  }
  return heap;
}
