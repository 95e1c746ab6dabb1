// Whether strings are UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).

function validUtf8(p: usize, length: usize): bool {
  let end = p + length;
  while (p < end) {
    if (end - p >= 16 && !v128.any_true(v128.and(v128.load(p), i8x16.splat(-128)))) {
      p += 16;
      continue;
    }
    let c = <u32>load<u8>(p);
    if (c < 0x80) {
      p++;
      continue;
    }
    let more: usize = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
    if (c < 0xc2 || c > 0xf4 || more >= end - p) return false;
    let second = <u32>load<u8>(p, 1);
    let low: u32 = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    let high: u32 = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) return false;
    for (let k: usize = 2; k <= more; k++) if ((load<u8>(p + k) & 0xc0) != 0x80) return false;
    p += more + 1;
  }
  return true;
}

/** Whether a string beside its view is ASCII; it is longer than 12 bytes. */
// @ts-ignore: decorator
@inline function isAscii(p: usize, length: usize): bool {
  if (length <= 16) {
    return ((load<u64>(p) | load<u64>(p + length - 8)) & 0x8080808080808080) == 0;
  }
  let all = v128.load(p + length - 16);
  for (let end = p + length - 16; p < end; p += 16) all = v128.or(all, v128.load(p));
  return i8x16.bitmask(all) == 0;
}

/** The index of the first of `n` views that is not UTF-8, or `n`. */
export function parquet_first_invalid_utf8(n: i32, views: usize): i32 {
  for (let i = 0; i < n; i++) {
    let view = views + (<usize>i << 4);
    let length = <usize>load<u32>(view);
    if (length <= 12) {
      // The bytes behind an inline string are zero.
      if ((i8x16.bitmask(v128.load(view)) & 0xfff0) == 0 || validUtf8(view + 4, length)) continue;
      return i;
    }
    let p = <usize>load<u32>(view, 8);
    if (!isAscii(p, length) && !validUtf8(p, length)) return i;
  }
  return n;
}
