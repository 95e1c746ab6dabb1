// PLAIN values to vectors.
import {
  CONVERT_BIG_ENDIAN,
  CONVERT_BIG_ENDIAN_TO_128,
  CONVERT_FLOAT16,
  CONVERT_FLOAT_TO_DOUBLE,
  CONVERT_INT32_TO_16,
  CONVERT_INT32_TO_64,
  CONVERT_INT32_TO_8,
  CONVERT_INT96_TO_US,
  CONVERT_MS_TO_US,
  CONVERT_NONE,
  CONVERT_NS_TO_US,
  CONVERT_UINT32_TO_64,
} from "../../../core/src/layout/parquet-decoder";

const JULIAN_EPOCH: i64 = 2440588;
const US_PER_DAY: i64 = 86400000000;

// @ts-ignore: decorator
@inline function floorDiv1000(v: i64): i64 {
  let q = v / 1000;
  return q - <i64>(v - q * 1000 < 0);
}

/** A big-endian two's complement number of up to 8 bytes. */
// @ts-ignore: decorator
@inline function bigEndian(p: usize, width: usize): i64 {
  let v: i64 = width == 0 ? 0 : <i64>load<i8>(p);
  for (let k: usize = 1; k < width; k++) v = (v << 8) | <i64>load<u8>(p + k);
  return v;
}

/** Whether all bytes but the last `kept` are the sign of those. */
// @ts-ignore: decorator
@inline function fits(p: usize, width: usize, kept: usize): bool {
  if (width <= kept) return true;
  let sign: u8 = load<i8>(p + width - kept) < 0 ? 0xff : 0;
  for (let k: usize = 0; k < width - kept; k++) if (load<u8>(p + k) != sign) return false;
  return true;
}

/** Writes a big-endian number that fits as two words, low first. */
// @ts-ignore: decorator
@inline function storeWide(out: usize, p: usize, width: usize): void {
  let low = bigEndian(width > 8 ? p + width - 8 : p, min<usize>(width, 8));
  let high = width <= 8 ? low >> 63 : bigEndian(width > 16 ? p + width - 16 : p, min<usize>(width - 8, 8));
  store<i64>(out, low);
  store<i64>(out, high, 8);
}

// @ts-ignore: decorator
@inline function float16(h: u32): u32 {
  let sign = (h & 0x8000) << 16;
  let exponent = (h >> 10) & 31;
  let fraction = h & 1023;
  if (exponent == 31) return sign | 0x7f800000 | (fraction << 13);
  if (exponent != 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  return sign | reinterpret<u32>(<f32>fraction * <f32>5.9604644775390625e-8);
}

/**
 * Converts `n` PLAIN values of `width` bytes. Returns `n`, or the index of the first value that does not fit.
 * The caller has checked that n × width bytes are there.
 */
export function parquet_convert(kind: i32, n: i32, p: usize, width: i32, out: usize): i32 {
  switch (kind) {
    case CONVERT_NONE:
      memory.copy(out, p, <usize>n * <usize>width);
      break;
    case CONVERT_INT32_TO_8:
      for (let i = 0; i < n; i++) store<u8>(out + i, load<u8>(p + (<usize>i << 2)));
      break;
    case CONVERT_INT32_TO_16:
      for (let i = 0; i < n; i++) store<u16>(out + (<usize>i << 1), load<u16>(p + (<usize>i << 2)));
      break;
    case CONVERT_INT32_TO_64:
      for (let i = 0; i < n; i++) store<i64>(out + (<usize>i << 3), <i64>load<i32>(p + (<usize>i << 2)));
      break;
    case CONVERT_UINT32_TO_64:
      for (let i = 0; i < n; i++) store<u64>(out + (<usize>i << 3), <u64>load<u32>(p + (<usize>i << 2)));
      break;
    case CONVERT_FLOAT_TO_DOUBLE:
      for (let i = 0; i < n; i++) store<f64>(out + (<usize>i << 3), <f64>load<f32>(p + (<usize>i << 2)));
      break;
    case CONVERT_MS_TO_US:
      for (let i = 0; i < n; i++) store<i64>(out + (<usize>i << 3), load<i64>(p + (<usize>i << 3)) * 1000);
      break;
    case CONVERT_NS_TO_US:
      for (let i = 0; i < n; i++) store<i64>(out + (<usize>i << 3), floorDiv1000(load<i64>(p + (<usize>i << 3))));
      break;
    case CONVERT_INT96_TO_US:
      for (let i = 0; i < n; i++) {
        let days = <i64>load<i32>(p, 8) - JULIAN_EPOCH;
        store<i64>(out + (<usize>i << 3), days * US_PER_DAY + floorDiv1000(load<i64>(p)));
        p += 12;
      }
      break;
    case CONVERT_BIG_ENDIAN:
      for (let i = 0; i < n; i++) {
        if (!fits(p, width, 8)) return i;
        store<i64>(out + (<usize>i << 3), width >= 8 ? <i64>bswap<u64>(load<u64>(p + width - 8)) : bigEndian(p, width));
        p += width;
      }
      break;
    case CONVERT_BIG_ENDIAN_TO_128:
      for (let i = 0; i < n; i++) {
        if (!fits(p, width, 16)) return i;
        storeWide(out + (<usize>i << 4), p, width);
        p += width;
      }
      break;
    case CONVERT_FLOAT16:
      for (let i = 0; i < n; i++) store<u32>(out + (<usize>i << 2), float16(load<u16>(p + (<usize>i << 1))));
      break;
    default:
      return 0;
  }
  return n;
}

/**
 * Length-prefixed big-endian numbers to 64 bits, or 128 if `wide`. Returns the pointer behind the last, 0 if the bytes end
 * or one does not fit.
 */
export function parquet_plain_decimals(n: i32, p: usize, end: usize, out: usize, wide: bool): usize {
  for (let i = 0; i < n; i++) {
    if (end - p < 4) return 0;
    let length = <usize>load<u32>(p);
    p += 4;
    if (length > end - p || !fits(p, length, wide ? 16 : 8)) return 0;
    if (wide) storeWide(out + (<usize>i << 4), p, length);
    else store<i64>(out + (<usize>i << 3), bigEndian(length > 8 ? p + length - 8 : p, min<usize>(length, 8)));
    p += length;
  }
  return p;
}

/** `n` bits from bit `from` on as bytes of 0 or 1. */
export function parquet_plain_booleans(n: i32, p: usize, from: i32, out: usize): void {
  for (let i = 0; i < n; i++) {
    let bit = <u32>from + <u32>i;
    store<u8>(out + i, <u8>((<u32>load<u8>(p + (bit >> 3)) >> (bit & 7)) & 1));
  }
}

/** Writes the 16-byte view of `length` bytes at `p`; 16 bytes at `p` must be readable. */
// @ts-ignore: decorator
@inline export function storeView(out: usize, p: usize, length: u32): void {
  if (length <= 12) {
    let v = i8x16.swizzle(v128.load(p), i8x16(-1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    let inside = i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>(length + 4)));
    v128.store(out, i32x4.replace_lane(v128.and(v, inside), 0, <i32>length));
  } else {
    store<u32>(out, length);
    store<u32>(out, load<u32>(p), 4);
    store<u64>(out, <u64>p, 8);
  }
}

/** Length-prefixed strings to views that point into the page. Returns the pointer behind the last, 0 if the bytes end. */
export function parquet_plain_views(n: i32, p: usize, end: usize, out: usize): usize {
  for (let last = out + (<usize>n << 4); out < last; out += 16) {
    if (end - p < 4) return 0;
    let length = load<u32>(p);
    p += 4;
    if (<usize>length > end - p) return 0;
    storeView(out, p, length);
    p += length;
  }
  return p;
}

/** Passes over length-prefixed values. Returns the pointer behind the last, 0 if the bytes end. */
export function parquet_plain_skip(n: i32, p: usize, end: usize): usize {
  for (let i = 0; i < n; i++) {
    if (end - p < 4) return 0;
    let length = <usize>load<u32>(p);
    p += 4;
    if (length > end - p) return 0;
    p += length;
  }
  return p;
}

/** Fixed-length strings to views that point into the page. */
export function parquet_fixed_views(n: i32, p: usize, width: i32, out: usize): void {
  for (let last = out + (<usize>n << 4); out < last; out += 16) {
    storeView(out, p, <u32>width);
    p += width;
  }
}

/** BYTE_STREAM_SPLIT: `n` values of `width` bytes from value `from` on, of streams of `count` bytes at `p`, to PLAIN. */
export function parquet_unsplit(n: i32, p: usize, count: i32, from: i32, width: i32, out: usize): void {
  for (let k = 0; k < width; k++) {
    let source = p + <usize>k * <usize>count + <usize>from;
    let o = out + k;
    for (let i = 0; i < n; i++) {
      store<u8>(o, load<u8>(source + i));
      o += width;
    }
  }
}
