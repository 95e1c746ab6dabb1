// Values on their way from Arrow's widths to Parquet's physical types, and their bounds. No nulls here.

/** How the values of a column compare. In step with `order` in packages/formats/src/parquet/write/physical-type.ts. */
const I32: i32 = 0;
const U32: i32 = 1;
const I64: i32 = 2;
const U64: i32 = 3;
const F32: i32 = 4;
const F64: i32 = 5;

@inline
function widen<T>(src: usize, count: usize, dst: usize): void {
  for (let i: usize = 0; i < count; i++) store<i32>(dst + (i << 2), <i32>load<T>(src + i * sizeof<T>()));
}

/** Integers of 1 or 2 bytes, signed or not, to 4 bytes. */
export function pqw_widen(src: usize, width: i32, isSigned: i32, count: usize, dst: usize): void {
  if (width == 1) {
    if (isSigned) widen<i8>(src, count, dst);
    else widen<u8>(src, count, dst);
  } else if (isSigned) widen<i16>(src, count, dst);
  else widen<u16>(src, count, dst);
}

/** The low halves of 8-byte integers; `dst` may be `src`. */
export function pqw_narrow(src: usize, count: usize, dst: usize): void {
  for (let i: usize = 0; i < count; i++) store<u32>(dst + (i << 2), load<u32>(src + (i << 3)));
}

/** 16-byte integers from little-endian to big-endian; `dst` may be `src`. */
export function pqw_flip_i128(src: usize, count: usize, dst: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const v = v128.load(src + (i << 4));
    v128.store(dst + (i << 4), v128.shuffle<u8>(v, v, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  }
}

@inline
function bounds<T>(src: usize, count: usize, out: usize): i32 {
  if (count == 0) return 0;
  let low = load<T>(src);
  let high = low;
  for (let i: usize = 1; i < count; i++) {
    const value = load<T>(src + i * sizeof<T>());
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  store<T>(out, low);
  store<T>(out + 16, high);
  return 1;
}

@inline
function floatBounds<T>(src: usize, count: usize, out: usize): i32 {
  let low = <T>Infinity;
  let high = -<T>Infinity;
  let seen = 0;
  for (let i: usize = 0; i < count; i++) {
    const value = load<T>(src + i * sizeof<T>());
    // NaN fails both comparisons and the one with itself.
    seen |= i32(value == value);
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  if (seen == 0) return 0;
  // Parquet asks for -0 as the lower and +0 as the upper bound, since readers may compare either way.
  store<T>(out, low == <T>0 ? -<T>0 : low);
  store<T>(out + 16, high == <T>0 ? <T>0 : high);
  return 1;
}

/** Writes the lowest value at `out` and the highest at `out + 16`; 0 where there is none (no rows, only NaN). */
export function pqw_bounds(order: i32, src: usize, count: usize, out: usize): i32 {
  if (order == I32) return bounds<i32>(src, count, out);
  if (order == U32) return bounds<u32>(src, count, out);
  if (order == I64) return bounds<i64>(src, count, out);
  if (order == U64) return bounds<u64>(src, count, out);
  if (order == F32) return floatBounds<f32>(src, count, out);
  if (order == F64) return floatBounds<f64>(src, count, out);
  return bounds128(src, count, out);
}

/** Bounds of signed 16-byte integers, little-endian. */
function bounds128(src: usize, count: usize, out: usize): i32 {
  if (count == 0) return 0;
  let low = src;
  let high = src;
  for (let i: usize = 1; i < count; i++) {
    const p = src + (i << 4);
    if (less128(p, low)) low = p;
    if (less128(high, p)) high = p;
  }
  v128.store(out, v128.load(low));
  v128.store(out + 16, v128.load(high));
  return 1;
}

@inline
function less128(a: usize, b: usize): bool {
  const highA = load<i64>(a, 8);
  const highB = load<i64>(b, 8);
  return highA < highB || (highA == highB && load<u64>(a) < load<u64>(b));
}
