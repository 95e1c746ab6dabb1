// A bucket that is large still when no frame is left: sorted in pieces, which are merged pairwise.
import {
  SORT_FRAME_PLACE, SORT_MAX_ENTRIES, SORT_STATE_BY_SEQ, SORT_STATE_DESC, SORT_STATE_LEFT, SORT_STATE_POSITION, SORT_STATE_RANGE,
  SORT_STATE_RANGE_NUM, SORT_STATE_RIGHT, SORT_STATE_SOURCE, SORT_STATE_TARGET, SORT_STATE_WIDTH,
} from "../../../core/src/layout/sort";
import { pageRowsCompare } from "./compare";
import { entryAt, rowAt } from "./entry";
import { levelOf } from "./keys";
import { sortRange } from "./range";
import { BUCKETS, COPY, frameOf, get, MERGE, PIECES, scratchHistogram, set, sourceOf, targetOf } from "./state";

const MERGE_ENTRIES_A_STEP: u32 = 65536;
const COPY_ENTRIES: u32 = 262144;

/** Begins with the pieces of a bucket: `size` entries from `start` of the frame on. */
export function beginPieces(state: usize, start: u32, size: u32): u32 {
  set(state, SORT_STATE_RANGE, start);
  set(state, SORT_STATE_RANGE_NUM, size);
  set(state, SORT_STATE_POSITION, 0);
  return PIECES;
}

/** Sorts the next piece. */
export function pieces(state: usize): u32 {
  const frame = frameOf(state);
  const start = get(state, SORT_STATE_RANGE);
  const size = get(state, SORT_STATE_RANGE_NUM);
  const position = get(state, SORT_STATE_POSITION);
  const n = min<u32>(size - position, SORT_MAX_ENTRIES);
  const home = entryAt(targetOf(state, frame), start);
  const scratch = entryAt(sourceOf(state, frame), start);
  const place = load<u64>(frame, SORT_FRAME_PLACE);
  sortRange(
    entryAt(home, position), n, entryAt(scratch, position), scratchHistogram(state), get(state, SORT_STATE_DESC), place,
    get(state, SORT_STATE_BY_SEQ) != 0, 0,
  );
  set(state, SORT_STATE_POSITION, position + n);
  if (position + n < size) return PIECES;
  set(state, SORT_STATE_SOURCE, <u32>home);
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
function inOrder(a: usize, b: usize, desc: usize, from: u32): bool {
  const x = load<u64>(a);
  const y = load<u64>(b);
  if (x != y) return x < y;
  return pageRowsCompare(rowAt(a, 0), rowAt(b, 0), desc, from) <= 0;
}

export function merge(state: usize): u32 {
  const size = get(state, SORT_STATE_RANGE_NUM);
  const width = get(state, SORT_STATE_WIDTH);
  const source = <usize>get(state, SORT_STATE_SOURCE);
  const target = <usize>get(state, SORT_STATE_TARGET);
  const desc = <usize>get(state, SORT_STATE_DESC);
  const from = levelOf(load<u64>(frameOf(state), SORT_FRAME_PLACE));
  let out = get(state, SORT_STATE_POSITION);
  // Widths are powers of two: `out` tells its pair.
  const low = out - (out % (width << 1));
  const middle = min<u32>(low + width, size);
  const high = min<u32>(middle + width, size);
  let left = get(state, SORT_STATE_LEFT);
  let right = get(state, SORT_STATE_RIGHT);
  const stop = min<u32>(high, out + MERGE_ENTRIES_A_STEP);
  for (; out < stop; out++) {
    const takeLeft = right == high || (left < middle && inOrder(entryAt(source, left), entryAt(source, right), desc, from));
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
  return width << 1 < size ? MERGE : COPY;
}

/** Brings a merged bucket back if it ended in the scratch. */
export function copy(state: usize): u32 {
  const home = entryAt(targetOf(state, frameOf(state)), get(state, SORT_STATE_RANGE));
  const source = <usize>get(state, SORT_STATE_SOURCE);
  const size = get(state, SORT_STATE_RANGE_NUM);
  if (source == home) return BUCKETS;
  const from = get(state, SORT_STATE_POSITION);
  const n = min<u32>(size - from, COPY_ENTRIES);
  memory.copy(entryAt(home, from), entryAt(source, from), <usize>n << 4);
  set(state, SORT_STATE_POSITION, from + n);
  return from + n < size ? COPY : BUCKETS;
}
