// The block of a resumable sort. Frames lie within one another: a frame at an even depth reads the entries and scatters to tmp, one
// at an odd depth the other way round.
import {
  SORT_BUCKETS_SIZE, SORT_FRAMES, SORT_FRAME_BUCKET, SORT_FRAME_HAS_WORD, SORT_FRAME_MAX, SORT_FRAME_MIN, SORT_FRAME_NUM,
  SORT_FRAME_PLACE, SORT_FRAME_SCATTERED, SORT_FRAME_SIZE, SORT_FRAME_START, SORT_STATE_DEPTH, SORT_STATE_ENTRIES,
  SORT_STATE_FRAMES, SORT_STATE_HISTOGRAM, SORT_STATE_POSITION, SORT_STATE_TMP,
} from "../../../core/src/layout/sort";
import { entryAt } from "./entry";

/** Values of SORT_STATE_PHASE. */
export const BEGIN: u32 = 0;
export const SEQ: u32 = 1;
export const BOUNDS: u32 = 2;
export const COMMON: u32 = 3;
export const KEYS: u32 = 4;
export const COUNT: u32 = 5;
export const SCATTER: u32 = 6;
export const BUCKETS: u32 = 7;
export const PIECES: u32 = 8;
export const MERGE: u32 = 9;
export const COPY: u32 = 10;
export const FINISH: u32 = 11;
export const DONE: u32 = 12;

// @ts-ignore: decorator
@inline
export function get(block: usize, offset: usize): u32 {
  return load<u32>(block + offset);
}

// @ts-ignore: decorator
@inline
export function set(block: usize, offset: usize, value: u32): void {
  store<u32>(block + offset, value);
}

export function frameOf(state: usize): usize {
  return state + SORT_STATE_FRAMES + <usize>get(state, SORT_STATE_DEPTH) * SORT_FRAME_SIZE;
}

/** The frame's entries before they are scattered. */
export function sourceOf(state: usize, frame: usize): usize {
  const odd = (get(state, SORT_STATE_DEPTH) & 1) != 0;
  return entryAt(get(state, odd ? SORT_STATE_TMP : SORT_STATE_ENTRIES), get(frame, SORT_FRAME_START));
}

/** The frame's entries after they are scattered. */
export function targetOf(state: usize, frame: usize): usize {
  const odd = (get(state, SORT_STATE_DEPTH) & 1) != 0;
  return entryAt(get(state, odd ? SORT_STATE_ENTRIES : SORT_STATE_TMP), get(frame, SORT_FRAME_START));
}

/** The histogram of the frame's distribution. */
export function histogramOf(state: usize): usize {
  return <usize>get(state, SORT_STATE_HISTOGRAM) + <usize>get(state, SORT_STATE_DEPTH) * SORT_BUCKETS_SIZE;
}

/** The histogram for ranges in the cache. */
export function scratchHistogram(state: usize): usize {
  return <usize>get(state, SORT_STATE_HISTOGRAM) + SORT_FRAMES * SORT_BUCKETS_SIZE;
}

/** Forgets the bounds of the frame's keys. */
export function resetBounds(state: usize, frame: usize): void {
  store<u64>(frame, u64.MAX_VALUE, SORT_FRAME_MIN);
  store<u64>(frame, 0, SORT_FRAME_MAX);
  set(state, SORT_STATE_POSITION, 0);
}

/** Begins a frame at the current depth. */
export function openFrame(state: usize, start: u32, n: u32, place: u64): void {
  const frame = frameOf(state);
  set(frame, SORT_FRAME_START, start);
  set(frame, SORT_FRAME_NUM, n);
  set(frame, SORT_FRAME_BUCKET, 0);
  set(frame, SORT_FRAME_HAS_WORD, 0);
  set(frame, SORT_FRAME_SCATTERED, 0);
  store<u64>(frame, place, SORT_FRAME_PLACE);
  resetBounds(state, frame);
}
