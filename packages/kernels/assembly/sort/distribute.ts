// The distribution of a frame's entries to buckets: bounds of the keys, by the next keys where all are equal, counts, scatter.
import {
  SORT_BUCKETS_SIZE, SORT_FRAME_HAS_WORD, SORT_FRAME_MAX, SORT_FRAME_MIN, SORT_FRAME_NUM, SORT_FRAME_PLACE, SORT_FRAME_SCATTERED,
  SORT_FRAME_SHIFT, SORT_FRAME_WORD, SORT_STATE_BY_SEQ, SORT_STATE_COMMON, SORT_STATE_DESC, SORT_STATE_POSITION,
} from "../../../core/src/layout/sort";
import { isInSeqOrder } from "./entries";
import { entryAt, rowAt } from "./entry";
import { commonPrefix, fillKeys, isInString, NO_PLACE, placeAfter } from "./keys";
import {
  BOUNDS, BUCKETS, COMMON, COUNT, FINISH, frameOf, get, histogramOf, KEYS, resetBounds, SCATTER, SEQ, set, sourceOf, targetOf,
} from "./state";

/** Entries that one step reads, scatters, or whose rows it reads. */
const SCAN_ENTRIES: u32 = 1048576;
const SCATTER_ENTRIES: u32 = 262144;
const ROW_ENTRIES: u32 = 65536;
/** Buckets of a distribution. */
export const BUCKET_COUNT: u32 = 2048;
const LOG2_BUCKETS: u64 = 11;

/** Whether the rows come in the order of seq. */
export function seqOrder(state: usize): u32 {
  const frame = frameOf(state);
  const n = get(frame, SORT_FRAME_NUM);
  const from = get(state, SORT_STATE_POSITION);
  const to = min<u32>(from + SCATTER_ENTRIES, n);
  const inOrder = isInSeqOrder(sourceOf(state, frame), from, to, get(state, SORT_STATE_DESC));
  set(state, SORT_STATE_BY_SEQ, inOrder ? 0 : 1);
  set(state, SORT_STATE_POSITION, to);
  if (inOrder && to < n) return SEQ;
  set(state, SORT_STATE_POSITION, 0);
  return BOUNDS;
}

function widenBounds(frame: usize, source: usize, from: u32, to: u32): void {
  let low = load<u64>(frame, SORT_FRAME_MIN);
  let high = load<u64>(frame, SORT_FRAME_MAX);
  for (let i = from; i < to; i++) {
    const key = load<u64>(entryAt(source, i));
    low = min<u64>(low, key);
    high = max<u64>(high, key);
  }
  store<u64>(frame, low, SORT_FRAME_MIN);
  store<u64>(frame, high, SORT_FRAME_MAX);
}

/** The bounds of the keys that are in the entries' words. */
export function bounds(state: usize): u32 {
  const frame = frameOf(state);
  const n = get(frame, SORT_FRAME_NUM);
  const from = get(state, SORT_STATE_POSITION);
  const to = min<u32>(from + SCAN_ENTRIES, n);
  widenBounds(frame, sourceOf(state, frame), from, to);
  set(state, SORT_STATE_POSITION, to);
  return to < n ? BOUNDS : distribute(state, frame);
}

/** What follows when the bounds are known. */
function distribute(state: usize, frame: usize): u32 {
  set(state, SORT_STATE_POSITION, 0);
  const low = load<u64>(frame, SORT_FRAME_MIN);
  const spread = load<u64>(frame, SORT_FRAME_MAX) - low;
  if (spread == 0) return nextKeys(state, frame, low);
  const bits = 64 - clz<u64>(spread);
  set(frame, SORT_FRAME_SHIFT, bits > LOG2_BUCKETS ? <u32>(bits - LOG2_BUCKETS) : 0);
  memory.fill(histogramOf(state), 0, SORT_BUCKETS_SIZE);
  return COUNT;
}

/** All keys are equal: by the keys behind. */
function nextKeys(state: usize, frame: usize, key: u64): u32 {
  const desc = <usize>get(state, SORT_STATE_DESC);
  const place = placeAfter(load<u64>(frame, SORT_FRAME_PLACE), key, desc, get(state, SORT_STATE_BY_SEQ) != 0);
  if (place == NO_PLACE) return FINISH;
  store<u64>(frame, place, SORT_FRAME_PLACE);
  if (get(frame, SORT_FRAME_HAS_WORD) == 0) {
    store<u64>(frame, key, SORT_FRAME_WORD);
    set(frame, SORT_FRAME_HAS_WORD, 1);
  }
  resetBounds(state, frame);
  set(state, SORT_STATE_COMMON, u32.MAX_VALUE);
  return isInString(place, desc) ? COMMON : KEYS;
}

/** How many bytes the strings have in common: they are skipped. */
export function common(state: usize): u32 {
  const frame = frameOf(state);
  const n = get(frame, SORT_FRAME_NUM);
  const source = sourceOf(state, frame);
  const place = load<u64>(frame, SORT_FRAME_PLACE);
  const from = get(state, SORT_STATE_POSITION);
  const to = min<u32>(from + ROW_ENTRIES, n);
  const desc = <usize>get(state, SORT_STATE_DESC);
  const bytes = commonPrefix(entryAt(source, from), to - from, rowAt(source, 0), place, desc, get(state, SORT_STATE_COMMON));
  set(state, SORT_STATE_COMMON, bytes);
  set(state, SORT_STATE_POSITION, to);
  if (bytes != 0 && to < n) return COMMON;
  store<u64>(frame, place + bytes, SORT_FRAME_PLACE);
  set(state, SORT_STATE_POSITION, 0);
  return KEYS;
}

/** Keys from the rows, and their bounds. */
export function keys(state: usize): u32 {
  const frame = frameOf(state);
  const n = get(frame, SORT_FRAME_NUM);
  const source = sourceOf(state, frame);
  const from = get(state, SORT_STATE_POSITION);
  const to = min<u32>(from + ROW_ENTRIES, n);
  fillKeys(entryAt(source, from), to - from, load<u64>(frame, SORT_FRAME_PLACE), get(state, SORT_STATE_DESC));
  widenBounds(frame, source, from, to);
  set(state, SORT_STATE_POSITION, to);
  return to < n ? KEYS : distribute(state, frame);
}

// @ts-ignore: decorator
@inline
function bucketOf(histogram: usize, key: u64, low: u64, shift: u64): usize {
  return histogram + (<usize>((key - low) >> shift) << 2);
}

export function count(state: usize): u32 {
  const frame = frameOf(state);
  const n = get(frame, SORT_FRAME_NUM);
  const source = sourceOf(state, frame);
  const histogram = histogramOf(state);
  const low = load<u64>(frame, SORT_FRAME_MIN);
  const shift = <u64>get(frame, SORT_FRAME_SHIFT);
  const from = get(state, SORT_STATE_POSITION);
  const to = min<u32>(from + SCAN_ENTRIES, n);
  for (let i = from; i < to; i++) {
    const bucket = bucketOf(histogram, load<u64>(entryAt(source, i)), low, shift);
    store<u32>(bucket, load<u32>(bucket) + 1);
  }
  set(state, SORT_STATE_POSITION, to);
  if (to < n) return COUNT;
  let start: u32 = 0;
  for (let b: u32 = 0; b < BUCKET_COUNT; b++) {
    const bucket = histogram + (<usize>b << 2);
    const size = load<u32>(bucket);
    store<u32>(bucket, start);
    start += size;
  }
  set(state, SORT_STATE_POSITION, 0);
  return SCATTER;
}

/** Afterwards the histogram holds the end of each bucket. */
export function scatter(state: usize): u32 {
  const frame = frameOf(state);
  const n = get(frame, SORT_FRAME_NUM);
  const source = sourceOf(state, frame);
  const target = targetOf(state, frame);
  const histogram = histogramOf(state);
  const low = load<u64>(frame, SORT_FRAME_MIN);
  const shift = <u64>get(frame, SORT_FRAME_SHIFT);
  const from = get(state, SORT_STATE_POSITION);
  const to = min<u32>(from + SCATTER_ENTRIES, n);
  for (let i = from; i < to; i++) {
    const entry = v128.load(entryAt(source, i));
    const bucket = bucketOf(histogram, <u64>i64x2.extract_lane(entry, 0), low, shift);
    const place = load<u32>(bucket);
    v128.store(entryAt(target, place), entry);
    store<u32>(bucket, place + 1);
  }
  set(state, SORT_STATE_POSITION, to);
  if (to < n) return SCATTER;
  set(frame, SORT_FRAME_SCATTERED, 1);
  return BUCKETS;
}
