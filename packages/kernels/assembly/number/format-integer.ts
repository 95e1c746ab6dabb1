// Integers as decimal text, two digits a step.

/** "00" to "99". Read-only. */
export const DIGIT_PAIRS: usize = memory.data<u8>([
  48, 48, 48, 49, 48, 50, 48, 51, 48, 52, 48, 53, 48, 54, 48, 55, 48, 56, 48, 57,
  49, 48, 49, 49, 49, 50, 49, 51, 49, 52, 49, 53, 49, 54, 49, 55, 49, 56, 49, 57,
  50, 48, 50, 49, 50, 50, 50, 51, 50, 52, 50, 53, 50, 54, 50, 55, 50, 56, 50, 57,
  51, 48, 51, 49, 51, 50, 51, 51, 51, 52, 51, 53, 51, 54, 51, 55, 51, 56, 51, 57,
  52, 48, 52, 49, 52, 50, 52, 51, 52, 52, 52, 53, 52, 54, 52, 55, 52, 56, 52, 57,
  53, 48, 53, 49, 53, 50, 53, 51, 53, 52, 53, 53, 53, 54, 53, 55, 53, 56, 53, 57,
  54, 48, 54, 49, 54, 50, 54, 51, 54, 52, 54, 53, 54, 54, 54, 55, 54, 56, 54, 57,
  55, 48, 55, 49, 55, 50, 55, 51, 55, 52, 55, 53, 55, 54, 55, 55, 55, 56, 55, 57,
  56, 48, 56, 49, 56, 50, 56, 51, 56, 52, 56, 53, 56, 54, 56, 55, 56, 56, 56, 57,
  57, 48, 57, 49, 57, 50, 57, 51, 57, 52, 57, 53, 57, 54, 57, 55, 57, 56, 57, 57,
]);

/** Powers of ten that a u64 holds, from 10^0 on, with 0 in the place of 1. */
const POWERS: usize = memory.data<u64>([
  0, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
  10000000000000000000,
]);

/** Decimal digits of a value; 1 for 0. */
@inline
export function digitCount(value: u64): i32 {
  // The bits times log10(2) are the digits, or one less.
  const least = (<i32>(64 - clz(value)) * 1233) >> 12;
  return least + i32(value >= load<u64>(POWERS + (<usize>least << 3)));
}

/** Writes exactly `count` digits at `out`, with zeros in front. */
@inline
export function writeDigits(value: u64, count: i32, out: usize): void {
  let p = out + <usize>count;
  // Chunks of eight digits: 32-bit division by a constant is a multiplication.
  while (value >= 100000000) {
    const rest = value / 100000000;
    let chunk = <u32>(value - rest * 100000000);
    value = rest;
    for (let i = 0; i < 4; i++) {
      p -= 2;
      store<u16>(p, load<u16>(DIGIT_PAIRS + <usize>((chunk % 100) << 1)));
      chunk /= 100;
    }
  }
  let low = <u32>value;
  while (p >= out + 2) {
    p -= 2;
    store<u16>(p, load<u16>(DIGIT_PAIRS + <usize>((low % 100) << 1)));
    low /= 100;
  }
  if (p > out) store<u8>(out, <u8>(48 + low));
}

/** Writes an unsigned integer as text at `out` (20 bytes of room); returns its length. */
export function format_u64(value: u64, out: usize): i32 {
  const count = digitCount(value);
  writeDigits(value, count, out);
  return count;
}

/** Writes a signed integer as text at `out` (20 bytes of room); returns its length. */
export function format_i64(value: i64, out: usize): i32 {
  if (value >= 0) return format_u64(<u64>value, out);
  store<u8>(out, 45);
  return 1 + format_u64(0 - <u64>value, out + 1);
}
