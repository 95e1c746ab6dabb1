// A sort of any size in bounded steps. A frame's entries are distributed to buckets by the highest varying bits of their keys; each
// small bucket is sorted in the cache (MSD, then LSD), and a bucket that is large still (skew, equal keys) becomes a frame itself.
import {
  SORT_FRAMES, SORT_FRAME_BUCKET, SORT_FRAME_HAS_WORD, SORT_FRAME_NUM, SORT_FRAME_PLACE, SORT_FRAME_SCATTERED, SORT_FRAME_START,
  SORT_FRAME_WORD, SORT_MAX_ENTRIES, SORT_STATE_BY_SEQ, SORT_STATE_DEPTH, SORT_STATE_DESC, SORT_STATE_ENTRIES, SORT_STATE_NUM,
  SORT_STATE_PHASE, SORT_STATE_POSITION, SORT_STATE_RESULT, SORT_STATE_TMP,
} from "../../../core/src/layout/sort";
import { BUCKET_COUNT, bounds, common, count, keys, scatter, seqOrder } from "./distribute";
import { sort_entries } from "./entries";
import { entryAt } from "./entry";
import { beginPieces, copy, merge, pieces } from "./pieces";
import { setKeys, sortRange } from "./range";
import {
  BEGIN, BOUNDS, BUCKETS, COMMON, COPY, COUNT, DONE, FINISH, frameOf, get, histogramOf, KEYS, MERGE, openFrame, PIECES, SCATTER,
  scratchHistogram, SEQ, set, sourceOf, targetOf,
} from "./state";

const FINISH_ENTRIES: u32 = 262144;

function begin(state: usize): u32 {
  const n = get(state, SORT_STATE_NUM);
  const entries = get(state, SORT_STATE_ENTRIES);
  if (n <= <u32>SORT_MAX_ENTRIES) {
    set(state, SORT_STATE_RESULT, entries);
    sort_entries(entries, n, get(state, SORT_STATE_TMP), scratchHistogram(state), get(state, SORT_STATE_DESC));
    return DONE;
  }
  set(state, SORT_STATE_DEPTH, 0);
  openFrame(state, 0, n, 0);
  return SEQ;
}

/** Sorts small buckets up to SORT_MAX_ENTRIES entries, or begins with a large one. */
function buckets(state: usize): u32 {
  const frame = frameOf(state);
  const source = sourceOf(state, frame);
  const target = targetOf(state, frame);
  const histogram = histogramOf(state);
  const desc = <usize>get(state, SORT_STATE_DESC);
  const place = load<u64>(frame, SORT_FRAME_PLACE);
  const bySeq = get(state, SORT_STATE_BY_SEQ) != 0;
  let bucket = get(frame, SORT_FRAME_BUCKET);
  let sorted: u32 = 0;
  for (; bucket < BUCKET_COUNT; bucket++) {
    const at = histogram + (<usize>bucket << 2);
    const start = bucket == 0 ? 0 : load<u32>(at - 4);
    const size = load<u32>(at) - start;
    if (size > <u32>SORT_MAX_ENTRIES) {
      set(frame, SORT_FRAME_BUCKET, bucket + 1);
      return largeBucket(state, frame, start, size);
    }
    if (sorted + size > <u32>SORT_MAX_ENTRIES) break;
    sortRange(entryAt(target, start), size, entryAt(source, start), scratchHistogram(state), desc, place, bySeq, 0);
    sorted += size;
  }
  set(frame, SORT_FRAME_BUCKET, bucket);
  set(state, SORT_STATE_POSITION, 0);
  return bucket < BUCKET_COUNT ? BUCKETS : FINISH;
}

function largeBucket(state: usize, frame: usize, start: u32, size: u32): u32 {
  const depth = get(state, SORT_STATE_DEPTH) + 1;
  if (depth == SORT_FRAMES) return beginPieces(state, start, size);
  set(state, SORT_STATE_DEPTH, depth);
  openFrame(state, get(frame, SORT_FRAME_START) + start, size, load<u64>(frame, SORT_FRAME_PLACE));
  return BOUNDS;
}

/** Gives the entries their words again, and an inner frame's entries back to the array that they came from. */
function finish(state: usize): u32 {
  const frame = frameOf(state);
  const depth = get(state, SORT_STATE_DEPTH);
  const n = get(frame, SORT_FRAME_NUM);
  const from = get(state, SORT_STATE_POSITION);
  const to = min<u32>(from + FINISH_ENTRIES, n);
  const scattered = get(frame, SORT_FRAME_SCATTERED) != 0;
  const source = sourceOf(state, frame);
  const sorted = scattered ? targetOf(state, frame) : source;
  const result = depth == 0 ? sorted : source;
  if (result != sorted) memory.copy(entryAt(result, from), entryAt(sorted, from), <usize>(to - from) << 4);
  if (get(frame, SORT_FRAME_HAS_WORD) != 0) setKeys(entryAt(result, from), to - from, load<u64>(frame, SORT_FRAME_WORD));
  set(state, SORT_STATE_POSITION, to);
  if (to < n && (result != sorted || get(frame, SORT_FRAME_HAS_WORD) != 0)) return FINISH;
  if (depth != 0) {
    set(state, SORT_STATE_DEPTH, depth - 1);
    return BUCKETS;
  }
  set(state, SORT_STATE_RESULT, <u32>sorted);
  return DONE;
}

function run(state: usize, phase: u32): u32 {
  switch (phase) {
    case BEGIN: return begin(state);
    case SEQ: return seqOrder(state);
    case BOUNDS: return bounds(state);
    case COMMON: return common(state);
    case KEYS: return keys(state);
    case COUNT: return count(state);
    case SCATTER: return scatter(state);
    case BUCKETS: return buckets(state);
    case PIECES: return pieces(state);
    case MERGE: return merge(state);
    case COPY: return copy(state);
    case FINISH: return finish(state);
    default: return DONE;
  }
}

export function sort_step(state: usize): i32 {
  const phase = run(state, get(state, SORT_STATE_PHASE));
  set(state, SORT_STATE_PHASE, phase);
  return phase == DONE ? 0 : 1;
}
