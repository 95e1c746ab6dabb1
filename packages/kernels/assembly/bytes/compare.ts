// Comparing bytes and string views. Nothing beyond a string's last byte is read.
import { VIEW_INLINE, VIEW_POINTER, VIEW_PREFIX } from "../../../core/src/layout/string-view";

export function bytesEqual(a: usize, b: usize, length: u32): bool {
  let i: usize = 0;
  const words = <usize>length & ~<usize>7;
  for (; i < words; i += 8) {
    if (load<u64>(a + i) != load<u64>(b + i)) return false;
  }
  for (; i < <usize>length; i++) {
    if (load<u8>(a + i) != load<u8>(b + i)) return false;
  }
  return true;
}

/** -1, 0 or 1: bytes as unsigned numbers, a prefix before what it begins. */
export function bytesCompare(a: usize, aLength: u32, b: usize, bLength: u32): i32 {
  const length = min<u32>(aLength, bLength);
  const words = <usize>length & ~<usize>7;
  let i: usize = 0;
  for (; i < words; i += 8) {
    const x = load<u64>(a + i);
    const y = load<u64>(b + i);
    if (x != y) return bswap<u64>(x) < bswap<u64>(y) ? -1 : 1;
  }
  for (; i < <usize>length; i++) {
    const x = <i32>load<u8>(a + i);
    const y = <i32>load<u8>(b + i);
    if (x != y) return x < y ? -1 : 1;
  }
  return aLength == bLength ? 0 : aLength < bLength ? -1 : 1;
}

/** Where a view's bytes lie. `base` is the page start for views of page rows, 0 for absolute ones. */
// @ts-ignore: decorator
@inline
export function viewBytes(view: usize, base: usize): usize {
  return load<u32>(view) <= <u32>VIEW_INLINE ? view + VIEW_PREFIX : base + <usize>load<u32>(view, VIEW_POINTER);
}

/** Whether two views hold the same bytes. */
// @ts-ignore: decorator
@inline
export function viewsEqual(a: usize, aBase: usize, b: usize, bBase: usize): bool {
  // Length and prefix in one word.
  if (load<u64>(a) != load<u64>(b)) return false;
  const length = load<u32>(a);
  if (length <= <u32>VIEW_INLINE) return load<u64>(a, VIEW_POINTER) == load<u64>(b, VIEW_POINTER);
  return bytesEqual(aBase + <usize>load<u32>(a, VIEW_POINTER), bBase + <usize>load<u32>(b, VIEW_POINTER), length);
}

/** -1, 0 or 1 by the bytes of two views. */
export function viewsCompare(a: usize, aBase: usize, b: usize, bBase: usize): i32 {
  const x = load<u32>(a, VIEW_PREFIX);
  const y = load<u32>(b, VIEW_PREFIX);
  // Prefixes are zero-padded: where they differ, they decide.
  if (x != y) return bswap<u32>(x) < bswap<u32>(y) ? -1 : 1;
  const aLength = load<u32>(a);
  const bLength = load<u32>(b);
  if (max<u32>(aLength, bLength) <= <u32>VIEW_INLINE) {
    // Zero-padded to the end.
    const v = load<u64>(a, VIEW_POINTER);
    const w = load<u64>(b, VIEW_POINTER);
    if (v != w) return bswap<u64>(v) < bswap<u64>(w) ? -1 : 1;
    return i32(aLength > bLength) - i32(aLength < bLength);
  }
  return bytesCompare(viewBytes(a, aBase), aLength, viewBytes(b, bBase), bLength);
}
