// A sort of any size in bounded steps. Entries are distributed to buckets by the highest varying bits of their first word, each
// small bucket is sorted in the cache (MSD, then LSD); a bucket that is still large (skew, long common prefixes) is sorted in
// pieces which are merged pairwise. Everything happens in tmp after the distribution; entries are then the scratch.
import {
  SORT_ENTRY_ROW, SORT_HISTOGRAM_SIZE, SORT_MAX_ENTRIES, SORT_STATE_BUCKET, SORT_STATE_DESC, SORT_STATE_ENTRIES,
  SORT_STATE_HISTOGRAM, SORT_STATE_LEFT, SORT_STATE_MAX, SORT_STATE_MIN, SORT_STATE_NUM, SORT_STATE_PHASE, SORT_STATE_POSITION,
  SORT_STATE_RANGE, SORT_STATE_RANGE_NUM, SORT_STATE_RESULT, SORT_STATE_RIGHT, SORT_STATE_SHIFT, SORT_STATE_SOURCE,
  SORT_STATE_TARGET, SORT_STATE_TMP, SORT_STATE_WIDTH,
} from "../../../core/src/layout/sort";
import { pageRowsCompare } from "./compare";
import { entryAt, sort_entries } from "./entries";

const BEGIN: u32 = 0;
const BOUNDS: u32 = 1;
const COUNT: u32 = 2;
const SCATTER: u32 = 3;
const BUCKETS: u32 = 4;
const PIECES: u32 = 5;
const MERGE: u32 = 6;
const COPY: u32 = 7;
const DONE: u32 = 8;

/** Entries that one step reads, scatters, or merges. */
const SCAN_ENTRIES: u32 = 1048576;
const SCATTER_ENTRIES: u32 = 262144;
const MERGE_ENTRIES_A_STEP: u32 = 65536;
/** Buckets of the distribution; the upper half of the histogram block belongs to sort_entries. */
const BUCKET_COUNT: u32 = 2048;
const LOG2_BUCKETS: u64 = 11;

// @ts-ignore: decorator
@inline
function get(state: usize, offset: usize): u32 {
  return load<u32>(state + offset);
}

// @ts-ignore: decorator
@inline
function set(state: usize, offset: usize, value: u32): void {
  store<u32>(state + offset, value);
}

// @ts-ignore: decorator
@inline
function scratchHistogram(state: usize): usize {
  return <usize>get(state, SORT_STATE_HISTOGRAM) + (SORT_HISTOGRAM_SIZE >> 1);
}

function begin(state: usize): u32 {
  const n = get(state, SORT_STATE_NUM);
  const entries = get(state, SORT_STATE_ENTRIES);
  set(state, SORT_STATE_RESULT, entries);
  if (n <= <u32>SORT_MAX_ENTRIES) {
    sort_entries(entries, n, get(state, SORT_STATE_TMP), scratchHistogram(state), get(state, SORT_STATE_DESC));
    return DONE;
  }
  store<u64>(state, u64.MAX_VALUE, SORT_STATE_MIN);
  store<u64>(state, 0, SORT_STATE_MAX);
  set(state, SORT_STATE_POSITION, 0);
  return BOUNDS;
}

function bounds(state: usize): u32 {
  const n = get(state, SORT_STATE_NUM);
  const entries = <usize>get(state, SORT_STATE_ENTRIES);
  const from = get(state, SORT_STATE_POSITION);
  const to = min<u32>(from + SCAN_ENTRIES, n);
  let low = load<u64>(state, SORT_STATE_MIN);
  let high = load<u64>(state, SORT_STATE_MAX);
  for (let i = from; i < to; i++) {
    const word = load<u64>(entryAt(entries, i));
    low = min<u64>(low, word);
    high = max<u64>(high, word);
  }
  store<u64>(state, low, SORT_STATE_MIN);
  store<u64>(state, high, SORT_STATE_MAX);
  set(state, SORT_STATE_POSITION, to);
  if (to < n) return BOUNDS;
  const bits = 64 - clz<u64>(high - low);
  set(state, SORT_STATE_SHIFT, bits > LOG2_BUCKETS ? <u32>(bits - LOG2_BUCKETS) : 0);
  memory.fill(get(state, SORT_STATE_HISTOGRAM), 0, SORT_HISTOGRAM_SIZE);
  set(state, SORT_STATE_POSITION, 0);
  return COUNT;
}

// @ts-ignore: decorator
@inline
function bucketOf(histogram: usize, word: u64, low: u64, shift: u64): usize {
  return histogram + (<usize>((word - low) >> shift) << 2);
}

function count(state: usize): u32 {
  const n = get(state, SORT_STATE_NUM);
  const entries = <usize>get(state, SORT_STATE_ENTRIES);
  const histogram = <usize>get(state, SORT_STATE_HISTOGRAM);
  const low = load<u64>(state, SORT_STATE_MIN);
  const shift = <u64>get(state, SORT_STATE_SHIFT);
  const from = get(state, SORT_STATE_POSITION);
  const to = min<u32>(from + SCAN_ENTRIES, n);
  for (let i = from; i < to; i++) {
    const bucket = bucketOf(histogram, load<u64>(entryAt(entries, i)), low, shift);
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
function scatter(state: usize): u32 {
  const n = get(state, SORT_STATE_NUM);
  const entries = <usize>get(state, SORT_STATE_ENTRIES);
  const tmp = <usize>get(state, SORT_STATE_TMP);
  const histogram = <usize>get(state, SORT_STATE_HISTOGRAM);
  const low = load<u64>(state, SORT_STATE_MIN);
  const shift = <u64>get(state, SORT_STATE_SHIFT);
  const from = get(state, SORT_STATE_POSITION);
  const to = min<u32>(from + SCATTER_ENTRIES, n);
  for (let i = from; i < to; i++) {
    const entry = v128.load(entryAt(entries, i));
    const bucket = bucketOf(histogram, <u64>i64x2.extract_lane(entry, 0), low, shift);
    const place = load<u32>(bucket);
    v128.store(entryAt(tmp, place), entry);
    store<u32>(bucket, place + 1);
  }
  set(state, SORT_STATE_POSITION, to);
  if (to < n) return SCATTER;
  set(state, SORT_STATE_RESULT, <u32>tmp);
  set(state, SORT_STATE_BUCKET, 0);
  return BUCKETS;
}

function buckets(state: usize): u32 {
  const entries = <usize>get(state, SORT_STATE_ENTRIES);
  const tmp = <usize>get(state, SORT_STATE_TMP);
  const histogram = <usize>get(state, SORT_STATE_HISTOGRAM);
  const desc = <usize>get(state, SORT_STATE_DESC);
  let bucket = get(state, SORT_STATE_BUCKET);
  let sorted: u32 = 0;
  for (; bucket < BUCKET_COUNT; bucket++) {
    const at = histogram + (<usize>bucket << 2);
    const start = bucket == 0 ? 0 : load<u32>(at - 4);
    const size = load<u32>(at) - start;
    if (size > <u32>SORT_MAX_ENTRIES) {
      set(state, SORT_STATE_RANGE, start);
      set(state, SORT_STATE_RANGE_NUM, size);
      set(state, SORT_STATE_POSITION, 0);
      set(state, SORT_STATE_BUCKET, bucket + 1);
      return PIECES;
    }
    if (sorted + size > <u32>SORT_MAX_ENTRIES) break;
    sort_entries(entryAt(tmp, start), size, entryAt(entries, start), scratchHistogram(state), desc);
    sorted += size;
  }
  set(state, SORT_STATE_BUCKET, bucket);
  return bucket < BUCKET_COUNT ? BUCKETS : DONE;
}

/** Sorts the next piece of a large bucket. */
function pieces(state: usize): u32 {
  const start = get(state, SORT_STATE_RANGE);
  const size = get(state, SORT_STATE_RANGE_NUM);
  const position = get(state, SORT_STATE_POSITION);
  const n = min<u32>(size - position, SORT_MAX_ENTRIES);
  const source = entryAt(get(state, SORT_STATE_TMP), start);
  const scratch = entryAt(get(state, SORT_STATE_ENTRIES), start);
  sort_entries(entryAt(source, position), n, entryAt(scratch, position), scratchHistogram(state), get(state, SORT_STATE_DESC));
  set(state, SORT_STATE_POSITION, position + n);
  if (position + n < size) return PIECES;
  set(state, SORT_STATE_SOURCE, <u32>source);
  set(state, SORT_STATE_TARGET, <u32>scratch);
  set(state, SORT_STATE_WIDTH, SORT_MAX_ENTRIES);
  beginPair(state, 0);
  return MERGE;
}

/** Position is where the pair of pieces is written; left and right are read next. */
function beginPair(state: usize, low: u32): void {
  set(state, SORT_STATE_POSITION, low);
  set(state, SORT_STATE_LEFT, low);
  set(state, SORT_STATE_RIGHT, min<u32>(low + get(state, SORT_STATE_WIDTH), get(state, SORT_STATE_RANGE_NUM)));
}

// @ts-ignore: decorator
@inline
function inOrder(a: usize, b: usize, desc: usize): bool {
  const x = load<u64>(a);
  const y = load<u64>(b);
  if (x != y) return x < y;
  return pageRowsCompare(load<u32>(a, SORT_ENTRY_ROW), load<u32>(b, SORT_ENTRY_ROW), desc, 1) <= 0;
}

function merge(state: usize): u32 {
  const size = get(state, SORT_STATE_RANGE_NUM);
  const width = get(state, SORT_STATE_WIDTH);
  const source = <usize>get(state, SORT_STATE_SOURCE);
  const target = <usize>get(state, SORT_STATE_TARGET);
  const desc = <usize>get(state, SORT_STATE_DESC);
  let out = get(state, SORT_STATE_POSITION);
  // Widths are powers of two: `out` tells its pair.
  const low = out - (out % (width << 1));
  const middle = min<u32>(low + width, size);
  const high = min<u32>(middle + width, size);
  let left = get(state, SORT_STATE_LEFT);
  let right = get(state, SORT_STATE_RIGHT);
  const stop = min<u32>(high, out + MERGE_ENTRIES_A_STEP);
  for (; out < stop; out++) {
    const takeLeft = right == high || (left < middle && inOrder(entryAt(source, left), entryAt(source, right), desc));
    v128.store(entryAt(target, out), v128.load(entryAt(source, takeLeft ? left++ : right++)));
  }
  set(state, SORT_STATE_POSITION, out);
  set(state, SORT_STATE_LEFT, left);
  set(state, SORT_STATE_RIGHT, right);
  if (out < high) return MERGE;
  if (high < size) {
    beginPair(state, high);
    return MERGE;
  }
  set(state, SORT_STATE_SOURCE, <u32>target);
  set(state, SORT_STATE_TARGET, <u32>source);
  set(state, SORT_STATE_WIDTH, width << 1);
  beginPair(state, 0);
  if (width << 1 < size) return MERGE;
  return COPY;
}

/** Brings a merged bucket back to tmp if it ended in the scratch. */
function copy(state: usize): u32 {
  const home = entryAt(get(state, SORT_STATE_TMP), get(state, SORT_STATE_RANGE));
  const source = <usize>get(state, SORT_STATE_SOURCE);
  const size = get(state, SORT_STATE_RANGE_NUM);
  if (source == home) return BUCKETS;
  const from = get(state, SORT_STATE_POSITION);
  const n = min<u32>(size - from, SCATTER_ENTRIES);
  memory.copy(entryAt(home, from), entryAt(source, from), <usize>n << 4);
  set(state, SORT_STATE_POSITION, from + n);
  return from + n < size ? COPY : BUCKETS;
}

function run(state: usize, phase: u32): u32 {
  switch (phase) {
    case BEGIN: return begin(state);
    case BOUNDS: return bounds(state);
    case COUNT: return count(state);
    case SCATTER: return scatter(state);
    case BUCKETS: return buckets(state);
    case PIECES: return pieces(state);
    case MERGE: return merge(state);
    case COPY: return copy(state);
    default: return DONE;
  }
}

export function sort_step(state: usize): i32 {
  const phase = run(state, get(state, SORT_STATE_PHASE));
  set(state, SORT_STATE_PHASE, phase);
  return phase == DONE ? 0 : 1;
}
