// Digits to numbers, sixteen at a time.

/** Sixteen digits (0 to 9 a byte) to four numbers of four digits each. */
@inline
export function foursOf(digits: v128): v128 {
  const tens = v128.and(digits, i16x8.splat(0xff));
  const pairs = i16x8.add(i16x8.mul(tens, i16x8.splat(10)), i16x8.shr_u(digits, 8));
  return i32x4.dot_i16x8_s(pairs, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
}

/** The numbers of four digits in two vectors, joined two by two, to four of eight digits. */
@inline
export function eightsOf(first: v128, second: v128): v128 {
  return i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(first, second), i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
}

/** Whether a byte is no digit. */
@inline
export function anyOver9(digits: v128): bool {
  return v128.any_true(i8x16.gt_u(digits, i8x16.splat(9)));
}
