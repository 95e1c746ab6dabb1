// Equality, order and search of strings, by UTF-8 bytes.
import { bytesEqual, viewBytes, viewsCompare, viewsEqual } from "../bytes/compare";

/** -1, 0 or 1. */
export function string_compare(a: usize, b: usize): i32 {
  return viewsCompare(a, 0, b, 0);
}

/** 1 where both hold the same bytes. */
export function string_equal(a: usize, b: usize): i32 {
  return i32(viewsEqual(a, 0, b, 0));
}

/** 1 where `text` begins with `prefix`. */
export function string_starts_with(text: usize, prefix: usize): i32 {
  const length = load<u32>(prefix);
  if (length > load<u32>(text)) return 0;
  return i32(bytesEqual(viewBytes(text, 0), viewBytes(prefix, 0), length));
}

/** 1 where `text` ends with `suffix`. */
export function string_ends_with(text: usize, suffix: usize): i32 {
  const length = load<u32>(suffix);
  const whole = load<u32>(text);
  if (length > whole) return 0;
  return i32(bytesEqual(viewBytes(text, 0) + <usize>(whole - length), viewBytes(suffix, 0), length));
}

/**
 * The first address from `start` where the `length` bytes at `needle` lie, all of them before `end`; 0 if nowhere.
 * Sixteen places at a time, by the needle's first and last byte (Muła, "SIMD-friendly algorithms for substring searching").
 */
export function findBytes(start: usize, end: usize, needle: usize, length: u32): usize {
  if (length == 0) return start;
  if (end - start < <usize>length || end < start) return 0;
  const last = end - <usize>length;
  const first = load<u8>(needle);
  const tail = <usize>length - 1;
  const firsts = i8x16.splat(first);
  const tails = i8x16.splat(load<u8>(needle + tail));
  let p = start;
  // A whole vector may be read only where it ends before `end`: strings need no slack behind them.
  if (<usize>(end - start) >= tail + 16) {
    const lastVector = end - tail - 16;
    for (;;) {
      const equal = v128.and(i8x16.eq(v128.load(p), firsts), i8x16.eq(v128.load(p + tail), tails));
      if (v128.any_true(equal)) {
        for (let mask = i8x16.bitmask(equal); mask != 0; mask &= mask - 1) {
          const at = p + <usize>ctz(mask);
          if (bytesEqual(at, needle, length)) return at;
        }
      }
      if (p >= lastVector) return 0;
      // The last vector overlaps the one before: what it sees again was no match.
      p = min(p + 16, lastVector);
    }
  }
  for (; p <= last; p++) {
    if (load<u8>(p) == first && bytesEqual(p, needle, length)) return p;
  }
  return 0;
}

/** 1 where `needle` occurs in `text`. */
export function string_contains(text: usize, needle: usize): i32 {
  const start = viewBytes(text, 0);
  return i32(findBytes(start, start + <usize>load<u32>(text), viewBytes(needle, 0), load<u32>(needle)) != 0);
}
