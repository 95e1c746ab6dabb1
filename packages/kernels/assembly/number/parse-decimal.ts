// Decimals in plain text: [+-] digits [. digits], no exponent. Fraction digits beyond the scale round half away from zero,
// as in PostgreSQL and DuckDB.

/** 10^18: the unscaled value of a stored decimal lies below it in magnitude. */
const LIMIT: u64 = 1000000000000000000;

/**
 * Reads `len` bytes as a decimal of `scale` fraction digits (0 to 18) into `out`, unscaled (i64). Returns 1, or 0 for bad
 * text or more than 18 digits.
 */
export function parse_decimal(ptr: usize, len: i32, scale: i32, out: usize): i32 {
  if (len <= 0) return 0;
  const end = ptr + <usize>len;
  let p = ptr;
  const sign = load<u8>(p);
  if (sign == 45 || sign == 43) p++;
  let value: u64 = 0;
  let digits: i32 = 0;
  for (; p < end; p++) {
    const digit = <u64>load<u8>(p) - 48;
    if (digit > 9) break;
    digits++;
    value = value * 10 + digit;
    if (value >= LIMIT) return 0;
  }
  let fraction: i32 = 0;
  let roundUp = false;
  if (p < end && load<u8>(p) == 46) {
    for (p++; p < end; p++) {
      const digit = <u64>load<u8>(p) - 48;
      if (digit > 9) break;
      digits++;
      if (fraction < scale) {
        value = value * 10 + digit;
        if (value >= LIMIT) return 0;
        fraction++;
      } else if (fraction == scale) {
        roundUp = digit >= 5;
        fraction++;
      }
    }
  }
  if (p != end || digits == 0) return 0;
  for (; fraction < scale; fraction++) {
    value *= 10;
    if (value >= LIMIT) return 0;
  }
  value += <u64>roundUp;
  if (value >= LIMIT) return 0;
  store<i64>(out, sign == 45 ? -(<i64>value) : <i64>value);
  return 1;
}
